"""Stage 6: pages into HTML. The only module that knows the template engine.

Templates get the page, its context, the words of the language, and a small set of functions that
fill in numbers, links, figures and notes for the page at hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from explainer.addresses import address_of, archive_address, link_between
from explainer.assets import page_asset
from explainer.cache import Cache, key_of
from explainer.decode import Text
from explainer.figures.spec import Cell, Drawing
from explainer.formats import Locale, format_bytes, format_number, format_period, plain
from explainer.model import SiteModel
from explainer.pages.base import Page
from explainer.pages.cards import Card
from explainer.periods import Period
from explainer.prose import Passage, ProseReader
from explainer.records import Change, Source, Term
from explainer.references import Reference, format_value, print_reference
from explainer.settings import LANGUAGES
from explainer.structured import data_block, structured_data
from explainer.values import Value

#: What a kept drawing carries and a page does not need: its digest, and what makes it a file.
_KEPT_ONLY = re.compile(
    r' (?:data-digest="[0-9a-f]+"|focusable="false"|xmlns="http://www\.w3\.org/2000/svg")'
)
#: A word in a drawing: where it stands is written last, because what recurs packs well together.
_WORD = re.compile(
    r'(<text class="[^"]*")( x="[^"]*" y="[^"]*")'
    r'( text-anchor="[^"]*")?( font-size="[^"]*")?([^>]*)'
)

#: Languages as Open Graph names them: with a country, whatever the words.
_NETWORKS_TAGS = {"en": "en_GB", "zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reader sees on tapping a number."""

    value: Value
    shown: str
    sources: tuple[Source, ...]
    inputs: tuple[Value, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a passage: the receipt of one of its numbers, or a term explained."""

    receipt: Receipt | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A file to take away, as the page of the explainer offers it: form, address, bytes."""

    form: str
    address: str
    size: int


@dataclass(slots=True)
class Scope:
    """The functions a template calls for one page; notes every number that the page shows."""

    page: Page
    model: SiteModel
    locale: Locale
    reader: ProseReader
    drawings: Mapping[str, str]
    assets: Mapping[str, str]
    cards: Mapping[str, Card]
    shelves: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)

    @property
    def home(self) -> str:
        """The address of the first page in the page's language."""
        return f"{self.locale.folder}/" if self.locale.folder else ""

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The files to take away in the page's language; read by the pages that offer them."""
        return self.shelves.get(self.locale.code, ())

    @property
    def networks_tag(self) -> str:
        """The page's language as the networks write it."""
        return _NETWORKS_TAGS.get(self.locale.code, self.locale.tag.replace("-", "_"))

    def link(self, target: str) -> str:
        """Give the relative link to “measure:land” and the like, in the page's language.

        A term that this page explains is explained here.
        """
        kind, _, identifier = target.partition(":")
        if kind == "term" and identifier in self.explained:
            return f"#{_term_anchor(identifier)}"
        return self.go(self.home + address_of(kind, identifier, self.model))

    def to(self, kind: str, identifier: str) -> str:
        """Give the relative link to a record."""
        return self.link(f"{kind}:{identifier}")

    def go(self, address: str) -> str:
        """Give the relative link to an address of the site.

        The page for lost readers is served at any depth, so its links start at the root of the
        published address.
        """
        if self.page.template == "notfound":
            root = urlsplit(self.model.site.address).path
            return root + link_between("", address)
        return link_between(self.page.address, address)

    def asset(self, name: str) -> str:
        """Give the relative link to a style sheet, script or picture."""
        return self.go(self.assets[name])

    def page_asset(self, ending: str) -> str:
        """Give the relative link to the one style sheet or script of this kind of page."""
        name = page_asset(self.page.template, ending)
        return self.asset(name if name in self.assets else f"site{ending}")

    @property
    def explorable(self) -> bool:
        """Whether readers can explore the figures of this build."""
        return "explore-run.js" in self.assets

    @property
    def searchable(self) -> bool:
        """Whether readers can search this build."""
        return "search.js" in self.assets

    def say(self, text: Text | Passage | str) -> Markup:
        """Give a text in the page's language, numbers and links filled in."""
        if isinstance(text, Passage):
            passage = text
        else:
            words = text[self.locale.code] if isinstance(text, Text) else text
            passage = self.reader.inline(words)
        return passage.fill(self._number, self.link)

    def bare(self, text: Text | str) -> str:
        """Give a text without markup, for titles and attributes."""
        words = text[self.locale.code] if isinstance(text, Text) else text
        passage = self.reader.inline(words)

        def number(reference: Reference) -> Markup:
            return escape(print_reference(reference, self.model.values, self.locale))

        return passage.fill(number, self.link).striptags()

    def _number(self, reference: Reference) -> Markup:
        shown = print_reference(reference, self.model.values, self.locale)
        if reference.literal is not None:
            return escape(shown)
        return self._tappable(self.model.values[reference.key], shown)

    def _tappable(self, value: Value, shown: str) -> Markup:
        self.used[value.key] = None
        return Markup('<a class="n" href="#{}">{}</a>').format(value.anchor, shown)

    def number(self, key: str, *options: str) -> Markup:
        """Give a value as a number that can be tapped."""
        value = self.model.values[key]
        return self._tappable(value, format_value(value, self.locale, options))

    def shown(self, value: Value, *options: str) -> str:
        """Give a value as words, without its receipt."""
        return format_value(value, self.locale, options)

    def cell(self, cell: Cell, figure: str = "") -> Markup:
        """Give a cell of a figure's table.

        On the long read a number that only the table tells has its receipt on the figure's page.
        """
        if cell.key is None:
            return escape(cell.text)
        value = self.model.values[cell.key]
        if self.explains and figure and cell.key not in self.used:
            page = self.to("figure", figure)
            return Markup('<a class="n" href="{}#{}">{}</a>').format(page, value.anchor, cell.text)
        return self._tappable(value, cell.text)

    def changes(self, what: str) -> tuple[Change, ...]:
        """Give the updates and corrections of a value, a figure or a measure, newest first."""
        return tuple(c for c in self.model.changes if c.what == what)

    def when(self, period: Period | None) -> str:
        """Give a time in words; unknown is said, not left out."""
        return self.locale("date.unknown") if period is None else format_period(period, self.locale)

    def area(self, identifier: str) -> str:
        """Give the name of the region, province or zone that a value describes."""
        for table in (self.model.regions, self.model.provinces, self.model.zones):
            if identifier in table:
                name: Text = table[identifier].name
                return name[self.locale.code]
        return self.locale(f"area.{identifier}")

    def picture(self, drawing: Drawing) -> Markup:
        """Give the SVG of a drawing; it was read and checked when the build began."""
        svg = _KEPT_ONLY.sub("", self.drawings[drawing.name], count=3)
        svg = _WORD.sub(r"\1\5\4\3\2", svg).replace(">\n<", "><")
        return Markup(svg)  # noqa: S704 - drawn and cleaned by us

    def interval(self, low: Decimal, high: Decimal, unit: str) -> str:
        """Give the bounds of a value, five digits each; what counts give has none but itself."""
        if low == high == low.to_integral_value():
            return self.locale("ledger.exact", value=format_number(low, unit, self.locale, "short"))
        shown = [
            format_number(Decimal(f"{bound:.5g}"), unit, self.locale, "short")
            for bound in (low, high)
        ]
        if low == high:
            return self.locale("ledger.rounded", value=shown[0])
        return self.locale("ledger.between", low=shown[0], high=shown[1])

    def hundredths(self, percent: Decimal) -> str:
        """Give the outline of a share of a square of a hundred cells, filled row by row."""
        rows, rest = divmod(percent, 10)
        floor = 100 - 10 * rows
        return f"M0 100V{floor - 10}H{rest * 10}V{floor}H100V100z"

    def operation(self, receipt: Receipt) -> Markup:
        """Give how a value was computed, in words; on the long read its inputs can be tapped."""
        first, last = receipt.inputs[0], receipt.inputs[-1]
        name = f"operation.{receipt.value.operation}"
        if not self.explains:
            return escape(self.locale(name, a=self.shown(first), b=self.shown(last)))
        marked = escape(self.locale(name, a="\ue000", b="\ue001"))
        for mark, value in (("\ue000", first), ("\ue001", last)):
            marked = marked.replace(mark, self._tappable(value, self.shown(value)))
        return marked

    def place(self, value: Value) -> str:
        """Give the id of a table row that is itself the value's receipt on this page."""
        self.placed.add(value.key)
        return value.anchor

    @property
    def explains(self) -> bool:
        """Whether notes stand beside the passages of this page: on the long read they do."""
        return self.page.template == "explainer"

    def notes(self, passage: Passage) -> tuple[Note, ...]:
        """Give the notes of a passage: its numbers and terms that were not noted further up."""
        notes = []
        for mark in passage.marks:
            if isinstance(mark, Reference):
                if mark.literal is None and mark.key not in self.placed:
                    self.placed.add(mark.key)
                    notes.append(Note(receipt=self._receipt(self.model.values[mark.key])))
            elif mark.startswith("term:") and (name := mark[5:]) not in self.explained:
                self.explained.add(name)
                notes.append(Note(term=self.model.terms[name]))
        return tuple(notes)

    @staticmethod
    def term_anchor(term: Term) -> str:
        """Give the id of a term's note."""
        return _term_anchor(term.id)

    def receipts(self) -> tuple[Receipt, ...]:
        """Give the notes for all numbers shown so far, with those their sums rest on."""
        keys = dict(self.used)
        for key in list(keys):
            keys |= dict.fromkeys(self.model.values[key].inputs)
        return tuple(self._receipt(self.model.values[k]) for k in keys if k not in self.placed)

    def _receipt(self, value: Value) -> Receipt:
        return Receipt(
            value,
            format_value(value, self.locale),
            tuple(self.model.sources[s] for s in value.sources),
            tuple(self.model.values[k] for k in value.inputs),
            self.changes(value.key),
        )

    def others(self) -> tuple[tuple[str, str, str], ...]:
        """Give the page's other languages: tag, name and link."""
        return tuple(
            (tag, self.locale(f"language.{code}"), self.go(language_address(self.page, folder)))
            for code, folder, tag in LANGUAGES
            if code != self.page.language
        )

    @property
    def card(self) -> Card | None:
        """The picture that other sites put beside a link to this page."""
        return self.cards[self.page.card] if self.page.card else None

    @property
    def archive(self) -> str:
        """The address of all data in one file."""
        return archive_address(self.model)

    def about(self) -> Markup:
        """Give what the page is, for machines; empty for pages that are nowhere."""
        node = structured_data(self.page, self.model, self.locale, self.card)
        return Markup(data_block(node)) if node else Markup()  # noqa: S704 - escaped there

    def sorting(self, cell: Cell) -> Markup:
        """Give the attribute by which a column is sorted, where that is not its words."""
        return Markup() if cell.sort is None else Markup(' data-sort="{:f}"').format(cell.sort)

    def absolute(self, address: str) -> str:
        """Give the whole address of a page, as it is published."""
        return self.model.site.address + address.removesuffix("index.html")

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Give the published address of this page in every language, by tag."""
        return tuple(
            (tag, self.absolute(language_address(self.page, folder)))
            for _, folder, tag in LANGUAGES
        )


def _term_anchor(identifier: str) -> str:
    return f"t-{identifier}"


def file_of(page: Page) -> str:
    """Give the name of a page's file."""
    is_folder = page.address.endswith("/") or not page.address
    return page.address + ("index.html" if is_folder else "")


