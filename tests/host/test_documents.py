"""What the documents point at exists, and every place that names the version names the same."""

import ast
import importlib.metadata
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from habitude import __version__

ROOT = Path(__file__).resolve().parents[2]
TOP = ("firmware", "sim", "host_tools", "tests", "docs", ".ci")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(p for top in TOP for p in (ROOT / top).rglob("*.md"))])
# A name that ends so is a file of ours; data files (.json, .csv, .fcl) may be the reader's own.
NAMED_KINDS = ("py", "md", "toml", "j2", "lock", "robot", "repl", "resc")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(rf"(?<![\w./*<-])[\w./-]*\w\.(?:{'|'.join(NAMED_KINDS)})\b(?![\w/(])")


def tree() -> set[str]:
    """Every file of the repository, from its root; nothing built or cached."""
    files = {path.name for path in ROOT.iterdir() if path.is_file()}
    for top in TOP:
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                files.add(path.relative_to(ROOT).as_posix())
    return files


def anchors(markdown: str) -> set[str]:
    """The anchors that a Markdown file's headings get on the usual sites."""
    headings = re.findall(r"^#+ +(.+?)\s*$", FENCE.sub("", markdown), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path, text: str) -> Iterator[str]:
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        there = file.is_relative_to(ROOT) and file.exists()
        if not there or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            yield target


def unknown_names(text: str, files: set[str]) -> Iterator[str]:
    """File names, with or without their folder, that no file of the repository ends in."""
    for name in FILE_NAME.findall(text):
        name = re.sub(r"^(\.{1,2}/)+", "", name)
        written_by_us = name.startswith("build/")
        if not written_by_us and not any(f"/{file}".endswith(f"/{name}") for file in files):
            yield name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_and_names(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert list(dead_links(document, text)) == []
    # The change log also tells of files that are gone.
    if document.name != "CHANGELOG.md":
        assert list(unknown_names(text, tree())) == []


def test_what_is_stale_is_found() -> None:
    guide = ROOT / "docs" / "architecture.md"
    stale = ["none.md", "../../outside.md", "#nowhere"]
    good = ["architecture.md", "https://x.y/none.md"]
    text = " ".join(f"[text]({target})" for target in [*stale, *good])
    assert list(dead_links(guide, text)) == stale
    assert anchors("# Here (I) am\n```\n# no heading\n```\n") == {"here-i-am"}

    files = {"firmware/habitude/app.py"}
    assert list(unknown_names("`app.py`, habitude/app.py and build/run/x.md.", files)) == []
    assert list(unknown_names("see habitude/gone.py; or `none.md`", files)) == [
        "habitude/gone.py",
        "none.md",
    ]


def manifest_version() -> str:
    """What MicroPython's freezing reads: the version in metadata(...)."""
    manifest = ast.parse((ROOT / "firmware" / "manifest.py").read_text(encoding="utf-8"))
    for node in ast.walk(manifest):
        if isinstance(node, ast.keyword) and node.arg == "version":
            return ast.literal_eval(node.value)
    pytest.fail("firmware/manifest.py names no version")


def mip_package() -> dict:
    return json.loads((ROOT / "firmware" / "package.json").read_text(encoding="utf-8"))


def test_one_version() -> None:
    assert manifest_version() == __version__
    assert mip_package()["version"] == __version__
    assert importlib.metadata.version("habitude") == __version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert newest, "CHANGELOG.md has no version heading (## 1.2.3)"
    assert newest[1] == __version__


def test_mip_installs_every_module() -> None:
    firmware = ROOT / "firmware"
    modules = {
        path.relative_to(firmware).as_posix() for path in firmware.rglob("habitude/**/*.py")
    }
    listed = mip_package()["urls"]
    assert {source for _, source in listed} == modules, "run: make package"
    assert all(target == source for target, source in listed)
