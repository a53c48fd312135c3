"""What could act is refused: dangerous addresses, links, ids and words of closed lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml

from explainer.decode import Decoder, Record, Web, shape_of
from explainer.load import parse_yaml
from explainer.problems import Problems
from explainer.records import FILES
from tests.builders import append, kinds, problems_of
from tests.hostile import Spoiler, inner_kind, is_text, mark_of

ADDRESSES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    " javascript:hit()",
    "java\\tscript:hit()",
    "javascript://example.org/%0ahit()",
    "vbscript:hit()",
    "data:text/html,<script>hit()</script>",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    "//example.org/",
    "https:example.org",
    "https:///example.org",
    "http://user:word@example.org/",
    'https://example.org/"onclick="hit()',
    "https://example.org/'onclick='hit()",
    "https://example.org/<script>",
    "https://example.org/ javascript:hit()",
    "https://example.org/\\njavascript:hit()",
    "https://example.org\\\\@evil.example/",
    "https://exаmple.org/",
    "https://localhost/",
    "https://example.org/`x`",
    "https://example.org/{{ hit }}",
    "https://example.org:99999999/",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Record):
    """A record that is nothing but an address."""

    url: Annotated[str, Web()]


@pytest.mark.parametrize("address", ADDRESSES)
def test_dangerous_and_broken_addresses_are_refused(address: str) -> None:
    """Only whole web addresses become links."""
    problems = Problems()
    quoted = address.replace('"', '\\"')
    node = parse_yaml(f'url: "{quoted}"\n', "data/x.yaml", problems)
    assert node is not None, problems.found

    Decoder(("en", "zh"), problems).record(Linked, node)

    assert kinds(problems) == ["bad-address"]


#: What stands in the place of every id, date, number and word of a closed list.
ODD = 'x" onclick="hit()\' <script>javascript:hit()</script> ../.. {{ hit }}'


def test_every_field_that_is_no_text_refuses_other_words(project: Path) -> None:
    """Ids, references, dates, numbers and words of lists never carry what an editor made up."""
    put: set[str] = set()
    for pattern, key, _, cls in FILES:
        for path in sorted((project / "data").glob(pattern)):
            file = path.relative_to(project).as_posix()
            root: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
            rows = next(v.value for k, v in root.value if k.value == key) if key else [root]
            for index, row in enumerate(rows):
                put |= spoil(cls, row, file, f"{key}[{index}]" if key else "")
            path.write_text(yaml.serialize(root, allow_unicode=True, width=9999), encoding="utf-8")

    told = {f"{p.place.file} {p.place.key}" for p in problems_of(project).errors}

    assert len(put) > 200
    assert put - told == set()


def spoil(cls: type[Record], node: Any, file: str, at: str) -> set[str]:
    """Put odd words into every field of a record that is no text; give their places."""
    found: set[str] = set()
    for name, slot in shape_of(cls).items():
        child = next((v for k, v in node.value if k.value == name), None)
        path = f"{at}.{name}" if at else name
        inner = inner_kind(slot.type)
        if child is None:
            continue
        if isinstance(inner, type) and issubclass(inner, Record):
            rows = child.value if isinstance(child, yaml.SequenceNode) else None
            if rows is None:
                found |= spoil(inner, child, file, path)
            for index, row in enumerate(rows or ()):
                found |= spoil(inner, row, file, f"{path}[{index}]")
        elif not is_text(inner, slot):
            items = child.value if isinstance(child, yaml.SequenceNode) else [child]
            for index, item in enumerate(items):
                item.value, item.style, item.tag = f"{ODD}{index}", '"', "tag:yaml.org,2002:str"
                found.add(f"{file} {path}" + (f"[{index}]" if items is child.value else ""))
    return found


LINKS = (
    "[x](javascript:hit())",
    "[x]( javascript:hit() )",
    "[x](<javascript:hit()>)",
    "[x](JAVASCRIPT:hit)",
    "[x](data:text/html,hit)",
    "![x](https://evil.example/x.png)",
    "[x](//evil.example)",
    "[x](https://evil.example/)",
    '[x](measure:land "\' onclick=hit()")',
    "[x](measure:land?javascript)",
    "[x](vbscript:hit)",
    "[x](file:hit)",
    "[x](../../etc)",
    "[x](\\\\evil.example)",
    "[x](#main)",
    "[<script>](page:<script>)",
)


@pytest.mark.parametrize("link", LINKS)
def test_links_that_do_not_stay_inside_are_refused_in_every_text(project: Path, link: str) -> None:
    """In every field of every record, in every key and text of every page; each at its place."""
    spoiler = Spoiler(lambda number, *_: f"{mark_of(number)} {link}")
    spoiler.data(project)
    spoiler.pages(project, lambda _: f"\n{link}\n")

    errors = problems_of(project).errors

    places = {f"{p.place.file} {p.place.key}" for p in errors if p.kind in REFUSED}
    assert set(spoiler.put) - places <= spoiler.plain
    bodies = {p.place.file for p in errors if p.place.file.endswith(".md") and not p.place.key}
    assert len(bodies) == 2 * len(list((project / "content/en").rglob("*.md")))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_interface_words_carry_no_links_and_no_references(project: Path, language: str) -> None:
    """Some are drawn into figures, where nothing could print them; each is told at its place.

    One language at a time: both together are more than the thousand errors that are told.
    """
    spoiler = Spoiler(lambda number, *_: f"{mark_of(number)} [[gdp]] [x](javascript:hit())")
    spoiler.words(project, (language,))

    errors = problems_of(project).errors

    told = {f"{p.place.file} {p.place.key}" for p in errors if p.kind == "reference-not-here"}
    assert len(spoiler.put) > 400
    assert told == set(spoiler.put)


#: What is said of them. Titles of sources and their like are shown as they stand.
REFUSED = {"bad-link", "unknown-id", "reference-not-here"}


@pytest.mark.parametrize("escape", r"\ue000 \ue001 \u202e \u200b \0 \x85 \e".split())
def test_what_nobody_sees_does_not_come_in_as_an_escape(project: Path, escape: str) -> None:
    """A link that is held apart by a private character would close when it is shown."""
    text = f'{{en: "[x]{escape}(javascript:hit)", zh: 字}}'
    append(project, "data/sectors.yaml", f"  - id: odd\n    name: {text}\n")

    errors = problems_of(project).errors

    assert {p.kind for p in errors} <= {"invisible-character", "control-character"}
    assert {p.place.file for p in errors} == {"data/sectors.yaml"}
