"""How marks look: what a tone means, and how a bound (“more than”) stays open."""

from __future__ import annotations

from explainer.figures.canvas import Canvas, Panel, Rect
from explainer.figures.plan import Item

#: Tone -> fill token, stroke token. What is uncertain is hollow.
_LOOKS: dict[str, tuple[str | None, str | None]] = {
    "accent": ("accent", None),
    "muted": ("uncertain", None),
    "uncertain": ("paper", "uncertain"),
    "area-1": ("area-1", None),
    "area-2": ("area-2", None),
    "area-3": ("area-3", None),
    "area-4": ("area-4", None),
}
_CAP = 11.0


def look_of(item: Item) -> Rect:
    """Give the colours and words of an item's bar."""
    fill, stroke = _LOOKS[item.tone]
    return Rect(0, 0, 0, 0, fill, stroke, 1.5 if stroke else 0, item.hover)


def dot_tokens(tone: str) -> tuple[str, str]:
    """Give fill and stroke of a tone's dot."""
    fill, stroke = _LOOKS[tone]
    return fill or "paper", stroke or fill or "ink"


def line_token(tone: str) -> str:
    """Give the colour of a tone's line."""
    fill, stroke = _LOOKS[tone]
    return stroke or fill or "ink"


def cap_of(canvas: Canvas, panel: Panel, at: float, width: float, value: float) -> None:
    """Leave a column open at its top: dashes go on above a value of which only a bound is known."""
    x0, x1 = at - width / 2, at + width / 2
    top = value - panel.dy(_CAP)
    for x in (x0 + panel.dx(0.75), x1 - panel.dx(0.75)):
        canvas.line(panel, ((x, value), (x, top)), token="accent", width=1.5, dash="3px,2px")


def open_end(canvas: Canvas, panel: Panel, at: float, width: float, value: float) -> None:
    """Leave a horizontal bar open at its end: dashes go on past a known bound."""
    y0, y1 = at - width / 2, at + width / 2
    end = value + panel.dx(_CAP)
    for y in (y0, y1):
        canvas.line(panel, ((value, y), (end, y)), token="accent", width=1.5, dash="3px,2px")


def hatch(canvas: Canvas, panel: Panel, rect: Rect, token: str = "uncertain") -> None:
    """Fill a rectangle of a panel with slanting lines, six pixels apart."""
    left, right = panel.page_x(rect.x0), panel.page_x(rect.x1)
    top, bottom = panel.page_y(rect.y1), panel.page_y(rect.y0)
    height = bottom - top
    points: list[tuple[float, float] | None] = []
    start = left - height + 6
    while start < right:
        low = max(start, left)
        high = min(start + height, right)
        if high - low > 0.5:
            points.append(_at(panel, low, bottom - (low - start)))
            points.append(_at(panel, high, bottom - (high - start)))
            points.append(None)
        start += 6
    canvas.line(panel, points[:-1], token=token, width=1)


def _at(panel: Panel, x: float, y: float) -> tuple[float, float] | None:
    return (
        panel.x[0] + panel.dx(x - panel.left),
        panel.y[1] + panel.dy(y - panel.top),
    )
