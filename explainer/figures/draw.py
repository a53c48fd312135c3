"""Draws the pictures that are missing or stale: one headless Chromium, kept open for all.

The library is the one that the Plotly package carries, or a smaller edition of the same version.
The package itself, which checks what the forms write, is imported by the tests alone: it takes as
long as drawing a figure.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import distribution, version
from pathlib import Path

from explainer.changeset import Changeset
from explainer.figures.browser import Browser
from explainer.figures.cleaning import clean_svg
from explainer.figures.drawing import FOLDER, digest_of
from explainer.figures.spec import PLOTLY_VERSION, Drawing, Figure
from explainer.problems import Place, Problems

#: Names under which a browser is looked for on PATH; the variable CHROME comes first.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

#: The library whole, in the Plotly package; and its smaller edition, beside the builder.
_WHOLE = "plotly/package_data/plotly.min.js"
_SMALL = "bundle/node_modules/plotly.js/dist/plotly-basic.min.js"
_EDITION = re.compile(r"plotly\.js (?:\([a-z -]+\) )?v([0-9.]+)")

#: Told after each picture: how many are done, of how many, and the name of this one.
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Tell nobody."""


_DRAW = """
(async (figure) => {
  let seed = 1;
  Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const {width, height} = figure.layout;
  const options = {format: 'svg', imageDataOnly: true, width, height};
  return await Plotly.toImage({data: figure.data, layout: figure.layout}, options);
})"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a run of the drawing did, as file names."""

    drawn: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def draw_figures(
    figures: Iterable[Figure],
    root: Path,
    problems: Problems,
    *,
    progress: Progress = silent,
    everything: bool = False,
    browser: Browser | None = None,
) -> Drawn:
    """Draw what is missing or stale into drawings/, and remove drawings of no figure.

    With ``everything`` all are drawn anew, in the ``browser`` that ``start_browser`` gave, or in
    one for this. Without a browser nothing changes and a Problem says what to install. All are
    written together, or none.

    Raises:
        ChangeError: when they cannot be written.
    """
    folder = root / FOLDER
    drawings = [drawing for figure in figures for drawing in figure.drawings]
    waiting = [d for d in drawings if everything or not _is_current(folder, d)]
    if waiting:
        pictures = draw(waiting, problems, progress=progress, browser=browser)
        if pictures is None:
            return Drawn((), (), ())
        changes = Changeset(root)
        for name, svg in pictures.items():
            changes.put(f"{FOLDER}/{name}", svg.encode())
        changes.apply()
    names = {drawing.name for drawing in drawings}
    strays = sorted(p for p in folder.glob("*.svg") if p.name not in names)
    for path in strays:
        path.unlink()
    drawn = tuple(sorted(d.name for d in waiting))
    return Drawn(drawn, tuple(sorted(names - set(drawn))), tuple(p.name for p in strays))


def _is_current(folder: Path, drawing: Drawing) -> bool:
    path = folder / drawing.name
    return path.is_file() and digest_of(path.read_text(encoding="utf-8")) == drawing.digest


def draw(
    drawings: Iterable[Drawing],
    problems: Problems,
    *,
    progress: Progress = silent,
    browser: Browser | None = None,
) -> Mapping[str, str] | None:
    """Give the cleaned SVG of each drawing, by file name; None after noting a missing tool."""
    waiting = list(drawings)
    program = find_browser()
    if program is None or not _plotly_fits(problems):
        if program is None:
            problems.error(
                Place(FOLDER),
                "no-browser",
                f"{len(waiting)} figures must be drawn, but no browser was found.",
                "Install Chromium (Debian: apt-get install chromium), or set CHROME to its path.",
            )
        return None
    pictures = {}
    with nullcontext(browser) if browser else start_browser(program) as found:
        for index, drawing in enumerate(waiting, 1):
            pictures[drawing.name] = _draw(found, drawing)
            progress(index, len(waiting), drawing.name)
    return pictures


#: Gives the cleaned SVG of a drawing.
Pen = Callable[[Drawing], str]


@contextmanager
def open_pen(program: str) -> Iterator[Pen]:
    """Give what draws, in a browser that stays open: the first drawing waits for it, no other."""
    with start_browser(program) as browser:
        yield partial(_draw, browser)


def start_browser(program: str) -> Browser:
    """Start a browser that can draw; what is asked of it first waits until it can."""
    return Browser(program, libraries()[0])


def libraries() -> tuple[Path, ...]:
    """Give the scripts that draw, the quickest first; whichever does, the drawing is the same.

    Of two editions of one version, the one with bars, lines and dots alone is ready four times
    sooner. It is there where the library was made with which readers explore (bundle/).
    """
    whole = Path(str(distribution("plotly").locate_file(_WHOLE)))
    small = Path(__file__).parents[2] / _SMALL
    return tuple(p for p in (small, whole) if p.is_file() and _edition_of(p) == _edition_of(whole))


def _edition_of(script: Path) -> str:
    """Give the version that a script of the library names in its first lines."""
    with script.open(encoding="utf-8") as stream:
        found = _EDITION.search(stream.read(300))
    return found[1] if found else ""


def _draw(browser: Browser, drawing: Drawing) -> str:
    """Give a drawing's cleaned SVG."""
    text = json.dumps(drawing.spec, ensure_ascii=False)
    return clean_svg(browser.evaluate(f"{_DRAW}({text})"), drawing)


def find_browser() -> str | None:
    """Give the path of a Chromium or Chrome, or None."""
    named = os.environ.get("CHROME")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _plotly_fits(problems: Problems) -> bool:
    """Pictures are comparable only when one version of the library draws them."""
    found = version("plotly")
    if found != PLOTLY_VERSION:
        problems.error(
            Place(FOLDER),
            "wrong-plotly",
            f"plotly {found} is installed; the drawings are made with {PLOTLY_VERSION}.",
            "Install the pinned requirements.",
        )
    return found == PLOTLY_VERSION
