"""The index of measures and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.figures.spec import Figure
from explainer.pages.base import Draft, Maker, Neighbour, Page, with_neighbours
from explainer.pages.choices import Choice, make_choices
from explainer.pages.story import AreaMeasures, make_blocks
from explainer.prose import Section
from explainer.records import (
    Area,
    Audience,
    Body,
    Event,
    InCharge,
    Instrument,
    Measure,
    Sector,
    Source,
    Statement,
    Term,
    Zone,
)


@dataclass(frozen=True, slots=True)
class AudienceMeasures:
    """A kind of reader and the measures that concern them."""

    audience: Audience
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class SectorMeasures:
    """An industry and the measures that name it."""

    sector: Sector
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class MeasuresContext:
    """The index: by area first, then by reader and by industry.

    The lists by reader and by industry are for readers without scripts; ``filters`` for the others.
    """

    lead: tuple[Section, ...]
    sections: tuple[Section, ...]
    areas: tuple[AreaMeasures, ...]
    audiences: tuple[AudienceMeasures, ...]
    sectors: tuple[SectorMeasures, ...]
    filters: Mapping[str, tuple[Choice, ...]]
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A body and its part in a measure."""

    body: Body
    charge: InCharge
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """An instrument and who reports it."""

    instrument: Instrument
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A dated piece of evidence and who reports it."""

    state: str
    evidence: object
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class MeasureContext:
    """One measure: its first figure is shown, to the others (more) it links."""

    measure: Measure
    area: Area
    sections: tuple[Section, ...]
    tools: tuple[Tool, ...]
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    statements: tuple[Statement, ...]
    sectors: tuple[Sector, ...]
    audiences: tuple[Audience, ...]
    terms: tuple[Term, ...]
    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    more: tuple[Figure, ...]
    zones: tuple[Zone, ...]
    related: tuple[Measure, ...]
    sources: tuple[Source, ...]
    before: Neighbour | None
    after: Neighbour | None
    is_official: bool


def make_measures(maker: Maker) -> Iterator[Draft]:
    """Give the index and the pages of the measures."""
    yield Draft("measures/", _index)
    ids = tuple(maker.model.measures)
    for before, measure, after in with_neighbours(ids):
        yield Draft(f"measures/{measure}/", _measure_page, (measure, before, after))


def _index(maker: Maker) -> Page:
    model, locale = maker.model, maker.locale
    measures = tuple(model.measures.values())
    sections = maker.sections("measures")
    context = MeasuresContext(
        lead=tuple(x for x in sections if x.heading is None),
        sections=tuple(x for x in sections if x.heading),
        areas=make_blocks(maker).areas,
        audiences=tuple(
            AudienceMeasures(a, tuple(m for m in measures if a.id in m.audiences))
            for a in model.audiences.values()
        ),
        sectors=tuple(
            SectorMeasures(s, found)
            for s in model.sectors.values()
            if (found := tuple(m for m in measures if s.id in m.sectors))
        ),
        filters=_filters(maker),
        number=len(measures),
    )
    crumbs = maker.crumbs(("measures/", locale("nav.measures")))
    return maker.page("measures/", "measures", context, prose="measures", crumbs=crumbs)


def _filters(maker: Maker) -> dict[str, tuple[Choice, ...]]:
    """Give what the measures can be filtered by, in the order of the page."""
    model, locale = maker.model, maker.locale
    measures = tuple(model.measures.values())
    code = locale.code
    return {
        "area": make_choices(
            ((a.id, a.short[code]) for a in model.areas.values()), [(m.area,) for m in measures]
        ),
        "reader": make_choices(
            ((a.id, a.name[code]) for a in model.audiences.values()),
            [m.audiences for m in measures],
        ),
        "state": make_choices(
            ((s, locale(f"knowledge.{s}")) for s in ("concrete", "named", "unclear")),
            [(m.knowledge,) for m in measures],
        ),
        "sector": make_choices(
            ((x.id, x.name[code]) for x in model.sectors.values()), [m.sectors for m in measures]
        ),
    }


def _measure_page(maker: Maker, identifier: str, before: str | None, after: str | None) -> Page:
    model, locale = maker.model, maker.locale
    measure = model.measures[identifier]
    title = measure.title[locale.code]
    context = MeasureContext(
        measure=measure,
        area=model.areas[measure.area],
        sections=maker.sections(f"measures/{measure.id}"),
        tools=tuple(Tool(i, maker.sources(i.sources)) for i in measure.instruments),
        parts=tuple(
            Part(model.bodies[c.body], c, maker.sources(c.sources)) for c in measure.bodies
        ),
        steps=tuple(Step(e.state, e, maker.sources(e.sources)) for e in measure.evidence),
        statements=model.statements_with_measure.get(identifier, ()),
        sectors=tuple(model.sectors[s] for s in measure.sectors),
        audiences=tuple(model.audiences[a] for a in measure.audiences),
        terms=tuple(model.terms[t] for t in measure.terms),
        events=model.events_with_measure.get(identifier, ()),
        figures=tuple(maker.figure(f) for f in measure.figures[:1]),
        more=tuple(maker.figure(f) for f in _more_figures(maker, measure)),
        zones=tuple(model.zones[z] for z in measure.zones),
        related=_related(maker, measure),
        sources=maker.sources(measure.sources),
        before=_neighbour(maker, before),
        after=_neighbour(maker, after),
        is_official=measure.official_heading is not None and measure.official_number is not None,
    )
    tree = f"measures/{measure.id}/"
    return maker.page(
        tree,
        "measure",
        context,
        prose=f"measures/{measure.id}",
        title=title,
        crumbs=maker.crumbs(("measures/", locale("nav.measures")), (tree, title)),
        schema_type="Article",
        card=f"area-{measure.area}",
    )


def _neighbour(maker: Maker, measure: str | None) -> Neighbour | None:
    if measure is None:
        return None
    title = maker.model.measures[measure].title[maker.locale.code]
    return Neighbour(title, "measure", measure)


def _more_figures(maker: Maker, measure: Measure) -> tuple[str, ...]:
    """Give the figures that a measure names after the first, then those that show all measures."""
    shown = (f.id for f in maker.model.figures.values() if f.content == "measures-by-area")
    return tuple(dict.fromkeys((*measure.figures[1:], *shown)))


def _related(maker: Maker, measure: Measure) -> tuple[Measure, ...]:
    """Give the measures that a measure names, then those that name it."""
    measures = maker.model.measures
    naming = (m.id for m in measures.values() if measure.id in m.related)
    return tuple(measures[m] for m in dict.fromkeys((*measure.related, *naming)))
