"""JSON Schemas and reference pages of editors' files, made from the record classes.

The class is the schema of the build; these are the same thing for other programs (completion
and hover text in editors) and for people. Ids of other records are described by their form, not
listed: a list would be out of date with every new source, and the editor would mark what is
right as wrong. That an id exists is for the check to say.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Union

from explainer.content import FrontMatter
from explainer.decode import (
    ID_FORM,
    MAX_ID,
    MAX_LINE,
    MAX_TEXT,
    URL_FORM,
    Own,
    Range,
    Record,
    Ref,
    Rich,
    Slot,
    Text,
    Web,
    shape_of,
)
from explainer.load import Mapping as Block
from explainer.load import Node, Scalar, Sequence, parse_yaml
from explainer.periods import FORM, Period
from explainer.problems import Problems
from explainer.records import FILES

Json = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
#: What a key may name, with an example that stands in the data; a test looks it up.
NAMED: Mapping[str, tuple[str, str]] = {
    "area": ("an area of the plan", "factor-guarantees"),
    "audience": ("an audience", "manufacturer"),
    "body": ("a body", "mofcom"),
    "event": ("an event", "briefing-2025-05-27"),
    "figure": ("a figure", "weight"),
    "indicator": ("an indicator", "gdp"),
    "measure": ("a measure", "land"),
    "page": ("a page, by its address", "measures/land"),
    "place": ("a region, province or zone", "east"),
    "province": ("a province", "jiangsu"),
    "region": ("a region", "east"),
    "sector": ("an industry", "advanced-manufacturing"),
    "series": ("a way of counting", "bulletin"),
    "source": ("a source", "economic-daily-2025-05-28"),
    "term": ("a term of the glossary", "land-use-quota"),
    "value": ("a value", "gdp/2024/bulletin"),
    "zone": ("a zone", "suzhou-industrial-park"),
}


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that editors write: its name here, where it lies, and what it holds.

    ``key`` holds the list of records; None where the file is one record.
    """

    name: str
    pattern: str
    key: str | None
    cls: type[Record]

    @property
    def words(self) -> str:
        """What the file is for, in a sentence."""
        text = " ".join((self.cls.__doc__ or "").split())
        return _sentence(text.partition(": ")[2] or text)


def file_kinds() -> tuple[FileKind, ...]:
    """Give every kind of file whose shape is a record class."""
    kinds = tuple(
        FileKind(pattern.split("/")[0].removesuffix(".yaml"), f"data/{pattern}", key, cls)
        for pattern, key, _, cls in FILES
    )
    return (*kinds, FileKind("front-matter", "content/*/**/*.md", None, FrontMatter))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# Schemas ------------------------------------------------------------------------------------


def make_schema(kind: FileKind, languages: tuple[str, ...]) -> Json:
    """Give the JSON Schema of a kind of file."""
    definitions: Json = {}
    record = _record(kind.cls, languages, definitions)
    if kind.key is not None:
        definitions[kind.cls.__name__] = record
        record = {
            "type": "object",
            "properties": {
                kind.key: {
                    "description": kind.words,
                    "type": "array",
                    "items": {"$ref": f"#/definitions/{kind.cls.__name__}"},
                }
            },
            "required": [kind.key],
            "additionalProperties": False,
        }
    schema: Json = {"$schema": DIALECT, "title": kind.pattern, "description": kind.words, **record}
    if definitions:
        schema["definitions"] = definitions
    return schema


def make_words_schema() -> Json:
    """Give the JSON Schema of interface words: text under keys under keys."""
    return {
        "$schema": DIALECT,
        "title": "content/*/ui.yaml",
        "description": "Interface words. Braces stand for fields that the build fills in.",
        "$ref": "#/definitions/words",
        "definitions": {
            "words": {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [
                        {
                            "description": "Words; {name} stands for a field.",
                            "type": "string",
                            "pattern": r"^(?:[^{}]|\{\w+\})*$",
                        },
                        {"$ref": "#/definitions/words"},
                    ]
                },
            }
        },
    }


