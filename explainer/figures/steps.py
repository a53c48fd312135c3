"""A number over time as steps, with named jumps and cuts; each group is a stretch of time.

Tone tells how the change is known. accent: a step at a known date. muted: only the counts are
known, so a dashed slope joins them. uncertain: a step whose cause is inferred; its dot is hollow.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True, slots=True)
class Box:
    """A block of words on the sheet, in pixels: its corners and its lines."""

    x0: float
    x1: float
    y0: float
    y1: float
    lines: tuple[str, ...]
    anchor: Anchor = "end"

    def meets(self, other: Box) -> bool:
        """Whether two blocks would touch."""
        return (
            self.x0 < other.x1 + 6
            and other.x0 < self.x1 + 6
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
            _stretch(canvas, plan, cluster, (left, head, width, height), style)
            left += width + _GAP
        return canvas
    step = head + height + foot + 14
    canvas = Canvas(style, round(step * len(panels) - 14))
    for index, cluster in enumerate(panels):
        box = (0.0, index * step + head, float(style.width), height)
        _stretch(canvas, plan, cluster, box, style)
    return canvas


def _widths(panels: tuple[Cluster, ...], style: Style) -> list[float]:
    room = style.width - _GAP * (len(panels) - 1)
    if len(panels) == 1:
        return [room]
    first = round(room * 0.58)
    return [first, *[(room - first) / (len(panels) - 1)] * (len(panels) - 1)]


def _stretch(
    canvas: Canvas,
    plan: Plan,
    cluster: Cluster,
    box: tuple[float, float, float, float],
    style: Style,
) -> None:
    left, top, width, height = box
    low, high, ticks = _scale(cluster.items)
    first, last = _years(cluster.items)
    margin = 30.0 if ticks else 6.0
    right = _right_margin(cluster, style)
    panel = canvas.panel(
        left + margin, top, width - margin - right, height, x=(first, last), y=(low, high)
    )
    if cluster.name:
        y = canvas.paragraph(
            left, top - 40 + style.title, width, cluster.name,
            size=style.title, token="ink", bold=True,
        )
        canvas.paragraph(left, y, width, cluster.note, size=style.small)
    for tick in ticks:
        y = panel.page_y(tick)
        canvas.rule(
            panel.left - 4, y, panel.left + panel.width, y, "grid" if tick else "muted"
        )
        canvas.word(
            canvas.sheet, left + margin - 9, y, f"{tick:g}", size=style.small, token="muted",
            anchor="end", dy=4,
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
        span = high - low
        return low - 0.7 * span, high + 0.45 * span, []
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if high / s <= 5)
    ticks = [float(t) for t in range(0, int(high) + 1, step)]
    return 0, high * 1.12, ticks


def _years(items: tuple[Item, ...]) -> tuple[float, float]:
    first, last = items[0].time, items[-1].time
    return float(int(first)), last


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
        [
            Dot(item.time, item.number, _DOT, *_dot(item), hover=item.hover)
            for item in items
        ],
    )


def _dot(item: Item) -> tuple[str, str]:
    return ("paper", "accent") if item.tone == "uncertain" else dot_tokens("accent")


def _words(
    canvas: Canvas, panel: Panel, cluster: Cluster, style: Style, left: float
) -> None:
    """Set numbers and notes: above a rise, below a fall, moved on until none meets another."""
    placed = _obstacles(panel, cluster.items)
    edges = (left, panel.left + panel.width)
    before: Item | None = None
    for item in cluster.items:
        falls = before is not None and item.number < before.number
        before = item
        if not item.note and not falls:
            continue
        if falls and item is cluster.items[-1]:
            _words_after(canvas, panel, item, style)
            continue
        box = _settle(item, panel, style, edges, falls, placed)
        placed.append(box)
        _leader(canvas, panel, item, box, falls)
        y = box.y0 + style.value * 0.82
        x = box.x1 if box.anchor == "end" else box.x0
        for index, line in enumerate(box.lines):
            size = style.value if index == 0 else style.small
            canvas.word(
                canvas.sheet, x, y, line, size=size, bold=index == 0, anchor=box.anchor,
                token="ink" if index == 0 else "muted",
            )
            y += style.leading(style.small)


def _words_after(canvas: Canvas, panel: Panel, item: Item, style: Style) -> None:
    x, y = panel.page_x(item.time) + 11, panel.page_y(item.number) + 5
    canvas.word(canvas.sheet, x, y, item.text, size=style.value, bold=True)
    y += style.leading(style.small) + 1
    canvas.paragraph(x, y, _NOTE_AFTER, item.note, size=style.small)


def _settle(
    item: Item, panel: Panel, style: Style, edges: tuple[float, float], falls: bool,
    placed: list[Box],
) -> Box:
    """Give the block of words that needs to move least: wide or slim, left or right of its dot."""
    limits = (150.0, 64.0) if style.wide else (112.0, 64.0)
    best: tuple[float, Box] | None = None
    for penalty, (limit, after) in enumerate(
        (limit, after) for limit in limits for after in ((False, True) if falls else (False,))
    ):
        start = _block(item, panel, style, edges, (limit, falls, after))
        box = start
        while any(box.meets(other) for other in placed):
            shift = 2.0 if falls else -2.0
            box = Box(box.x0, box.x1, box.y0 + shift, box.y1 + shift, box.lines, box.anchor)
        cost = abs(box.y0 - start.y0) + penalty * 4 + (1000 if box.x1 > edges[1] else 0)
        if best is None or cost < best[0]:
            best = (cost, box)
    assert best is not None
    return best[1]


def _block(
    item: Item, panel: Panel, style: Style, edges: tuple[float, float],
    look: tuple[float, bool, bool],
) -> Box:
    limit, falls, after = look
    x, y = panel.page_x(item.time), panel.page_y(item.number)
    lines = (item.text, *wrap(item.note, style.small, limit))
    width = max(
        text_width(line, style.value if i == 0 else style.small, bold=i == 0)
        for i, line in enumerate(lines)
    )
    height = style.value + (len(lines) - 1) * style.leading(style.small)
    x0 = x - 5 if after else max(x + 5 - width, edges[0])
    y0 = y + 9 if falls else y - height - 9
    return Box(x0, x0 + width, y0, y0 + height, lines, "start" if after else "end")


def _obstacles(panel: Panel, items: tuple[Item, ...]) -> list[Box]:
    """Give the room that dots and steps take, so that no words cross them."""
    found = []
    spots = [(panel.page_x(i.time), panel.page_y(i.number)) for i in items]
    for x, y in spots:
        found.append(Box(x - 4, x + 4, y - 6, y + 6, ()))
    for (x0, y0), (x1, y1), item in zip(spots, spots[1:], items[1:], strict=False):
        if item.tone != "muted":
            found.append(Box(x0, x1, y0 - 1, y0 + 1, ()))
            found.append(Box(x1 - 1, x1 + 1, min(y0, y1), max(y0, y1), ()))
    return found


def _leader(canvas: Canvas, panel: Panel, item: Item, box: Box, falls: bool) -> None:
    """Join words to their dot where they had to move away."""
    x, y = panel.page_x(item.time), panel.page_y(item.number)
    edge = box.y0 - 2 if falls else box.y1 + 2
    if abs(edge - y) > 16:
        canvas.rule(x, y, x, edge, "uncertain")
