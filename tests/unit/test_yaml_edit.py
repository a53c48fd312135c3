"""Small changes of YAML: what is meant changes, every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.load import Mapping, Sequence
from explainer.yaml_edit import (
    EditError,
    add_item,
    add_key,
    node_at,
    plain_of,
    read_nodes,
    replace_list,
    replace_value,
    write_entry,
    write_text,
)
from tests.builders import ROOT

FILES = [
    p for p in sorted((ROOT / "data").rglob("*.yaml")) if p.name in {"since.yaml", "gdp.yaml"}
    or p.parent.name in {"data", "sources", "measures", "figures"}
]  # fmt: skip
ITEM = ["id: new-one", "name:", "  en: A name # with a sign", "  zh: 名", "list: []"]

TEXT = """\
# Above.
things: # beside
  # Of the first.
  - id: one   # spaced
    value: 16.90
    sources: [a, b]  # inline

  # Of the second.
  - id: two
    text: >-
      Folded
      over lines.

    sources:
      - a
      # Why b.
      - b

# Below.
other: "x"
"""


def without(new: str, old: str) -> list[str]:
    """Give the lines that came in; all of the old ones must be left, in their order."""
    old_lines, added = old.split("\n"), []
    for line in new.split("\n"):
        if old_lines and line == old_lines[0]:
            old_lines.pop(0)
        else:
            added.append(line)
    assert not old_lines
    return added


@pytest.mark.real
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_an_item_can_be_put_anywhere_into_every_list(path: Path) -> None:
    """No line that stands there changes, moves, or is lost."""
    text = path.read_text(encoding="utf-8")
    root = read_nodes(text)
    assert isinstance(root, Mapping)
    for key, (_, node) in root.items.items():
        if isinstance(node, Sequence) and node.items and isinstance(node.items[0], Mapping):
            for position in {0, 1, len(node.items)}:
                new = add_item(text, [key], ITEM, position)
                added = [line.strip(" -") for line in without(new, text) if line.strip()]
                assert sorted(added) == sorted(line.strip() for line in ITEM)


@pytest.mark.parametrize(
    ("position", "before", "after"),
    [
        (0, "things: # beside\n", "  - id: x\n\n  # Of the first."),
        (1, "inline\n\n", "  - id: x\n\n  # Of the second."),
        (2, "      - b\n\n", "  - id: x\n\n# Below."),
    ],
)
def test_comments_stay_with_what_they_stand_at(position: int, before: str, after: str) -> None:
    """Those above an item belong to it; the blank lines between items are kept up."""
    assert before + after in add_item(TEXT, ["things"], ["id: x"], position)


def test_an_empty_list_takes_its_first_item() -> None:
    """And keeps the comment beside it."""
    assert add_item("a: []  # none yet\nb: 1\n", ["a"], ["id: x", "n: 2"], 0) == (
        "a:  # none yet\n  - id: x\n    n: 2\nb: 1\n"
    )


def test_a_value_is_exchanged_where_it_stands() -> None:
    """Spaces, comments and the next lines stay."""
    new = replace_value(TEXT, ["things", 0, "value"], "17")
    assert new == TEXT.replace("16.90", "17")
    assert replace_value(TEXT, ["other"], "y") == TEXT.replace('"x"', "y")


def test_a_list_of_words_keeps_its_form() -> None:
    """On one line, or below each other."""
    assert "sources: [c]  # inline" in replace_list(TEXT, ["things", 0, "sources"], ["c"])
    assert "sources:\n      - c\n      - d\n\n# Below" in replace_list(
        TEXT, ["things", 1, "sources"], ["c", "d"]
    )


def test_a_key_comes_last_in_its_block() -> None:
    """Behind everything that belongs to the key before it."""
    new = add_key(TEXT, ["things", 1], "note", ["note:", "  en: x"])

    assert "      - b\n    note:\n      en: x\n\n# Below." in new


@pytest.mark.parametrize(
    "change",
    [
        lambda: add_item("a: [{id: x}]\n", ["a"], ["id: y"], 1),
        lambda: add_item("a:\n  b: 1\n", ["a"], ["id: y"], 0),
        lambda: add_item("a: b\n", ["c"], ["id: y"], 0),
        lambda: add_item("a: [\n]\n", ["a"], ["id: y"], 0),
        lambda: add_key("a:\n  b: 1\n", ["a"], "b", ["b: 2"]),
        lambda: add_key("a: {b: 1}\n", ["a"], "c", ["c: 2"]),
        lambda: replace_value("a: >-\n  b\n  c\n", ["a"], "d"),
        lambda: replace_value("a: b\n", ["a"], "c: d"),
        lambda: replace_list("a: [b,\n  c]\n", ["a"], ["d"]),
        lambda: replace_list("a: b\n", ["a"], ["d"]),
        lambda: read_nodes("a: [\n"),
        lambda: read_nodes("a: &x 1\n"),
    ],
)
def test_what_cannot_be_proved_is_refused(change: object) -> None:
    """Better by hand than wrong."""
    assert callable(change)
    with pytest.raises(EditError):
        change()


_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cf", "Zl", "Zp"))


@given(st.text(_CHARACTERS, min_size=1, max_size=300).map(str.strip).filter(bool))
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    """Signs, numbers, colons, quotes and long lines included."""
    for lines in ([f"key: {write_text(text)}"], write_entry("key", text, 0)):
        assert plain_of(node_at(read_nodes("\n".join(lines) + "\n"), ["key"])) == (text, False)


@pytest.mark.parametrize("text", ["no", "2024", "12:30", "null", "~", "- a", "a: b", "[x]", "'a'"])
def test_a_text_that_others_would_misread_stands_in_quotes(text: str) -> None:
    """As the loader demands."""
    assert write_text(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["Trade", "“投资中国”的优先选择！", "a–b (c)", "85 of 100"])
def test_a_plain_text_stands_bare(text: str) -> None:
    """As editors write it."""
    assert write_text(text) == text