def _record(cls: type[Record], languages: tuple[str, ...], definitions: Json) -> Json:
    shape = shape_of(cls)
    return {
        "description": _sentence(_words_of(cls)),
        "type": "object",
        "properties": {
            name: _described(slot, cls, name, languages, definitions)
            for name, slot in shape.items()
        },
        "required": [name for name, slot in shape.items() if slot.required],
        "additionalProperties": False,
    }


def _words_of(cls: type[Record]) -> str:
    text = " ".join((cls.__doc__ or "").split())
    return text.partition(": ")[2] if text.startswith("data/") else text


def _described(
    slot: Slot, cls: type[Record], name: str, languages: tuple[str, ...], definitions: Json
) -> Json:
    schema = _value(slot.type, slot.marks, languages, definitions)
    default = _default(cls, name)
    extra = {"default": default} if default is not None else {}
    return {"title": f"{name}: {say_type(slot)}", "description": slot.help, **schema, **extra}


def _default(cls: type[Record], name: str) -> str | bool | int | None:
    """Give what stands where the key is left out, if that is a plain word."""
    found = next(f.default for f in dataclasses.fields(cls) if f.name == name)
    return found if isinstance(found, str | bool | int) else None


def _value(
    kind: Any, marks: tuple[Any, ...], languages: tuple[str, ...], definitions: Json
) -> Json:
    kind, marks, may_be_null = _open(kind, marks)
    schema = _plain(kind, marks, languages, definitions)
    return _or_null(schema) if may_be_null else schema


def _or_null(schema: Json) -> Json:
    """Allow null; in one piece where that can be said, because editors show each piece apart."""
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    more = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [*kinds, "null"], **more}


def _open(kind: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...], bool]:
    may_be_null = False
    while True:
        if typing.get_origin(kind) is Annotated:
            kind, *more = typing.get_args(kind)
            marks = (*marks, *more)
        elif typing.get_origin(kind) in (Union, types.UnionType):
            may_be_null = True
            kind = next(k for k in typing.get_args(kind) if k is not type(None))
        else:
            return kind, marks, may_be_null


def _plain(
    kind: Any, marks: tuple[Any, ...], languages: tuple[str, ...], definitions: Json
) -> Json:
    if typing.get_origin(kind) is tuple:
        item, more, _ = _open(typing.get_args(kind)[0], marks)
        simple = item is str or typing.get_origin(item) is Literal
        listed: Json = {"type": "array", "items": _plain(item, more, languages, definitions)}
        return listed | ({"uniqueItems": True} if simple else {})
    if typing.get_origin(kind) is Literal:
        return {"type": "string", "enum": list(typing.get_args(kind))}
    if kind is Text:
        return _text(languages)
    if isinstance(kind, type) and issubclass(kind, Record):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _record(kind, languages, definitions)
        return {"$ref": f"#/definitions/{kind.__name__}"}
    return _word(kind, marks)


def _text(languages: tuple[str, ...]) -> Json:
    line = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"}
    return {
        "type": "object",
        "properties": dict.fromkeys(languages, line),
        "required": list(languages),
        "additionalProperties": False,
    }


def _word(kind: Any, marks: tuple[Any, ...]) -> Json:
    if kind is bool:
        return {"type": "boolean"}
    if kind in (int, Decimal):
        limits = next((mark for mark in marks if isinstance(mark, Range)), None)
        number: Json = {"type": "integer" if kind is int else "number"}
        return number | ({"minimum": limits.low, "maximum": limits.high} if limits else {})
    if kind is Period:
        return {
            "type": ["string", "integer"],
            "pattern": FORM,
            "minimum": 1900,
            "maximum": 2100,
            "examples": ["2024", "2024-05-27", "2024-q1-q3", "2022/2023"],
        }
    for mark in marks:
        if isinstance(mark, Own):
            return {"type": "string", "pattern": f"^{ID_FORM}$", "maxLength": MAX_ID}
        if isinstance(mark, Ref):
            return {
                "type": "string",
                "pattern": f"^{ID_FORM}(?:/{ID_FORM})*$",
                "maxLength": MAX_ID,
                "examples": [NAMED[mark.kind][1]],
            }
        if isinstance(mark, Web):
            return {"type": "string", "pattern": f"^{URL_FORM}$"}
    return {"type": "string", "minLength": 1, "maxLength": MAX_LINE, "pattern": r"\S"}