def language_address(page: Page, folder: str) -> str:
    """Give the address of the same page in the language of a folder."""
    return f"{folder}/{page.tree}" if folder else page.tree


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept by their text."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Give the name alone: a folder's name need not be text that can be encoded."""
        del filename
        return name

    def _key(self, bucket: Bucket) -> str:
        return key_of("template", jinja2.__version__, sys.version, bucket.key, bucket.checksum)

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self._cache.get(self._key(bucket))
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.put(self._key(bucket), bucket.bytecode_to_string())


def make_environment(templates: Path, cache: Cache | None = None) -> jinja2.Environment:
    """Give the template engine: strict about unknown names, escaping everything."""
    return jinja2.Environment(
        bytecode_cache=None if cache is None else _Compiled(cache),
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )


@dataclass(slots=True)
class Tools:
    """What takes a while to set up and is the same for every page; a process sets it up once."""

    root: Path
    cache: Cache | None = None
    reader: ProseReader = field(default_factory=ProseReader)
    _environment: jinja2.Environment | None = None

    @property
    def environment(self) -> jinja2.Environment:
        """The template engine."""
        if self._environment is None:
            self._environment = make_environment(self.root / "templates", self.cache)
        return self._environment


def render_page(page: Page, scope: Scope, tools: Tools) -> str:
    """Give a page's HTML."""
    template = tools.environment.get_template(f"pages/{page.template}.html")
    names: dict[str, Any] = {
        "page": page,
        "c": page.context,
        "t": scope.locale,
        "s": scope,
        "site": scope.model.site,
        "digits": plain,
        "size": format_bytes,
    }
    html = _tidy(template.render(names))
    return _close_gaps(html) if scope.locale.code == "zh" else html


