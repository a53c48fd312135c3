"""Pictures: what they are made from, and that no stale one is published."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from explainer.figures.photograph import photograph, photograph_pictures, shrink
from explainer.figures.picture import Picture, digest_of_png, read_picture, size_of_png
from explainer.problems import Problems
from tests.builders import make_png

if TYPE_CHECKING:
    from pathlib import Path

PAPER = (0xFB, 0xFA, 0xF6)
RED = (0xB0, 0x2E, 0x1C)
MARKUP = (
    '<svg width="60" height="40"><rect width="60" height="40" fill="#fbfaf6"/>'
    '<rect x="10" y="10" width="20" height="20" fill="#b02e1c"/></svg>'
)


def make_picture(markup: str = MARKUP, name: str = "png/sample.en.png") -> Picture:
    """Give a red square on paper."""
    return Picture(name, markup, 60, 40)


def keep(root: Path, picture: Picture) -> Path:
    """Put a stand-in where a picture is kept."""
    path = root / "drawings" / picture.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_png(picture))
    return path


def test_a_current_picture_is_read(tmp_path: Path) -> None:
    """Its digest is that of its markup."""
    path = keep(tmp_path, make_picture())
    problems = Problems()

    assert read_picture(tmp_path, make_picture(), problems) == path.read_bytes()
    assert not problems.found


def test_a_stale_picture_is_refused_with_the_command(tmp_path: Path) -> None:
    """Other words, the same file."""
    keep(tmp_path, make_picture())
    problems = Problems()

    assert read_picture(tmp_path, make_picture(MARKUP + " "), problems) is None
    (problem,) = problems.errors
    assert problem.kind == "stale-drawing"
    assert problem.place.file == "drawings/png/sample.en.png"
    assert problem.remedy == "Run: python build.py draw"


@pytest.mark.parametrize(
    "data", [None, b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\x89PNG\r\n\x1a\n" * 3]
)
def test_a_missing_or_broken_picture_is_refused(tmp_path: Path, data: bytes | None) -> None:
    """However it is broken."""
    if data is not None:
        keep(tmp_path, make_picture()).write_bytes(data)
    problems = Problems()

    assert read_picture(tmp_path, make_picture(), problems) is None
    assert [p.kind for p in problems.errors] == [
        "missing-drawing" if data is None else "stale-drawing"
    ]


@pytest.mark.parametrize("change", ["markup", "width", "height"])
def test_the_digest_depends_on_everything_drawn(change: str) -> None:
    """But not on the name."""
    given = {"name": "a", "markup": "b", "width": 1, "height": 2}

    assert Picture(**given).digest != Picture(**(given | {change: 9})).digest  # type: ignore[arg-type]
    assert Picture(**given).digest == Picture(**(given | {"name": "c"})).digest  # type: ignore[arg-type]


def test_the_palette_holds_the_colours_and_the_steps_to_the_paper() -> None:
    """The paper is the colour named first."""
    palette = make_picture().palette

    assert palette[0] == PAPER
    assert palette[1] == RED
    assert len(palette) == 5
    assert all(PAPER[0] >= red >= RED[0] for red, _, _ in palette)


def test_shrinking_keeps_colours_exactly() -> None:
    """A mark is never another area's by a hair; what is no colour of ours goes to the nearest."""
    full = Image.new("RGB", (60, 40), PAPER)
    full.paste(RED, (10, 10, 30, 30))
    full.putpixel((0, 0), (0xB1, 0x30, 0x1C))
    raw = io.BytesIO()
    full.save(raw, "PNG")

    data = shrink(raw.getvalue(), make_picture())

    with Image.open(io.BytesIO(data)) as small:
        assert small.mode == "P"
        colours = small.convert("RGB")
        assert colours.getpixel((20, 20)) == RED
        assert colours.getpixel((50, 5)) == PAPER
        assert colours.getpixel((0, 0)) == RED
    assert digest_of_png(data) == make_picture().digest
    assert size_of_png(data) == (60, 40)


def test_another_size_than_asked_for_is_a_bug() -> None:
    """The browser would have been set up wrongly."""
    raw = io.BytesIO()
    Image.new("RGB", (61, 40)).save(raw, "PNG")

    with pytest.raises(ValueError, match="came out as"):
        shrink(raw.getvalue(), make_picture())


def test_what_is_no_png_has_no_size() -> None:
    """And says so."""
    with pytest.raises(ValueError, match="no PNG"):
        size_of_png(b"GIF89a")


def test_without_a_browser_the_editor_learns_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And strays stay until somebody can draw."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    stray = keep(tmp_path, make_picture(name="cards/gone.en.png"))
    problems = Problems()

    report = photograph_pictures([make_picture()], tmp_path, problems)

    assert [p.kind for p in problems.errors] == ["no-browser"]
    assert report.drawn == ()
    assert stray.exists()


def test_current_pictures_need_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strays go."""
    monkeypatch.setenv("PATH", str(tmp_path))
    keep(tmp_path, make_picture())
    stray = keep(tmp_path, make_picture(name="cards/gone.en.png"))

    report = photograph_pictures([make_picture()], tmp_path, Problems())

    assert report.kept == ("png/sample.en.png",)
    assert report.removed == ("cards/gone.en.png",)
    assert not stray.exists()


@pytest.mark.browser
def test_the_same_picture_has_the_same_bytes() -> None:
    """On one machine; two runs, two browsers."""
    words = MARKUP.replace(
        "</svg>", '<text x="2" y="9" font-size="9" fill="#b02e1c">区</text></svg>'
    )

    once, again = (photograph([make_picture(words)], Problems()) for _ in range(2))

    assert once == again
    assert once is not None
    assert size_of_png(once["png/sample.en.png"]) == (60, 40)
