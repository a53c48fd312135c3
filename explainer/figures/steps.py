"""A number over time as steps, with named jumps and cuts; each group is a stretch of time.

Tone tells how the change is known. accent: a step at a known date. muted: only the counts are
known, so a dashed slope joins them. uncertain: a step whose cause is inferred; its dot is hollow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, product

from explainer.figures.canvas import Anchor, Canvas, Dot, Panel
from explainer.figures.marks import dot_tokens
from explainer.figures.measure import text_width, wrap
from explainer.figures.plan import Cluster, Item, Plan
from explainer.figures.template import Style

_GAP = 56.0
_DOT = 9.0
#: From which share of the highest value on the lowest counts as close to it.
_CLOSE = 0.7
#: How wide a note right of the last mark may become.
_NOTE_AFTER = 84.0


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A block of words on the sheet, in pixels: its corners and its lines."""

    x0: float
    x1: float
    y0: float
    y1: float
    lines: tuple[str, ...]
    anchor: Anchor = "end"

    def meets(self, other: Box) -> bool:
        """Whether two blocks would touch; lines and dots may come nearer than words."""
        apart = 6 if self.lines and other.lines else 2
        return (
            self.x0 < other.x1 + apart
            and other.x0 < self.x1 + apart
            and self.y0 < other.y1 + 3
            and other.y0 < self.y1 + 3
        )


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose the figure: stretches side by side on wide sheets, stacked on narrow ones."""
    panels = plan.panels
    head = 40.0 if panels[0].name else 8.0
    height = 300.0 if style.wide else 215.0
    foot = 30.0
    if style.wide:
        canvas = Canvas(style, round(head + height + foot))
        left = 0.0
        for cluster, width in zip(panels, _widths(panels, style), strict=True):
            _stretch(canvas, cluster, (left, head, width, height), style)
            left += width + _GAP
        return canvas
    step = head + height + foot + 14
    canvas = Canvas(style, round(step * len(panels) - 14))
    for index, cluster in enumerate(panels):
        box = (0.0, index * step + head, float(style.width), height)
        _stretch(canvas, cluster, box, style)
    return canvas


def _widths(panels: tuple[Cluster, ...], style: Style) -> list[float]:
    room = style.width - _GAP * (len(panels) - 1)
    if len(panels) == 1:
        return [room]
    first = round(room * 0.53)
    return [first, *[(room - first) / (len(panels) - 1)] * (len(panels) - 1)]


def _stretch(
    canvas: Canvas,
    cluster: Cluster,
    box: tuple[float, float, float, float],
    style: Style,
) -> None:
    left, top, width, height = box
    low, high, ticks = _scale(cluster.items)
    first, last = _years(cluster.items)
    margin = 34.0 if ticks else 18.0
    right = _right_margin(cluster, style)
    panel = canvas.panel(
        left + margin, top, width - margin - right, height, x=(first, last), y=(low, high)
    )
    canvas.let_zoom(panel, panel.left - 8, left + width)
    if cluster.name:
        y = canvas.paragraph(
            left,
            top - 40 + style.title,
            width,
            cluster.name,
            size=style.title,
            token="ink",
            bold=True,
        )
        canvas.paragraph(left, y, width, cluster.note, size=style.small)
    for tick in ticks:
        y = panel.page_y(tick)
        canvas.rule(panel.left - 4, y, panel.left + panel.width, y, "grid" if tick else "muted")
        canvas.word(
            canvas.sheet,
            left + margin - 9,
            y,
            f"{tick:g}",
            size=style.small,
            token="muted",
            anchor="end",
            dy=4,
        )
    _year_ticks(canvas, panel, first, last, style)
    _line(canvas, panel, cluster.items)
    _words(canvas, panel, cluster, style, left)


def _right_margin(cluster: Cluster, style: Style) -> float:
    """Give the room that words right of the last mark need, if it is a fall."""
    last = cluster.items[-1]
    if len(cluster.items) < 2 or last.number >= cluster.items[-2].number:
        return 12.0
    lines = wrap(last.note, style.small, _NOTE_AFTER)
    return 16 + max((text_width(line, style.small) for line in lines), default=30.0)


def _scale(items: tuple[Item, ...]) -> tuple[float, float, list[float]]:
    """Give low, high and ticks: from zero, unless all values lie close together far from it."""
    numbers = [item.number for item in items]
    low, high = min(numbers), max(numbers)
    if low > _CLOSE * high:
        span = max(high - low, 1.0)
        return low - 0.7 * span, high + 0.45 * span, []
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if high / s <= 5)
    ticks = [float(t) for t in range(0, int(high) + 1, step)]
    return 0, high * 1.12, ticks


def _years(items: tuple[Item, ...]) -> tuple[float, float]:
    first, last = float(int(items[0].time)), items[-1].time
    return first, max(last, first + 1)


def _year_ticks(canvas: Canvas, panel: Panel, first: float, last: float, style: Style) -> None:
    y = panel.top + panel.height
    span = last - first
    years = range(int(first), int(last) + 1)
    if span > 12:
        years_shown = [int(first), *[n for n in years if n % 10 == 0 and n - first > 3]]
    else:
        fits = panel.width / span > 36
        years_shown = [n for n in years if fits or n % 2 == int(first) % 2]
    for year in years_shown:
        x = panel.page_x(year)
        canvas.rule(x, y, x, y + 5, "uncertain")
        canvas.word(
            canvas.sheet, x, y + 19, str(year), size=style.small, token="muted", anchor="middle"
        )
    canvas.rule(panel.left, y, panel.left + panel.width, y, "uncertain")


def _line(canvas: Canvas, panel: Panel, items: tuple[Item, ...]) -> None:
    for before, after in pairwise(items):
        points = ((before.time, before.number), (after.time, after.number))
        if after.tone == "muted":
            canvas.line(panel, points, token="accent", width=1.75, dash="4px,4px")
        else:
            canvas.line(panel, points, token="accent", width=2.25, steps=True)
    canvas.dots(
        panel,
        [Dot(item.time, item.number, _DOT, *_dot(item), hover=item.hover) for item in items],
    )


def _dot(item: Item) -> tuple[str, str]:
    return ("paper", "accent") if item.tone == "uncertain" else dot_tokens("accent")


@dataclass(frozen=True, slots=True)
class Told:
    """A mark whose number and note are set at it: where it is, and whether it is a fall."""

    item: Item
    x: float
    y: float
    falls: bool


def _words(canvas: Canvas, panel: Panel, cluster: Cluster, style: Style, left: float) -> None:
    """Set numbers and notes: above a rise, below a fall, moved on until none meets another."""
    told = _told(panel, cluster.items)
    room = (left, panel.left + panel.width)
    placed = _obstacles(panel, cluster.items)
    for mark in told:
        if mark.falls and mark.item is cluster.items[-1]:
            _words_after(canvas, mark, style)
            continue
        others = [_reserve(other) for other in told if other is not mark]
        box = _settle(mark, style, room, [*placed, *others])
        placed.append(box)
        _leader(canvas, mark, box)
        _set(canvas, box, style)


def _told(panel: Panel, items: tuple[Item, ...]) -> list[Told]:
    falls = [False, *(after.number < before.number for before, after in pairwise(items))]
    return [
        Told(item, panel.page_x(item.time), panel.page_y(item.number), fall)
        for item, fall in zip(items, falls, strict=True)
        if item.note or fall
    ]


def _reserve(mark: Told) -> Box:
    """Keep the way from a mark to its own words free of the words of others."""
    low, high = (0, 24) if mark.falls else (-24, 0)
    return Box(mark.x - 2, mark.x + 2, mark.y + low, mark.y + high, ())


def _set(canvas: Canvas, box: Box, style: Style) -> None:
    y = box.y0 + style.value * 0.82
    x = box.x1 if box.anchor == "end" else box.x0
    number, *note = box.lines
    canvas.word(canvas.sheet, x, y, number, size=style.value, bold=True, anchor=box.anchor)
    canvas.lines(
        x,
        y + style.leading(style.small),
        note,
        size=style.small,
        token="muted",
        anchor=box.anchor,
    )


def _words_after(canvas: Canvas, mark: Told, style: Style) -> None:
    x, y = mark.x + 11, mark.y + 5
    canvas.word(canvas.sheet, x, y, mark.item.text, size=style.value, bold=True)
    y += style.leading(style.small) + 1
    canvas.paragraph(x, y, _NOTE_AFTER, mark.item.note, size=style.small)


def _settle(mark: Told, style: Style, room: tuple[float, float], placed: list[Box]) -> Box:
    """Give the block of words that needs to move least: wide or slim, left or right of its dot."""
    limits = (150.0, 64.0) if style.wide else (112.0, 64.0)
    anchors: tuple[Anchor, ...] = ("end", "start") if mark.falls else ("end",)
    step = 2.0 if mark.falls else -2.0
    found: list[tuple[float, int, Box]] = []
    for penalty, (limit, anchor) in enumerate(product(limits, anchors)):
        start = _block(mark, style, room[0], limit, anchor)
        box = start
        while any(box.meets(other) for other in placed):
            box = replace(box, y0=box.y0 + step, y1=box.y1 + step)
        beyond = 1000 if box.x1 > room[1] else 0
        found.append((abs(box.y0 - start.y0) + penalty * 4 + beyond, penalty, box))
    return min(found)[2]


def _block(mark: Told, style: Style, left: float, limit: float, anchor: Anchor) -> Box:
    lines = (mark.item.text, *wrap(mark.item.note, style.small, limit))
    width = max(
        text_width(lines[0], style.value, bold=True),
        *(text_width(line, style.small) for line in lines[1:]),
        0.0,
    )
    height = style.value + (len(lines) - 1) * style.leading(style.small)
    x0 = mark.x - 5 if anchor == "start" else max(mark.x + 5 - width, left)
    y0 = mark.y + 9 if mark.falls else mark.y - height - 9
    return Box(x0, x0 + width, y0, y0 + height, lines, anchor)


def _obstacles(panel: Panel, items: tuple[Item, ...]) -> list[Box]:
    """Give the room that dots and steps take, so that no words cross them."""
    found = []
    spots = [(panel.page_x(i.time), panel.page_y(i.number)) for i in items]
    for x, y in spots:
        found.append(Box(x - 4, x + 4, y - 6, y + 6, ()))
    for ((x0, y0), (x1, y1)), item in zip(pairwise(spots), items[1:], strict=True):
        if item.tone != "muted":
            found.append(Box(x0, x1, y0 - 1, y0 + 1, ()))
            found.append(Box(x1 - 1, x1 + 1, min(y0, y1), max(y0, y1), ()))
    return found


def _leader(canvas: Canvas, mark: Told, box: Box) -> None:
    """Join words to their dot where they had to move away."""
    edge = box.y0 - 2 if mark.falls else box.y1 + 2
    if abs(edge - mark.y) > 16:
        canvas.rule(mark.x, mark.y, mark.x, edge, "uncertain")
