# Everything sets itself up: the first target that needs it makes .venv, and later ones find it.
# Overridable: PYTHON=python3.12 SEEDS=2000..2039 DATA=folder JSON=file
.DEFAULT_GOAL := help
SHELL := /bin/sh

SEEDS ?= 1000..1039
CHANGE_SEEDS ?= 1000..1019
SOAK_SEED ?= 1
DATA ?= ../shared/data/dev

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# What the environment is made from; a change of these renews it.
PINS := host_tools/requirements.lock firmware/typings/rp2.lock firmware/typings/esp32.lock
SETUP := host_tools/setup_venv.py pyproject.toml firmware/habitude/__init__.py $(PINS)

# The first of these that can make an environment; looked for only when one has to be made.
CAN_MAKE_VENV := -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(or $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p $(CAN_MAKE_VENV) >/dev/null 2>&1 && echo $$p && break; done),false)

# One version of each package on every Python that we support, so that results are the same.
PIN = build/lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header

# Environments know their absolute path: a moved checkout makes a new one.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

.PHONY: help run test bench bench-home bench-limits bench-change bench-who bench-asking bench-preheat bench-learn \
	fit-prior bench-fuzzy bench-tick bench-board bench-update bench-routine bench-taste bench-wear soak torture-power torture-faults \
	fuzz fuzz-board rules lint types format package firmware lock clean

help:  ## this list
	@awk -F ':.*## *' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

run: $(READY)  ## four weeks of a simulated household; writes build/run/report.html
	$(BIN)/habitude sim run climate --days 28 --seed 1 --residents 2 --season winter \
		--engine unix --out build/run

test: $(READY)  ## every test, on CPython and on MicroPython
	$(BIN)/python -m pytest -n 2

bench: bench-home bench-limits bench-change bench-who bench-asking bench-preheat bench-learn bench-fuzzy bench-tick bench-board bench-routine bench-taste bench-wear  ## every measurement that the documents quote

bench-home: $(READY)  ## 40 households in three rooms, and people harder to serve; SEEDS=2000..2039 takes others
	$(BIN)/habitude sim bench-home --seeds $(SEEDS) --out build/bench-home
	$(BIN)/habitude sim bench-home --stress --seeds $(SEEDS) --out build/bench-home

bench-limits: $(READY)  ## how far knowing people's wishes in hindsight would get: 40 households in three rooms
	$(BIN)/habitude sim bench-limits --seeds $(SEEDS) --out build/bench-limits

bench-change: $(READY)  ## a baby, a move, a guest, clocks, a holiday: 20 households; CHANGE_SEEDS=0..59
	$(BIN)/habitude sim bench-change --seeds $(CHANGE_SEEDS) --out build/bench-change

bench-who: $(READY)  ## two residents of opposite wishes, told apart or not; CHANGE_SEEDS=0..59
	$(BIN)/habitude sim bench-who --seeds $(CHANGE_SEEDS) --out build/bench-who

bench-asking: $(READY)  ## questions asked and what the answers bring: 20 households; CHANGE_SEEDS=0..59
	$(BIN)/habitude sim bench-asking --seeds $(CHANGE_SEEDS) --out build/bench-asking

bench-preheat: $(READY)  ## is it warm when people come, beside a schedule: 40 households in three rooms
	$(BIN)/habitude sim bench-preheat --seeds $(SEEDS) --out build/bench-preheat

bench-fuzzy: JSON ?= build/bench-fuzzy.json
bench-fuzzy: $(READY)  ## fuzzy inference on an emulated RP2040 and here, beside others; JSON=FILE
	$(BIN)/habitude sim bench-fuzzy --out $(JSON)

bench-learn: $(READY)  ## the learners on real people's data; DATA=folder of the same format, JSON=file to write
	$(BIN)/habitude sim bench-learn --data $(DATA) $(if $(JSON),--json $(JSON))

fit-prior: $(READY)  ## what the learner knows before the first vote, fitted on people's votes
	$(BIN)/habitude sim fit-prior --data $(DATA)

torture-faults: SEQUENCES ?= 10000
torture-faults: $(READY)  ## every reading, output and clock fails; 10,000 random sequences: SEQUENCES=100
	$(BIN)/habitude sim torture-faults --sequences $(SEQUENCES)

