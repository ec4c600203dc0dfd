"""`habitude profile`, `export`, `import`: what an appliance has learned, shown and carried on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from habitude_host.at_port import appliance, at_port, note, show
from habitude_host.errors import HabitudeError

if TYPE_CHECKING:
    from habitude_host.profiles.model import Profile

_FILE = click.Path(dir_okay=False, path_type=Path)
_STANDARD = Path("-")
_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Take the passphrase from the first line of this file, don't ask for it.",
)


@click.group()
def profile() -> None:
    """What an appliance has learned: shown as a week, or compared."""


@profile.command("show")
@click.argument("file", type=_FILE, required=False)
@click.option("--who", help="Only what was learned of this person (or: the household).")
@click.option("--html", type=_FILE, help="Make a page of it, in this file.")
@_passphrase_file
@at_port
def show_(
    file: Path | None,
    who: str | None,
    html: Path | None,
    passphrase_file: Path | None,
    port: str | None,
    as_json: bool,
) -> None:
    """Draw the learned week of an exported FILE, or of the appliance on --port."""
    from rich.console import Console

    from habitude_host.profiles import document, page
    from habitude_host.profiles import show as drawing

    shown = _from(file, port, passphrase_file)
    if who is not None and who not in _names(shown):
        raise HabitudeError(f"'{who}' is not known; known: {', '.join(_names(shown))}")
    if who is not None:
        shown = shown.only(who)
    if html is not None:
        _write(html, page.page(shown))
        note(f"drawn into {html}")
    elif as_json:
        click.echo(document.dump(shown), nl=False)
    else:
        drawing.profile(shown, Console())


@profile.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE, required=False)
@_passphrase_file
@at_port
def diff(
    first: Path,
    second: Path | None,
    passphrase_file: Path | None,
    port: str | None,
    as_json: bool,
) -> None:
    """How two exported files differ, or FIRST and the appliance on --port."""
    from rich.console import Console

    from habitude_host.profiles import show as drawing
    from habitude_host.profiles.diff import compare

    compared = compare(_read(first, passphrase_file), _from(second, port, passphrase_file))
    if as_json:
        show(True, [each.as_dict() for each in compared], "")
    else:
        drawing.differences(compared, Console())


@click.command()
@click.argument("file", type=_FILE, default=_STANDARD)
@click.option("--encrypt", is_flag=True, help="Only who knows the passphrase can read it.")
@_passphrase_file
@at_port
def export(
    file: Path, encrypt: bool, passphrase_file: Path | None, port: str | None, as_json: bool
) -> None:
    """Write what was learned to FILE, as JSON; without it, or as -, to standard output."""
    from habitude_host import pin
    from habitude_host.profiles import document, encrypted

    text = document.dump(_from(None, port, None))
    if encrypt or passphrase_file is not None:
        text = encrypted.dump(text, pin.asked("passphrase", passphrase_file, twice=True))
    if file == _STANDARD:
        click.echo(text, nl=False)
        return
    _write(file, text)
    show(as_json, {"file": str(file)}, f"what it has learned is in {file}")


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Also if the appliance has learned something.")
@_passphrase_file
@at_port
def import_(
    file: Path, replace: bool, passphrase_file: Path | None, port: str | None, as_json: bool
) -> None:
    """Let an appliance begin with what another one has learned: FILE, as exported.

    Settings that mean the same carry over. What the appliance has learned itself is replaced.
    """
    from habitude_host.profiles.adopt import adopt
    from habitude_host.profiles.transfer import fetch, give

    source = _read(file, passphrase_file)
    with appliance(port) as link:
        layout, own = fetch(link)
        if own.learned and not replace:
            raise HabitudeError(
                "this appliance has learned something itself, which would be lost: 'habitude "
                "export' keeps it; then import with --replace"
            )
        adopted = adopt(source, own)
        give(link, adopted.profile, layout)
    lines = [f"taken over: {', '.join(adopted.taken)}", *adopted.left]
    show(as_json, {"taken": adopted.taken, "left": adopted.left}, "\n".join(lines))


def _read(file: Path, passphrase_file: Path | None) -> Profile:
    """The profile in a file; if it is encrypted, the passphrase is asked for."""
    from habitude_host import pin
    from habitude_host.profiles import document

    return document.read(file, lambda: pin.asked(f"passphrase of {file}", passphrase_file))


def _from(file: Path | None, port: str | None, passphrase_file: Path | None) -> Profile:
    """The profile in a file, or of the appliance on a port."""
    from habitude_host.profiles.transfer import fetch

    if file is not None:
        return _read(file, passphrase_file)
    with appliance(port) as link:
        return fetch(link)[1]


def _names(shown: Profile) -> list[str]:
    from habitude_host.profiles.model import HOUSEHOLD

    return [HOUSEHOLD, *shown.people]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HabitudeError(f"{path} can't be written: {error.strerror}") from None
