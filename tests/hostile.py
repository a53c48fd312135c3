"""Hostile strings in every text that editors can write, found in the schemas.

``spoil_texts`` puts one into each text of a project: fields of records as the record classes
declare them, keys and text of Markdown pages, and interface words. Each carries a mark of its own,
so that a test can tell where it came out.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from explainer.content import FrontMatter
from explainer.decode import Own, Record, Ref, Rich, Slot, Text, Web, shape_of
from explainer.records import FILES

#: Breaks out of elements, attributes, scripts, comments, CDATA, templates; no digits, because a
#: typed number is refused before anything is shown.
HTML = (
    "<script>hit()</script> \"'><img src=hit onerror=hit()> ' onfocus='hit() autofocus=' "
    "javascript:hit() data:text/html,hit vbscript:hit() --><svg onload=hit()></svg>"
    '</script></style></textarea></title> <a href="javascript:hit()">y</a> &lt;i&gt; &LT;b> '
)
TEMPLATE = "{{ hit }} {% hit %} ${hit()} \\ z"
SHORT = "\"'><b onclick=hit()>"
#: What makes a spreadsheet run a cell.
#: Where no Markdown is read: a link and a reference stay what they are.
UNREAD = "[x](javascript:hit()) ![x](javascript:hit()) [[hit]] "
#: Ends CDATA; where references are read it is refused.
CDATA = "]]> "
STARTERS = ("=", "+", "-", "@")

#: Markdown that other readers of Markdown turn into live markup.
BODY = """
<script>hit()</script>

<div onclick="hit()">

<!-- hit --> <![CDATA[ hit ] ]> <?hit ?>

<javascript:hit()> <https://evil.example/> <hit@evil.example> [{mark}]: javascript:hit()

[{mark}a]: javascript:hit() "hit"

[{mark}a] ![{mark}a] [words][{mark}a] ![words][{mark}a] {{: onclick=hit() }}

> <img src=hit onerror=hit()>

- <iframe src=hit srcdoc="<script>hit()</script>">

| <b onclick=hit()> | "'> |
|---|---|
| <base href=//evil.example/> | &lt;script&gt;hit()&lt;/script&gt; |

    <script>hit()</script>

`<script>hit()</script>` <style>*{{}}</style> **<b>x</b>** &#x;script&#x;

## {mark} <img src=hit onerror=hit()> {{#{anchor}}}

