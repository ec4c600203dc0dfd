"""A room heater and cooler with a fan."""

from habitude.appliance import Output, Reading, Setting
from habitude.compat import borrowed
from habitude.declaration import Advice, Appliance, Drive, Use
from habitude.learn import comfort
from habitude.limits import Cutoff, Effect, Exceeded, Floor, Interlock, MinimumTimes
from habitude.signals import Absence, Average, Difference, Expected, Rate

# Of rules at work only the tables are needed.
climate_rules = borrowed("habitude.appliances.climate_rules")
climate_advice_rules = borrowed("habitude.appliances.climate_advice_rules")

APPLIANCE = Appliance(
    "climate",
    readings=(
        # A room does not change faster: 10 K within a tick is a sensor that jumps. And no sensor
        # is without noise: a temperature that does not change in its last digit is none.
        Reading("room_temp", "°C", 2, -20, 60, max_step=10, stale_s=300, stuck_s=2 * 3600),
        Reading("humidity", "%", 1, 0, 100, stuck_s=12 * 3600, optional=True),
        Reading("outdoor_temp", "°C", 2, -50, 60, max_step=10, stuck_s=12 * 3600, optional=True),
        # Nobody moves in every minute of half a day; nobody may be there for weeks.
        Reading("presence", "", 0, 0, 1, stuck_s=12 * 3600, rest=0, optional=True),
    ),
    settings=(
        Setting(
            "target_temp",
            "°C",
            2,
            lowest=5,
            highest=30,
            step=0.5,
            factory=21,
            follows="room_temp",
            overshoot_percent=20,
            context=("outdoor_temp",),
            scale=comfort.at_home(),
        ),
    ),
    outputs=(Output("heat"), Output("cool"), Output("fan")),
    advice=(
        Advice(
            "target_temp",
            climate_advice_rules,
            (
                Absence("absence", longest=60),
                Expected("expected"),
                Average("outdoor", "outdoor_temp", hours=48, unknown=10),
            ),
        ),
    ),
    drive=Drive(
        climate_rules,
        (
            Difference("error", "target_temp", "room_temp", reset_s=900, band=2),
            Rate("rate", "room_temp", lag_s=600),
        ),
    ),
    guard=(
        Floor("heat", "room_temp", below=7),
        Cutoff("heat", "room_temp", above=30),
        MinimumTimes("cool", on_s=180, off_s=300),
        Interlock("heat", "cool", pause_s=600),
        # A thermometer in the sun may be 10 K too warm, and then the sun heats the room, too.
        Exceeded("heat", "room_temp", by="outdoor_temp", margin=10),
        Effect("heat", "room_temp", by=0.5, within_s=3 * 3600),
        Effect("cool", "room_temp", by=-0.5, within_s=3 * 3600),
    ),
    presence="presence",
    routine=Use(of="presence", rest=1, promise=2),
)
