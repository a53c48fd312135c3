"""Stage 2: nodes into typed, frozen records. After this nobody re-checks a value.

A record class *is* its schema: this module reads the annotations of the dataclasses in
``records`` and refuses whatever does not fit, with place, value found and what is allowed.
The same annotations give the JSON Schemas and the reference pages, so they cannot disagree.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, Union

from explainer.load import Document, Mapping, Node, Scalar, Sequence
from explainer.packing import pack, unpack
from explainer.periods import Period
from explainer.problems import Place, Problems, allowed_list, nearest

T = TypeVar("T", bound="Record")

ID_FORM = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ID = re.compile(ID_FORM)
URL_FORM = r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?::[0-9]{1,5})?(?:/[^\s<>\"'`\\{}|^]*)?"
_URL = re.compile(URL_FORM, re.I | re.A)
MAX_ID = 100
MAX_TEXT = 20_000
MAX_LINE = 600
#: Stands before words of another language, in a preview alone.
UNTRANSLATED = "⟦not translated⟧ "


@dataclass(frozen=True, slots=True)
class Help:
    """One sentence that tells editors what a field is for."""

    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """Marks the field that holds the record's own permanent id."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that must name an existing record of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Rich:
    """Marks text in which ``[[references]]`` and links are resolved."""


@dataclass(frozen=True, slots=True)
class Web:
    """Marks an http or https address."""


@dataclass(frozen=True, slots=True)
class Range:
    """Marks the smallest and largest number allowed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where each field of a record stands in its file.

    ``fields`` may be pickled: a record from an earlier build is seldom asked where it stands.
    """

    whole: Place
    fields: MappingType[str, Place] | bytes = field(default_factory=dict)

    def __call__(self, path: str = "") -> Place:
        """Give the place of a field ("sources[1]"), or of the record where it is not written."""
        if not path:
            return self.whole
        return self._all().get(path) or self.whole.child(path)

    def written(self, path: str) -> bool:
        """Whether the file has this field."""
        return path in self._all()

    def _all(self) -> MappingType[str, Place]:
        if isinstance(self.fields, bytes):
            found: dict[str, tuple[str, int, int, str]] = unpack(self.fields)
            return {path: Place(*place) for path, place in found.items()}
        return self.fields

    def packed(self) -> Places:
        """Give the same places with the fields as bytes."""
        if isinstance(self.fields, bytes):
            return self
        plain = {k: (p.file, p.line, p.column, p.key) for k, p in self.fields.items()}
        return Places(self.whole, pack(plain))


NOWHERE = Places(Place())


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of everything that comes out of a file; ``at`` tells where it stands."""

    at: Places = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in every language of the site, each written for itself.

    A preview shows a language that is ``untranslated`` the words of another one, marked.
    """

    by_language: MappingType[str, str]
    at: Places = field(default=NOWHERE, compare=False, repr=False)
    rich: bool = False
    untranslated: frozenset[str] = field(default=frozenset(), compare=False)

    def __getitem__(self, language: str) -> str:
        """Give the words in one language."""
        return self.by_language[language]


@dataclass(frozen=True, slots=True)
class Use:
    """A place where one record names another."""

    kind: str
    id: str
    place: Place


