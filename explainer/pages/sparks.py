"""Small figures beside indicators: every value a point, joined only where nothing is missing.

Points are joined within one series, from one year to the next, and only if both describe times
of the same length. What is missing stays a gap, another series another line, a single value a
point. The foot of the figure is zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from explainer.periods import Period
from explainer.values import Value

WIDTH, HEIGHT = 120, 32
_EDGE = 3
#: Times of two values at most so far apart, in days, have nothing missing between them.
_NEXT = 430
#: So much may the number of zones differ between values that are set side by side.
_SAME_ZONES = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One series of a small figure: its lines, its points, and the points that are not exact."""

    lines: str
    points: str
    open_points: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A small figure: a stroke for each series, and what those read who do not see it.

    ``zero`` is the height of the line of zero.
    """

    strokes: tuple[Stroke, ...]
    first: Period
    last: Period
    low: Value
    high: Value
    zero: int


def whole(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Give the values of all zones together; where there are none, none."""
    return tuple(v for v in values if v.area is None and v.period is not None)


def end_of(value: Value) -> str:
    """Give the last day of a value's time; what has no time comes before everything."""
    return value.period.last if value.period else ""


def newest_value(values: tuple[Value, ...]) -> Value:
    """Give the newest value of all zones together, or of whatever there is.

    Where some are of a series, the others are round words said in passing, and step back.
    """
    found = whole(values) or values
    return max([v for v in found if v.series] or found, key=end_of)


def earlier_value(newest: Value, values: tuple[Value, ...]) -> Value | None:
    """Give the value before, of the same series, length of time and about as many zones."""
    found = [
        v
        for v in whole(values)
        if newest.period
        and v.period
        and v.series == newest.series
        and v.area == newest.area
        and _length(v.period) == _length(newest.period)
        and v.period.last < newest.period.last
        and _about_as_many(v, newest)
    ]
    return max(found, key=end_of, default=None)


def _about_as_many(one: Value, two: Value) -> bool:
    if not (one.zones and two.zones):
        return True
    return abs(Decimal(one.zones) / two.zones - 1) <= _SAME_ZONES


def _length(period: Period) -> str:
    """Give what kind of time it is: a span, quarters, a year, or a moment within one."""
    text = period.text
    if "/" in text:
        return "span"
    return text[5:] if "-q" in text else "year" if len(text) == 4 else "moment"


def make_spark(values: tuple[Value, ...]) -> Spark | None:
    """Give the small figure of an indicator; one value needs none."""
    shown = sorted(whole(values), key=_day)
    if len({_day(v) for v in shown}) < 2:
        return None
    days = [_day(v) for v in shown]
    numbers = [v.number for v in shown]
    bottom, top = min(Decimal(0), *numbers), max(Decimal(0), *numbers)
    height = (top - bottom) or Decimal(1)

    def place(value: Value) -> tuple[int, int]:
        along = (_day(value) - days[0]) / (days[-1] - days[0])
        up = (value.number - bottom) / height
        return _EDGE + round(along * (WIDTH - 2 * _EDGE)), HEIGHT - _EDGE - round(
            up * (HEIGHT - 2 * _EDGE)
        )

    series = dict.fromkeys(v.series for v in shown)
    strokes = []
    for name in series:
        own = [v for v in shown if v.series == name]
        exact = [place(v) for v in own if v.qualifier == "exact"]
        loose = [place(v) for v in own if v.qualifier != "exact"]
        lines = "".join(_draw(list(map(place, run))) for run in _runs(own))
        strokes.append(Stroke(lines, _dots(exact), _dots(loose)))
    first, last = shown[0].period, shown[-1].period
    assert first
    assert last
    zero = HEIGHT - _EDGE - round(-bottom / height * (HEIGHT - 2 * _EDGE))
    return Spark(
        tuple(strokes),
        first,
        last,
        min(shown, key=lambda v: v.number),
        max(shown, key=lambda v: v.number),
        zero,
    )


def _day(value: Value) -> int:
    """Give the last day of a value's time, as a number."""
    assert value.period
    return dt.date.fromisoformat(value.period.last).toordinal()


def _runs(values: list[Value]) -> Iterator[list[Value]]:
    """Give values in rows between which nothing is missing."""
    run: list[Value] = []
    for value in values:
        assert value.period
        if run and run[-1].period and not _follows(run[-1], value):
            yield run
            run = []
        run.append(value)
    if run:
        yield run


def _follows(one: Value, two: Value) -> bool:
    assert one.period
    assert two.period
    return _day(two) - _day(one) <= _NEXT and _length(one.period) == _length(two.period)


def _draw(points: list[tuple[int, int]]) -> str:
    """Give a line through points as a path; a single point has none."""
    if len(points) < 2:
        return ""
    (x, y), *others = points
    path = f"M{x} {y}"
    for to_x, to_y in others:
        path += f"l{to_x - x} {to_y - y}"
        x, y = to_x, to_y
    return path


def _dots(points: list[tuple[int, int]]) -> str:
    """Give points as strokes without length, which round ends make into dots."""
    return "".join(f"M{x} {y}h0" for x, y in points)
