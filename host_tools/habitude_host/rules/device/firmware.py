"""The engine's modules, for the host's type checker, which viper's annotations would mislead."""

from __future__ import annotations

from typing import Any

from habitude.fuzzy import curve as _curve
from habitude.fuzzy import engine as _engine
from habitude.fuzzy import kernel as _kernel
from habitude.fuzzy import norms as _norms
from habitude.fuzzy import plain as _plain
from habitude.fuzzy import values as _values

curve: Any = _curve
engine: Any = _engine
kernel: Any = _kernel
norms: Any = _norms
plain: Any = _plain
values: Any = _values
