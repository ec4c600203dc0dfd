# Start-up: what board.json says is put together, and the loop begins. docs/boards.md
import gc

import micropython

micropython.kbd_intr(-1)  # no prompt until it is known whether the appliance is locked

# What imports leave behind is collected before it lies all over a Pico's heap: native code needs
# kilobytes in one piece.
gc.threshold(16384)

# ruff: noqa: E402
from habitude.compat import borrowed

_START = "habitude.board.start"

try:
    try:
        run, arguments = borrowed(_START).start()
        gc.collect()
        run(*arguments)
    except Exception as error:
        borrowed(_START).failed(error)
except KeyboardInterrupt:
    left = False
    while not left:
        try:
            borrowed(_START).leave()
            left = True
        except KeyboardInterrupt:
            pass  # mpremote sends two Ctrl-C
    raise
