"""Markdown into HTML with gaps: where a number or a link goes, each page fills in its own.

Raw HTML, images and free addresses are not part of the Markdown read here, so nothing an
editor writes becomes live markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from explainer.outlines import BLOCK, HEADING
from explainer.references import REFERENCE, Reference, find_references

if TYPE_CHECKING:
    import markdown

_GAP = re.compile("\ue000(\\d+)\ue001")
_GAP_MARKS = re.compile("[\ue000\ue001]")
_MARK = re.compile('\ue000(\\d+)\ue001|<a href="([^"]*)"')
_HREF = re.compile(r'<a href="([^"]*)"')
#: Where the library aligns a column with a style of its own, which the policy of pages forbids.
_ALIGNED = re.compile(r'<(t[hd]) style="[^"]*">')
_MARKED_UP = re.compile(r"[*_`<>&\[\]\\]")
_CJK = "\u2014\u2018-\u201d\u2026\u3001-\u9fff\uff00-\uffef"
#: A line break inside Chinese text, beside a gap for a number included, is no space.
_WRAPPED_CJK = re.compile(f"(?<=[{_CJK}])\n(?=[{_CJK}\ue000])|(?<=[{_CJK}\ue001])\n(?=[{_CJK}])")

#: Parts of Markdown through which markup or foreign addresses could come in.
_PREPROCESSORS_OFF = ("html_block",)
_INLINE_OFF = (
    "html",
    "entity",
    "autolink",
    "automail",
    "image_link",
    "image_reference",
    "short_image_ref",
    "reference",
    "short_reference",
)


#: More marks than this in one line are no text; the Markdown library would choke on them.
MAX_MARKS = 200
_MARKS = re.compile(r"[\[\]()*_`]")
#: A list or quotation inside eight others; the library goes as deep as Python lets it.
_NESTED = re.compile(r"(?: {4}| {0,3}(?:>|[-*+]|[0-9]{1,9}[.)]) ?){9}")


def has_piles(text: str) -> bool:
    """Whether a line holds more marks of Markdown, or nests deeper, than a text can."""
    return any(
        len(_MARKS.findall(line)) > MAX_MARKS or _NESTED.match(line) for line in text.split("\n")
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """HTML with gaps, and the references that fill them, in order."""

    html: str
    references: tuple[Reference, ...] = ()

    def fill(self, number: Callable[[Reference], Markup], link: Callable[[str], str]) -> Markup:
        """Give the finished HTML; ``link`` turns “measure:land” into an address."""
        html = _HREF.sub(lambda m: f'<a href="{escape(link(m.group(1)))}"', self.html)
        return Markup(_GAP.sub(lambda m: str(number(self.references[int(m.group(1))])), html))  # noqa: S704 - every part is escaped above

    @property
    def links(self) -> tuple[str, ...]:
        """Targets of the links, as written."""
        return tuple(_HREF.findall(self.html))

    @property
    def marks(self) -> tuple[Reference | str, ...]:
        """Numbers and targets of links, in the order in which a reader meets them."""
        return tuple(
            self.references[int(gap)] if gap else target for gap, target in _MARK.findall(self.html)
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Either a passage of text or a named block such as ``::figure weight``."""

    passage: Passage | None = None
    name: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (none for the text before the first) and what stands under it."""

    id: str
    heading: Passage | None
    level: int
    blocks: tuple[Block, ...]


def _make_parser() -> markdown.Markdown:
    import markdown  # noqa: PLC0415 - takes long to load, and most texts hold no marks of Markdown

    parser = markdown.Markdown(extensions=["sane_lists", "tables"], output_format="html")
    for name in _PREPROCESSORS_OFF:
        parser.preprocessors.deregister(name)
    for name in _INLINE_OFF:
        parser.inlinePatterns.deregister(name)
    parser.parser.blockprocessors.deregister("reference")
    return parser


@dataclass(slots=True)
class ProseReader:
    """Reads Markdown; remembers what it has read, because texts recur on many pages."""

    _library: markdown.Markdown | None = None
    _inline: dict[str, Passage] = field(default_factory=dict)
    _texts: dict[str, Passage] = field(default_factory=dict)
    _sections: dict[str, tuple[Section, ...]] = field(default_factory=dict)

    @property
    def _parser(self) -> markdown.Markdown:
        """The library, set up when the first text needs it."""
        if self._library is None:
            self._library = _make_parser()
        return self._library

    def inline(self, text: str) -> Passage:
        """Give a short text without paragraph tags."""
        if text not in self._inline:
            self._inline[text] = self._passage(text, inline=True)
        return self._inline[text]

    def sections(self, body: str) -> tuple[Section, ...]:
        """Give the sections of a page's body."""
        if body not in self._sections:
            self._sections[body] = self._read_sections(body)
        return self._sections[body]

    def _read_sections(self, body: str) -> tuple[Section, ...]:
        sections: list[Section] = []
        head: tuple[str, Passage | None, int] = ("", None, 0)
        lines: list[str] = []
        for line in body.split("\n"):
            match = HEADING.match(line)
            if match is None:
                lines.append(line)
                continue
            sections.append(Section(*head, self._blocks(lines)))
            head = (match.group(3) or "", self.inline(match.group(2)), len(match.group(1)))
            lines = []
        sections.append(Section(*head, self._blocks(lines)))
        return tuple(s for s in sections if s.heading or s.blocks)

    def _blocks(self, lines: list[str]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        text: list[str] = []

        def close() -> None:
            if any(line.strip() for line in text):
                whole = "\n".join(text)
                if whole not in self._texts:
                    self._texts[whole] = self._passage(whole, inline=False)
                blocks.append(Block(self._texts[whole]))
            text.clear()

        for line in lines:
            match = BLOCK.match(line)
            if match is None:
                text.append(line)
                continue
            close()
            blocks.append(Block(None, match.group(1), match.group(2) or ""))
        close()
        return tuple(blocks)

    def _passage(self, text: str, *, inline: bool) -> Passage:
        text = _GAP_MARKS.sub("", text)
        references = tuple(find_references(text))
        counter = iter(range(len(references)))
        gapped = REFERENCE.sub(lambda _: f"\ue000{next(counter)}\ue001", text)
        gapped = _WRAPPED_CJK.sub("", gapped)
        if has_piles(text):
            return Passage(str(escape(gapped)), references)
        if inline:
            gapped = " ".join(gapped.split("\n")).strip(" ")
            if not _MARKED_UP.search(gapped):
                return Passage(str(escape(gapped)), references)
            # A letter first keeps the text from being read as a list, a quotation or a heading.
            html = self._parser.reset().convert(f"x{gapped}")
            return Passage(html.removeprefix("<p>x").removesuffix("</p>"), references)
        html = self._parser.reset().convert(gapped)
        return Passage(_ALIGNED.sub(r"<\1>", html), references)