def json_of(node: Node) -> Any:
    """Give a node as the plain data that a schema describes."""
    if isinstance(node, Sequence):
        return [json_of(item) for item in node.items]
    if isinstance(node, Block):
        return {key: json_of(item) for key, (_, item) in node.items.items()}
    if node.is_null:
        return None
    if node.is_number:
        return float(node.text) if "." in node.text else int(node.text)
    if node.plain and node.text in {"true", "false"}:
        return node.text == "true"
    return node.text


def schema_files(languages: tuple[str, ...]) -> dict[str, str]:
    """Give every schema, and the settings by which editors find them, by the file's name."""
    kinds = file_kinds()
    files = {f"schemas/{kind.name}.json": _dump(make_schema(kind, languages)) for kind in kinds}
    files["schemas/ui.json"] = _dump(make_words_schema())
    # Editors cannot yet be told of the keys at the head of a Markdown file.
    found = {
        f"./schemas/{kind.name}.json": kind.pattern
        for kind in kinds
        if kind.pattern.endswith(".yaml")
    }
    found["./schemas/ui.json"] = "content/*/ui.yaml"
    files[".vscode/settings.json"] = _dump(
        {
            "yaml.schemas": found,
            # The names of our files are nobody else's, and nothing is fetched.
            "yaml.schemaStore.enable": False,
            "files.encoding": "utf8",
            "files.eol": "\n",
        }
    )
    files[".vscode/extensions.json"] = _dump({"recommendations": ["redhat.vscode-yaml"]})
    server = {"settings": {"yaml": {"schemas": found, "schemaStore": {"enable": False}}}}
    files[".zed/settings.json"] = _dump({"lsp": {"yaml-language-server": server}})
    return files


