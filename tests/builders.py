"""Small things to test with: records, values and a whole tiny project.

Every builder gives something valid; a test states only what it is about.
"""

from __future__ import annotations

import functools
import re
import shutil
import struct
import tempfile
import textwrap
import zlib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from explainer.addresses import PAGES
from explainer.decode import Decoder, Record, Text
from explainer.formats import Locale
from explainer.load import parse_yaml
from explainer.periods import Period
from explainer.problems import BuildError, Problem, Problems
from explainer.records import Indicator, Measure, Observation, Zone
from explainer.settings import LANGUAGES, Settings
from explainer.site import drawings_of, load_site, make_pictures
from explainer.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.figures.picture import Picture
    from explainer.load import Node
    from explainer.site import Loaded

R = TypeVar("R", bound=Record)

#: The project under test, and the tiny one that tests build on.
ROOT = Path(__file__).resolve().parent.parent
TINY = Path(__file__).resolve().parent / "tiny"

NBSP = "\u00a0"
MINUS = "\u2212"
SPANS = {code: (folder, tag) for code, folder, tag in LANGUAGES}


def make_locale(code: str = "en", **words: str) -> Locale:
    """Give a language of the site; ``words`` are its interface texts."""
    folder, tag = SPANS[code]
    return Locale(code, tag, folder, words)


EN = make_locale("en")
ZH = make_locale("zh")


def make_text(english: str = "words", chinese: str = "文字") -> Text:
    """Give a text in both languages."""
    return Text({"en": english, "zh": chinese})


def make_value(key: str = "gdp/2024/bulletin", number: str = "16.9", **other: Any) -> Value:
    """Give a value; without bounds it is exact."""
    exact = Decimal(number)
    given: dict[str, Any] = {
        "key": key,
        "number": exact,
        "unit": "cny-trillion",
        "low": exact,
        "high": exact,
        "origin": "observation",
        "name": make_text("GDP", "生产总值"),
        "indicator": key.split("/", maxsplit=1)[0],
    }
    return Value(**(given | other))


def values_of(*values: Value) -> dict[str, Value]:
    """Give values by their keys."""
    return {value.key: value for value in values}


def make_observation(value: str = "16.9", period: str = "2024", **other: Any) -> Observation:
    """Give an observation of one year with a source."""
    given: dict[str, Any] = {
        "period": Period.parse(period),
        "value": Decimal(value),
        "sources": ("ministry-2025",),
        "trust": "high",
        "since": Period.parse("2025-06-01"),
    }
    return Observation(**(given | other))


def make_indicator(identifier: str = "gdp", *values: Observation, **other: Any) -> Indicator:
    """Give an indicator with the given observations."""
    given: dict[str, Any] = {
        "id": identifier,
        "order": 10,
        "group": "weight",
        "name": make_text("GDP", "生产总值"),
        "unit": "cny-trillion",
        "definition": make_text(),
        "observations": values,
    }
    return Indicator(**(given | other))


def make_zone(identifier: str = "kunshan", **other: Any) -> Zone:
    """Give a zone of which only the name is known."""
    given: dict[str, Any] = {
        "id": identifier,
        "name": make_text("Kunshan Zone", "昆山经开区"),
        "pinyin": identifier,
        "name_support": "independent",
        "sources": ("list-2025",),
    }
    return Zone(**(given | other))


def make_measure(identifier: str = "land", **other: Any) -> Measure:
    """Give a measure of which little is known."""
    given: dict[str, Any] = {
        "id": identifier,
        "number": 1,
        "area": "factor-guarantees",
        "area_placement": "reported",
        "title": make_text("Land", "土地"),
        "summary": make_text(),
        "knowledge": "named",
        "audiences": (),
        "known": (),
        "unknown": (),
        "evidence": (),
        "sources": ("ministry-2025",),
    }
    return Measure(**(given | other))


# Reading and decoding ---------------------------------------------------------------------


def dedent(text: str) -> str:
    """Give a block of text without the indentation of the test and its first line break."""
    return textwrap.dedent(text).removeprefix("\n")


def parse(text: str) -> tuple[Node | None, Problems]:
    """Read YAML as if it stood in data/x.yaml."""
    problems = Problems()
    return parse_yaml(text, "data/x.yaml", problems), problems


