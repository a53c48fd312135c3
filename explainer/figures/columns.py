"""Columns from zero by time: each group on its own ground line, a break wherever years are missing.

Where a narrow sheet has no room for the numbers above the columns, the same marks become rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from explainer.figures import bars
from explainer.figures.canvas import Canvas, Panel
from explainer.figures.marks import cap_of, look_of
from explainer.figures.measure import text_width, wrap
from explainer.figures.plan import Cluster, Item, Plan, bare, bare_labels
from explainer.figures.template import Style

#: Room between groups and at missing years, in columns.
_GROUP_GAP = 0.85
_YEAR_GAP = 0.7
_FILL = 0.64
#: The widest that a column may be, in pixels.
_WIDEST = 62.0


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column stands: its middle, counted in columns from the left."""

    item: Item
    at: float
    run: int


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose the figure; narrow sheets fall back to rows where numbers would collide."""
    groups = place(plan.panels)
    texts = value_texts(plan)
    pitch = _pitch(groups, style)
    widest = max(text_width(t, style.value, bold=True) for t in texts.values())
    if widest > pitch - 3 and not style.wide:
        return bars.compose(plan, style)
    return _compose(plan, style, groups, texts, pitch)


def value_texts(plan: Plan) -> dict[str, str]:
    """Give what is printed at each mark, by the key of its value."""
    short = bare_labels(plan.items)
    return {i.value.key: bare(i, plan.locale) if short else i.text for i in plan.items}


def place(panels: tuple[Cluster, ...]) -> list[list[Slot]]:
    """Give each group's columns their places; a run is an unbroken row of years."""
    at, run, groups = 0.5, 0, []
    for panel in panels:
        slots: list[Slot] = []
        for item in panel.items:
            if slots and _breaks(slots[-1].item, item):
                at, run = at + _YEAR_GAP, run + 1
            slots.append(Slot(item, at, run))
            at += 1
        groups.append(slots)
        at, run = at + _GROUP_GAP, run + 1
    return groups


def _breaks(before: Item, after: Item) -> bool:
    return before.year is not None and after.year is not None and after.year - before.year > 1


def _pitch(groups: list[list[Slot]], style: Style) -> float:
    span = groups[-1][-1].at + 0.5
    return style.width / span


def _compose(
    plan: Plan, style: Style, groups: list[list[Slot]], texts: dict[str, str], pitch: float
) -> Canvas:
    foot = max(_foot_height(p, s, style, pitch) for p, s in zip(plan.panels, groups, strict=True))
    note_room = _note_room(plan, style, pitch)
    top = note_room + style.value + 8 + (11 if any(i.is_open for i in plan.items) else 0)
    height = 230 if style.wide else 180
    canvas = Canvas(style, round(top + height + foot))
    span = groups[-1][-1].at + 0.5
    highest = max(item.number for item in plan.items)
    panel = canvas.panel(0, top, span * pitch, height, x=(0, span), y=(0, highest * 1.0001))
    for cluster, slots in zip(plan.panels, groups, strict=True):
        _ground_lines(canvas, panel, slots)
        for slot in slots:
            _column(canvas, panel, slot, texts[slot.item.value.key], style, pitch)
        _foot(canvas, panel, cluster, slots, style, pitch)
    return canvas


def _note_room(plan: Plan, style: Style, pitch: float) -> float:
    lines = [len(wrap(i.note, style.small, pitch * 1.25)) for i in plan.items if i.note]
    return max(lines, default=0) * style.leading(style.small)


def _column(
    canvas: Canvas, panel: Panel, slot: Slot, text: str, style: Style, pitch: float
) -> None:
    item = slot.item
    width = min(_FILL, _WIDEST / pitch)
    canvas.columns(panel, slot.at, width, item.number, look_of(item))
    y, dy = item.number, -7.0
    if item.is_open:
        cap_of(canvas, panel, slot.at, width, item.number)
        dy -= 11
    size = style.value
    canvas.word(panel, slot.at, y, text, size=size, bold=True, anchor="middle", dy=dy)
    for line in reversed(wrap(item.note, style.small, pitch * 1.25)):
        dy -= style.leading(size)
        size = style.small
        canvas.word(
            panel, slot.at, y, line, size=size, token="accent", bold=True, anchor="middle", dy=dy
        )


def _ground_lines(canvas: Canvas, panel: Panel, slots: list[Slot]) -> None:
    """A line under each run of years; it stops where years are missing."""
    base = panel.top + panel.height
    for run in dict.fromkeys(slot.run for slot in slots):
        places = [slot.at for slot in slots if slot.run == run]
        x0, x1 = (panel.page_x(places[0] - 0.5), panel.page_x(places[-1] + 0.5))
        canvas.rule(x0, base, x1, base, "muted")
    for before, after in pairwise(slots):
        if before.run != after.run:
            middle = panel.page_x((before.at + after.at) / 2)
            canvas.word(
                canvas.sheet, middle, base + 4, "⋯", size=14, token="muted", anchor="middle"
            )


def _foot_height(cluster: Cluster, slots: list[Slot], style: Style, pitch: float) -> float:
    width = _foot_width(slots, pitch)
    lines = len(wrap(cluster.name, style.label, width, bold=True)) * style.leading(style.label)
    lines += len(wrap(cluster.note, style.small, width)) * style.leading(style.small)
    return 24 + (lines + 22 if cluster.name else 0)


def _foot_width(slots: list[Slot], pitch: float) -> float:
    return (slots[-1].at - slots[0].at + 1 + _GROUP_GAP * 0.72) * pitch


def _foot(
    canvas: Canvas, panel: Panel, cluster: Cluster, slots: list[Slot], style: Style, pitch: float
) -> None:
    """Years under the columns; under them a bracket with the name of the group."""
    base = panel.top + panel.height
    for slot in slots:
        x = panel.page_x(slot.at)
        canvas.word(
            canvas.sheet,
            x,
            base + 18,
            slot.item.label,
            size=style.small,
            token="muted",
            anchor="middle",
        )
    if not cluster.name:
        return
    x0 = panel.page_x(slots[0].at - 0.42)
    x1 = panel.page_x(slots[-1].at + 0.42)
    y = base + 29
    canvas.line(canvas.sheet, ((x0, y - 4), (x0, y), (x1, y), (x1, y - 4)), token="uncertain")
    width = _foot_width(slots, pitch)
    lines = wrap(cluster.name, style.label, width, bold=True)
    longest = max(text_width(line, style.label, bold=True) for line in lines)
    left = min(x0, style.width - longest)
    after = canvas.lines(left, y + 17, lines, size=style.label, bold=True)
    canvas.paragraph(left, after, width, cluster.note, size=style.small)