def _dump(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# Pages --------------------------------------------------------------------------------------


def say_type(slot: Slot) -> str:
    """Give in words what a key may hold."""
    kind, marks, may_be_null = _open(slot.type, slot.marks)
    words = _say(kind, marks)
    return f"{words}, or null" if may_be_null else words


def _say(kind: Any, marks: tuple[Any, ...]) -> str:
    if typing.get_origin(kind) is tuple:
        item, more, _ = _open(typing.get_args(kind)[0], marks)
        return f"list: {_say(item, more)}"
    if typing.get_origin(kind) is Literal:
        return "one of " + ", ".join(typing.get_args(kind))
    if kind is Text:
        rich = any(isinstance(mark, Rich) for mark in marks)
        return "text in every language" + (", with references" if rich else "")
    if isinstance(kind, type) and issubclass(kind, Record):
        return f"block of keys, {kind.__name__}"
    return _say_word(kind, marks)


def _say_word(kind: Any, marks: tuple[Any, ...]) -> str:
    limits = next((mark for mark in marks if isinstance(mark, Range)), None)
    within = f", {limits.low} to {limits.high}" if limits else ""
    simple = {
        bool: "true or false",
        int: f"whole number{within}",
        Decimal: f"number{within}",
        Period: "time",
    }
    if kind in simple:
        return simple[kind]
    for mark in marks:
        if isinstance(mark, Own):
            return "id"
        if isinstance(mark, Ref):
            return f"id of {NAMED[mark.kind][0]}"
        if isinstance(mark, Web):
            return "web address"
    return "text, one line"


def page_files(examples: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Give the reference pages by the file's name.

    ``examples`` gives, by the kind's name, a file of the real data and its text.
    """
    kinds = file_kinds()
    pages = {
        f"docs/reference/{kind.name}.md": _page(kind, *examples.get(kind.name, ("", "")))
        for kind in kinds
    }
    rows = [f"| [`{k.pattern}`]({k.name}.md) | {_cell(k.words)} |" for k in kinds]
    pages["docs/reference/README.md"] = "\n".join(
        [
            "# Every file, every key",
            "",
            _MADE,
            "",
            "| file | holds |",
            "|---|---|",
            *rows,
            _WORDS_ROW,
            "",
            _READING,
            "",
        ]
    )
    return pages


_WORDS_ROW = (
    "| `content/*/ui.yaml` | Interface words, the same keys in every language; braces "
    "stand for fields that the build fills in. |"
)
_READING = (
    "A *time* is written `2024`, `2024-05`, `2024-05-27`, `2024-q1-q3` or, as a span, "
    "`2022/2023`. An *id* is made of small letters, digits and single hyphens, and stays for "
    "ever. *Text in every language* has one line for each: `en:` and `zh:`. How editors complete "
    "and explain keys while you type: [editors.md](../editors.md#help-while-you-type)."
)


_MADE = "Made by `python build.py schemas` from the record classes; what is changed here is lost."


def _page(kind: FileKind, example_file: str, example: str) -> str:
    lines = [f"# `{kind.pattern}`", "", kind.words, "", _MADE, ""]
    if kind.key is not None:
        lines += [
            f"The file starts with `{kind.key}:` and holds a list; this is an entry of it.",
            "",
        ]
    lines += _table(kind.cls)
    for nested in _nested(kind.cls):
        lines += [f"## {nested.__name__}", "", _sentence(_words_of(nested)), "", *_table(nested)]
    if example:
        cut = example_of(example, kind.key)
        lines += [
            "## Example",
            "",
            f"From `{example_file}`, lists of blocks cut to their first entry.",
            "",
            "```yaml",
            *cut,
            "```",
            "",
        ]
    return "\n".join(lines)


def _table(cls: type[Record]) -> list[str]:
    lines = ["| key | needed | holds | what for |", "|---|---|---|---|"]
    for name, slot in shape_of(cls).items():
        default = _default(cls, name)
        shown = str(default).lower() if isinstance(default, bool) else default
        needed = "yes" if slot.required else "no" if shown is None else f"no: `{shown}`"
        lines.append(f"| `{name}` | {needed} | {_cell(say_type(slot))} | {_cell(slot.help)} |")
    return [*lines, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "‹").replace(">", "›").replace("[[", "\\[\\[")


def _nested(cls: type[Record]) -> Iterator[type[Record]]:
    """Give the classes of the blocks inside a record, each once, outer ones first."""
    seen: dict[str, type[Record]] = {}
    waiting = [cls]
    while waiting:
        for slot in shape_of(waiting.pop(0)).values():
            kind, marks, _ = _open(slot.type, slot.marks)
            if typing.get_origin(kind) is tuple:
                kind, _, _ = _open(typing.get_args(kind)[0], marks)
            if isinstance(kind, type) and issubclass(kind, Record) and kind.__name__ not in seen:
                seen[kind.__name__] = kind
                waiting.append(kind)
    yield from seen.values()


def example_of(text: str, key: str | None) -> list[str]:
    """Give the lines of the first record, its lists of blocks cut to their first entry."""
    root = parse_yaml(text, "", Problems())
    assert isinstance(root, Block)
    lines = text.split("\n")
    last = len(lines)
    dropped: set[int] = set()
    if key is not None:
        listed = root.items[key][1]
        assert isinstance(listed, Sequence)
        first = root.items[key][0].line - 1
        if len(listed.items) > 1:
            last = listed.items[1].place.line - 1
        record: Node = listed.items[0]
    else:
        first, record = min(place.line for place, _ in root.items.values()) - 1, root
    for sequence in _lists_of_blocks(record):
        start = sequence.items[1].place.line - 1
        dropped |= set(range(start, _end(lines, start, sequence.items[1].place.column - 3)))
    kept = [lines[n] for n in range(first, last) if n not in dropped]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith("#")):
        kept.pop()
    return kept


def _lists_of_blocks(node: Node) -> Iterator[Sequence]:
    if isinstance(node, Block):
        for _, item in node.items.values():
            yield from _lists_of_blocks(item)
    elif isinstance(node, Sequence) and node.items and not isinstance(node.items[0], Scalar):
        if len(node.items) > 1:
            yield node
        yield from _lists_of_blocks(node.items[0])


def _end(lines: list[str], start: int, margin: int) -> int:
    """Give the line after a list whose dashes stand at this margin."""
    end = start
    for number in range(start, len(lines)):
        line = lines[number]
        inside = not line.strip() or len(line) - len(line.lstrip(" ")) >= margin
        if not inside or (line.strip() and len(line) - len(line.lstrip(" ")) < margin):
            break
        end = number + 1
    return end
