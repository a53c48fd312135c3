"""Photographs the pictures that are missing or stale, and makes their files small.

The browser is the one that draws; Pillow, which reduces the colours, is imported here alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path

from explainer.changeset import Changeset
from explainer.figures.browser import Browser
from explainer.figures.draw import Drawn, Progress, find_browser, silent
from explainer.figures.drawing import FOLDER
from explainer.figures.picture import KEYWORD, Picture, digest_of_png
from explainer.problems import Place, Problems

#: Folders of drawings/ that hold pictures and nothing else.
FOLDERS = ("png", "cards", "icons")

_PAGE = (
    '<!doctype html><meta charset="utf-8"><style>html,body{{margin:0;width:{width}px;'
    "height:{height}px;overflow:hidden}}</style>{markup}"
)


def photograph_pictures(
    pictures: Iterable[Picture],
    root: Path,
    problems: Problems,
    *,
    progress: Progress = silent,
    everything: bool = False,
    browser: Browser | None = None,
) -> Drawn:
    """Make what is missing or stale in the folders of drawings/, and remove strays.

    With ``everything`` all are made anew, in this ``browser`` or in one for this. Without a
    browser nothing changes and a Problem says what to install. All are written together, or none.

    Raises:
        ChangeError: when they cannot be written.
    """
    wanted = list(pictures)
    folder = root / FOLDER
    waiting = [p for p in wanted if everything or not _is_current(folder, p)]
    if waiting:
        made = photograph(waiting, problems, progress=progress, browser=browser)
        if made is None:
            return Drawn((), (), ())
        changes = Changeset(root)
        for name, data in made.items():
            changes.put(f"{FOLDER}/{name}", data)
        changes.apply()
    names = {picture.name for picture in wanted}
    found = {
        f"{kind}/{path.name}": path for kind in FOLDERS for path in (folder / kind).glob("*.png")
    }
    strays = sorted(found.keys() - names)
    for name in strays:
        found[name].unlink()
    drawn = tuple(sorted(p.name for p in waiting))
    return Drawn(drawn, tuple(sorted(names - set(drawn))), tuple(strays))


def _is_current(folder: Path, picture: Picture) -> bool:
    path = folder / picture.name
    return path.is_file() and digest_of_png(path.read_bytes()) == picture.digest


def photograph(
    pictures: Iterable[Picture],
    problems: Problems,
    *,
    progress: Progress = silent,
    browser: Browser | None = None,
) -> Mapping[str, bytes] | None:
    """Give the PNG of each picture, by name; None after noting that there is no browser."""
    waiting = list(pictures)
    program = find_browser()
    if program is None:
        problems.error(
            Place(FOLDER),
            "no-browser",
            f"{len(waiting)} pictures must be made, but no browser was found.",
            "Install Chromium (Debian: apt-get install chromium), or set CHROME to its path.",
        )
        return None
    made = {}
    with nullcontext(browser) if browser else Browser(program) as found:
        for index, picture in enumerate(waiting, 1):
            made[picture.name] = shrink(_shoot(found, picture), picture)
            progress(index, len(waiting), picture.name)
    return made


def _shoot(browser: Browser, picture: Picture) -> bytes:
    """Give the picture as the browser shows it, in full colour."""
    width, height = picture.width, picture.height
    browser.show(_PAGE.format(width=width, height=height, markup=picture.markup), width, height)
    return browser.photograph()


def shrink(data: bytes, picture: Picture) -> bytes:
    """Give the picture with a palette, its digest in a text chunk.

    Raises:
        ValueError: when the browser gave another size than was asked for.
    """
    from PIL import Image, PngImagePlugin

    with Image.open(io.BytesIO(data)) as full:
        if full.size != (picture.width, picture.height):
            raise ValueError(f"{picture.name} came out as {full.size}")
        colours = Image.new("P", (1, 1))
        colours.putpalette([part for colour in picture.palette for part in colour])
        small = full.convert("RGB").quantize(palette=colours, dither=Image.Dither.NONE)
    notes = PngImagePlugin.PngInfo()
    notes.add_text(KEYWORD.decode(), picture.digest)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True, pnginfo=notes)
    return out.getvalue()