@dataclass(slots=True)
class Decoder:
    """Decodes documents; collects problems, ids named, and rich texts met on the way."""

    languages: tuple[str, ...]
    problems: Problems
    uses: list[Use] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def record(self, cls: type[T], node: Node) -> T | None:
        """Give the record that a node describes, or None after noting what is wrong."""
        before = len(self.problems.found)
        values = self._fields(cls, node)
        if values is None or any(p.severity == "error" for p in self.problems.found[before:]):
            return None
        return cls(**values)

    def value(self, cls: type[Record], name: str, node: Node) -> Any:
        """Give the value of one key, decoded alone; what is wrong with it is noted."""
        slot = shape_of(cls)[name]
        return self._value(slot.type, slot.marks, node, {}, name)

    def _fields(self, cls: type[Record], node: Node) -> dict[str, Any] | None:
        shape = shape_of(cls)
        if not isinstance(node, Mapping):
            self.problems.error(
                node.place,
                "wrong-type",
                f"{_say(node)} stands where a block of keys is expected.",
                f"Write keys: {allowed_list(shape)}.",
            )
            return None
        for key, (place, _) in node.items.items():
            if key not in shape:
                hint = nearest(key, shape)
                self.problems.error(
                    place,
                    "unknown-key",
                    f"the key “{key}” is not known here.",
                    hint or f"Allowed: {allowed_list(shape, 40)}.",
                )
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for name, slot in shape.items():
            key_and_value = node.items.get(name)
            if key_and_value is None:
                if slot.required:
                    self.problems.error(
                        node.place.child(name),
                        "missing-key",
                        f"the key “{name}” is missing.",
                        slot.help,
                    )
                continue
            key_place, child = key_and_value
            places[name] = child.place if isinstance(child, Scalar) else key_place
            values[name] = self._value(slot.type, slot.marks, child, places, name)
        values["at"] = Places(node.place, places)
        return values

    def _value(
        self, kind: Any, marks: tuple[Any, ...], node: Node, places: dict[str, Place], path: str
    ) -> Any:
        kind, marks = _unwrap(kind, marks)
        origin = typing.get_origin(kind)
        if origin in (Union, types.UnionType):
            options = [option for option in typing.get_args(kind) if option is not type(None)]
            if isinstance(node, Scalar) and node.is_null:
                return None
            return self._value(options[0], marks, node, places, path)
        if origin is tuple:
            return self._list(typing.get_args(kind)[0], marks, node, places, path)
        if kind is Text:
            return self._text(marks, node)
        if isinstance(kind, type) and issubclass(kind, Record):
            return self.record(kind, node)
        if not isinstance(node, Scalar):
            self._wrong(node, _expected(kind, marks))
            return None
        return self._scalar(kind, marks, node)

    def _list(
        self, kind: Any, marks: tuple[Any, ...], node: Node, places: dict[str, Place], path: str
    ) -> tuple[Any, ...]:
        if not isinstance(node, Sequence):
            self._wrong(node, "a list (lines that start with “- ”, or [a, b])")
            return ()
        values = []
        seen: dict[str, Place] = {}
        for index, item in enumerate(node.items):
            places[f"{path}[{index}]"] = item.place
            values.append(self._value(kind, marks, item, places, f"{path}[{index}]"))
            if isinstance(item, Scalar):
                if item.text in seen:
                    self.problems.error(
                        item.place,
                        "duplicate-item",
                        f"“{item.text}” stands in this list twice.",
                        "Keep one of them.",
                    )
                seen[item.text] = item.place
        return tuple(values)

    def _text(self, marks: tuple[Any, ...], node: Node) -> Text | None:
        if not isinstance(node, Mapping):
            self._wrong(node, f"one line for each language ({', '.join(self.languages)})")
            return None
        words: dict[str, str] = {}
        places: dict[str, Place] = {}
        for key, (place, item) in node.items.items():
            if key not in self.languages:
                self.problems.error(
                    place,
                    "unknown-language",
                    f"“{key}” is not a language of this site.",
                    f"Allowed: {allowed_list(self.languages)}.",
                )
                continue
            places[key] = item.place
            if isinstance(item, Scalar):
                value = self._line(item, limit=MAX_TEXT)
                if value is not None:
                    words[key] = value
            else:
                self._wrong(item, "text")
        for language in self.languages:
            if language not in node.items:
                self.problems.error(
                    node.place.child(language),
                    "missing-translation",
                    f"the text in “{language}” is missing.",
                    "Every text stands in every language of the site.",
                )
        missing = frozenset(self.languages) - node.items.keys() if words else frozenset()
        words |= {language: UNTRANSLATED + next(iter(words.values())) for language in missing}
        rich = any(isinstance(mark, Rich) for mark in marks)
        text = Text(words, Places(node.place, places), rich, missing)
        self.texts.append(text)
        return text

    def _line(self, node: Scalar, *, limit: int = MAX_LINE) -> str | None:
        if node.is_null:
            self.problems.error(node.place, "empty-text", "the text is empty.", "Write it here.")
            return None
        if node.is_surprise or node.is_number:
            self.problems.error(
                node.place,
                "ambiguous",
                f"{node.text} without quotes can be read as something else than text.",
                f'Write "{node.text}" in quotes.',
            )
            return None
        if not node.text.strip():
            self.problems.error(node.place, "empty-text", "the text is empty.", "Write it here.")
            return None
        if len(node.text) > limit:
            self.problems.error(
                node.place,
                "too-long",
                f"the text has {len(node.text):,} characters.",
                f"At most {limit:,} are allowed here.",
            )
            return None
        return node.text.strip()

    def _scalar(self, kind: Any, marks: tuple[Any, ...], node: Scalar) -> Any:
        if node.is_null and kind is not str:
            self._wrong(node, _expected(kind, marks))
            return None
        if typing.get_origin(kind) is Literal:
            return self._choice(typing.get_args(kind), node)
        if kind is bool:
            if node.plain and node.text in {"true", "false"}:
                return node.text == "true"
            self._wrong(node, "true or false")
            return None
        if kind in (int, Decimal):
            return self._number(kind, marks, node)
        return self._period(node) if kind is Period else self._word(marks, node)

    def _word(self, marks: tuple[Any, ...], node: Scalar) -> str | None:
        for mark in marks:
            if isinstance(mark, Own | Ref):
                return self._id(mark, node)
            if isinstance(mark, Web):
                return self._url(node)
        return self._line(node)

    def _choice(self, allowed: tuple[str, ...], node: Scalar) -> str | None:
        if node.text in allowed:
            return node.text
        self.problems.error(
            node.place,
            "not-allowed",
            f"“{node.text}” is not allowed here.",
            nearest(node.text, allowed) or f"Allowed: {allowed_list(allowed)}.",
        )
        return None

    def _number(self, kind: Any, marks: tuple[Any, ...], node: Scalar) -> int | Decimal | None:
        whole = kind is int
        if not node.is_number or (whole and "." in node.text):
            self._wrong(node, "a whole number" if whole else "a number such as 16.9")
            return None
        number = kind(node.text)
        for mark in marks:
            if isinstance(mark, Range) and not mark.low <= number <= mark.high:
                self.problems.error(
                    node.place,
                    "out-of-range",
                    f"{node.text} is out of range.",
                    f"Allowed: {mark.low} to {mark.high}.",
                )
                return None
        return typing.cast("int | Decimal", number)

    def _period(self, node: Scalar) -> Period | None:
        try:
            return Period.parse(node.text)
        except ValueError as error:
            self.problems.error(
                node.place,
                "bad-date",
                f"“{node.text}”: {error}.",
                "Write 2024, 2024-05, 2024-05-27, 2024-q1-q3 or a span 2022/2023.",
            )
            return None

    def _id(self, mark: Own | Ref, node: Scalar) -> str | None:
        text = node.text
        parts = text.split("/") if isinstance(mark, Ref) else [text]
        if not all(_ID.fullmatch(part) for part in parts) or len(text) > MAX_ID:
            self.problems.error(
                node.place,
                "bad-id",
                f"“{text[:60]}” is not an id.",
                "Use small letters, digits and single hyphens.",
            )
            return None
        if isinstance(mark, Ref):
            self.uses.append(Use(mark.kind, text, node.place))
        return text

    def _url(self, node: Scalar) -> str | None:
        if _URL.fullmatch(node.text):
            return node.text
        self.problems.error(
            node.place,
            "bad-address",
            f"“{node.text[:80]}” is not a web address.",
            "Write it whole, starting with https://.",
        )
        return None

    def _wrong(self, node: Node, expected: str) -> None:
        self.problems.error(
            node.place, "wrong-type", f"{_say(node)} stands where {expected} is expected."
        )


