"""New records as text, in the order and style of the files; what is not known stays open.

A record class says which keys there are. A required key without a value is written empty, so
that the check names it with its line; an optional one is left out. Nothing is made up.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union

from explainer.decode import Own, Record, Ref, Slot, Text, Web, shape_of
from explainer.periods import Period
from explainer.yaml_edit import write_entry, write_text

#: What an editor gave for a key: one word, words by language, or a list of either.
Given = str | dict[str, str] | list[str] | list[dict[str, str]]

#: Times that stand in quotes in every file, a year or not.
_QUOTED = frozenset({"period", "since"})


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record as it is asked for: what it may hold, in words fit for questions."""

    name: str
    slot: Slot
    kind: Literal["word", "text", "words", "texts", "records"]
    item: Any
    allowed: tuple[str, ...] = ()
    names: str = ""
    default: str = ""

    @property
    def required(self) -> bool:
        """Whether the record cannot do without it."""
        return self.slot.required

    @property
    def when_empty(self) -> str:
        """What happens to the key when nothing is given."""
        if self.required:
            null = may_be_null(self.slot)
            return "writes null: not known" if null else "leaves it to be filled in"
        return "leaves it out" + (f", which means {self.default}" if self.default else "")

    @property
    def lead(self) -> str:
        """The key by which a nested record is asked for: the value of a mark."""
        return "value" if self.kind == "records" and self.name == "marks" else ""


def fields_of(cls: type[Record]) -> dict[str, Field]:
    """Give the keys of a record class, in the order of its files."""
    defaults = {item.name: item.default for item in dataclasses.fields(cls)}
    return {
        name: replace(_field(name, slot), default=_say(defaults[name]))
        for name, slot in shape_of(cls).items()
    }


def _say(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return default if isinstance(default, str) else ""


def _field(name: str, slot: Slot) -> Field:
    kind, marks = _bare(slot.type, slot.marks)
    is_list = typing.get_origin(kind) is tuple
    if is_list:
        kind, marks = _bare(typing.get_args(kind)[0], marks)
    names = next((mark.kind for mark in marks if isinstance(mark, Ref)), "")
    if typing.get_origin(kind) is Literal:
        return Field(name, slot, "word", kind, typing.get_args(kind))
    if kind is bool:
        return Field(name, slot, "word", kind, ("true", "false"))
    if kind is Text:
        return Field(name, slot, "texts" if is_list else "text", kind)
    if isinstance(kind, type) and issubclass(kind, Record):
        return Field(name, slot, "records", kind)
    return Field(name, slot, "words" if is_list else "word", kind, names=names)


def _bare(kind: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    while True:
        if typing.get_origin(kind) is Annotated:
            kind, *more = typing.get_args(kind)
            marks = (*marks, *more)
        elif typing.get_origin(kind) in (Union, types.UnionType):
            kind = next(k for k in typing.get_args(kind) if k is not type(None))
        else:
            return kind, marks


def may_be_null(slot: Slot) -> bool:
    """Whether a key may hold ``null``: not known."""
    return type(None) in typing.get_args(slot.type)


def write_record(
    cls: type[Record],
    given: Mapping[str, Given],
    languages: tuple[str, ...],
    *,
    comments: Mapping[str, str] | None = None,
    open_keys: Iterable[str] = (),
) -> list[str]:
    """Give the lines of a record, from the left edge.

    ``comments`` stand above their key; ``open_keys`` are written as ``null`` when not given, so
    that editors see what is to be known one day.
    """
    lines: list[str] = []
    for name, field in fields_of(cls).items():
        if name not in given and not field.required and name not in open_keys:
            continue
        if comments and name in comments:
            lines += [f"# {line}" for line in comments[name].split("\n")]
        if name not in given:
            lines += _open(name, field, languages)
        else:
            lines += _known(name, field, given[name], languages)
    return lines


def _open(name: str, field: Field, languages: tuple[str, ...]) -> list[str]:
    if may_be_null(field.slot):
        return [f"{name}: null"]
    if field.kind == "text":
        return [f"{name}:", *(f"  {language}:" for language in languages)]
    if field.kind == "texts":
        first, *others = languages
        return [f"{name}:", f"  - {first}:", *(f"    {language}:" for language in others)]
    if field.kind == "records" and name != "observations":
        first_line, *rest = write_record(field.item, {}, languages)
        return [f"{name}:", f"  - {first_line}", *(f"    {line}" for line in rest)]
    if field.kind == "records":
        return [f"{name}: []"]
    return [f"{name}:"]


def _known(name: str, field: Field, value: Given, languages: tuple[str, ...]) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}:", *_by_language(value, languages, 2)]
    if isinstance(value, list):
        lines = [f"{name}:"]
        for item in value:
            if isinstance(item, dict):
                first, *rest = _by_language(item, languages, 4)
                lines += [f"  - {first.lstrip()}", *rest]
            elif field.lead:
                lines.append(f"  - {field.lead}: {item}")
            else:
                lines.append(f"  - {item}")
        return lines
    return write_entry(name, value, 0) if _is_words(field) else [f"{name}: {written(field, value)}"]


def _by_language(words: Mapping[str, str], languages: tuple[str, ...], indent: int) -> list[str]:
    lines: list[str] = []
    for language in languages:
        lines += write_entry(language, words.get(language, ""), indent)
    return lines


def _is_words(field: Field) -> bool:
    marked = any(isinstance(mark, Own | Ref | Web) for mark in field.slot.marks)
    return field.item is str and not marked


def written(field: Field, value: str) -> str:
    """Give one word as it stands in the file: a year in quotes, ids and numbers bare."""
    if value == "null" and may_be_null(field.slot):
        return value
    if field.item is Period and (field.name in _QUOTED or re.fullmatch(r"\d{4}", value)):
        return f'"{value}"'
    return write_text(value) if _is_words(field) else value


def slug_of(text: str) -> str:
    """Give an id made from words: small letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    slug = "-".join(words)
    return slug if len(slug) <= 60 else slug[:60].rsplit("-", 1)[0]
