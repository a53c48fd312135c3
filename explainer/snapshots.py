"""A state of the content as readers would see it: values, words, figures and pages, in plain text.

Two states are compared by what is shown, so the same builder reads both. Reading is forgiving:
checks that came later than the content do not hinder it, only what cannot be understood does.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from explainer.budget import on_the_wire
from explainer.content import Content, read_content, with_outlines, without_pages
from explainer.decode import Record, Text
from explainer.figures.drawing import FOLDER, digest_of
from explainer.figures.remembered import KeptDrawing
from explainer.formats import Locale
from explainer.leans import Leaning, build_leaning
from explainer.memory import Memory
from explainer.model import SiteModel, build_site_model
from explainer.plain import plain_text
from explainer.problems import Problems
from explainer.records_reader import Records, read_records
from explainer.references import BadReferenceError, format_value
from explainer.releases import printed, published
from explainer.settings import LANGUAGES, Settings
from explainer.site import make_figures, render_pages, track_content
from explainer.workshop import Loaded

#: How hard pages are shrunk to be weighed: fast enough for all of them.
_FAST = 5
_HEADING = re.compile(r"^## +(.*?) *(?:\{#([a-z0-9-]+)\})? *$", re.M)
#: What the record of releases says of words is compared as words.
_WORDS = re.compile(r"measures/[^/]+/summary|figures/[^/]+/[a-z]+")


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as readers see it, by language, and where they see it."""

    kept: str
    words: Mapping[str, str]
    names: Mapping[str, str]
    origin: str
    pages: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where words stand: the record or page that holds them, the part of it, the language."""

    owner: str
    part: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure in one language: its kept picture, and the digest of the one it should have."""

    picture: str
    wanted: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page: what kind it is, its title, and its HTML, packed: few pages are ever unpacked."""

    kind: str
    language: str
    title: str
    small: bytes

    @property
    def html(self) -> str:
        """The page's HTML."""
        return zlib.decompress(self.small).decode()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the content."""

    values: Mapping[str, ShownValue]
    facts: Mapping[str, str]
    words: Mapping[Spot, str]
    figures: Mapping[tuple[str, str], ShownFigure]
    pages: Mapping[str, ShownPage]


def take_snapshot(
    settings: Settings, *, words: Mapping[str, Mapping[str, str]], memory: Memory
) -> Snapshot:
    """Read one state; ``words`` are the interface words of today, for those it does not have.

    What another state has in common with this one is taken over (``memory``).

    Raises:
        BuildError: when a file cannot be understood.
    """
    problems = Problems(forgiven=frozenset({"missing-translation"}))
    content = read_content(settings.root, settings.languages, Problems(), memory)
    records = read_records(settings.root, settings.languages, problems, memory)
    problems.stop_on_errors()
    content = without_pages(content, records.unseen_pages)
    filled = {code: {**words[code], **content.words[code]} for code in settings.languages}
    content = with_outlines(Content(content.pages, filled))
    names = content.names("name.")
    content = track_content(content, memory)
    locales = {
        code: Locale(code, tag, folder, content.words[code]) for code, folder, tag in LANGUAGES
    }
    model = memory.track_model(build_site_model(records, names, problems))
    problems.found = [p for p in problems.found if p.kind != "contradiction"]
    problems.stop_on_errors()
    figures, kept = make_figures(model, locales, memory)
    shown = {f: kept[f, settings.languages[0]].values for f in model.figures}
    leaning = memory.track_model(build_leaning(model, records, content, shown))
    loaded = Loaded(model, content, locales, figures, leaning, (), ())
    drawings = [drawing for key in sorted(kept) for drawing in kept[key].drawings]
    pictures = memory.track("drawings", _pictures(drawings, settings))
    return Snapshot(
        _values(model, locales, leaning),
        {k: v for k, v in published(model).items() if ":" in k and not _WORDS.fullmatch(k)},
        dict(_words(loaded, records)),
        {
            key: ShownFigure(
                pictures[figure.drawings[0].name],
                figure.drawings[0].digest,
                digest_of(pictures[figure.drawings[0].name]) == figure.drawings[0].digest,
            )
            for key, figure in kept.items()
        },
        {
            address: ShownPage(page.template, page.language, page.title, small)
            for address, (page, small) in render_pages(
                loaded, settings.root, pictures, memory
            ).items()
        },
    )


def _pictures(drawings: Iterable[KeptDrawing], settings: Settings) -> dict[str, str]:
    """Give the kept drawings, current or not: what is stale is said, not refused."""
    found = {}
    for drawing in drawings:
        path = settings.root / FOLDER / drawing.name
        found[drawing.name] = path.read_text(encoding="utf-8") if path.is_file() else "<svg></svg>"
    return found


def _values(
    model: SiteModel, locales: Mapping[str, Locale], leaning: Leaning
) -> dict[str, ShownValue]:
    return {
        key: ShownValue(
            printed(value),
            {code: format_value(value, locale) for code, locale in locales.items()},
            dict(value.name.by_language),
            value.origin,
            leaning.pages_of_value.get(key, ())
            + ((f"numbers/{value.indicator}",) if value.indicator else ()),
            leaning.figures_of_value.get(key, ()),
        )
        for key, value in model.values.items()
    }


def _words(loaded: Loaded, records: Records) -> Iterator[tuple[Spot, str]]:
    """Give every text that readers see, numbers filled in, by where it stands."""
    for spot, text in (*_of_pages(loaded.content), *_of_records(records)):
        try:
            yield spot, plain_text(text, loaded.model, loaded.locales[spot.language])
        except BadReferenceError:
            yield spot, text
    for figure in loaded.figures.values():
        yield Spot(f"figure {figure.id}", "reading", figure.language), figure.reading
    for language, interface in loaded.content.words.items():
        for key, words in interface.items():
            yield Spot("interface words", key, language), words


def _of_pages(content: Content) -> Iterator[tuple[Spot, str]]:
    for language, pages in content.pages.items():
        for page in pages.values():
            front = page.front
            parts = {"title": front.title, "description": front.description}
            parts |= {"standfirst": front.standfirst} if front.standfirst else {}
            parts |= {f"findings[{index}]": words for index, words in enumerate(front.findings)}
            parts |= {name or "opening": body for name, (_, body) in page.parts().items()}
            for part, words in parts.items():
                text = _HEADING.sub(r"\1\n", words).strip()
                if text:
                    yield Spot(f"page {page.name}", part, language), text


def _of_records(records: Records) -> Iterator[tuple[Spot, str]]:
    for kind, found in records.by_kind.items():
        for identifier, record in found.items():
            for part, text in _texts(record):
                for language, words in text.by_language.items():
                    yield Spot(f"{kind} {identifier}", part, language), words


def _texts(record: Record, path: str = "") -> Iterator[tuple[str, Text]]:
    """Give a record's texts by their paths; an item with an id goes by it, not by its number."""
    for slot in fields(record):
        if slot.name != "at":
            yield from _texts_in(getattr(record, slot.name), f"{path}{slot.name}")


def _texts_in(value: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Record):
        yield from _texts(value, f"{path}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            name = getattr(item, "id", None) or getattr(item, "period", None) or index
            yield from _texts_in(item, f"{path}[{name}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts_in(item, f"{path}.{key}")


def weight_of(html: str) -> int:
    """Give what a page weighs on the wire, nearly: at the fast setting."""
    return on_the_wire(html.encode(), _FAST)
