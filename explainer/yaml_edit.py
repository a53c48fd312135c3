"""Small changes of YAML files that leave every other byte as it is.

A change is a piece of text put in or exchanged at a line that the loader names. Nothing is
written out anew, so comments, blank lines, quotes and line ends stay. Each change is proved
before it is handed on: the new text is read again and must hold what was meant, and nothing
else may have changed (docs/decisions/0015).
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence as SequenceType

from explainer.load import Mapping, Node, Scalar, Sequence, parse_yaml
from explainer.problems import Problems

WIDTH = 100
#: A file as a plain tree: texts with whether they stand without quotes, lists, blocks.
Plain = tuple[str, bool] | list["Plain"] | dict[str, "Plain"]


class EditError(Exception):
    """The file is laid out in a way that cannot be changed safely; nothing was changed."""


def read_nodes(text: str) -> Node:
    """Give the nodes of a YAML text.

    Raises:
        EditError: when it is not valid.
    """
    problems = Problems()
    root = parse_yaml(text, "", problems)
    if root is None or problems.errors:
        raise EditError(problems.errors[0].message if problems.errors else "the file is empty")
    return root


def plain_of(node: Node) -> Plain:
    """Give a node without its places, to compare what two texts say."""
    if isinstance(node, Scalar):
        return (node.text, node.is_null or node.is_number or node.is_surprise)
    if isinstance(node, Sequence):
        return [plain_of(item) for item in node.items]
    return {key: plain_of(item) for key, (_, item) in node.items.items()}


def node_at(root: Node, path: SequenceType[str | int]) -> Node:
    """Give the node that a path of keys and positions leads to.

    Raises:
        EditError: when there is none.
    """
    node = root
    for step in path:
        if isinstance(step, int) and isinstance(node, Sequence) and step < len(node.items):
            node = node.items[step]
        elif isinstance(step, str) and isinstance(node, Mapping) and step in node.items:
            node = node.items[step][1]
        else:
            raise EditError(f"there is no “{'.'.join(map(str, path))}”")
    return node


# Writing ------------------------------------------------------------------------------------


def write_text(text: str) -> str:
    """Give a text as YAML reads it back: bare where that is safe, else in quotes."""
    if _stays(text, text) and not re.search(r"^\W|[:#]\s|[:#]$", text.replace("“", "x")):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    if not _stays(quoted, text):
        raise EditError(f"“{text[:60]}” cannot be written as YAML")
    return quoted


def _stays(written: str, text: str) -> bool:
    try:
        root = read_nodes(f"key: {written}\n")
    except EditError:
        return False
    value = node_at(root, ["key"])
    return isinstance(value, Scalar) and plain_of(value) == (text, False)


def write_entry(key: str, text: str, indent: int) -> list[str]:
    """Give the lines of ``key: text``; a long text is folded."""
    start = f"{' ' * indent}{key}:"
    if not text:
        return [start]
    line = f"{start} {write_text(text)}"
    if len(line) <= WIDTH:
        return [line]
    room = max(40, WIDTH - indent - 2)
    folded = textwrap.wrap(
        text, room, break_long_words=False, break_on_hyphens=False, expand_tabs=False
    )
    lines = [f"{start} >-", *(f"{' ' * (indent + 2)}{piece}" for piece in folded)]
    try:
        root = read_nodes(textwrap.dedent("\n".join(lines)) + "\n")
    except EditError:
        return [line]
    return lines if plain_of(root) == {key: (text, False)} else [line]


# Changing -----------------------------------------------------------------------------------


def add_item(text: str, path: SequenceType[str | int], item: list[str], position: int) -> str:
    """Put an item into a list, before the one that stands at ``position`` now.

    ``item`` are the lines of a block of keys, from the left edge, without the dash.

    Raises:
        EditError: when the change cannot be proved.
    """
    root = read_nodes(text)
    parent = node_at(root, path)
    meant = plain_of(read_nodes("\n".join(item) + "\n"))
    if not isinstance(parent, Sequence):
        raise EditError(f"“{'.'.join(map(str, path))}” is not a list")
    lines = text.split("\n")
    if parent.items:
        new = _beside(lines, parent, item, position)
    else:
        new = _into_empty(lines, parent, item)
    wanted = plain_of(root)
    spot = _step_into(wanted, path)
    assert isinstance(spot, list)
    spot.insert(position, meant)
    return _proved(new, wanted)


def _dashed(item: list[str], dash: int) -> list[str]:
    margin = " " * dash
    first, *rest = item
    return [f"{margin}- {first}", *(f"{margin}  {line}" if line else "" for line in rest)]


def _beside(lines: list[str], parent: Sequence, item: list[str], position: int) -> list[str]:
    starts = [node.place.line - 1 for node in parent.items]
    dash = lines[starts[0]].find("-")
    if any(not lines[start][dash:].startswith("- ") for start in starts):
        raise EditError("the list is not written with one item after the other")
    ends = [_end_of_block(lines, start, dash) for start in starts]
    apart = len(starts) > 1 and not lines[_first_line_above(lines, starts[1]) - 1].strip()
    new = _dashed(item, dash)
    if position == 0:
        above = _first_line_above(lines, starts[0])
        between = [""] if apart else []
        return [*lines[:above], *new, *between, *lines[above:]]
    end = ends[position - 1]
    return [*lines[:end], *([""] if apart else []), *new, *lines[end:]]


def _first_line_above(lines: list[str], start: int) -> int:
    """Comments straight above an item belong to it."""
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _end_of_block(lines: list[str], start: int, margin: int) -> int:
    """Give the line after the last one that stands further in than the margin."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= margin:
            break
        end = number + 1
    return end


