"""Write firmware/package.json, from which mip installs the firmware: every module there is."""

import ast
import json
from pathlib import Path

FIRMWARE = Path(__file__).resolve().parent.parent / "firmware"
MODULES = (FIRMWARE / "habitude").rglob("*.py")


def package() -> str:
    """The JSON text: the version and, a line for each file, where it goes and comes from."""
    files = sorted(path.relative_to(FIRMWARE).as_posix() for path in MODULES)
    urls = ",\n".join(f"    {json.dumps([file, file])}" for file in files)
    return f'{{\n  "version": "{version()}",\n  "deps": [],\n  "urls": [\n{urls}\n  ]\n}}\n'


def version() -> str:
    """The one version constant, read without running device code."""
    tree = ast.parse((FIRMWARE / "habitude" / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="__version__")], value=ast.Constant(value=str(text))
            ):
                return text
            case _:
                continue
    raise SystemExit("firmware/habitude/__init__.py has no __version__")


if __name__ == "__main__":
    (FIRMWARE / "package.json").write_text(package(), encoding="utf-8")