{mark} &lt;script&gt;hit()&lt;/script&gt; {{{{ hit }}}} {{% hit %}}
"""

_BLUNT = str.maketrans("<>&\"'", "xxxxx")


def blunt(text: str) -> str:
    """Give the same text without what could be markup, for comparing what was built from both."""
    return text.translate(_BLUNT)


def text_slots(cls: type[Record]) -> Iterator[tuple[str, str]]:
    """Give class and key of every text that records of a class can hold, inner records too."""
    for name, slot in shape_of(typing.cast("Any", cls)).items():
        kind = inner_kind(slot.type)
        if is_text(kind, slot):
            yield cls.__name__, name
        elif isinstance(kind, type) and issubclass(kind, Record):
            yield from text_slots(kind)


def inner_kind(kind: Any) -> Any:
    """Give what is inside of “or nothing”, lists and marks."""
    while True:
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            kind = next(a for a in arguments if a is not type(None))
        elif origin in (tuple, typing.Annotated):
            kind = arguments[0]
        else:
            return kind


#: Markdown with references is read in it; they are refused in it; it is shown as it stands.
How = typing.Literal["rich", "bare", "plain"]


def how_read(cls: type[Record], kind: Any, slot: Slot) -> How:
    """Give how a text is read."""
    if cls is FrontMatter or any(isinstance(m, Rich) for m in (*slot.marks, *_marks(slot.type))):
        return "rich"
    return "bare" if kind is Text else "plain"


def is_text(kind: Any, slot: Slot) -> bool:
    """Whether editors write words of their own into a field."""
    marks = (*slot.marks, *_marks(slot.type))
    return kind is Text or (
        kind is str and not any(isinstance(mark, Own | Ref | Web) for mark in marks)
    )


def _marks(kind: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    while True:
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Annotated:
            found += arguments[1:]
            kind = arguments[0]
        elif origin in (typing.Union, types.UnionType):
            kind = next(a for a in arguments if a is not type(None))
        elif origin is tuple:
            kind = arguments[0]
        else:
            return found


class Writer(typing.Protocol):
    """Gives the string for a text, from its number, its place and how it is read; "" for none."""

    def __call__(self, number: int, place: str, how: How) -> str:
        """Give the string."""


@dataclasses.dataclass
class Spoiler:
    """Puts a string into each text."""

    write: Writer
    #: Place (“file key.path”) of every string put in, and the string.
    put: dict[str, str] = dataclasses.field(default_factory=dict)
    #: Places of those that are shown as they stand.
    plain: set[str] = dataclasses.field(default_factory=set)
    #: Class and key of every field that got one.
    reached: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    #: Texts that other texts name: their new value by their old one.
    renamed: dict[str, str] = dataclasses.field(default_factory=dict)
    count: int = 0

    def data(self, root: Path) -> None:
        """Spoil every file of data/."""
        for pattern, key, _, cls in FILES:
            for path in sorted((root / "data").glob(pattern)):
                file = path.relative_to(root).as_posix()
                node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
                assert isinstance(node, yaml.MappingNode)
                rows = [(node, "")] if key is None else _rows(_get(node, key), key)
                for row, at in rows:
                    self._record(cls, row, file, at)
                _save(path, node)

    def words(self, root: Path, languages: tuple[str, ...] = ("en", "zh")) -> None:
        """Spoil every interface word, its {fields} kept."""
        for language in languages:
            file = f"content/{language}/ui.yaml"
            node = yaml.compose((root / file).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
            self._tree(node, file, "")
            _save(root / file, node)

    def pages(self, root: Path, body: Callable[[str], str]) -> None:
        """Spoil the keys and the text of every Markdown page; both languages get the same."""
        english = root / "content/en"
        names = sorted(path.relative_to(english) for path in english.rglob("*.md"))
        start = self.count
        for language in ("en", "zh"):
            self.count = start
            for name in names:
                path = root / "content" / language / name
                _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
                node = yaml.compose(front, Loader=yaml.SafeLoader)
                file = path.relative_to(root).as_posix()
                self._record(FrontMatter, node, file, "")
                self.count += 1
                front = yaml.serialize(node, allow_unicode=True, width=9999)
                path.write_text(f"---\n{front}---\n{text}\n{body(mark_of(self.count))}", "utf-8")

    def _tree(self, node: Any, file: str, at: str) -> None:
        for key, child in node.value:
            path = f"{at}.{key.value}" if at else key.value
            if isinstance(child, yaml.MappingNode):
                self._tree(child, file, path)
            else:
                self._scalar(child, file, path, "bare")

    def _record(self, cls: type[Record], node: Any, file: str, at: str) -> None:
        for name, slot in shape_of(typing.cast("Any", cls)).items():
            kind, path = inner_kind(slot.type), f"{at}.{name}" if at else name
            child = _get(node, name)
            if isinstance(kind, type) and issubclass(kind, Record):
                for row, place in _rows(child, path):
                    self._record(kind, row, file, place)
            elif is_text(kind, slot):
                self.reached.add((cls.__name__, name))
                if child is None:
                    child = _empty(slot.type, kind)
                    node.value.append((_scalar(name), child))
                self._texts(child, file, path, how_read(cls, kind, slot))

    def _texts(self, node: Any, file: str, at: str, how: How) -> None:
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._texts(item, file, f"{at}[{index}]", how)
        elif isinstance(node, yaml.MappingNode):
            start = self.count
            for key, child in node.value:
                self.count = start
                self._scalar(child, file, f"{at}.{key.value}", how)
        elif node.tag != "tag:yaml.org,2002:null":
            self._scalar(node, file, at, how)

    def _scalar(self, node: Any, file: str, at: str, how: How) -> None:
        self.count += 1
        added = self.write(self.count, f"{file} {at}", how)
        if not added:
            return
        self.put[f"{file} {at}"] = added
        if how == "plain":
            self.plain.add(f"{file} {at}")
        old = node.value
        named = at.endswith((".key", ".group"))
        if named:
            added = self.renamed.setdefault(old, added)
        node.value = f"{added} {old}".strip()
        node.style, node.tag = '"', "tag:yaml.org,2002:str"


def mark_of(number: int) -> str:
    """Give a word of letters that stands nowhere else."""
    word = ""
    for _ in range(3):
        number, rest = divmod(number, 26)
        word = chr(ord("a") + rest) + word
    return f"Qz{word}"


def _rows(node: Any, at: str) -> list[tuple[Any, str]]:
    if isinstance(node, yaml.SequenceNode):
        return [(row, f"{at}[{index}]") for index, row in enumerate(node.value)]
    return [(node, at)] if isinstance(node, yaml.MappingNode) else []


def _get(node: Any, name: str) -> Any:
    return next((child for key, child in node.value if key.value == name), None)


def _scalar(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)


def _empty(kind: Any, inner: Any) -> Any:
    node: Any = _scalar("")
    if inner is Text:
        pairs = [(_scalar(language), _scalar("")) for language in ("en", "zh")]
        node = yaml.MappingNode("tag:yaml.org,2002:map", pairs)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", [node]) if _is_list(kind) else node


def _is_list(kind: Any) -> bool:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return True
    return origin is not None and any(_is_list(a) for a in arguments if a is not type(None))


def _save(path: Path, node: Any) -> None:
    path.write_text(yaml.serialize(node, allow_unicode=True, width=9999), encoding="utf-8")
