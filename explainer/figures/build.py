"""All figures in all languages: what is drawn, their tables, sentences, values and sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explainer.figures import (
    bars,
    columns,
    dot_matrix,
    dumbbell,
    parts,
    small_multiples,
    steps,
    tile_map,
)
from explainer.figures.canvas import Canvas
from explainer.figures.plan import Plan, make_plan, shown_values
from explainer.figures.readings import make_reading
from explainer.figures.spec import Drawing, Figure
from explainer.figures.tables import make_table
from explainer.figures.template import STYLES, Style
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.records import FigureRecord

#: How each form is composed; a new form is a module and a line here.
COMPOSERS: Mapping[str, Callable[[Plan, Style], Canvas]] = {
    "bars": bars.compose,
    "columns": columns.compose,
    "steps": steps.compose,
    "parts": parts.compose,
    "dumbbell": dumbbell.compose,
    "small-multiples": small_multiples.compose,
    "tile-map": tile_map.compose,
    "dot-matrix": dot_matrix.compose,
}


def build_figures(
    model: SiteModel, locales: Mapping[str, Locale]
) -> Mapping[tuple[str, str], Figure]:
    """Give every figure, by (id, language).

    ``check_figures`` has passed: groups, units and references are known to be right.
    """
    return {
        (record.id, code): build_figure(record, model, locale)
        for record in model.figures.values()
        for code, locale in locales.items()
    }


def build_figure(record: FigureRecord, model: SiteModel, locale: Locale) -> Figure:
    """Give one figure in one language."""
    plan = make_plan(record, model, locale)
    values = shown_values(record, model)
    wide, narrow = (_draw(plan, style) for style in STYLES)
    return Figure(
        record=record,
        language=locale.code,
        drawings=(wide, narrow),
        table=make_table(plan),
        values=values,
        sources=shown_sources(record, model, values),
        reading=make_reading(plan),
    )


def _draw(plan: Plan, style: Style) -> Drawing:
    canvas = COMPOSERS[plan.record.form](plan, style)
    return Drawing(
        figure=plan.record.id,
        language=plan.locale.code,
        size=style.size,
        width=style.width,
        height=canvas.height,
        spec=canvas.spec(),
        zoom=tuple(canvas.zoom),
    )


def shown_sources(
    record: FigureRecord, model: SiteModel, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the ids of a figure's sources: those it names, else those of its values."""
    if record.sources:
        return tuple(dict.fromkeys(record.sources))
    return tuple(
        dict.fromkeys(
            source for key in values if key in model.values for source in model.values[key].sources
        )
    )
