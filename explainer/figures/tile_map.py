"""A map of equal tiles, one for each province, coloured by its number of zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explainer.figures.canvas import Canvas, Panel, Rect
from explainer.figures.measure import text_width, wrap
from explainer.figures.plan import Plan
from explainer.figures.template import Style
from explainer.figures.tokens import RAMP
from explainer.records import Province

#: The largest count of each class of the ramp; the last has none.
BOUNDS = (1, 4, 9, 15)

#: Names of provinces by id, in the lines in which they fit a tile.
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles in pixels: their pitch across and down, the space between, and rows and columns."""

    across: float
    down: float
    gap: float
    columns: int
    rows: int


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose the map, with its key in the empty corner (wide) or beneath (narrow)."""
    provinces = tuple(plan.model.provinces.values())
    grid = _grid(provinces, style)
    canvas = Canvas(style, _height(grid, style))
    height = grid.rows * grid.down - grid.gap
    x, y = (0, grid.columns), (grid.rows, 0)
    panel = canvas.panel(0, 1, grid.columns * grid.across, grid.rows * grid.down, x=x, y=y)
    tiles = [_tile(p, plan, grid) for p in provinces]
    canvas.rects(panel, [tile for tile in tiles if tile.hover])
    canvas.rects(panel, [tile for tile in tiles if not tile.hover])
    names = _names(plan, grid, style)
    for province in provinces:
        _words(canvas, panel, province, plan, grid, names)
    if style.wide:
        _key(canvas, plan, style, (0, 22), 300)
    else:
        _key(canvas, plan, style, (0, height + 22), style.width)
    return canvas


def _grid(provinces: Iterable[Province], style: Style) -> Grid:
    places = [(p.column, p.row) for p in provinces]
    columns = max(column for column, _ in places) + 1
    rows = max(row for _, row in places) + 1
    gap = 4.0 if style.wide else 3.0
    return Grid((style.width + gap) / columns, 56.0 if style.wide else 40.0, gap, columns, rows)


def _height(grid: Grid, style: Style) -> int:
    return round(grid.rows * grid.down - grid.gap + (0 if style.wide else 82)) + 2


def outline(
    province: Province, provinces: Iterable[Province], style: Style
) -> tuple[float, float, float, float]:
    """Give where a province's tile lies in the drawing: left, top, width, height.

    The panel ends at the edge of the drawing, so that its tiles are a little smaller than planned.
    """
    grid = _grid(provinces, style)
    wide, high = grid.columns * grid.across, grid.rows * grid.down
    x = min(wide, style.width) / wide
    y = min(high, _height(grid, style) - 1) / high
    found = (
        province.column * grid.across * x,
        1 + province.row * grid.down * y,
        (grid.across - grid.gap) * x,
        (grid.down - grid.gap) * y,
    )
    left, top, width, height = (round(number, 1) for number in found)
    return left, top, width, height


def zones_in(province: Province, plan: Plan) -> int:
    """Give how many zones a province has."""
    return len(plan.model.zones_of.get(province.id, ()))


def class_of(count: int) -> int:
    """Give the class of the ramp (from 0) that a count falls into."""
    return sum(count > bound for bound in BOUNDS)


def _tile(province: Province, plan: Plan, grid: Grid) -> Rect:
    x1 = province.column + 1 - grid.gap / grid.across
    y1 = province.row + 1 - grid.gap / grid.down
    count = zones_in(province, plan)
    if not province.programme:
        inset_x, inset_y = 0.75 / grid.across, 0.75 / grid.down
        return Rect(
            province.column + inset_x,
            x1 - inset_x,
            y1 - inset_y,
            province.row + inset_y,
            "paper",
            "rule",
            1.5,
        )
    name = province.name[plan.locale.code]
    hover = plan.locale("figures.tile", name=name, count=count)
    return Rect(province.column, x1, y1, province.row, RAMP[class_of(count)], hover=hover)


def _words(
    canvas: Canvas, panel: Panel, province: Province, plan: Plan, grid: Grid, names: Names
) -> None:
    """Set the number and the name of a province in its tile."""
    style = canvas.style
    height = grid.down - grid.gap
    x = panel.page_x(province.column) + (grid.across - grid.gap) / 2
    y = panel.page_y(province.row)
    size = style.small
    lines = names.get(province.id, (province.code,))
    single = len(lines) == 1
    if province.programme:
        ink = ink_on(class_of(zones_in(province, plan)))
        number = str(zones_in(province, plan))
        spot = _at(panel, x, y + height * (0.47 if single else 0.39))
        big = 18.0 if style.wide else 14.5
        canvas.word(panel, *spot, number, size=big, token=ink, bold=True, anchor="middle")
        y += height * (0.85 if single else 0.67)
    else:
        ink = "muted"
        y += (height - (len(lines) - 1) * size * 1.1) / 2 + size * 0.36
    for line in lines:
        canvas.word(panel, *_at(panel, x, y), line, size=size, token=ink, anchor="middle")
        y += size * 1.1


def _at(panel: Panel, x: float, y: float) -> tuple[float, float]:
    return panel.x[0] + panel.dx(x - panel.left), panel.y[1] + panel.dy(y - panel.top)


def ink_on(index: int) -> str:
    """Give the token of words that can be read on a class of the ramp, in light and in dark."""
    return "paper" if index >= 3 else "ink"


def _names(plan: Plan, grid: Grid, style: Style) -> Names:
    """Give each province's name in lines that fit its tile; nothing where one does not fit.

    Then all tiles carry their letters: names and letters are never mixed.
    """
    width = grid.across - grid.gap + 2
    found = {}
    for province in plan.model.provinces.values():
        name = province.name[plan.locale.code].split(" (")[0]
        lines = wrap(name, style.small, width)
        fits = max(text_width(line, style.small) for line in lines) <= width
        if not fits or len(lines) > (2 if style.wide else 1):
            return {}
        found[province.id] = lines
    return found


def _key(
    canvas: Canvas, plan: Plan, style: Style, origin: tuple[float, float], width: float
) -> None:
    """Draw the classes of the ramp, and what the empty tiles are."""
    x, y = origin
    locale = plan.locale
    canvas.word(canvas.sheet, x, y, locale("figures.tile-key"), size=style.small, bold=True)
    labels = class_labels(max(len(zones) for zones in plan.model.zones_of.values()))
    step = min(62.0, width / len(labels))
    rects = [
        Rect(x + i * step, x + (i + 1) * step - 3, y + 19, y + 8, RAMP[i])
        for i in range(len(labels))
    ]
    canvas.rects(canvas.sheet, rects)
    for i, label in enumerate(labels):
        canvas.word(canvas.sheet, x + i * step, y + 33, label, size=style.small, token="muted")
    text = locale("figures.tile-outside")
    canvas.paragraph(x, y + 56, width, text, size=style.small)


def class_labels(highest: int) -> list[str]:
    """Give the range of each class, from the highest count there is: “10–15”."""
    lows = [1, *[bound + 1 for bound in BOUNDS]]
    highs = [*BOUNDS, max(highest, lows[-1])]
    return [
        str(low) if low == high else f"{low}–{high}" for low, high in zip(lows, highs, strict=True)
    ]
