"""Makes pages and what belongs to each: its data, the files of a figure, the story to take away."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from explainer.assets import LIBRARY
from explainer.content import Content
from explainer.editions import Press
from explainer.exports import render_figure_files, render_json
from explainer.figures.explore import render_script
from explainer.figures.remembered import KeptDrawing
from explainer.figures.spec import Figure
from explainer.formats import Locale
from explainer.gallery import Gallery
from explainer.leans import Leaning
from explainer.memory import Memory
from explainer.model import SiteModel
from explainer.outputs import Kept, Written, mark_of
from explainer.page_data import anchors_of, data_name, last_change, page_as_data
from explainer.pages.base import DataFile, Draft, Maker, Page
from explainer.pages.cards import Card
from explainer.pages.figures import FigureContext
from explainer.pages.story import story_of
from explainer.pictures import picture_name
from explainer.problems import Problem
from explainer.prose import ProseReader
from explainer.render import Edition, Scope, Tools, file_of, render_page


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the content says, checked: what the page makers work from."""

    model: SiteModel
    content: Content
    locales: Mapping[str, Locale]
    figures: Mapping[tuple[str, str], Figure]
    leaning: Leaning
    warnings: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    drawings: tuple[KeptDrawing, ...] = ()
    reader: ProseReader = field(default_factory=ProseReader)


@dataclass(frozen=True, slots=True)
class Made:
    """A page with the files that stand for it: itself, its data, what belongs to a figure."""

    page: Page
    files: Mapping[str, bytes | Kept]


@dataclass(frozen=True, slots=True)
class Bound:
    """The file to take away of one language, and the PDF that belongs to it."""

    address: str
    data: bytes | Kept
    size: int
    pdf: str
    digest: str


def keep_bound(bound: Bound) -> Bound:
    """Give what a later build is to be given in place of a file to take away."""
    return bound if isinstance(bound.data, Kept) else replace(bound, data=mark_of(bound.data))


def still_bound(written: Written, bound: Bound) -> bool:
    """Whether a file to take away still stands as it was written."""
    return isinstance(bound.data, Kept) and written.holds(bound.address, bound.data)


@dataclass(frozen=True)
class Workshop:
    """What pages are made with, besides what their makers need."""

    loaded: Loaded
    drawings: Mapping[str, str]
    cards: Mapping[str, Mapping[str, Card]]
    addresses: Mapping[str, str]
    tools: Tools
    gallery: Gallery
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    inside: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    offered: Mapping[str, DataFile] = field(default_factory=dict)

    @cached_property
    def _anchors(self) -> Mapping[str, str]:
        return anchors_of(self.loaded.model)

    def make(self, draft: Draft, maker: Maker) -> Made:
        """Make a page and everything that belongs to it."""
        page: Page = draft.make(maker, *draft.arguments)
        html = self.render(page)
        files: dict[str, bytes | Kept] = {file_of(page): html.encode()}
        name = data_name(page)
        if name is not None:
            data = page_as_data(html, page, maker, self._anchors, self.memory)
            files[name] = render_json(data)
            changed = last_change(html, page, maker.model, self._anchors)
            page = replace(page, changed=changed)
        if isinstance(page.context, FigureContext):
            files |= self._figure_files(page, page.context, maker)
        # What is remembered or comes from another process is a page without its context.
        return Made(replace(page, context=None) if self.memory.keeps else page, files)

    def show(self, draft: Draft, maker: Maker) -> tuple[Page, bytes]:
        """Make a page without what belongs to it; give it with its HTML, packed."""
        page: Page = draft.make(maker, *draft.arguments)
        return replace(page, context=None), zlib.compress(self.render(page).encode(), 1)

    def bind(self, maker: Maker) -> Bound:
        """Make the file to take away, and tell what the PDF beside it is set from."""
        loaded = self.loaded
        press = Press(loaded.model, loaded.locales, self.drawings, self.inside, self.tools)
        story = story_of(maker)
        address, data = press.file(story)
        sheets = press.sheets(story)
        return Bound(address, data, len(data), sheets.name, sheets.digest)

    def render(self, page: Page) -> str:
        """Give a page's HTML."""
        loaded, code = self.loaded, page.language
        scope = Scope(
            page,
            loaded.model,
            loaded.locales[code],
            loaded.reader,
            self.drawings,
            self.addresses,
            self.cards[code],
            self.editions,
        )
        return render_page(page, scope, self.tools)

    def _figure_files(self, page: Page, context: FigureContext, maker: Maker) -> dict[str, bytes]:
        """Give what belongs to a figure: table, values, drawings, print, citation, exploring."""
        figure, folder = context.figure, page.address
        files = render_figure_files(figure, maker.model, maker.locale, folder)
        for size in ("wide", "narrow"):
            files[f"{folder}{size}.svg"] = self.gallery.standalone(figure, size).encode()
        files[f"{folder}wide.png"] = self.pictures[picture_name(figure.id, page.language)]
        files[f"{folder}citation.bib"] = context.bibtex.encode()
        if LIBRARY in self.addresses:
            for drawing in figure.drawings:
                files[f"{folder}{drawing.size}.js"] = render_script(drawing, maker.locale)
        return files
