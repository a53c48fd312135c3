"""The drawings that the site shows: whole, small, and with words that nowhere meet."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import pytest
from lxml import etree

from explainer.figures.measure import text_width
from tests.builders import ROOT

pytestmark = pytest.mark.real

DRAWINGS = sorted(path.name for path in ROOT.glob("drawings/*.svg"))


class Words(NamedTuple):
    """A line of words: its text and the room it takes, in pixels."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float


def _words(name: str) -> tuple[list[Words], float, float]:
    root = etree.fromstring((ROOT / "drawings" / name).read_bytes())
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    found = []
    for node in root.iterfind("{*}text"):
        text = node.text or ""
        size = float(node.get("font-size", "0"))
        # The widths of the figures' own measure are the widest; real faces are narrower.
        room = text_width(text, size, bold=node.get("font-weight") == "700") * 0.97
        x = float(node.get("x", "0"))
        x -= {"start": 0.0, "middle": room / 2, "end": room}[node.get("text-anchor", "start")]
        y = float(node.get("y", "0"))
        found.append(Words(text, x, x + room, y - size * 0.72, y + size * 0.12))
    return found, width, height


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_words_overlap(name: str) -> None:
    """Even in the widest face that a reader's machine may have."""
    words, _, _ = _words(name)
    overlapping = [
        (a.text, b.text)
        for a, b in itertools.combinations(words, 2)
        if a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
    ]

    assert overlapping == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_words_leave_the_sheet(name: str) -> None:
    """Nothing is cut off."""
    words, width, height = _words(name)

    assert [w for w in words if w.x0 < -1 or w.x1 > width + 1 or w.y0 < -1 or w.y1 > height] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_small_and_carries_nothing_foreign(name: str) -> None:
    """A page of five figures stays lighter than one photograph."""
    svg = (ROOT / "drawings" / name).read_text(encoding="utf-8")

    assert len(svg) < 12_000
    for foreign in ("style", "<script", " id=", "url(", "rgb(", "http://www.w3.org/1999"):
        assert foreign not in svg
