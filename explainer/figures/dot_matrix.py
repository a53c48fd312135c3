"""The measures as numbered squares in the columns of their areas, marked by what is known."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.figures.canvas import Canvas, Panel, Rect
from explainer.figures.measure import wrap
from explainer.figures.plan import Plan
from explainer.figures.template import Style
from explainer.records import Area, Measure

#: How much of a square is filled, by the state of knowledge.
FILL = {"concrete": 1.0, "named": 0.36, "unclear": 0.0}


_LINE = 1.75


@dataclass(frozen=True, slots=True)
class Tile:
    """A measure's square: its colour token, top left corner and side in pixels."""

    measure: Measure
    token: str
    x: float
    y: float
    side: float


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose columns with titles on wide sheets, rows of squares on narrow ones."""
    return _columns(plan, style) if style.wide else _rows(plan, style)


def _columns(plan: Plan, style: Style) -> Canvas:
    areas = tuple(plan.model.areas.values())
    gap, side = 22.0, 38.0
    width = (style.width - gap * (len(areas) - 1)) / len(areas)
    heads = [wrap(a.short[plan.locale.code], style.label, width, bold=True) for a in areas]
    head = max(map(len, heads)) * style.leading(style.label) + 16
    step = _step(plan, style, width, side)
    rows = max(len(plan.model.measures_of(a.id)) for a in areas)
    canvas = Canvas(style, round(head + rows * step + 30))
    panel = _whole(canvas)
    for index, (area, lines) in enumerate(zip(areas, heads, strict=True)):
        x = index * (width + gap)
        _head(canvas, area, lines, (x, style.label), width, style)
        for row, measure in enumerate(plan.model.measures_of(area.id)):
            y = head + row * step
            tile = Tile(measure, f"area-{area.order}", x, y, side)
            _square(canvas, panel, tile, plan)
            _title(canvas, tile, plan.locale.code, width - side - 9)
    _key(canvas, panel, plan, head + rows * step + 14, style)
    return canvas


def _rows(plan: Plan, style: Style) -> Canvas:
    areas = tuple(plan.model.areas.values())
    most = max(len(plan.model.measures_of(a.id)) for a in areas)
    side = min(50.0, (style.width - 9.0 * (most - 1)) / most)
    step = side + 52
    canvas = Canvas(style, round(len(areas) * step + 66))
    panel = _whole(canvas)
    for index, area in enumerate(areas):
        y = index * step
        name = (area.short[plan.locale.code],)
        _head(canvas, area, name, (0, y + style.label), float(style.width), style)
        for column, measure in enumerate(plan.model.measures_of(area.id)):
            tile = Tile(measure, f"area-{area.order}", column * (side + 9), y + 32, side)
            _square(canvas, panel, tile, plan)
    _key(canvas, panel, plan, len(areas) * step + 2, style)
    return canvas


def _whole(canvas: Canvas) -> Panel:
    width, height = float(canvas.style.width), float(canvas.height)
    return canvas.panel(0, 0, width, height, x=(0, width), y=(height, 0))


def _head(
    canvas: Canvas,
    area: Area,
    lines: tuple[str, ...],
    corner: tuple[float, float],
    width: float,
    style: Style,
) -> None:
    x, y = corner
    token = f"area-{area.order}"
    y = canvas.lines(x, y, lines, size=style.label, token=token, bold=True)
    y += 7 - style.label
    canvas.line(canvas.sheet, ((x, y), (x + width, y)), token=token, width=2)


def _step(plan: Plan, style: Style, width: float, side: float) -> float:
    lines = max(
        len(wrap(m.title[plan.locale.code], style.small, width - side - 9))
        for m in plan.model.measures.values()
    )
    return max(side, lines * style.leading(style.small)) + 13


def _square(canvas: Canvas, panel: Panel, tile: Tile, plan: Plan) -> None:
    """Draw a measure's square with its number."""
    measure = tile.measure
    state = plan.locale(f"figures.knowledge-{measure.knowledge}")
    hover = f"{measure.number} {measure.title[plan.locale.code]}\n{state}"
    _mark(canvas, panel, tile, measure.knowledge, hover)
    size = tile.side * 0.42 if tile.side < 44 else 18.0
    middle = tile.side * (0.32 if measure.knowledge == "named" else 0.5)
    canvas.word(
        panel,
        tile.x + tile.side / 2,
        tile.y + middle + size * 0.36,
        str(measure.number),
        size=round(size, 1),
        bold=True,
        token="paper" if measure.knowledge == "concrete" else tile.token,
        anchor="middle",
    )


def _mark(canvas: Canvas, panel: Panel, tile: Tile, knowledge: str, hover: str | None) -> None:
    """Draw a square: solid, part filled or hollow."""
    x, y, side, half = tile.x, tile.y, tile.side, _LINE / 2
    outline = Rect(
        x + half, x + side - half, y + side - half, y + half, "paper", tile.token, _LINE, hover
    )
    canvas.rects(panel, [outline])
    fill = FILL[knowledge]
    if fill:
        canvas.rects(panel, [Rect(x, x + side, y + side, y + side * (1 - fill), tile.token)])


def _title(canvas: Canvas, tile: Tile, language: str, width: float) -> None:
    """Set a measure's title beside its square."""
    style = canvas.style
    lines = wrap(tile.measure.title[language], style.small, width)
    leading = style.leading(style.small)
    first = tile.y + max(tile.side - len(lines) * leading, 0) / 2 + style.small
    canvas.lines(tile.x + tile.side + 9, first, lines, size=style.small, token="ink")


def _key(canvas: Canvas, panel: Panel, plan: Plan, y: float, style: Style) -> None:
    """Tell what solid, part filled and hollow mean."""
    x, side = 0.0, 14.0
    sample = next(iter(plan.model.measures.values()))
    for state in FILL:
        _mark(canvas, panel, Tile(sample, "muted", x, y, side), state, None)
        text = plan.locale(f"figures.knowledge-{state}")
        canvas.word(canvas.sheet, x + side + 7, y + 11.5, text, size=style.small, token="muted")
        if style.wide:
            x += style.width / len(FILL)
        else:
            y += 23
