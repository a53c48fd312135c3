"""Panels of one scale, one group each, with the other groups as faint lines for comparison.

A line joins values of one series only, dashed where years between them are missing.
"""

from __future__ import annotations

from itertools import pairwise

from explainer.figures.canvas import Canvas, Dot, Panel
from explainer.figures.columns import value_texts
from explainer.figures.marks import dot_tokens, line_token
from explainer.figures.measure import wrap
from explainer.figures.plan import Cluster, Item, Plan
from explainer.figures.template import Style

_GAP = 44.0


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose panels side by side on wide sheets, one above another on narrow ones."""
    count = len(plan.panels)
    per_row = count if style.wide and count <= 3 else 2 if style.wide else 1
    width = (style.width - _GAP * (per_row - 1)) / per_row
    height = 220.0 if style.wide else 150.0
    head = _head(plan, style, width)
    step = head + height + 34
    rows = -(-count // per_row)
    canvas = Canvas(style, round(rows * step + (rows - 1) * 10))
    texts = value_texts(plan)
    for index, cluster in enumerate(plan.panels):
        left = (index % per_row) * (width + _GAP)
        top = (index // per_row) * (step + 10) + head
        panel = _panel(canvas, plan, (left, top, width, height))
        y = canvas.paragraph(
            left,
            top - head + style.title,
            width,
            cluster.name,
            size=style.title,
            token="ink",
            bold=True,
        )
        canvas.paragraph(left, y, width, cluster.note, size=style.small)
        canvas.let_zoom(panel, left, left + width)
        _ground(canvas, panel, style, (left, width))
        for other in plan.panels:
            if other is not cluster:
                _ghost(canvas, panel, other)
        _series(canvas, panel, cluster, plan, texts, style)
    return canvas


def _head(plan: Plan, style: Style, width: float) -> float:
    return (
        max(
            len(wrap(c.name, style.title, width, bold=True)) * style.leading(style.title)
            + len(wrap(c.note, style.small, width)) * style.leading(style.small)
            for c in plan.panels
        )
        + 10
    )


def _panel(canvas: Canvas, plan: Plan, box: tuple[float, float, float, float]) -> Panel:
    times = [item.year or 0 for item in plan.items]
    highest = max(item.number for item in plan.items)
    left, top, width, height = box
    return canvas.panel(
        left + 20, top, width - 40, height, x=(min(times), max(times)), y=(0, highest * 1.14)
    )


def _ground(canvas: Canvas, panel: Panel, style: Style, box: tuple[float, float]) -> None:
    left, width = box
    base = panel.top + panel.height
    canvas.rule(left, base, left + width, base, "muted")
    for year in range(int(panel.x[0]), int(panel.x[1]) + 1):
        x = panel.page_x(year)
        canvas.rule(x, base, x, base + 4, "muted")
        narrow = panel.width / (panel.x[1] - panel.x[0]) < 38
        if narrow and (year - int(panel.x[0])) % 2 and year != int(panel.x[1]):
            continue
        canvas.word(
            canvas.sheet,
            x,
            base + 19,
            str(year),
            size=style.small,
            token="muted",
            anchor="middle",
        )


def _ghost(canvas: Canvas, panel: Panel, cluster: Cluster) -> None:
    for before, after in pairwise(cluster.items):
        gap = (after.year or 0) - (before.year or 0) > 1
        canvas.line(
            panel,
            (_point(before), _point(after)),
            token="rule",
            width=2,
            dash="4px,4px" if gap else "solid",
        )


def _series(
    canvas: Canvas,
    panel: Panel,
    cluster: Cluster,
    plan: Plan,
    texts: dict[str, str],
    style: Style,
) -> None:
    for item in cluster.items:
        x = panel.page_x(float(item.year or 0))
        canvas.rule(x, panel.page_y(item.number), x, panel.top + panel.height, "rule")
    for before, after in pairwise(cluster.items):
        gap = (after.year or 0) - (before.year or 0) > 1
        canvas.line(
            panel,
            (_point(before), _point(after)),
            token=line_token(after.tone),
            width=1.75 if gap else 2.25,
            dash="4px,4px" if gap else "solid",
        )
    canvas.dots(panel, [_dot(item) for item in cluster.items])
    told = plan.record.claim.values if plan.record.claim else ()
    below = cluster.items and _is_lower(cluster, plan)
    for item in cluster.items:
        dy = style.value + 8 if below else -11
        canvas.word(
            panel,
            *_point(item),
            texts[item.value.key],
            size=style.value,
            bold=True,
            anchor="middle",
            dy=dy,
            token="accent" if item.value.key in told else "ink",
        )


def _is_lower(cluster: Cluster, plan: Plan) -> bool:
    """Whether another group runs above this one where both have values."""
    own = {item.year: item.number for item in cluster.items}
    return any(
        item.year in own and item.number > own[item.year]
        for item in plan.items
        if item.group != cluster.key
    )


def _point(item: Item) -> tuple[float, float]:
    return float(item.year or 0), item.number


def _dot(item: Item) -> Dot:
    fill, stroke = dot_tokens(item.tone)
    return Dot(float(item.year or 0), item.number, 9, fill, stroke, item.hover)
