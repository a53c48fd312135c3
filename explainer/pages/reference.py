"""Numbers, timeline, glossary, methods, sources, corrections, data and the digests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from explainer.figures.spec import Figure
from explainer.ledger import Entry
from explainer.model import group
from explainer.pages.base import Crumb, DataFile, Draft, Maker, Page, ValueRow
from explainer.pages.story import Blocks, make_blocks
from explainer.prose import Section
from explainer.records import (
    Change,
    Computed,
    DigestFact,
    Edition,
    Event,
    Indicator,
    Measure,
    PolicyDocument,
    Series,
    Source,
    Statement,
    Term,
)
from explainer.settings import LANGUAGES
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
    """An indicator in the index: its newest value for all zones, and how many values it has."""

    indicator: Indicator
    newest: Value
    size: int


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators of one group."""

    id: str
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class NumbersContext:
    """The index of indicators and of values computed here."""

    sections: tuple[Section, ...]
    groups: tuple[IndicatorGroup, ...]
    computed: tuple[ComputedRow, ...]


@dataclass(frozen=True, slots=True)
class ComputedRow:
    """A value computed here, with its inputs."""

    record: Computed
    value: Value
    inputs: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SeriesRows:
    """The observations of one series of an indicator (None: it has no series)."""

    series: Series | None
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class IndicatorContext:
    """One indicator."""

    indicator: Indicator
    series: tuple[SeriesRows, ...]
    figures: tuple[Figure, ...]
    computed: tuple[ComputedRow, ...]
    related: tuple[Indicator, ...]
    sources: tuple[Source, ...]
    used: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with its resolved sources."""

    event: Event
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class TimelineContext:
    """Programme and plan, side by side, and what came since."""

    sections: tuple[Section, ...]
    tracks: tuple[tuple[str, tuple[EventRow, ...]], ...]
    documents: tuple[tuple[PolicyDocument, tuple[Source, ...]], ...]
    statements: tuple[tuple[Statement, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True)
class GlossaryRow:
    """A term, what else to see, and the measures that use it."""

    term: Term
    related: tuple[Term, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class GlossaryContext:
    """All terms."""

    sections: tuple[Section, ...]
    rows: tuple[GlossaryRow, ...]


@dataclass(frozen=True, slots=True)
class MethodsContext:
    """How figures are chosen and computed; the ledger; the series; the evaluations."""

    sections: tuple[Section, ...]
    blocks: Blocks
    ledger: tuple[Entry, ...]
    acknowledged: tuple[Entry, ...]
    series: tuple[Series, ...]
    editions: tuple[tuple[Edition, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with what rests on it: values, figures, measures, events and documents."""

    source: Source
    values: tuple[Value, ...]
    figures: tuple[Figure, ...]
    measures: tuple[Measure, ...]
    events: tuple[Event, ...]
    pages: tuple[Crumb, ...]
    zones: int
    weight: int


