"""What the search knows: an entry for all that has an address, and the pages that list them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from explainer.addresses import BENEATH, PAGES, address_of, description_of
from explainer.decode import Text
from explainer.formats import format_period
from explainer.pages.base import Draft, Maker, Page
from explainer.periods import Period
from explainer.plain import plain_text
from explainer.prose import Passage, Section
from explainer.references import Reference, print_reference

#: Kinds of entry, in the order in which they are listed, and whether their list is a page of its
#: own. Each has its name in the interface words.
KINDS = {
    "page": False,
    "section": False,
    "measure": False,
    "province": False,
    "term": False,
    "figure": False,
    "zone": True,
    "indicator": True,
    "event": True,
    "document": False,
    "source": True,
}
#: Kinds in the order of the data, which is their own; the others go by their name.
_IN_THEIR_ORDER = ("page", "section", "measure", "figure", "event", "document")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: where it stands, what it is called, and what it says.

    ``also`` are other names: of the other language, in pinyin, numbers of documents. ``order`` is
    by what it stands in a list.
    """

    kind: str
    address: str
    title: str
    also: str = ""
    text: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Entries under a letter (none: the list has no letters)."""

    letter: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """All entries of a kind; ``page`` is the address of the page that lists them, if not this."""

    kind: str
    number: int
    letters: tuple[Letter, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The page of the search, or one that lists a kind of entry."""

    sections: tuple[Section, ...]
    lists: tuple[Listed, ...]


def make_search(_: Maker) -> Iterator[Draft]:
    """Give the page of the search and the pages with the longer lists."""
    yield Draft("search/", _search_page)
    for kind, own in KINDS.items():
        if own:
            yield Draft(f"search/{kind}s/", _list_page, (kind,))


def _search_page(maker: Maker) -> Page:
    entries = make_entries(maker)
    lists = []
    for kind, own in KINDS.items():
        found = _listed(maker, kind, entries)
        page = maker.address(f"search/{kind}s/")
        lists.append(Listed(kind, found.number, (), page) if own else found)
    return maker.page(
        "search/",
        "search",
        SearchContext(maker.sections("search"), tuple(lists)),
        prose="search",
        crumbs=maker.crumbs(("search/", maker.locale("nav.search"))),
        schema_type="SearchResultsPage",
        card="explainer",
    )


def _list_page(maker: Maker, kind: str) -> Page:
    locale = maker.locale
    name = locale(f"found.{kind}")
    listed = _listed(maker, kind, make_entries(maker, (kind,)))
    tree = f"search/{kind}s/"
    return maker.page(
        tree,
        "search",
        SearchContext((), (listed,)),
        title=locale("search.list", kind=name),
        description=locale("search.list-description", kind=name, n=listed.number),
        crumbs=maker.crumbs(("search/", locale("nav.search")), (tree, name)),
        schema_type="CollectionPage",
        card="explainer",
    )


def _listed(maker: Maker, kind: str, entries: tuple[Entry, ...]) -> Listed:
    found = [entry for entry in entries if entry.kind == kind]
    if kind not in _IN_THEIR_ORDER:
        found.sort(key=lambda entry: (entry.order or entry.title).casefold())
    if not KINDS[kind] or kind in _IN_THEIR_ORDER:
        return Listed(kind, len(found), (Letter("", tuple(found)),))
    by_letter: dict[str, list[Entry]] = {}
    for entry in found:
        by_letter.setdefault(_letter(entry), []).append(entry)
    if maker.locale.code != "en" and kind != "zone":
        return Listed(kind, len(found), (Letter("", tuple(found)),))
    return Listed(kind, len(found), tuple(Letter(x, tuple(y)) for x, y in by_letter.items()))


def _letter(entry: Entry) -> str:
    first = (entry.order or entry.title)[0].upper()
    return first if first.isalpha() else "0–9"


