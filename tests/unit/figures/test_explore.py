"""What readers fetch when they explore a figure."""

from __future__ import annotations

import json
from typing import Any

from explainer.figures.canvas import Canvas, Rect
from explainer.figures.explore import render_script
from explainer.figures.spec import Drawing
from explainer.figures.template import NARROW
from explainer.figures.tokens import sentinels
from explainer.formats import Locale

WORDS = {
    "explore.keys": "Arrow keys move.",
    "explore.keys-zoom": "Arrow keys move, plus zooms.",
    "explore.count": "{text} ({number} of {total})",
}


def script(canvas: Canvas, code: str = "en") -> dict[str, Any]:
    """Give what a drawing's script hands over."""
    drawing = Drawing("f", code, "narrow", 330, canvas.height, canvas.spec(), tuple(canvas.zoom))
    text = render_script(drawing, Locale(code, code, "", WORDS)).decode()
    start = "document.currentScript.spec="
    assert text.startswith(start)
    assert text.endswith(";\n")
    found: dict[str, Any] = json.loads(text[len(start) : -2])
    return found


def test_colours_are_names_of_tokens() -> None:
    """No stand-in is left; the page says what colour a token has."""
    canvas = Canvas(NARROW, 100)
    canvas.rects(canvas.sheet, [Rect(0, 9, 0, 9, "accent", "rule", 1, "one")])
    canvas.word(canvas.sheet, 0, 0, "x", size=12)

    found = script(canvas)

    bar, words = found["data"]
    assert bar["marker"]["color"] == ["--accent"]
    assert bar["marker"]["line"]["color"] == ["--rule"]
    assert words["textfont"]["color"] == ["--ink"]
    assert found["layout"]["hoverlabel"]["bgcolor"] == "--paper"
    assert not any(stand_in in json.dumps(found) for stand_in in sentinels())


def test_long_lines_of_tooltips_are_broken() -> None:
    """A telephone would cut them off; signs stay escaped."""
    canvas = Canvas(NARROW, 100)
    long = "4 Digital parks, smart factories & computing power <for all>\nOnly named"
    canvas.rects(canvas.sheet, [Rect(0, 9, 0, 9, "accent", hover=long)])

    (text,) = script(canvas)["data"][0]["hovertext"]

    assert text == (
        "4 Digital parks, smart factories<br>&amp; computing power &lt;for all&gt;<br>Only named"
    )


def test_the_script_speaks_the_language_of_the_page() -> None:
    """Its own words, and the library's."""
    assert script(Canvas(NARROW, 100))["locale"] == "en"
    assert script(Canvas(NARROW, 100), "zh")["locale"] == "zh-CN"
    assert script(Canvas(NARROW, 100))["words"] == {
        "keys": "Arrow keys move.",
        "count": "{text} ({number} of {total})",
    }


def test_only_what_shows_time_can_be_zoomed() -> None:
    """The keys are told with the rest; the digest of the drawing does not change."""
    canvas = Canvas(NARROW, 100)
    panel = canvas.panel(20, 10, 200, 60, x=(1984, 2015), y=(0, 9))
    plain = Drawing("f", "en", "narrow", 330, 100, canvas.spec())

    canvas.let_zoom(panel, 12, 240)

    found = script(canvas)
    assert found["zoom"] == [{"axis": "2", "box": [12, 1, 240, 94]}]
    assert found["words"]["keys"] == "Arrow keys move, plus zooms."
    zoomed = Drawing("f", "en", "narrow", 330, 100, canvas.spec(), tuple(canvas.zoom))
    assert zoomed.digest == plain.digest
