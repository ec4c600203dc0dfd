"""Figures as they leave: SVG inside a page that is light or dark, or a PNG file."""

# matplotlib's annotations leave its keyword arguments untyped.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import re
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from habitude_sim.pictures.style import LIGHT, PAGE

_REFERENCE = re.compile(r'(?:url\(|href=")#([\w-]+)')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def inline_svg(figure: Figure, name: str, label: str) -> str:
    """A figure drawn with `PAGE` as an element for HTML.

    name: unique on the page, it keeps the ids inside apart. label: what the picture says, for
    those who can't see it. The same figure gives the same text, to the byte.
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    # Fonts are the page's; a style element would apply to the whole page.
    svg = re.sub(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;\"]*; |<!--.*?-->", "", svg, flags=re.DOTALL)
    for role, colour in PAGE.items():
        svg = svg.replace(colour, f"var(--{role})")
    svg = _LONG_NUMBER.sub(_shortened, svg)
    svg = _with_own_ids(svg, name)
    box = re.search(r'viewBox="[^"]*"', svg)
    assert box is not None, "matplotlib always writes a view box"
    opening = f'<svg {box[0]} role="img" aria-label="{escape(label)}">'
    return opening + re.sub(r"\s*\n\s*", "\n", svg[svg.index(">") + 1 :]).rstrip()


def _shortened(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _with_own_ids(svg: str, name: str) -> str:
    """Only ids that are referred to stay, and carry the picture's name."""
    used = set(_REFERENCE.findall(svg))

    def own(match: re.Match[str]) -> str:
        return f' id="{name}-{match[1]}"' if match[1] in used else ""

    svg = re.sub(r' id="([^"]*)"', own, svg)
    return re.sub(r"(url\(|href=\")#", rf"\g<1>#{name}-", svg)


def save_png(figure: Figure, path: Path, width: int) -> None:
    """Write a figure drawn with `LIGHT`, so many pixels wide. Raises OSError if it can't."""
    drawn = io.BytesIO()
    dpi = width / figure.get_figwidth()
    figure.savefig(drawn, format="png", dpi=dpi, facecolor=LIGHT["paper"])
    few_colours = Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few_colours.save(path, format="PNG", optimize=True)
