"""The timeline: two tracks along one axis, a page for each event, the documents, the briefing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.formats import format_period
from explainer.pages.base import Draft, Maker, Neighbour, Page
from explainer.pages.sparks import end_of
from explainer.prose import Section
from explainer.records import (
    Body,
    Event,
    Measure,
    PolicyDocument,
    Province,
    Source,
    Statement,
    Zone,
)
from explainer.values import Value

#: The groups of addressees, in the order in which the notice has them.
_GROUPS = ("party-central", "subnational", "ministry", "institution")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of a decade, or of a year in which the plan took its course.

    ``first`` and ``last`` are years; ``zones`` is the key of the last count of zones in it;
    ``planned`` says whether the plan had begun its course.
    """

    first: int
    last: int
    planned: bool
    events: tuple[Event, ...]
    zones: str | None


@dataclass(frozen=True, slots=True)
class TimelineContext:
    """Programme and plan along one axis, and where to read the papers."""

    sections: tuple[Section, ...]
    stretches: tuple[Stretch, ...]
    documents: tuple[PolicyDocument, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PlacedZone:
    """A zone with the province it lies in."""

    zone: Zone
    province: Province


@dataclass(frozen=True, slots=True)
class EventContext:
    """One event: the whole record."""

    event: Event
    measures: tuple[Measure, ...]
    zones: tuple[PlacedZone, ...]
    sources: tuple[Source, ...]
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True, slots=True)
class DocumentsContext:
    """The policy documents, and to whom the plan is addressed."""

    documents: tuple[tuple[PolicyDocument, tuple[Source, ...]], ...]
    addressees: tuple[tuple[str, tuple[Body, ...]], ...]


@dataclass(frozen=True, slots=True)
class BriefingContext:
    """Who said what at the briefing."""

    speakers: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said for one body, each with the measures it concerns and its sources."""

    body: Body
    statements: tuple[tuple[Statement, tuple[Measure, ...], tuple[Source, ...]], ...]


def make_timeline(maker: Maker) -> Iterator[Draft]:
    """Give the timeline and the pages beneath it."""
    yield Draft("timeline/", _timeline)
    yield Draft("timeline/documents/", _documents)
    yield Draft("timeline/briefing/", _briefing)
    for event in maker.model.events:
        yield Draft(f"timeline/{event}/", _event_page, (event,))


def _timeline(maker: Maker) -> Page:
    model = maker.model
    context = TimelineContext(
        maker.sections("timeline"),
        tuple(stretches_of(tuple(model.events.values()), model.values)),
        tuple(model.documents.values()),
        model.statements,
    )
    return maker.page(
        "timeline/",
        "timeline",
        context,
        prose="timeline",
        crumbs=maker.crumbs(_step(maker)),
        schema_type="CollectionPage",
    )


def stretches_of(events: tuple[Event, ...], values: Mapping[str, Value]) -> Iterator[Stretch]:
    """Group events by decade, and by year from when the plan took its course."""
    years = [int(event.date.first[:4]) for event in events]
    turn = min((y for y, e in zip(years, events, strict=True) if e.track != "programme"), default=0)
    groups: dict[tuple[int, int], list[Event]] = {}
    for year, event in zip(years, events, strict=True):
        decade = year // 10 * 10
        span = (year, year) if turn and year >= turn else (decade, decade + 9)
        groups.setdefault(span, []).append(event)
    for (first, last), found in groups.items():
        counts = [event.value for event in found if event.value]
        counts.sort(key=lambda key: end_of(values[key]))
        start = max(first, min(years))
        end = min(last, turn - 1) if first < turn else last
        yield Stretch(start, end, first == last, tuple(found), counts[-1] if counts else None)


def _step(maker: Maker) -> tuple[str, str]:
    return ("timeline/", maker.locale("nav.timeline"))


def _event_page(maker: Maker, identifier: str) -> Page:
    model, locale = maker.model, maker.locale
    event = model.events[identifier]
    title = event.title[locale.code]
    before, after = _neighbours(maker, event)
    context = EventContext(
        event,
        tuple(
            m for m in model.measures.values() if event in model.events_with_measure.get(m.id, ())
        ),
        tuple(
            PlacedZone(model.zones[z], model.provinces[model.province_of[z]]) for z in event.zones
        ),
        maker.sources(event.sources),
        before,
        after,
    )
    tree = f"timeline/{identifier}/"
    return maker.page(
        tree,
        "event",
        context,
        title=locale("event.title", event=title, date=format_period(event.date, locale)),
        description=locale("event.description", event=title),
        crumbs=maker.crumbs(_step(maker), (tree, title)),
        card="timeline",
    )


def _neighbours(maker: Maker, event: Event) -> tuple[Neighbour | None, Neighbour | None]:
    """Give the events before and after on the same track."""
    code = maker.locale.code
    track = [
        e
        for e in maker.model.events.values()
        if (e.track == "programme") == (event.track == "programme")
    ]
    at = track.index(event)
    before, after = track[at - 1] if at else None, track[at + 1] if at + 1 < len(track) else None
    return (
        Neighbour(before.title[code], "event", before.id) if before else None,
        Neighbour(after.title[code], "event", after.id) if after else None,
    )


def _documents(maker: Maker) -> Page:
    model = maker.model
    addressed = [body for body in model.bodies.values() if body.addressee]
    context = DocumentsContext(
        tuple((d, maker.sources(d.sources)) for d in model.documents.values()),
        tuple((group, tuple(b for b in addressed if b.group == group)) for group in _GROUPS),
    )
    return _beneath(maker, "documents", context)


def _beneath(maker: Maker, name: str, context: DocumentsContext | BriefingContext) -> Page:
    """Give a page beneath the timeline; its words are called like its template."""
    address, title = f"timeline/{name}/", maker.locale(f"timeline.{name}")
    return maker.page(
        address,
        name,
        context,
        title=title,
        description=maker.locale(f"timeline.{name}-description"),
        crumbs=maker.crumbs(_step(maker), (address, title)),
        card="timeline",
    )


def _briefing(maker: Maker) -> Page:
    model = maker.model
    by_body: dict[str, list[Statement]] = {}
    for statement in model.statements:
        by_body.setdefault(statement.body, []).append(statement)
    context = BriefingContext(
        tuple(
            Spoken(
                model.bodies[body],
                tuple(
                    (s, tuple(model.measures[m] for m in s.measures), maker.sources(s.sources))
                    for s in said
                ),
            )
            for body, said in by_body.items()
        )
    )
    return _beneath(maker, "briefing", context)
