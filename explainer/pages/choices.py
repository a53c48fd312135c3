"""What readers can narrow a list by: each choice with the number of items that have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its value in addresses, its words, how many items have it."""

    value: str
    words: str
    count: int


def make_choices(
    words: Iterable[tuple[str, str]], items: Iterable[Iterable[str]]
) -> tuple[Choice, ...]:
    """Give a choice for each value and its words, with how many items have the value."""
    held = [set(values) for values in items]
    found = (Choice(value, text, sum(value in has for has in held)) for value, text in words)
    return tuple(choice for choice in found if choice.count)
