"""What every page is made of, and what the page makers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from explainer.addresses import BENEATH
from explainer.content import Content, ProsePage
from explainer.decode import Text
from explainer.figures.spec import Figure
from explainer.formats import Locale
from explainer.leans import Leaning
from explainer.model import SiteModel
from explainer.outlines import Outline
from explainer.periods import Period
from explainer.prose import ProseReader, Section
from explainer.records import Source
from explainer.values import Value


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the first page to this one."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page before it is rendered.

    ``address`` counts from the root of the site and ends in / (or names a file); ``tree`` is the
    same without the language's folder, by which the page's other languages are found. ``card``
    names the picture that other sites put beside a link to the page. ``changed`` is the day on
    which the finished page last changed.
    """

    address: str
    tree: str
    language: str
    template: str
    title: str
    description: str
    context: object
    crumbs: tuple[Crumb, ...] = ()
    schema_type: str = "WebPage"
    card: str = ""
    changed: Period | None = None


@dataclass(frozen=True, slots=True)
class DataFile:
    """A table to download; ``path`` counts from the site's root and has no ending.

    ``columns`` maps a name to its type and its meaning in English and Chinese.
    """

    path: str
    title: Mapping[str, str]
    rows: int
    size: int
    columns: Mapping[str, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that will be made: where it stands, and how.

    ``make(maker, *arguments)`` gives the page. The arguments are ids and the like, never records,
    so that what the page rests on is read, and noted, while it is made.
    """

    tree: str
    make: Callable[..., Page]
    arguments: tuple[str | int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """What page makers work with, for one language."""

    model: SiteModel
    figures: Mapping[tuple[str, str], Figure]
    content: Content
    locale: Locale
    reader: ProseReader
    leaning: Leaning
    files: Mapping[str, DataFile] = field(default_factory=dict)

    def place(self, name: str) -> Crumb:
        """Give title and address of a page by the name records use: “measures/land#state”."""
        page, _, anchor = name.partition("#")
        tree = "" if page == "explainer" else f"{page}/"
        title = self._title(page)
        if anchor:
            heading = self.outline(page).headings.get(anchor, "")
            title = f"{title}: {self.reader.inline(heading).html}" if heading else title
        return Crumb(title, self.address(tree) + (f"#{anchor}" if anchor else ""))

    def _title(self, page: str) -> str:
        if page in BENEATH:
            return self.locale(BENEATH[page])
        kind, _, identifier = page.partition("/")
        code = self.locale.code
        if kind in self.model.pages:
            return self.model.pages[kind].name[code]
        if not identifier:
            return self.locale(f"nav.{kind}")
        if kind == "figures":
            return self.locale(f"figure.name.{identifier}")
        tables: Mapping[str, Callable[[], Text]] = {
            "measures": lambda: self.model.measures[identifier].title,
            "numbers": lambda: self.model.indicators[identifier].name,
            "zones": lambda: self.model.provinces[identifier.split("/")[0]].name,
            "timeline": lambda: self.model.events[identifier].title,
            "sources": lambda: self.model.sources[identifier].publisher,
        }
        return tables[kind]()[code]

    def address(self, tree: str) -> str:
        """Give the address of a page of this language."""
        folder = self.locale.folder
        return f"{folder}/{tree}" if folder else tree

    def prose(self, name: str) -> ProsePage:
        """Give a page's prose in this language."""
        return self.content.pages[self.locale.code][name]

    def outline(self, name: str) -> Outline:
        """Give the outline of a page's prose."""
        return self.content.outlines[self.locale.code][name]

    def sections(self, name: str) -> tuple[Section, ...]:
        """Give the sections of a page's prose."""
        return self.reader.sections(self.prose(name).body)

    def figure(self, identifier: str) -> Figure:
        """Give a figure in this language."""
        return self.figures[identifier, self.locale.code]

    def sources(self, ids: tuple[str, ...]) -> tuple[Source, ...]:
        """Give the sources behind ids, in their order."""
        return tuple(self.model.sources[i] for i in ids)

    def crumbs(self, *trees_and_titles: tuple[str, str]) -> tuple[Crumb, ...]:
        """Give the steps to a page, the first page before them."""
        home = Crumb(self.locale("site.home"), self.address(""))
        return (home, *(Crumb(title, self.address(tree)) for tree, title in trees_and_titles))

    def page(
        self,
        tree: str,
        template: str,
        context: object,
        *,
        prose: str | None = None,
        title: str = "",
        description: str = "",
        crumbs: tuple[Crumb, ...] = (),
        schema_type: str = "WebPage",
        card: str | None = None,
    ) -> Page:
        """Give a page; title and description come from its prose unless they are given.

        Its card is that of its kind, unless another (or none: "") is named.
        """
        front = self.prose(prose).front if prose else None
        return Page(
            address=self.address(tree),
            tree=tree,
            language=self.locale.code,
            template=template,
            title=title or (front.title if front else ""),
            description=description or (front.description if front else ""),
            context=context,
            crumbs=crumbs,
            schema_type=schema_type,
            card=template if card is None else card,
        )


def with_neighbours(ids: tuple[str, ...]) -> Iterator[tuple[str | None, str, str | None]]:
    """Give each id with the one before it and the one after it."""
    for index, identifier in enumerate(ids):
        before = ids[index - 1] if index else None
        after = ids[index + 1] if index + 1 < len(ids) else None
        yield before, identifier, after


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link to the page before or after."""

    title: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value with its resolved sources, for lists and tables."""

    value: Value
    sources: tuple[Source, ...]
