"""What other pages tell of a page of prose, so that they do not rest on its whole text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: A heading with its id, and a block such as ``::figure weight``, each on a line of its own.
HEADING = re.compile(r"^(##) +(.*?)(?: *\{#([a-z0-9-]+)\})? *$")
BLOCK = re.compile(r"^::([a-z-]+)(?: +(.*?))? *$")


@dataclass(frozen=True, slots=True)
class Outline:
    """Headings by the ids of their sections, and for each figure the sections that show it."""

    headings: Mapping[str, str]
    figures: Mapping[str, tuple[str, ...]]


def outline_of(body: str) -> Outline:
    """Give the outline of a page's body; what stands before the first heading has the id ""."""
    headings: dict[str, str] = {}
    figures: dict[str, tuple[str, ...]] = {}
    section = ""
    for line in body.split("\n"):
        heading, block = HEADING.match(line), BLOCK.match(line)
        if heading is not None:
            section = heading.group(3) or ""
            headings.setdefault(section, heading.group(2))
        elif block is not None and block.group(1) == "figure":
            shown = figures.get(block.group(2) or "", ())
            figures[block.group(2) or ""] = shown if section in shown else (*shown, section)
    return Outline(headings, figures)
