"""On CPython too, the firmware's tests find the stand-ins beside them, as MicroPython's do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