def make_entries(maker: Maker, kinds: Iterable[str] = KINDS) -> tuple[Entry, ...]:
    """Give everything of these kinds that can be found in one language, by kind."""
    writer = _Writer(maker)
    makers = {
        "page": writer.pages,
        "section": writer.sections,
        "measure": writer.measures,
        "province": writer.provinces,
        "term": writer.terms,
        "figure": writer.figures,
        "zone": writer.zones,
        "indicator": writer.indicators,
        "event": writer.events,
        "document": writer.documents,
        "source": writer.sources,
    }
    return tuple(entry for kind in kinds for entry in makers[kind]())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes entries from records, in one language."""

    maker: Maker

    def pages(self) -> Iterator[Entry]:
        """Pages that stand alone."""
        for name, tree in PAGES.items():
            front = self.maker.prose(name).front
            if name != "search":
                also = self.maker.locale(f"nav.{name}")
                yield Entry("page", tree, front.title, also, front.description)
        for name, key in BENEATH.items():
            title = self.maker.locale(key)
            description = self.maker.locale(description_of(key))
            yield Entry("page", f"{name}/", title, "", description)
        for own in self.maker.model.pages:
            front = self.maker.prose(own).front
            yield Entry("page", f"{own}/", front.title, "", front.description)

    def sections(self) -> Iterator[Entry]:
        """Sections of these pages, with all they say."""
        pages = {**PAGES, **{own: f"{own}/" for own in self.maker.model.pages}}
        for name, tree in pages.items():
            page = self.maker.prose(name).front.title
            for section in self.maker.sections(name):
                if section.heading is not None:
                    texts = (self._words(b.passage) for b in section.blocks if b.passage)
                    title = self._words(section.heading)
                    text = " ".join((f"{page}.", *texts) if tree else texts)
                    yield Entry("section", f"{tree}#{section.id}", title, text=text)

    def measures(self) -> Iterator[Entry]:
        """The entries of the plan."""
        model, code = self.maker.model, self.maker.locale.code
        for measure in model.measures.values():
            area = model.areas[measure.area].short[code]
            names = (
                *(i.name[code] for i in measure.instruments),
                *(model.sectors[s].name[code] for s in measure.sectors),
            )
            text = f"{area}. {self._plain(measure.summary)} {', '.join(names)}"
            yield self._entry("measure", measure.id, measure.title, measure.official_heading, text)

    def provinces(self) -> Iterator[Entry]:
        """Provinces that the programme covers."""
        model, code = self.maker.model, self.maker.locale.code
        for province in model.provinces.values():
            if province.region:
                region = model.regions[province.region].name[code]
                also = province.id.replace("-", "")
                yield self._entry("province", province.id, province.name, also, region)

    def terms(self) -> Iterator[Entry]:
        """Terms of the glossary."""
        for term in self.maker.model.terms.values():
            text = self._plain(term.definition)
            yield self._entry("term", term.id, term.term, term.also, text)

    def figures(self) -> Iterator[Entry]:
        """Figures, with their findings."""
        locale = self.maker.locale
        for figure in self.maker.model.figures.values():
            text = f"{self._plain(figure.headline)} {self._plain(figure.subtitle)}"
            title = locale(f"figure.name.{figure.id}")
            yield Entry("figure", self._address("figure", figure.id), title, text=text)

    def zones(self) -> Iterator[Entry]:
        """The zones, by the letters of their names in pinyin where names are Chinese."""
        model, code = self.maker.model, self.maker.locale.code
        for zone in model.zones.values():
            province = model.provinces[model.province_of[zone.id]]
            cities = zone.city.by_language.values() if zone.city else ()
            also = (zone.pinyin, zone.formerly, *cities)
            industries = zone.industries[code] if zone.industries else ""
            text = " · ".join(filter(None, (province.name[code], industries)))
            order = zone.pinyin if code == "zh" else ""
            yield self._entry("zone", zone.id, zone.name, *also, text, order=order)

    def indicators(self) -> Iterator[Entry]:
        """What is measured."""
        for indicator in self.maker.model.indicators.values():
            text = self._plain(indicator.definition)
            yield self._entry("indicator", indicator.id, indicator.name, text)

    def events(self) -> Iterator[Entry]:
        """What happened."""
        for event in self.maker.model.events.values():
            text = f"{self._when(event.date)}. {self._plain(event.text)}"
            yield self._entry("event", event.id, event.title, text)

    def documents(self) -> Iterator[Entry]:
        """Policy documents."""
        for document in self.maker.model.documents.values():
            text = f"{self._when(document.date)}. {self._plain(document.gist)}"
            also = document.number
            yield self._entry("document", document.id, document.title, also, text)

    def sources(self) -> Iterator[Entry]:
        """Sources by publisher and day; the title as printed is one of their names."""
        code = self.maker.locale.code
        for source in self.maker.model.sources.values():
            comma = self.maker.locale("list.pause")
            title = f"{source.publisher[code]}{comma}{self._when(source.date)}"
            others = (p for c, p in source.publisher.by_language.items() if c != code)
            names = (source.title, *others, source.document_number or "")
            also = " · ".join(dict.fromkeys(filter(None, names)))
            address = self._address("source", source.id)
            yield Entry("source", address, title, also, source.describes[code])

    def _entry(
        self,
        kind: str,
        identifier: str,
        name: Text,
        *also_and_text: Text | str | None,
        order: str = "",
    ) -> Entry:
        """Give an entry; its name in other languages is one of its other names."""
        code = self.maker.locale.code
        *also, text = also_and_text
        others = [name[c] for c in name.by_language if c != code]
        for part in also:
            others += part.by_language.values() if isinstance(part, Text) else [part or ""]
        names = dict.fromkeys(word for word in others if word and word != name[code])
        return Entry(
            kind, self._address(kind, identifier), name[code], " · ".join(names), str(text), order
        )

    def _address(self, kind: str, identifier: str) -> str:
        return address_of(kind, identifier, self.maker.model)

    def _plain(self, text: Text) -> str:
        return plain_text(text[self.maker.locale.code], self.maker.model, self.maker.locale)

    def _words(self, passage: Passage) -> str:
        def number(reference: Reference) -> Markup:
            return escape(print_reference(reference, self.maker.model.values, self.maker.locale))

        return passage.fill(number, lambda _: "").striptags()

    def _when(self, period: Period | None) -> str:
        locale = self.maker.locale
        return locale("date.unknown") if period is None else format_period(period, locale)