def render_tool(name: str, context: Mapping[str, Any], templates: Path) -> str:
    """Give a page for editors, which is no part of the site (templates/tools/)."""
    return make_environment(templates).get_template(f"tools/{name}.html").render(context)


#: A space that templates put between pieces of a sentence, where Chinese has none.
_GAP = re.compile(
    "([\u3001-\u303f\uff00-\uffef\u201d\u2026]|[\u4e00-\u9fff](?=(?:</?[a-z][^<>]*>)* (?:<[^<>]*>)*"
    "[\u3001-\u9fff\uff00-\uffef]))((?:</?[a-z][^<>]*>)*) (?=(?:</?[a-z][^<>]*>)*[^\\s<])"
)


def _close_gaps(html: str) -> str:
    """Take out the spaces between Chinese sentences; the style sheet sets what gaps there are."""
    return _GAP.sub(r"\1\2", html)


def _tidy(html: str) -> str:
    """Drop indentation and empty lines: the page is for machines to carry and people to see.

    What stands in <pre> is shown, and copied, as it is.
    """
    parts = re.split(r"(<pre.*?</pre>)", html, flags=re.S)
    parts[::2] = (_tidy_lines(part) for part in parts[::2])
    return "".join(parts)


def _tidy_lines(html: str) -> str:
    lines = (line.strip() for line in html.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"
