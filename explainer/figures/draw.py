"""Draws the pictures that are missing or stale: one headless Chromium, kept open for all.

Plotly and the browser driver are imported here alone, and only when something must be drawn.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explainer.changeset import Changeset
from explainer.figures.cleaning import clean_svg
from explainer.figures.drawing import FOLDER, digest_of
from explainer.figures.spec import PLOTLY_VERSION, Drawing, Figure
from explainer.problems import Place, Problems

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Names under which a browser is looked for on PATH; the variable CHROME comes first.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

#: Told after each picture: how many are done, of how many, and the name of this one.
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, name: str) -> None:
    """Tell nobody."""


_DRAW = """
async (text) => {
  const figure = JSON.parse(text);
  let seed = 1;
  Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const {width, height} = figure.layout;
  const options = {format: 'svg', imageDataOnly: true, width, height};
  return await Plotly.toImage({data: figure.data, layout: figure.layout}, options);
}
"""


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
) -> Drawn:
    """Draw what is missing or stale into drawings/, and remove drawings of no figure.

    With ``everything`` all are drawn anew. Without a browser nothing changes and a Problem says
    what to install. All are written together, or none.

    Raises:
        ChangeError: when they cannot be written.
    """
    folder = root / FOLDER
    drawings = [drawing for figure in figures for drawing in figure.drawings]
    waiting = [d for d in drawings if everything or not _is_current(folder, d)]
    if waiting:
        pictures = draw(waiting, problems, progress=progress)
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
) -> Mapping[str, str] | None:
    """Give the cleaned SVG of each drawing, by file name; None after noting a missing tool."""
    waiting = list(drawings)
    browser = find_browser()
    if browser is None or not _plotly_fits(problems):
        if browser is None:
            problems.error(
                Place(FOLDER),
                "no-browser",
                f"{len(waiting)} figures must be drawn, but no browser was found.",
                "Install Chromium (Debian: apt-get install chromium), or set CHROME to its path.",
            )
        return None
    _validate(waiting)
    pictures = {}
    with open_pen(browser) as pen:
        for index, drawing in enumerate(waiting, 1):
            pictures[drawing.name] = pen(drawing)
            progress(index, len(waiting), drawing.name)
    return pictures


#: Gives the cleaned SVG of a drawing.
Pen = Callable[[Drawing], str]


@contextmanager
def open_pen(browser: str) -> Iterator[Pen]:
    """Give what draws, in a browser that stays open: the first drawing waits for it, no other."""
    script = files("plotly").joinpath("package_data/plotly.min.js")
    with open_page(browser) as page:
        page.add_script_tag(content=script.read_text(encoding="utf-8"))

        def pen(drawing: Drawing) -> str:
            text = json.dumps(drawing.spec, ensure_ascii=False)
            return clean_svg(page.evaluate(_DRAW, text), drawing)

        yield pen


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


def _validate(drawings: Iterable[Drawing]) -> None:
    """Refuse specifications that Plotly does not know, before a browser guesses.

    Raises:
        ValueError: from Plotly, naming the property; a mistake in a form.
    """
    import plotly.graph_objects as go

    for drawing in drawings:
        go.Figure(data=drawing.spec["data"], layout=drawing.spec["layout"], skip_invalid=False)


@contextmanager
def open_page(browser: str) -> Iterator[Page]:
    """Give an empty page; the browser has a fresh profile and no network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=browser, headless=True, args=[*FLAGS])
        try:
            context = running.new_context(offline=True, locale="en-GB", device_scale_factor=1)
            context.route("**/*", _refuse)
            yield context.new_page()
        finally:
            running.close()


def _refuse(route: Any) -> None:
    route.abort()
