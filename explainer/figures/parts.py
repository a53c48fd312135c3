"""Parts of wholes: squares of a hundred cells, or bars cut into their parts.

Without groups each mark fills its share of a square. With groups each group is a whole, drawn
as one bar and cut into its marks.
"""

from __future__ import annotations

from explainer.figures.canvas import Canvas, Panel, Rect
from explainer.figures.marks import hatch, look_of
from explainer.figures.measure import text_width, wrap
from explainer.figures.plan import Cluster, Item, Plan, share_of
from explainer.figures.template import Style

_CELLS = 10


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose squares, or bars where groups are declared."""
    if plan.clusters:
        return _stacked(plan, style)
    return _squares_wide(plan, style) if style.wide else _squares_narrow(plan, style)


# Squares -----------------------------------------------------------------------------------


def _squares_wide(plan: Plan, style: Style) -> Canvas:
    gap = 22.0
    count = len(plan.items)
    side = min(168.0, (style.width - gap * (count - 1)) / count)
    texts = [_lines(item, style, side) for item in plan.items]
    tallest = max(len(label) for label, _ in texts)
    notes = max(len(note) for _, note in texts)
    head = style.big * 1.2
    foot = 12 + tallest * style.leading(style.label) + notes * style.leading(style.small) + 2
    canvas = Canvas(style, round(head + side + 10 + foot))
    for index, (item, (label, note)) in enumerate(zip(plan.items, texts, strict=True)):
        x = index * (side + gap)
        canvas.word(
            canvas.sheet, x, style.big * 0.8, item.text, size=style.big, token="accent", bold=True
        )
        _square(canvas, item, x, head, side)
        y = canvas.lines(
            x, head + side + 12 + style.label * 0.8, label, size=style.label, bold=True
        )
        canvas.lines(x, y, note, size=style.small, token="muted")
    return canvas


def _squares_narrow(plan: Plan, style: Style) -> Canvas:
    side, gap = 108.0, 18.0
    canvas = Canvas(style, round(len(plan.items) * (side + gap) - gap + 2))
    x = side + 16
    for index, item in enumerate(plan.items):
        top = index * (side + gap) + 1
        _square(canvas, item, 1, top, side)
        label, note = _lines(item, style, style.width - x)
        height = style.big + len(label) * style.leading(style.label)
        height += len(note) * style.leading(style.small)
        y = top + max(0.0, (side - height) / 2) + style.big * 0.8
        canvas.word(canvas.sheet, x, y, item.text, size=style.big, token="accent", bold=True)
        y = canvas.lines(x, y + 22, label, size=style.label, bold=True)
        canvas.lines(x, y, note, size=style.small, token="muted")
    return canvas


def _lines(item: Item, style: Style, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (
        wrap(item.label, style.label, width, bold=True),
        wrap(item.note, style.small, width),
    )


def _square(canvas: Canvas, item: Item, left: float, top: float, side: float) -> None:
    """Draw a hundred cells; those that the share fills are coloured, row by row from the foot."""
    n = _CELLS
    panel = canvas.panel(left, top, side, side, x=(0, n), y=(0, n))
    canvas.rects(panel, [Rect(0, n, 0, n, "rule")])
    canvas.rects(
        panel, [Rect(*edges, "accent", hover=item.hover) for edges in filled_cells(share_of(item))]
    )
    inner = [float(i) for i in range(1, n)]
    points: list[tuple[float, float] | None] = []
    for i in inner:
        points += [(i, 0), (i, n), None, (0, i), (n, i), None]
    canvas.line(panel, points[:-1], token="paper", width=1.25 if side > 120 else 1)


def filled_cells(share: float) -> list[tuple[float, float, float, float]]:
    """Give the rectangles (left, right, bottom, top; in cells) that fill a share of the square."""
    cells = min(1.0, share) * _CELLS**2
    rows = int(cells // _CELLS)
    rest = cells - rows * _CELLS
    found: list[tuple[float, float, float, float]] = []
    if rows:
        found.append((0, _CELLS, 0, rows))
    whole = int(rest)
    if whole:
        found.append((0, whole, rows, rows + 1))
    part = rest - whole
    if part > 1e-9:
        found.append((whole, whole + part, rows, rows + 1))
    return found


# Bars of groups ----------------------------------------------------------------------------


def _stacked(plan: Plan, style: Style) -> Canvas:
    bar = 34.0 if style.wide else 28.0
    labels = 150.0 if style.wide else 0.0
    head = _key_height(plan, style)
    step = bar + (16 if style.wide else 32)
    canvas = Canvas(style, round(head + step * len(plan.clusters) - (16 if style.wide else 6)))
    height = float(canvas.height)
    panel = canvas.panel(labels, 0, style.width - labels, height, x=(0, 1), y=(height, 0))
    _key(canvas, panel, plan.clusters[0], style)
    for index, cluster in enumerate(plan.clusters):
        top = head + index * step + (0 if style.wide else 18)
        _row_name(canvas, cluster, top, bar, labels, style)
        _row(canvas, panel, cluster, top, bar, style)
    return canvas


def _key_height(plan: Plan, style: Style) -> float:
    room = style.width - (150 if style.wide else 0)
    longest = max(
        len(wrap(i.label, style.small, max(room * share_of(i) - 6, 60), bold=True))
        for i in plan.clusters[0].items
    )
    return 10 + longest * style.leading(style.small)


def _key(canvas: Canvas, panel: Panel, cluster: Cluster, style: Style) -> None:
    """Name the parts once, above those of the first whole."""
    start = 0.0
    for item in cluster.items:
        width = share_of(item)
        room = panel.width * width - 6
        x = panel.page_x(start) + 1
        token = "accent" if item.tone == "accent" else "ink"
        canvas.paragraph(
            x, style.small, max(room, 60), item.label, size=style.small, token=token, bold=True
        )
        start += width


def _row_name(
    canvas: Canvas, cluster: Cluster, top: float, bar: float, labels: float, style: Style
) -> None:
    if not style.wide:
        text = f"{cluster.name} {cluster.note}".strip()
        canvas.word(canvas.sheet, 0, top - 6, text, size=style.label)
        return
    y = top + (bar / 2 + style.label * 0.36 if not cluster.note else style.label)
    canvas.word(canvas.sheet, labels - 14, y, cluster.name, size=style.label, anchor="end")
    canvas.word(
        canvas.sheet,
        labels - 14,
        y + style.leading(style.small),
        cluster.note,
        size=style.small,
        token="muted",
        anchor="end",
    )


def _row(
    canvas: Canvas, panel: Panel, cluster: Cluster, top: float, bar: float, style: Style
) -> None:
    start = 0.0
    gap = panel.dx(2)
    for item in cluster.items:
        width = share_of(item)
        look = look_of(item)
        fill = "muted" if item.tone == "muted" else look.fill
        rect = Rect(
            start,
            start + width - gap,
            top + bar,
            top,
            fill,
            look.stroke,
            look.stroke_width,
            item.hover,
        )
        canvas.rects(panel, [rect])
        if item.tone == "uncertain" and panel.width * width > 40:
            hatch(canvas, panel, rect)
        _number(canvas, panel, item, (start, width), top + bar / 2, style)
        start += width


def _number(
    canvas: Canvas,
    panel: Panel,
    item: Item,
    span: tuple[float, float],
    middle: float,
    style: Style,
) -> None:
    """Print a share in its part; where the part is narrow, without the sign of percent."""
    start, width = span
    room = panel.width * width - 6
    text = item.text
    if text_width(text, style.value, bold=True) > room:
        text = text.removesuffix("%")
    size = text_width(text, style.value, bold=True)
    if size > room + 4:
        return
    x = start + (width - panel.dx(2)) / 2
    uncertain = item.tone == "uncertain"
    if uncertain and size < room - 4:
        half = panel.dx(size + 8) / 2
        canvas.rects(panel, [Rect(x - half, x + half, middle + 10, middle - 10, "paper")])
    canvas.word(
        panel,
        x,
        middle + style.value * 0.36,
        text,
        size=style.value,
        bold=True,
        anchor="middle",
        token="ink" if uncertain else "paper",
    )