def _say(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a block of keys"
    if isinstance(node, Sequence):
        return "a list"
    if node.is_null:
        return "nothing"
    shown = node.text if len(node.text) <= 60 else node.text[:57] + "…"
    return f"“{shown}”"


def _expected(kind: Any, marks: tuple[Any, ...]) -> str:
    if any(isinstance(mark, Own | Ref) for mark in marks):
        return "an id"
    if typing.get_origin(kind) is Literal:
        return f"one of {allowed_list(typing.get_args(kind))}"
    return {
        int: "a whole number",
        Decimal: "a number",
        bool: "true or false",
        Period: "a date",
    }.get(kind, "text")


def _unwrap(kind: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    while typing.get_origin(kind) is Annotated:
        kind, *more = typing.get_args(kind)
        marks = (*marks, *more)
    return kind, marks


@dataclass(frozen=True, slots=True)
class Slot:
    """What one key of a record may hold."""

    type: Any
    marks: tuple[Any, ...]
    required: bool
    help: str


def shape_of(cls: type[Record]) -> dict[str, Slot]:
    """Give the keys of a record class, in the order in which editors read them."""
    return _shape_of(typing.cast("Any", cls))


@functools.cache
def _shape_of(cls: type[Any]) -> dict[str, Slot]:
    hints = typing.get_type_hints(cls, include_extras=True)
    slots = {}
    for item in dataclasses.fields(cls):
        if item.name == "at":
            continue
        kind, marks = _unwrap(hints[item.name], ())
        required = (
            item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        )
        helps = [mark.text for mark in marks if isinstance(mark, Help)]
        slots[item.name] = Slot(kind, marks, required, helps[0] if helps else "")
    return slots


def decode_file(decoder: Decoder, document: Document, cls: type[T], key: str | None) -> Iterator[T]:
    """Give the records of a file: one whole, or those of the list under ``key``."""
    if key is None:
        record = decoder.record(cls, document.root)
        if record is not None:
            yield record
        return
    root = document.root
    if not isinstance(root, Mapping) or key not in root.items:
        decoder.problems.error(
            root.place,
            "missing-key",
            f"the key “{key}” is missing.",
            f"This file starts with “{key}:” and holds a list.",
        )
        return
    for other, (place, _) in root.items.items():
        if other != key:
            decoder.problems.error(
                place, "unknown-key", f"the key “{other}” is not known here.", f"Allowed: {key}."
            )
    rows = root.items[key][1]
    if not isinstance(rows, Sequence):
        decoder.problems.error(rows.place, "wrong-type", f"“{key}” must hold a list.")
        return
    for row in rows.items:
        record = decoder.record(cls, row)
        if record is not None:
            yield record
