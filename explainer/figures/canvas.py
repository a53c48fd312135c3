"""A sheet on which figures are composed: panels with data scales, bars, dots, lines and words.

The only module that knows Plotly's vocabulary. It uses bar and scatter traces alone, as plain
dictionaries and lists. Words are scatter texts placed by their baseline, so that no position
depends on a measured font; every picture comes out the same on every machine.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from explainer.figures.measure import wrap
from explainer.figures.spec import Zoom
from explainer.figures.template import Style, base_layout
from explainer.figures.tokens import CLEAR, sentinel

Anchor = Literal["start", "middle", "end"]
Span = tuple[float, float]
Point = tuple[float, float] | None

_POSITION = {"start": "middle right", "middle": "middle center", "end": "middle left"}
#: Texts are centred a quarter of their size above the baseline by the drawing engine.
_CENTRE = 0.25
#: How far above a panel its numbers may stand, and how far below it its years, in pixels.
_HEAD, _FOOT = 9.0, 24.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of the sheet (pixels from top left) with a scale in each direction.

    ``x`` and ``y`` are the data values at left and right, and at bottom and top.
    """

    number: int
    left: float
    top: float
    width: float
    height: float
    x: Span
    y: Span

    def dx(self, pixels: float) -> float:
        """Give the data distance of so many pixels to the right."""
        return pixels * (self.x[1] - self.x[0]) / self.width

    def dy(self, pixels: float) -> float:
        """Give the data distance of so many pixels downwards."""
        return pixels * (self.y[0] - self.y[1]) / self.height

    def page_x(self, x: float) -> float:
        """Give the pixels from the left edge of the sheet."""
        return self.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def page_y(self, y: float) -> float:
        """Give the pixels from the top edge of the sheet."""
        return self.top + (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in data values: left, right, bottom, top. ``hover`` makes it a mark."""

    x0: float
    x1: float
    y0: float
    y1: float
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0
    hover: str | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A round mark in data values, with its diameter in pixels."""

    x: float
    y: float
    size: float
    fill: str
    stroke: str
    hover: str | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    x: float
    y: float
    text: str
    size: float
    token: str
    bold: bool
    anchor: Anchor


@dataclass(slots=True)
class Canvas:
    """One drawing in the making. Panel 1 is the sheet itself, in pixels from the top left."""

    style: Style
    height: int
    panels: list[Panel] = field(default_factory=list)
    zoom: list[Zoom] = field(default_factory=list)
    _traces: list[dict[str, Any]] = field(default_factory=list)
    _words: dict[int, list[_Word]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the sheet."""
        width, height = float(self.style.width), float(self.height)
        self.panels.append(Panel(1, 0, 0, width, height, (0, width), (height, 0)))

    @property
    def sheet(self) -> Panel:
        """The panel that covers the whole drawing; its scales are pixels."""
        return self.panels[0]

    def panel(
        self, left: float, top: float, width: float, height: float, *, x: Span, y: Span
    ) -> Panel:
        """Add a panel over the sheet."""
        panel = Panel(len(self.panels) + 1, left, top, width, height, x, y)
        self.panels.append(panel)
        return panel

    def let_zoom(self, panel: Panel, left: float, right: float) -> None:
        """Let readers stretch a panel along time; its words stand between left and right."""
        box = (left, panel.top - _HEAD, right, panel.top + panel.height + _FOOT)
        self.zoom.append(Zoom(str(panel.number), box))

    def rects(self, panel: Panel, rects: Sequence[Rect]) -> None:
        """Draw rectangles, as bars that stand on their own bases."""
        for marks in ([r for r in rects if r.hover is None], [r for r in rects if r.hover]):
            if not marks:
                continue
            trace: dict[str, Any] = {
                "type": "bar",
                "x": [_number((r.x0 + r.x1) / 2) for r in marks],
                "width": [_number(abs(r.x1 - r.x0)) for r in marks],
                "base": [_number(r.y0) for r in marks],
                "y": [_number(r.y1 - r.y0) for r in marks],
                "marker": {
                    "color": [_colour(r.fill) for r in marks],
                    "line": {
                        "color": [_colour(r.stroke) for r in marks],
                        "width": [r.stroke_width for r in marks],
                    },
                },
            }
            self._add(panel, trace, [r.hover for r in marks])

    def columns(self, panel: Panel, at: float, width: float, value: float, look: Rect) -> None:
        """Draw one column from zero; ``look`` lends its colours and words."""
        self._add(
            panel,
            {"type": "bar", "x": [_number(at)], "y": [_number(value)], "width": [_number(width)]}
            | {"marker": _marker(look)},
            [look.hover],
        )

    def bars(self, panel: Panel, at: float, width: float, value: float, look: Rect) -> None:
        """Draw one horizontal bar from zero; ``look`` lends its colours and words."""
        self._add(
            panel,
            {"type": "bar", "orientation": "h", "x": [_number(value)], "y": [_number(at)]}
            | {"width": [_number(width)], "marker": _marker(look)},
            [look.hover],
        )

    def dots(self, panel: Panel, dots: Sequence[Dot]) -> None:
        """Draw round marks."""
        if dots:
            trace = {
                "type": "scatter",
                "mode": "markers",
                "x": [_number(d.x) for d in dots],
                "y": [_number(d.y) for d in dots],
                "marker": {
                    "size": [d.size for d in dots],
                    "color": [_colour(d.fill) for d in dots],
                    "line": {"color": [_colour(d.stroke) for d in dots], "width": 1.75},
                },
                "cliponaxis": False,
            }
            self._add(panel, trace, [d.hover for d in dots])

    def line(
        self,
        panel: Panel,
        points: Iterable[Point],
        *,
        token: str,
        width: float = 1,
        dash: str = "solid",
        steps: bool = False,
    ) -> None:
        """Draw a line through points in data values; None lifts the pen."""
        pairs = [p or (None, None) for p in points]
        line = {"color": _colour(token), "width": width}
        line |= {"dash": dash} if dash != "solid" else {}
        line |= {"shape": "hv"} if steps else {}
        trace = {
            "type": "scatter",
            "mode": "lines",
            "x": [None if x is None else _number(x) for x, _ in pairs],
            "y": [None if y is None else _number(y) for _, y in pairs],
            "line": line,
            "connectgaps": False,
            "cliponaxis": False,
        }
        self._add(panel, trace, [None])

    def rule(self, x0: float, y0: float, x1: float, y1: float, token: str = "rule") -> None:
        """Draw a straight hairline on the sheet, beneath all panels."""
        self.line(self.sheet, ((x0, y0), (x1, y1)), token=token)

    def word(
        self,
        panel: Panel,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        token: str = "ink",
        bold: bool = False,
        anchor: Anchor = "start",
        dx: float = 0,
        dy: float = 0,
    ) -> None:
        """Set one line of words: its baseline at data value ``y``, moved by pixels dx, dy."""
        if text:
            centre = y + panel.dy(dy - _CENTRE * size)
            word = _Word(x + panel.dx(dx), centre, text, size, token, bold, anchor)
            self._words.setdefault(panel.number, []).append(word)

    def lines(
        self,
        x: float,
        y: float,
        texts: Iterable[str],
        *,
        size: float,
        token: str = "ink",
        bold: bool = False,
        anchor: Anchor = "start",
    ) -> float:
        """Set lines on the sheet, the first baseline at ``y``; give the baseline of the next."""
        for text in texts:
            self.word(self.sheet, x, y, text, size=size, token=token, bold=bold, anchor=anchor)
            y += self.style.leading(size)
        return y

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float,
        token: str = "muted",
        bold: bool = False,
        anchor: Anchor = "start",
    ) -> float:
        """Set wrapped words on the sheet; give the baseline of the line after them."""
        lines = wrap(text, size, width, bold=bold)
        return self.lines(x, y, lines, size=size, token=token, bold=bold, anchor=anchor)

    def spec(self) -> dict[str, Any]:
        """Give the whole drawing as a Plotly figure of plain data."""
        layout = base_layout(self.style.width, self.height)
        for panel in self.panels:
            layout |= self._axes(panel)
        texts = [_texts(self.panels[n - 1], words) for n, words in sorted(self._words.items())]
        return {"data": [*self._traces, *texts], "layout": layout}

    def _add(self, panel: Panel, trace: dict[str, Any], hover: Sequence[str | None]) -> None:
        if any(hover):
            trace |= {"hoverinfo": "text", "hovertext": [_escape(h or "") for h in hover]}
        else:
            trace |= {"hoverinfo": "skip"}
        self._traces.append(trace | _axis_names(panel))

    def _axes(self, panel: Panel) -> dict[str, Any]:
        name = "" if panel.number == 1 else str(panel.number)
        width, height = self.style.width, self.height
        shared = {"visible": False, "fixedrange": True}
        bottom = panel.top + panel.height
        return {
            f"xaxis{name}": {
                "range": [_number(v) for v in panel.x],
                "domain": _domain(panel.left / width, (panel.left + panel.width) / width),
                "anchor": f"y{name}",
                **shared,
            },
            f"yaxis{name}": {
                "range": [_number(v) for v in panel.y],
                "domain": _domain(1 - bottom / height, 1 - panel.top / height),
                "anchor": f"x{name}",
                **shared,
            },
        }


def _domain(low: float, high: float) -> list[float]:
    return [max(0.0, round(low, 6)), min(1.0, round(high, 6))]


def _axis_names(panel: Panel) -> dict[str, str]:
    if panel.number == 1:
        return {}
    return {"xaxis": f"x{panel.number}", "yaxis": f"y{panel.number}"}


def _marker(look: Rect) -> dict[str, Any]:
    line = {"color": _colour(look.stroke), "width": look.stroke_width}
    return {"color": _colour(look.fill), "line": line}


def _texts(panel: Panel, words: Sequence[_Word]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [_number(w.x) for w in words],
        "y": [_number(w.y) for w in words],
        "text": [_escape(w.text) for w in words],
        "textposition": [_POSITION[w.anchor] for w in words],
        "textfont": {
            "size": [w.size for w in words],
            "color": [_colour(w.token) for w in words],
            "weight": [700 if w.bold else 400 for w in words],
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    } | _axis_names(panel)


def _escape(text: str) -> str:
    """Keep “<0.3%” from being read as a tag; line breaks of hover texts stay."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def _colour(token: str | None) -> str:
    return CLEAR if token is None else sentinel(token)


def _number(value: float) -> float | int:
    """Give a number that reads the same on every machine."""
    rounded = round(float(value), 4)
    return int(rounded) if rounded == int(rounded) else rounded
