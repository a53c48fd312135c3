"""The explainer to take away: one file that needs nothing else, and the sheets of its PDF.

Both are the same text in another dress. Numbers lead to numbered notes, notes to numbered
sources, both inside; links to other pages of the site are written out in full.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup

from explainer.figures.drawing import FOLDER
from explainer.figures.spec import Drawing
from explainer.figures.standalone import light_colours, paint, size_of
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.pages.base import Page
from explainer.problems import Place, Problems
from explainer.records import Source, Term
from explainer.render import Receipt, Scope, Tools, render_page
from explainer.values import Value

#: Where editions stand on the site, and below drawings/ where the PDFs are kept.
SHELF = "editions"
#: Raise when the way of setting changes, so that all PDFs are made anew.
SETTING = 1
_NAME = "development-zones-explained"
#: Stands for the style sheet while a page is rendered.
_STYLE = "\ue002"
_MARK = b"\n%digest "
_KEPT_ONLY = ("data-digest", "focusable", "xmlns")
#: Attributes that the style sheet knows as classes: only sizes and weights that stand there.
_ATTRIBUTE = re.compile(
    r' (class|text-anchor|data-digest|focusable|xmlns)="([^"]*)"'
    r'| (font-size)="(1[123]\.5|1[238]|14\.5)"| (font-weight)="(700)"'
)
_TAGS = "((?:</?(?!sup)[a-z][^<>]*>)*)"
_BEFORE_LATIN = re.compile(f"([\u4e00-\u9fff]){_TAGS}(?=[A-Za-z0-9])")
_AFTER_LATIN = re.compile(f"([A-Za-z0-9%]){_TAGS}(?=[\u4e00-\u9fff])")
#: Faces inside the drawings on paper, by language.
_FACES = {
    "en": "Survey Sans, Noto Sans CJK SC, sans-serif",
    "zh": "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif",
}
_CLASS = re.compile(r' class="[^"]*"')
_CLASSES = re.compile(r"<[a-z]+(?=[^>]* class=)[^>]*>")
_REMEDY = "Run: python build.py editions"


@dataclass(frozen=True, slots=True)
class EditionContext:
    """What the template of an edition works with: the story, and the medium it is set for."""

    story: object
    medium: str
    style: str
    policy: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The HTML of which one PDF is set, and where the PDF is kept below drawings/."""

    language: str
    name: str
    html: str

    @property
    def digest(self) -> str:
        """A hash of everything the PDF depends on."""
        return hashlib.sha256(f"{SETTING}\n{self.html}".encode()).hexdigest()[:16]


@dataclass(slots=True)
class EditionScope(Scope):
    """The functions of a page for a file that stands alone: notes and sources have numbers."""

    colours: Mapping[str, str] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    sources_used: dict[str, int] = field(default_factory=dict)
    terms_used: dict[str, int] = field(default_factory=dict)

    def link(self, target: str) -> str:
        """Give the whole address; sources and terms stand in the file itself."""
        kind, _, identifier = target.partition(":")
        if kind == "source":
            return f"#s{self.source_number(identifier)}"
        if kind == "term":
            return f"#t{self.terms_used.setdefault(identifier, len(self.terms_used) + 1)}"
        return Scope.link(self, target)

    def go(self, address: str) -> str:
        """Give the published address of a page."""
        path, mark, anchor = address.partition("#")
        return self.absolute(path) + mark + anchor

    def _tappable(self, value: Value, shown: str) -> Markup:
        number = self.note_number(value.key)
        mark = Markup("\u2060<sup>{}</sup>").format(number) if self.colours else ""
        return Markup('<a class="n" href="#n{}">{}{}</a>').format(number, shown, mark)

    def drawing(self, drawing: Drawing) -> Markup:
        """Give a drawing: for paper with its colours, else with short classes for attributes."""
        if self.colours:
            svg = self.drawings[drawing.name]
            width, height = size_of(svg)
            return Markup('<svg viewBox="0 0 {:g} {:g}" font-family="{}">{}</svg>').format(
                width,
                height,
                _FACES.get(self.locale.code, "sans-serif"),
                Markup(paint(svg, self.colours)),  # noqa: S704 - drawn and cleaned by us
            )
        return Markup(compact(self.drawings[drawing.name]))  # noqa: S704 - drawn by us

    def square(self, percent: Decimal) -> Markup:
        """Give a share as part of a square of a hundred cells."""
        lines = "".join(f"M0 {n}0h100M{n}0 0v100" for n in range(1, 10))
        marks = (
            ("rule", "fill", "M0 0h100v100H0z"),
            ("accent", "fill", self.hundredths(percent)),
            ("paper", "stroke", lines),
        )
        svg = '<svg class="square" viewBox="0 0 100 100" aria-hidden="true" stroke-width="1.5">'
        for token, what, path in marks:
            paint = (
                f'{what}="{self.colours[token]}"' if self.colours else f'class="{what[0]}-{token}"'
            )
            svg += f'<path {paint} d="{path}"/>'
        return Markup(f"{svg}</svg>")  # noqa: S704 - our own shapes

    def note_number(self, key: str) -> int:
        """Give the number of a value's note."""
        self.used[key] = None
        return self.numbered.setdefault(key, len(self.numbered) + 1)

    def source_number(self, identifier: str) -> int:
        """Give the number of a source."""
        return self.sources_used.setdefault(identifier, len(self.sources_used) + 1)

    def numbered_notes(self) -> tuple[tuple[int, Receipt], ...]:
        """Give the notes in their order, those that sums rest on after the others."""
        for key in tuple(self.numbered):
            for source in self.model.values[key].inputs:
                self.note_number(source)
        return tuple((n, self._receipt(self.model.values[k])) for k, n in self.numbered.items())

    def numbered_sources(self) -> tuple[tuple[int, Source], ...]:
        """Give all sources named so far."""
        return tuple((n, self.model.sources[s]) for s, n in self.sources_used.items())

    def numbered_terms(self) -> tuple[tuple[int, Term], ...]:
        """Give all terms named so far."""
        return tuple((n, self.model.terms[t]) for t, n in self.terms_used.items())


