"""Glossary, methods, corrections, data, the digests, and the page for lost readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from explainer.addresses import PAGES
from explainer.ledger import Entry
from explainer.pages.base import Crumb, DataFile, Draft, Maker, Page
from explainer.pages.numbers import places
from explainer.pages.story import Blocks, make_blocks
from explainer.prose import Section
from explainer.records import (
    Change,
    DigestFact,
    Edition,
    Measure,
    Series,
    Source,
    Term,
)
from explainer.settings import LANGUAGES
from explainer.values import Value


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
    """How figures are chosen and computed; the series; the evaluations; words with examples."""

    sections: tuple[Section, ...]
    blocks: Blocks
    qualifiers: tuple[Value, ...]
    trusts: tuple[tuple[Value, tuple[Source, ...]], ...]
    ledger: tuple[Entry, ...]
    acknowledged: tuple[Entry, ...]
    series: tuple[Series, ...]
    editions: tuple[tuple[Edition, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True)
class CorrectionsContext:
    """Every change to something published, the newest first; whether any was a correction."""

    sections: tuple[Section, ...]
    corrected: bool
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change: what it is about, where that is shown, and its sources."""

    change: Change
    name: str
    shown: tuple[Crumb, ...]
    sources: tuple[Source, ...]


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
    del maker
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
        qualifiers=_examples(maker, "qualifier"),
        trusts=tuple((v, maker.sources(v.sources)) for v in _examples(maker, "trust")),
        ledger=model.ledger,
        acknowledged=tuple(e for e in model.ledger if e.relation.acknowledged is not None),
        series=tuple(model.series.values()),
        editions=tuple((e, maker.sources(e.sources)) for e in model.editions.values()),
    )


#: What the methods explain by an example: an attribute of values, and what it may be.
_EXPLAINED = {
    "qualifier": ("more-than", "at-least", "less-than", "about", "nearly"),
    "trust": ("high", "medium", "low"),
}


def _examples(maker: Maker, attribute: str) -> tuple[Value, ...]:
    """Give for each of the words the value that shows best what it means, where there is one.

    That is one which readers of the explainer have met, of the zones rather than of the nation
    or the plan; for what is well supported the one with the most sources, for all else the newest.
    """
    found: dict[str, tuple[Value, tuple[bool, bool, int, str]]] = {}
    for value in maker.model.values.values():
        word: str = getattr(value, attribute)
        observed = value.origin == "observation" and value.area is None
        if observed and value.indicator and value.period:
            pages = maker.leaning.pages_of_value.get(value.key, ())
            fitness = (
                any(page.startswith("explainer") for page in pages),
                maker.model.indicators[value.indicator].group not in {"nation", "policy"},
                len(value.sources) if word == "high" else 0,
                value.period.last,
            )
            if word not in found or fitness > found[word][1]:
                found[word] = value, fitness
    return tuple(found[word][0] for word in _EXPLAINED[attribute] if word in found)


def _corrections(maker: Maker) -> CorrectionsContext:
    return CorrectionsContext(
        maker.sections("corrections"),
        any(change.kind == "correction" for change in maker.model.changes),
        tuple(_change_row(maker, change) for change in maker.model.changes),
    )


def _change_row(maker: Maker, change: Change) -> ChangeRow:
    model, locale = maker.model, maker.locale
    name = change.what
    shown: tuple[Crumb, ...] = ()
    if change.what in model.values:
        value = model.values[change.what]
        name = value.name[locale.code]
        pages = maker.leaning.pages_of_value.get(change.what, ())
        own = (f"numbers/{value.indicator}",) if value.indicator else ()
        shown = places(maker, (*own, *pages))
    elif change.what == "site":
        name = locale("change.site")
    elif change.after != "removed" and change.what.partition("/")[0] in {*PAGES, *model.pages}:
        shown = places(maker, (change.what,))
        name = shown[0].title
    return ChangeRow(change, name, shown, maker.sources(change.sources))


def _digests(maker: Maker) -> DigestsContext:
    rows = tuple(
        DigestRow(fact, maker.sources(fact.digests), places(maker, fact.told_in))
        for fact in maker.model.digest_facts
    )
    return DigestsContext(maker.sections("digests"), rows)


def _data(maker: Maker) -> DataContext:
    return DataContext(maker.sections("data"), tuple(maker.files.values()))


#: Pages that stand alone, by name, and what each shows.
_SIMPLE: Mapping[str, Callable[[Maker], object]] = {
    "glossary": _glossary,
    "methods": _methods,
    "corrections": _corrections,
    "data": _data,
    "digests": _digests,
}
