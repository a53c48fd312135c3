"""The sources: a line each, by kind and by how much rests on them; and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from explainer.pages.base import Crumb, Draft, Maker, Page
from explainer.prose import Section
from explainer.records import Event, Measure, PolicyDocument, Source
from explainer.values import Value

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

#: How long the bar of the source is that carries most.
_BAR = 80

#: How far a source was read: the original, whole; a copy, or a part; a digest or less.
Grasp = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the index: how far it was read, how much rests on it, and that as a bar."""

    source: Source
    grasp: Grasp
    weight: int
    bar: int


@dataclass(frozen=True, slots=True)
class SourceKind:
    """Sources of one kind, the one that carries most first; ``weight`` is what rests on them."""

    id: str
    lines: tuple[SourceLine, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class SourcesContext:
    """Sources by kind, the most used first."""

    sections: tuple[Section, ...]
    kinds: tuple[SourceKind, ...]


@dataclass(frozen=True, slots=True)
class SourceContext:
    """One source: the whole record, and all that rests on it."""

    source: Source
    grasp: Grasp
    values: tuple[Value, ...]
    figures: tuple[str, ...]
    measures: tuple[Measure, ...]
    events: tuple[Event, ...]
    documents: tuple[PolicyDocument, ...]
    pages: tuple[Crumb, ...]
    zones: int
    weight: int


def make_sources(maker: Maker) -> Iterator[Draft]:
    """Give the index of sources, and a page for each."""
    yield Draft("sources/", _sources)
    for source in maker.model.sources:
        yield Draft(f"sources/{source}/", _source_page, (source,))


def grasp_of(source: Source) -> Grasp:
    """Give how far a source was read."""
    if source.reading == "original" and source.complete:
        return "high"
    return "medium" if source.reading in {"original", "repost"} else "low"


def weight_of(maker: Maker, source: str) -> int:
    """Give how many things rest on a source; its zones together count as one."""
    model, leaning = maker.model, maker.leaning
    indexes: tuple[Mapping[str, tuple[object, ...]], ...] = (
        model.values_with_source,
        model.measures_with_source,
        model.events_with_source,
        model.documents_with_source,
        leaning.figures_of_source,
    )
    return (
        sum(len(index.get(source, ())) for index in indexes)
        + len(pages_besides(maker, source))
        + (source in model.zones_with_source)
    )


def pages_besides(maker: Maker, source: str) -> tuple[str, ...]:
    """Give the pages that cite a source, but for those of records that name it themselves."""
    model, leaning = maker.model, maker.leaning
    named = {
        *(f"figures/{figure}" for figure in leaning.figures_of_source.get(source, ())),
        *(f"measures/{measure.id}" for measure in model.measures_with_source.get(source, ())),
        *(f"timeline/{event.id}" for event in model.events_with_source.get(source, ())),
    }
    return tuple(page for page in leaning.pages_of_source.get(source, ()) if page not in named)


def _sources(maker: Maker) -> Page:
    weights = {source: weight_of(maker, source) for source in maker.model.sources}
    most = max(weights.values(), default=0) or 1
    kinds = []
    for kind in SOURCE_KINDS:
        lines = (
            SourceLine(s, grasp_of(s), weights[s.id], round(_BAR * weights[s.id] / most))
            for s in maker.model.sources.values()
            if s.kind == kind
        )
        ordered = tuple(sorted(lines, key=lambda line: (-line.weight, line.source.id)))
        if ordered:
            kinds.append(SourceKind(kind, ordered, sum(line.weight for line in ordered)))
    return maker.page(
        "sources/",
        "sources",
        SourcesContext(maker.sections("sources"), tuple(kinds)),
        prose="sources",
        crumbs=maker.crumbs(_step(maker)),
        schema_type="CollectionPage",
    )


def _step(maker: Maker) -> tuple[str, str]:
    return ("sources/", maker.locale("nav.sources"))


def _source_page(maker: Maker, identifier: str) -> Page:
    model, code, leaning = maker.model, maker.locale.code, maker.leaning
    source = model.sources[identifier]
    context = SourceContext(
        source=source,
        grasp=grasp_of(source),
        values=model.values_with_source.get(identifier, ()),
        figures=leaning.figures_of_source.get(identifier, ()),
        measures=model.measures_with_source.get(identifier, ()),
        events=model.events_with_source.get(identifier, ()),
        documents=model.documents_with_source.get(identifier, ()),
        pages=tuple(maker.place(name) for name in pages_besides(maker, identifier)),
        zones=len(model.zones_with_source.get(identifier, ())),
        weight=weight_of(maker, identifier),
    )
    tree = f"sources/{identifier}/"
    title = maker.locale(
        "source.title", publisher=source.publisher[code], describes=source.describes[code]
    )
    return maker.page(
        tree,
        "source",
        context,
        title=title,
        description=maker.locale("source.description", source=title),
        crumbs=maker.crumbs(_step(maker), (tree, source.publisher[code])),
        card="sources",
    )