@dataclass(frozen=True, slots=True)
class Press:
    """What editions are made with."""

    model: SiteModel
    locales: Mapping[str, Locale]
    drawings: Mapping[str, str]
    styles: Mapping[str, str]
    tools: Tools

    def file(self, story: Page) -> tuple[str, bytes]:
        """Give address and content of the file that needs nothing else."""
        address = _address(story.language, "html")
        return address, self._render(story, address, "edition.css").encode()

    def sheets(self, story: Page) -> Sheets:
        """Give what the PDF is set from."""
        address = _address(story.language, "pdf")
        return Sheets(story.language, address, spaced(self._render(story, address, "paper.css")))

    def _render(self, story: Page, address: str, sheet: str) -> str:
        style, medium = self.styles[sheet], "paper" if sheet == "paper.css" else "screen"
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'"
        context = EditionContext(story.context, medium, _STYLE, policy)
        page = replace(story, template="edition", address=address, context=context)
        locale = self.locales[story.language]
        scope = EditionScope(page, self.model, locale, self.tools.reader, self.drawings, {}, {})
        if medium == "paper":
            scope.colours = light_colours(style) | {"paper": "#ffffff"}
        # Put in afterwards: the policy holds for these very characters.
        return render_page(page, scope, self.tools).replace(_STYLE, style, 1)


def spaced(html: str) -> str:
    """Give Chinese text with a sixth of an em beside Latin letters and digits.

    Browsers do so by themselves; what sets the PDF does not.
    """
    html = _BEFORE_LATIN.sub("\\1\\2\u2006", html)
    return _AFTER_LATIN.sub("\\1\\2\u2006", html)


def compact(svg: str) -> str:
    """Give a drawing in fewer letters: attributes as classes of the edition's style sheet."""
    return _CLASSES.sub(_joined, _ATTRIBUTE.sub(_short, svg)).replace("\n", "")


def _short(found: re.Match[str]) -> str:
    """Give the class that says what an attribute says; nothing where the drawing is so anyway."""
    name, value = (part for part in found.groups() if part is not None)
    if name in _KEPT_ONLY or (name, value) == ("class", "f-ink"):
        return ""
    short = {"class": value, "text-anchor": value[0], "font-weight": "b"}.get(name, f"s{value}")
    return f' class="{short.replace(".", "_")}"'


def _joined(found: re.Match[str]) -> str:
    """Give one class attribute in place of several."""
    names = re.findall(r'class="([^"]*)"', found[0])
    return _CLASS.sub("", found[0]).replace(" ", f' class="{" ".join(names)}" ', 1)


def _address(language: str, ending: str) -> str:
    return f"{SHELF}/{_NAME}.{language}.{ending}"


def read_pdf(root: Path, name: str, digest: str, problems: Problems) -> bytes | None:
    """Give the kept PDF; None, with a warning, when it was set from another text.

    A project that keeps no PDFs at all has none to miss.
    """
    file = f"{FOLDER}/{name}"
    if not (root / FOLDER / SHELF).is_dir():
        return None
    try:
        data = (root / file).read_bytes()
    except FileNotFoundError:
        data = b""
    if digest_of_pdf(data) == digest:
        return data
    problems.warning(
        Place(file),
        "stale-edition",
        "this PDF was set from another text than the explainer has now; it is left out.",
        _REMEDY,
    )
    return None


def digest_of_pdf(data: bytes) -> str | None:
    """Give the hash that a kept PDF carries behind its end."""
    _, mark, digest = data.rpartition(_MARK)
    return digest.strip().decode("latin-1") if mark else None


def with_digest(data: bytes, digest: str) -> bytes:
    """Give a PDF that carries the hash of what it was set from."""
    return data.rstrip() + _MARK + digest.encode() + b"\n"
