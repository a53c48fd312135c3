"""Pictures are kept small, safe and fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explainer.figures.cleaning import clean_svg, move_path, relative_path
from explainer.figures.drawing import digest_of, read_drawing
from explainer.figures.spec import Drawing
from explainer.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

DRAWING = Drawing("sample", "en", "wide", 760, 200, {"data": [], "layout": {}})

RAW = """<svg xmlns="http://www.w3.org/2000/svg" width="760" height="200" style="background: red">
<defs><clipPath id="clip1"><rect width="1" height="1"/></clipPath></defs>
<rect class="bg" style="fill: rgb(0, 0, 0); fill-opacity: 0"/>
<g transform="translate(10,20)" clip-path="url(#clip1)">
<path d="M0,12V36.04H96V12Z" style="fill: rgb(160, 7, 0); stroke-width: 0px"/>
<path d="M100,12V36H96V12Z" style="fill: rgb(160, 7, 0); stroke: rgb(160, 3, 0);
 stroke-width: 1.5px; stroke-dasharray: 3px, 2px"/>
<path transform="translate(5,5)" d="M4,0A4,4 0 1,1 0,-4A4,4 0 0,1 4,0Z"
 style="fill: rgb(160, 1, 0)"/>
<g transform="translate(0,3)"><text x="10.26" y="10" text-anchor="end" style="font-size: 12px;
 font-weight: 700; fill: rgb(160, 3, 0)">&gt;15,000</text></g>
</g></svg>"""


def _clean(raw: str = RAW) -> str:
    return clean_svg(raw, DRAWING)


def test_only_what_is_drawn_is_kept() -> None:
    """In places on the sheet: marks at one decimal, words at whole pixels."""
    assert _clean().splitlines()[1:-1] == [
        '<path d="M10 32v24h96v-24z" class="f-accent"/>',
        (
            '<path d="M110 32v24h-4v-24z" class="f-accent s-ink" stroke-width="1.5"'
            ' stroke-dasharray="3 2"/>'
        ),
        '<circle cx="15" cy="25" r="4" class="f-paper"/>',
        (
            '<text class="f-ink" x="20" y="33" text-anchor="end" font-size="12"'
            ' font-weight="700">&gt;15,000</text>'
        ),
    ]


def test_nothing_that_a_strict_policy_refuses_is_left() -> None:
    """No style, no script, no id that could meet that of another figure, no sentinel."""
    svg = _clean()

    for left in ("style", "<script", " id=", "url(", "rgb(", "#a0", "clip"):
        assert left not in svg


def test_the_root_scales_and_is_hidden_from_readers_of_words() -> None:
    """The HTML around it labels and describes it."""
    first = _clean().splitlines()[0]

    assert first == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 760 200" '
        f'aria-hidden="true" focusable="false" data-digest="{DRAWING.digest}">'
    )


def test_neighbours_that_look_alike_become_one() -> None:
    """A hundred hairlines are one path."""
    line = '<path d="M0,0H10" style="fill: none; stroke: rgb(160, 3, 0)"/>'
    svg = _clean(f'<svg xmlns="http://www.w3.org/2000/svg">{line}{line}</svg>')

    assert '<path d="M0 0h10m-10 0h10" class="s-ink" fill="none"/>' in svg


@pytest.mark.parametrize(
    "shape",
    [
        '<path d="M0,0H1" style="fill: rgb(1, 2, 3)"/>',
        '<image href="x.png"/>',
        '<path d="M0,0C1,1 2,2 3,3" style="fill: rgb(160, 3, 0)"/>',
        '<g transform="rotate(90)"/>',
    ],
)
def test_what_the_site_does_not_use_is_refused(shape: str) -> None:
    """A form that draws it must learn otherwise."""
    with pytest.raises(ValueError, match=r"\w"):
        _clean(f'<svg xmlns="http://www.w3.org/2000/svg">{shape}</svg>')


def test_paths_move() -> None:
    """All absolute commands, arcs by their ends."""
    assert move_path("M0,0L1,2H3V4A5,5 0 0,1 6,7Z", 10, 20) == "M10 20L11 22H13V24A5 5 0 0 1 16 27Z"


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("M10 20L11 22H13V24A5 5 0 0 1 16 27Z", "M10 20l1 2h2v2a5 5 0 0 1 3 3z"),
        ("M0 0V9H9ZM10 10V19H19Z", "M0 0v9h9zm10 10v9h9z"),
        ("M1 1L5 1L5 4L0.5 0.2", "M1 1h4v3l-4.5-3.8"),
        ("M0 0L1 1 2 2", "M0 0l1 1l1 1"),
        ("M5 5H5", "M5 5h0"),
        ("M0.1 0.2L0.3 0.6H0.1", "M0.1 0.2l0.2 0.4h-0.2"),
    ],
)
def test_paths_go_by_steps(path: str, steps: str) -> None:
    """Equal marks weigh next to nothing then; after z the pen is where it began."""
    assert relative_path(path) == steps


def test_a_current_drawing_is_read(tmp_path: Path) -> None:
    """Its text is what stands in the file."""
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings/sample.en.wide.svg").write_text(_clean(), encoding="utf-8")
    problems = Problems()

    assert read_drawing(tmp_path, DRAWING, problems) == _clean()
    assert not problems.found
    assert digest_of(_clean()) == DRAWING.digest


@pytest.mark.parametrize(("kept", "kind"), [(None, "missing-drawing"), ("<svg/>", "stale-drawing")])
def test_no_page_shows_a_missing_or_stale_drawing(
    tmp_path: Path, kept: str | None, kind: str
) -> None:
    """It is a problem that says which command draws it."""
    (tmp_path / "drawings").mkdir()
    if kept:
        (tmp_path / "drawings/sample.en.wide.svg").write_text(kept, encoding="utf-8")
    problems = Problems()

    assert read_drawing(tmp_path, DRAWING, problems) is None
    (problem,) = problems.found
    assert (problem.kind, problem.place.file) == (kind, "drawings/sample.en.wide.svg")
    assert problem.remedy == "Run: python build.py draw"
