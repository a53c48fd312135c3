"""The indicators: an index with small figures, a page for each, and all that is computed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from explainer.figures.spec import Figure
from explainer.ledger import Entry
from explainer.pages.base import Crumb, Draft, Maker, Page, ValueRow
from explainer.pages.sparks import Spark, earlier_value, make_spark, newest_value
from explainer.prose import Section
from explainer.records import Computed, Indicator, Series, Source
from explainer.values import Value

GROUPS = (
    "weight",
    "trade",
    "investment",
    "firms",
    "innovation",
    "programme",
    "policy",
    "environment",
    "nation",
)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in the index: newest value, small figure, and the value before, if any.

    ``way`` says whether the newest is “higher” or “lower” than the one before, or the “same”.
    """

    indicator: Indicator
    newest: Value
    size: int
    spark: Spark | None
    before: Value | None
    way: str


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators of one group."""

    id: str
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class NumbersContext:
    """The index of indicators."""

    sections: tuple[Section, ...]
    groups: tuple[IndicatorGroup, ...]


@dataclass(frozen=True, slots=True)
class ComputedRow:
    """A value computed here, with its inputs."""

    record: Computed
    value: Value
    inputs: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ArithmeticContext:
    """What is computed here, and the ledger of what must agree with what."""

    computed: tuple[ComputedRow, ...]
    ledger: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SeriesRows:
    """The observations of one series of an indicator (None: it has no series)."""

    series: Series | None
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class IndicatorContext:
    """One indicator: the figure that is most about it is shown, the others (ids) are named."""

    indicator: Indicator
    series: tuple[SeriesRows, ...]
    figure: Figure | None
    other_figures: tuple[str, ...]
    computed: tuple[ComputedRow, ...]
    apart: tuple[Series, ...]
    never_with: tuple[Indicator, ...]
    related: tuple[Indicator, ...]
    sources: tuple[Source, ...]
    used: tuple[Crumb, ...]


def make_numbers(maker: Maker) -> Iterator[Draft]:
    """Give the index of indicators, a page for each, and the arithmetic."""
    yield Draft("numbers/", _numbers)
    for indicator in maker.model.indicators:
        yield Draft(f"numbers/{indicator}/", _indicator_page, (indicator,))
    yield Draft("methods/arithmetic/", _arithmetic)


def _numbers(maker: Maker) -> Page:
    model = maker.model
    groups = []
    for name in GROUPS:
        rows = tuple(
            _row(i, values)
            for i in model.indicators.values()
            if i.group == name and (values := model.observations_of(i.id))
        )
        if rows:
            groups.append(IndicatorGroup(name, rows))
    return maker.page(
        "numbers/",
        "numbers",
        NumbersContext(maker.sections("numbers"), tuple(groups)),
        prose="numbers",
        crumbs=maker.crumbs(_step(maker)),
        schema_type="CollectionPage",
    )


def _step(maker: Maker) -> tuple[str, str]:
    return ("numbers/", maker.locale("nav.numbers"))


def _row(indicator: Indicator, values: tuple[Value, ...]) -> IndicatorRow:
    newest = newest_value(values)
    before = earlier_value(newest, values)
    return IndicatorRow(
        indicator, newest, len(values), make_spark(values), before, way_of(newest, before)
    )


def way_of(newest: Value, before: Value | None) -> str:
    """Give “higher” or “lower” where rounding cannot explain a difference, “same” where it can."""
    if before is None:
        return ""
    if newest.low > before.high:
        return "higher"
    return "lower" if newest.high < before.low else "same"


def _arithmetic(maker: Maker) -> Page:
    locale = maker.locale
    title = locale("arithmetic.title")
    return maker.page(
        "methods/arithmetic/",
        "arithmetic",
        ArithmeticContext(_computed_rows(maker, _computed_keys(maker)), maker.model.ledger),
        title=title,
        description=locale("arithmetic.title-description"),
        crumbs=maker.crumbs(("methods/", locale("nav.methods")), ("methods/arithmetic/", title)),
        card="methods",
    )


def _computed_keys(maker: Maker) -> tuple[str, ...]:
    model = maker.model
    return tuple(f"computed/{c}" for c in model.computed if f"computed/{c}" in model.values)


def _computed_rows(maker: Maker, keys: tuple[str, ...]) -> tuple[ComputedRow, ...]:
    model = maker.model
    rows = []
    for key in keys:
        value = model.values[key]
        record = model.computed[key.removeprefix("computed/")]
        rows.append(ComputedRow(record, value, tuple(model.values[k] for k in value.inputs)))
    return tuple(rows)


def _indicator_page(maker: Maker, identifier: str) -> Page:
    model, locale, leaning = maker.model, maker.locale, maker.leaning
    indicator = model.indicators[identifier]
    values = model.observations_of(indicator.id)
    by_series: dict[str | None, list[ValueRow]] = defaultdict(list)
    for value in values:
        by_series[value.series].append(ValueRow(value, maker.sources(value.sources)))
    keys = tuple(v.key for v in values)
    figures = [maker.figure(f) for f in _in_order(model.figures, leaning.figures_of_value, keys)]
    figure = max(figures, key=lambda f: _is_about(f, keys), default=None)
    named = tuple(model.series[s] for s in by_series if s)
    context = IndicatorContext(
        indicator=indicator,
        series=tuple(
            SeriesRows(model.series[s] if s else None, tuple(rows)) for s, rows in by_series.items()
        ),
        figure=figure,
        other_figures=tuple(f.id for f in figures if f is not figure),
        computed=_computed_rows(
            maker, _in_order(_computed_keys(maker), leaning.computed_of_value, keys)
        ),
        apart=named if len(named) > 1 else (),
        never_with=tuple(model.indicators[i] for i in indicator.never_with),
        related=tuple(model.indicators[i] for i in indicator.related),
        sources=maker.sources(tuple(dict.fromkeys(s for v in values for s in v.sources))),
        used=places(
            maker,
            (p for v in values for p in leaning.pages_of_value.get(v.key, ())),
            f"numbers/{indicator.id}",
        ),
    )
    tree = f"numbers/{indicator.id}/"
    name = indicator.name[locale.code]
    return maker.page(
        tree,
        "indicator",
        context,
        title=name,
        description=locale("indicator.description", indicator=name),
        crumbs=maker.crumbs(_step(maker), (tree, name)),
        schema_type="Dataset",
    )


def _is_about(figure: Figure, keys: tuple[str, ...]) -> float:
    """Give how much of what a figure shows are these values."""
    return sum(key in keys for key in figure.values) / len(figure.values)


def _in_order(
    everything: Iterable[str], index: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]
) -> tuple[str, ...]:
    """Give what an index names for any of the keys, in the order of everything there is."""
    found = {name for key in keys for name in index.get(key, ())}
    return tuple(name for name in everything if name in found)


def places(maker: Maker, names: Iterable[str], but: str = "") -> tuple[Crumb, ...]:
    """Give title and address of the pages that records name, each once, without one of them."""
    return tuple(maker.place(name) for name in dict.fromkeys(names) if name != but)