rules: $(READY)  ## compile the appliances' rule files to tables
	for file in firmware/habitude/appliances/*.fcl; do $(BIN)/habitude rules compile $$file || exit; done

bench-tick: $(READY)  ## a control tick on an emulated RP2040: microseconds and bytes
	$(BIN)/habitude sim bench-tick

bench-update: JSON ?= build/bench-update.json
bench-update: $(READY)  ## the whole firmware over an emulated board's link, and a hang: half an hour; JSON=FILE
	$(BIN)/habitude sim bench-update --out $(JSON)

bench-board: JSON ?= build/bench-board.json
bench-board: $(READY)  ## what the firmware costs a board: start, ticks, heap, flash; JSON=FILE
	$(BIN)/habitude sim bench-board --out $(JSON)

bench-routine: $(READY)  ## a slot of the routine on an emulated RP2040: microseconds and bytes
	$(BIN)/habitude sim bench-routine

bench-taste: $(READY)  ## what a taste foretells and learns on an emulated RP2040: microseconds and bytes
	$(BIN)/habitude sim bench-taste

bench-wear: $(READY)  ## how long the flash of a Pico and of an ESP32 lasts, by what make soak has counted
	$(BIN)/habitude sim wear $(if $(wildcard build/soak/year.json),--soak build/soak/year.json)

soak: $(READY)  ## an eventful year, and 30 days with a tick a second, lived on MicroPython: some 20 minutes
	$(BIN)/habitude sim soak --seed $(SOAK_SEED) --out build/soak/year.json
	$(BIN)/habitude sim soak --seed $(SOAK_SEED) --days 30 --tick 1 --out build/soak/seconds.json

torture-power: JSON ?= build/torture-power.json
torture-power: $(READY)  ## the power is cut at every flash operation; ALL=1 starts every image on the board
	$(BIN)/habitude sim torture-power $(if $(ALL),--all) --out $(JSON)

fuzz: INPUTS ?= 5000000
fuzz: $(READY)  ## damaged and hostile input for all that reads, guided by coverage; INPUTS=5000000
	$(BIN)/python host_tools/setup_venv.py fuzz
	$(BIN)/habitude sim fuzz --inputs $(INPUTS)

fuzz-board: $(READY)  ## 5,000 hostile lines for an emulated Pico W, and floods for its loop
	$(BIN)/habitude sim fuzz-floods
	$(BIN)/habitude sim fuzz-board

lint: $(READY) types  ## style, format, types, and whether the lock holds what pyproject.toml asks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m pip check

types: $(READY)  ## types of host code (strict), and of device code against both boards' modules
	$(BIN)/basedpyright
	$(BIN)/basedpyright -p firmware/typings/rp2.json
	$(BIN)/basedpyright -p firmware/typings/esp32.json

format: $(READY)  ## put every Python file into the project's format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

package: $(READY)  ## list the device's files in firmware/package.json, for mip
	$(BIN)/python host_tools/mip_package.py

firmware: ARCH ?= armv6m
firmware: $(READY)  ## byte code for a processor, in build/firmware; ARCH=armv6m|armv7emsp|xtensawin|rv32imc
	$(BIN)/python -m habitude_host.bundle $(ARCH) build/firmware

lock:  ## renew the pinned versions (needs the network)
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q uv
	$(PIN) --extra dev pyproject.toml -o host_tools/requirements.lock
	echo "atheris==3.0.0" | $(PIN) - -o host_tools/fuzz.lock
	for port in rp2 esp32; do \
		echo "micropython-$$port-stubs==1.27.*" | $(PIN) - -o firmware/typings/$$port.lock; done

clean:  ## remove what was built and the environment
	rm -rf build $(VENV) .hypothesis habitude.egg-info

$(READY): $(SETUP)
	@$(PYTHON) $(CAN_MAKE_VENV) >/dev/null 2>&1 || { \
		echo "Habitude needs Python 3.11 or later with venv and ensurepip:" \
		"apt install python3-venv (Debian), brew install python (macOS)," \
		"or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) host_tools/setup_venv.py