def decode(cls: type[R], text: str) -> tuple[R | None, Problems]:
    """Read and decode YAML as one record."""
    node, problems = parse(dedent(text))
    assert node is not None, problems.found
    return Decoder(("en", "zh"), problems).record(cls, node), problems


def said(name: str) -> list[tuple[str, list[str]]]:
    """Give texts that are wrong, and word for word what is told of each (tests/unit/said/)."""
    file = ROOT / f"tests/unit/said/{name}.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [(row["text"], row["told"]) for row in rows]


def kinds(problems: Problems | BuildError) -> list[str]:
    """Give the kinds of all errors, in the order of the files."""
    return [problem.kind for problem in problems.errors]


def only(problems: Problems | BuildError) -> Problem:
    """Give the one error that was found."""
    assert len(problems.errors) == 1, [str(problem) for problem in problems.errors]
    return problems.errors[0]


# A whole tiny project ---------------------------------------------------------------------


def make_project(folder: Path, *, drawings: bool = True) -> Path:
    """Write a tiny whole project: two provinces, three zones, two measures, both languages.

    Data and the telling pages come from tests/tiny/; interface words, templates and static files
    and the budget are the real ones; the other pages hold one sentence. ``drawings`` adds
    stand-in pictures.
    """
    root = folder / "project"
    shutil.copytree(TINY, root)
    for name in ("templates", "static", "budget.yaml"):
        (root / name).symlink_to(ROOT / name)
    for language in SPANS:
        pages = root / "content" / language
        shutil.copy(ROOT / "content" / language / "ui.yaml", pages / "ui.yaml")
        for name in (*PAGES, "notfound"):
            path = pages / f"{name}.md"
            if not path.exists():
                path.write_text(_plain_page(name, language), encoding="utf-8")
    if drawings:
        write_drawings(root, _tiny_drawings())
    return root


def _plain_page(name: str, language: str) -> str:
    title = name.capitalize() if language == "en" else f"页面：{name}"
    words = f"About {name}." if language == "en" else f"关于{name}。"
    return f"---\ntitle: {title}\ndescription: {words}\n---\n\n{words}\n"


def write_drawings(root: Path, files: Mapping[str, bytes]) -> None:
    """Write drawings and pictures where they are kept."""
    for name, data in files.items():
        path = root / "drawings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@functools.cache
def _tiny_drawings() -> Mapping[str, bytes]:
    """Give stand-ins for the drawings of the tiny project, by name; they carry right digests."""
    with tempfile.TemporaryDirectory() as folder:
        return stand_ins(make_project(Path(folder), drawings=False))


def stand_ins(root: Path) -> Mapping[str, bytes]:
    """Give a plain rectangle for every drawing and a dot for every picture of a project."""
    loaded = load_site(settings_of(root))
    drawings = _rectangles(loaded)
    pictures = make_pictures(loaded, drawings, root)
    return {name: svg.encode() for name, svg in drawings.items()} | {
        picture.name: make_png(picture) for picture in pictures
    }


def make_png(picture: Picture) -> bytes:
    """Give one dot that carries the digest of a picture."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    note = b"digest\0" + picture.digest.encode()
    chunks = ((b"IHDR", header), (b"tEXt", note), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _rectangles(loaded: Loaded) -> dict[str, str]:
    return {
        drawing.name: (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" '
            f'viewBox="0 0 {drawing.width} {drawing.height}" aria-hidden="true" '
            f'focusable="false" data-digest="{drawing.digest}">\n'
            f'<path d="M0,0H9V9H0Z" class="f-accent"/>\n</svg>\n'
        )
        for drawing in drawings_of(loaded.figures)
    }


def settings_of(root: Path) -> Settings:
    """Give the settings of a build into the project's own dist/."""
    return Settings(root, root / "dist")


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace a piece of a file; it must stand there exactly once."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(root: Path, file: str, text: str) -> None:
    """Add text at the end of a file."""
    with (root / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


def problems_of(root: Path) -> BuildError:
    """Load a project that is wrong; give all that was found."""
    try:
        load_site(settings_of(root))
    except BuildError as error:
        return error
    raise AssertionError("no problem was found")


def words_of(html: str) -> str:
    """Give the text of HTML without tags, white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()
