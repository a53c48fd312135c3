"""Pairs of values on one scale: a row for each label, a dot for each group, a rule between."""

from __future__ import annotations

from explainer.figures.canvas import Canvas, Dot, Panel
from explainer.figures.columns import value_texts
from explainer.figures.marks import dot_tokens
from explainer.figures.plan import Cluster, Item, Plan
from explainer.figures.template import Style


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose rows; labels left on wide sheets, above their row on narrow ones."""
    labels = list(dict.fromkeys(item.label for item in plan.items))
    step = 34.0 if style.wide else 46.0
    head = 30.0
    left = 150.0 if style.wide else 0.0
    canvas = Canvas(style, round(head + step * len(labels) + 4))
    height = float(canvas.height)
    numbers = [item.number for item in plan.items]
    low, high = min(0.0, *numbers), max(numbers)
    margin = 44.0
    panel = canvas.panel(
        left + margin, 0, style.width - left - 2 * margin, height, x=(low, high), y=(height, 0)
    )
    texts = value_texts(plan)
    for index, label in enumerate(labels):
        y = head + step * (index + (0.5 if style.wide else 0.72))
        found = [item for item in plan.items if item.label == label]
        if style.wide:
            canvas.word(canvas.sheet, left, y, label, size=style.label, anchor="end", dy=5)
        else:
            canvas.word(canvas.sheet, 0, y - 18, label, size=style.label)
        canvas.rule(left + 12, y, style.width, y, "grid")
        _row(canvas, panel, found, y, texts, style)
    _names(canvas, panel, plan.clusters, head, style)
    return canvas


def _row(
    canvas: Canvas, panel: Panel, items: list[Item], y: float, texts: dict[str, str], style: Style
) -> None:
    ordered = sorted(items, key=lambda item: item.number)
    canvas.line(panel, ((ordered[0].number, y), (ordered[-1].number, y)), token="muted", width=2)
    canvas.dots(panel, [Dot(i.number, y, 11, *dot_tokens(i.tone), hover=i.hover) for i in ordered])
    for item in ordered:
        first = item is ordered[0] and len(ordered) > 1
        canvas.word(
            panel,
            item.number,
            y,
            texts[item.value.key],
            size=style.value,
            bold=True,
            anchor="end" if first else "start",
            dx=-10 if first else 10,
            dy=5,
        )


def _names(
    canvas: Canvas, panel: Panel, clusters: tuple[Cluster, ...], head: float, style: Style
) -> None:
    """Name each group once, over its dot in the first row."""
    for cluster in clusters:
        if cluster.items:
            canvas.word(
                canvas.sheet,
                panel.page_x(cluster.items[0].number),
                head - 12,
                cluster.name,
                size=style.small,
                bold=True,
                anchor="middle",
            )