def _into_empty(lines: list[str], parent: Sequence, item: list[str]) -> list[str]:
    number = parent.place.line - 1
    line = lines[number]
    match = re.fullmatch(r"( *)(\S.*?:) *\[ *\]( *#.*)?", line)
    if match is None:
        raise EditError("the empty list does not stand alone on its line")
    new = _dashed(item, len(match.group(1)) + 2)
    return [*lines[:number], match.group(1) + match.group(2) + (match.group(3) or ""), *new,
            *lines[number + 1 :]]  # fmt: skip


def add_key(text: str, path: SequenceType[str | int], key: str, value: list[str]) -> str:
    """Put a key at the end of a block; ``value`` are its lines, from the left edge.

    Raises:
        EditError: when the change cannot be proved.
    """
    root = read_nodes(text)
    parent = node_at(root, path)
    if not isinstance(parent, Mapping) or not parent.items:
        raise EditError(f"“{'.'.join(map(str, path))}” is not a block of keys")
    if key in parent.items:
        raise EditError(f"the key “{key}” is there already")
    lines = text.split("\n")
    place = next(reversed(parent.items.values()))[0]
    margin = place.column - 1
    end = _end_of_block(lines, place.line - 1, margin)
    added = [" " * margin + line for line in value]
    wanted = plain_of(root)
    spot = _step_into(wanted, path)
    assert isinstance(spot, dict)
    meant = plain_of(read_nodes("\n".join(value) + "\n"))
    assert isinstance(meant, dict)
    spot[key] = meant[key]
    return _proved([*lines[:end], *added, *lines[end:]], wanted)


def replace_value(text: str, path: SequenceType[str | int], written: str) -> str:
    """Exchange one value on one line; ``written`` is the new one as it shall stand there.

    Raises:
        EditError: when the change cannot be proved.
    """
    root = read_nodes(text)
    node = node_at(root, path)
    if not isinstance(node, Scalar):
        raise EditError(f"“{'.'.join(map(str, path))}” is not a single value")
    lines = text.split("\n")
    number, column = node.place.line - 1, node.place.column - 1
    line = lines[number]
    quoted = re.match(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', line[column:])
    old = quoted.group() if quoted and not node.plain else node.text
    if not line.startswith(old, column):
        raise EditError("the value runs over several lines")
    lines[number] = line[:column] + written + line[column + len(old) :]
    wanted = plain_of(root)
    spot = _step_into(wanted, path[:-1])
    spot[path[-1]] = plain_of(node_at(read_nodes(f"key: {written}\n"), ["key"]))  # type: ignore[index]
    return _proved(lines, wanted)


def replace_list(text: str, path: SequenceType[str | int], items: SequenceType[str]) -> str:
    """Exchange a list of words, written on one line or below each other; it stays so.

    Raises:
        EditError: when the change cannot be proved.
    """
    root = read_nodes(text)
    node = node_at(root, path)
    if not isinstance(node, Sequence) or not all(isinstance(x, Scalar) for x in node.items):
        raise EditError(f"“{'.'.join(map(str, path))}” is not a list of words")
    lines = text.split("\n")
    number = node.place.line - 1
    if lines[number][node.place.column - 1 :].startswith("["):
        head, tail = lines[number][: node.place.column - 1], lines[number][node.place.column - 1 :]
        close = tail.find("]")
        if close < 0:
            raise EditError("the list runs over several lines")
        lines[number] = f"{head}[{', '.join(items)}]{tail[close + 1 :]}"
    else:
        dash = node.place.column - 1
        end = _end_of_block(lines, node.items[-1].place.line - 1, dash)
        lines[number:end] = [f"{' ' * dash}- {item}" for item in items]
    wanted = plain_of(root)
    spot = _step_into(wanted, path[:-1])
    spot[path[-1]] = [(item, False) for item in items]  # type: ignore[index]
    return _proved(lines, wanted)


def _step_into(plain: Plain, path: SequenceType[str | int]) -> Plain:
    for step in path:
        plain = plain[step]  # type: ignore[index,assignment]
    return plain


def _proved(lines: list[str], wanted: Plain) -> str:
    """Give the new text, if it says what is wanted and nothing else.

    Raises:
        EditError: when it does not.
    """
    text = "\n".join(lines)
    if plain_of(read_nodes(text)) != wanted:
        raise EditError("the file is laid out in a way that cannot be changed safely")
    return text
