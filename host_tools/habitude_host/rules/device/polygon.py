"""Piecewise linear functions on an output's range, cut into slices that are clipped exactly.

A shape clipped at height h is the stack of its slices below h: each slice is a trapezoid lying
between two heights, whose area and moment are polynomials of how much of it is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_SAME = 1e-9

Function = Callable[[float], float]


@dataclass(frozen=True)
class Segment:
    """A straight piece from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float

    def at(self, x: float) -> float:
        return self.y0 + (self.y1 - self.y0) * (x - self.x0) / (self.x1 - self.x0)


Polygon = tuple[Segment, ...]  # one segment after the other; y may jump between two


@dataclass(frozen=True)
class Slice:
    """What lies between heights `base` and `base + thickness`; the edges there, low and high."""

    base: float
    thickness: float
    left: tuple[float, float]
    right: tuple[float, float]

    def area(self, height: float) -> float:
        """Of what remains when the shape is clipped at `height`."""
        share = min(max(height - self.base, 0.0), self.thickness) / self.thickness
        low = self.right[0] - self.left[0]
        high = self.right[1] - self.left[1]
        return share * self.thickness * (low + (high - low) * share / 2)


def polygon(function: Function, knots: Sequence[float], lowest: float, highest: float) -> Polygon:
    """`function`, straight between `knots`, as a polygon on lowest..highest."""
    inside = sorted({x for x in knots if lowest < x < highest})
    segments: list[Segment] = []
    ends = [lowest, *inside, highest]
    for x0, x1 in pairwise(ends):
        if x1 - x0 < _SAME:
            continue
        near, far = function(x0 + (x1 - x0) / 4), function(x0 + (x1 - x0) * 3 / 4)
        segments.append(Segment(x0, near - (far - near) / 2, x1, far + (far - near) / 2))
    return tuple(segments)


def minimum(first: Polygon, second: Polygon) -> Polygon:
    """The lower of two polygons on the same range."""
    knots = sorted({s.x0 for s in first + second} | {first[-1].x1})
    segments: list[Segment] = []
    for x0, x1 in pairwise(knots):
        if x1 - x0 < _SAME:
            continue
        a, b = _over(first, x0, x1), _over(second, x0, x1)
        left, right = a.y0 - b.y0, a.y1 - b.y1
        if left * right < 0:
            cross = x0 + (x1 - x0) * left / (left - right)
            lower, then = (a, b) if left < 0 else (b, a)
            middle = a.at(cross)
            segments.append(Segment(x0, lower.y0, cross, middle))
            segments.append(Segment(cross, middle, x1, then.y1))
        else:
            segments.append(a if left + right <= 0 else b)
    return tuple(segments)


def slices(shape: Polygon) -> list[Slice]:
    """The shape's slices, from the lowest to the highest."""
    levels = _distinct([0.0, *(y for s in shape for y in (s.y0, s.y1))])
    result: list[Slice] = []
    for low, high in pairwise(levels):
        edges = sorted(_edges(shape, low, high), key=sum)
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            result.append(Slice(low, high - low, left, right))
    return result


def _over(shape: Polygon, x0: float, x1: float) -> Segment:
    """The part of `shape` over x0..x1, which lies within one of its segments."""
    middle = (x0 + x1) / 2
    whole = next(s for s in shape if s.x0 - _SAME <= middle <= s.x1 + _SAME)
    return Segment(x0, whole.at(x0), x1, whole.at(x1))


def _edges(shape: Polygon, low: float, high: float) -> list[tuple[float, float]]:
    """Where the outline passes through low..high: x at `low` and x at `high`, for each passage."""
    start, end = shape[0], shape[-1]
    outline = [Segment(start.x0, 0.0, start.x0, start.y0)]
    for left, right in pairwise(shape):
        outline += [left, Segment(left.x1, left.y1, left.x1, right.y0)]
    outline += [end, Segment(end.x1, end.y1, end.x1, 0.0)]
    middle = (low + high) / 2
    passages: list[tuple[float, float]] = []
    for s in outline:
        if min(s.y0, s.y1) < middle < max(s.y0, s.y1):
            slope = (s.x1 - s.x0) / (s.y1 - s.y0)
            passages.append((s.x0 + (low - s.y0) * slope, s.x0 + (high - s.y0) * slope))
    return passages


def _distinct(values: list[float]) -> list[float]:
    ordered = np.sort(np.array(values))
    keep = np.concatenate(([True], np.diff(ordered) > _SAME))
    return [float(value) for value in ordered[keep]]


def through(corners: Sequence[tuple[float, float]]) -> Polygon:
    """The polygon through points (x, y) in the order of x; where x stands still, y jumps."""
    segments: list[Segment] = []
    (x0, y0), *others = corners
    for x1, y1 in others:
        if x1 - x0 > _SAME:
            segments.append(Segment(x0, y0, x1, y1))
            x0 = x1
        y0 = y1
    return tuple(segments)