@dataclass(frozen=True, slots=True)
class SourcesContext:
    """Sources by kind, the most used first."""

    sections: tuple[Section, ...]
    kinds: tuple[tuple[str, tuple[SourceRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class CorrectionsContext:
    """Every change to something published, the newest first."""

    sections: tuple[Section, ...]
    changes: tuple[tuple[Change, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True)
class DataContext:
    """What can be downloaded."""

    sections: tuple[Section, ...]
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A fact of the digests, who reported it and where the site tells it."""

    fact: DigestFact
    sources: tuple[Source, ...]
    told: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class DigestsContext:
    """The facts of the two digests."""

    sections: tuple[Section, ...]
    rows: tuple[DigestRow, ...]


@dataclass(frozen=True, slots=True)
class NotFoundContext:
    """The page for addresses that do not exist; a server may show it to readers of any language."""

    sections: tuple[Section, ...]
    others: tuple[OtherLanguage, ...]


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """What the page says in another language, and where that language starts."""

    code: str
    tag: str
    title: str
    words: str
    name: str
    address: str


def make_reference(maker: Maker) -> Iterator[Draft]:
    """Give all reference pages of one language."""
    yield Draft("numbers/", _numbers)
    for indicator in maker.model.indicators:
        yield Draft(f"numbers/{indicator}/", _indicator_page, (indicator,))
    for name in _SIMPLE:
        yield Draft(f"{name}/", _simple_page, (name,))
    yield Draft("404.html", _not_found)


def _simple_page(maker: Maker, name: str) -> Page:
    context = _SIMPLE[name](maker)
    crumbs = maker.crumbs((f"{name}/", maker.locale(f"nav.{name}")))
    schema_type = {"glossary": "DefinedTermSet", "data": "DataCatalog"}.get(name, "WebPage")
    return maker.page(f"{name}/", name, context, prose=name, crumbs=crumbs, schema_type=schema_type)


def _not_found(maker: Maker) -> Page:
    return maker.page(
        "404.html",
        "notfound",
        NotFoundContext(maker.sections("notfound"), tuple(_others(maker))),
        prose="notfound",
        card="",
    )


def _others(maker: Maker) -> Iterator[OtherLanguage]:
    for code, folder, tag in LANGUAGES:
        if code != maker.locale.code:
            front = maker.content.pages[code]["notfound"].front
            name = maker.locale(f"language.{code}")
            address = f"{folder}/" if folder else ""
            yield OtherLanguage(code, tag, front.title, front.description, name, address)


def _computed_rows(maker: Maker, keys: tuple[str, ...]) -> tuple[ComputedRow, ...]:
    model = maker.model
    rows = []
    for key in keys:
        value = model.values[key]
        record = model.computed[key.removeprefix("computed/")]
        rows.append(ComputedRow(record, value, tuple(model.values[k] for k in value.inputs)))
    return tuple(rows)


def _newest(values: tuple[Value, ...]) -> Value:
    whole = [v for v in values if v.area is None] or list(values)
    return max(whole, key=lambda v: v.period.last if v.period else "")


def _numbers(maker: Maker) -> Page:
    model, locale = maker.model, maker.locale
    groups = []
    for name in GROUPS:
        rows = tuple(
            IndicatorRow(i, _newest(values), len(values))
            for i in model.indicators.values()
            if i.group == name and (values := model.observations_of(i.id))
        )
        if rows:
            groups.append(IndicatorGroup(name, rows))
    context = NumbersContext(
        maker.sections("numbers"), tuple(groups), _computed_rows(maker, _computed_keys(maker))
    )
    crumb = ("numbers/", locale("nav.numbers"))
    return maker.page(
        "numbers/",
        "numbers",
        context,
        prose="numbers",
        crumbs=maker.crumbs(crumb),
        schema_type="CollectionPage",
    )


def _computed_keys(maker: Maker) -> tuple[str, ...]:
    model = maker.model
    return tuple(f"computed/{c}" for c in model.computed if f"computed/{c}" in model.values)


def _indicator_page(maker: Maker, identifier: str) -> Page:
    model, locale, leaning = maker.model, maker.locale, maker.leaning
    indicator = model.indicators[identifier]
    values = model.observations_of(indicator.id)
    by_series: dict[str | None, list[ValueRow]] = defaultdict(list)
    for value in values:
        by_series[value.series].append(ValueRow(value, maker.sources(value.sources)))
    keys = tuple(v.key for v in values)
    context = IndicatorContext(
        indicator=indicator,
        series=tuple(
            SeriesRows(model.series[s] if s else None, tuple(rows)) for s, rows in by_series.items()
        ),
        figures=tuple(map(maker.figure, _in_order(model.figures, leaning.figures_of_value, keys))),
        computed=_computed_rows(
            maker, _in_order(_computed_keys(maker), leaning.computed_of_value, keys)
        ),
        related=tuple(model.indicators[i] for i in indicator.related),
        sources=maker.sources(tuple(dict.fromkeys(s for v in values for s in v.sources))),
        used=_places(
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
        crumbs=maker.crumbs(("numbers/", locale("nav.numbers")), (tree, name)),
        schema_type="Dataset",
    )


def _in_order(
    everything: Iterable[str], index: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]
) -> tuple[str, ...]:
    """Give what an index names for any of the keys, in the order of everything there is."""
    found = {name for key in keys for name in index.get(key, ())}
    return tuple(name for name in everything if name in found)


def _places(maker: Maker, names: Iterable[str], but: str = "") -> tuple[Crumb, ...]:
    return tuple(maker.place(name) for name in dict.fromkeys(names) if name != but)


def _timeline(maker: Maker) -> TimelineContext:
    model = maker.model
    tracks = tuple(
        (track, tuple(EventRow(e, maker.sources(e.sources)) for e in events))
        for track, events in make_blocks(maker).tracks.items()
    )
    return TimelineContext(
        maker.sections("timeline"),
        tracks,
        tuple((d, maker.sources(d.sources)) for d in model.documents.values()),
        tuple((s, maker.sources(s.sources)) for s in model.statements),
    )


def _glossary(maker: Maker) -> GlossaryContext:
    model, code = maker.model, maker.locale.code
    rows = tuple(
        GlossaryRow(
            term,
            tuple(model.terms[t] for t in term.related),
            tuple(m for m in model.measures.values() if term.id in m.terms),
        )
        for term in model.terms.values()
    )
    if maker.locale.manner == "en":
        rows = tuple(sorted(rows, key=lambda row: row.term.term[code].lower()))
    return GlossaryContext(maker.sections("glossary"), rows)


def _methods(maker: Maker) -> MethodsContext:
    model = maker.model
    return MethodsContext(
        sections=maker.sections("methods"),
        blocks=make_blocks(maker),
        ledger=model.ledger,
        acknowledged=tuple(e for e in model.ledger if e.relation.acknowledged is not None),
        series=tuple(model.series.values()),
        editions=tuple((e, maker.sources(e.sources)) for e in model.editions.values()),
    )


def _resting(maker: Maker) -> Mapping[str, SourceRow]:
    """What rests on each source."""
    model = maker.model
    figures = [maker.figure(f) for f in model.figures]
    observed = (v for v in model.values.values() if v.origin == "observation")
    values_of = group((s, v) for v in observed for s in dict.fromkeys(v.sources))
    figures_of = group((s, f) for f in figures for s in dict.fromkeys(f.sources))
    measures_of = group((s, m) for m in model.measures.values() for s in dict.fromkeys(m.sources))
    events_of = group((s, e) for e in model.events.values() for s in dict.fromkeys(e.sources))
    zones_of = Counter(s for z in model.zones.values() for s in dict.fromkeys(z.sources))
    rows = {}
    for source in model.sources.values():
        parts = (
            values_of.get(source.id, ()),
            figures_of.get(source.id, ()),
            measures_of.get(source.id, ()),
            events_of.get(source.id, ()),
            _places(maker, maker.leaning.pages_of_source.get(source.id, ())),
        )
        zones = zones_of[source.id]
        weight = sum(map(len, parts)) + bool(zones)
        rows[source.id] = SourceRow(source, *parts, zones, weight)
    return rows


SOURCE_KINDS = (
    "official",
    "agency",
    "press",
    "broadcast",
    "law-firm",
    "research",
    "digest",
    "other",
)


def _sources(maker: Maker) -> SourcesContext:
    rows = _resting(maker).values()
    kinds = []
    for kind in SOURCE_KINDS:
        found = [row for row in rows if row.source.kind == kind]
        if found:
            ordered = sorted(found, key=lambda row: (-row.weight, row.source.id))
            kinds.append((kind, tuple(ordered)))
    return SourcesContext(maker.sections("sources"), tuple(kinds))


def _corrections(maker: Maker) -> CorrectionsContext:
    return CorrectionsContext(
        maker.sections("corrections"),
        tuple((c, maker.sources(c.sources)) for c in maker.model.changes),
    )


def _digests(maker: Maker) -> DigestsContext:
    rows = tuple(
        DigestRow(fact, maker.sources(fact.digests), _places(maker, fact.told_in))
        for fact in maker.model.digest_facts
    )
    return DigestsContext(maker.sections("digests"), rows)


def _data(maker: Maker) -> DataContext:
    return DataContext(maker.sections("data"), tuple(maker.files.values()))


#: Pages that stand alone, by name, and what each shows.
_SIMPLE: Mapping[str, Callable[[Maker], object]] = {
    "timeline": _timeline,
    "glossary": _glossary,
    "methods": _methods,
    "sources": _sources,
    "corrections": _corrections,
    "data": _data,
    "digests": _digests,
}
