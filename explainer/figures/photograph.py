"""Photographs the pictures that are missing or stale, and makes their files small.

The browser is the one that draws; Pillow, which reduces the colours, is imported here alone.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.changeset import Changeset
from explainer.figures.draw import Drawn, Progress, find_browser, open_page, silent
from explainer.figures.drawing import FOLDER
from explainer.figures.picture import KEYWORD, Picture, digest_of_png
from explainer.problems import Place, Problems

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

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
) -> Drawn:
    """Make what is missing or stale in the folders of drawings/, and remove strays.

    With ``everything`` all are made anew. Without a browser nothing changes and a Problem says
    what to install. All are written together, or none.

    Raises:
        ChangeError: when they cannot be written.
    """
    wanted = list(pictures)
    folder = root / FOLDER
    waiting = [p for p in wanted if everything or not _is_current(folder, p)]
    if waiting:
        made = photograph(waiting, problems, progress=progress)
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
    pictures: Iterable[Picture], problems: Problems, *, progress: Progress = silent
) -> Mapping[str, bytes] | None:
    """Give the PNG of each picture, by name; None after noting that there is no browser."""
    waiting = list(pictures)
    browser = find_browser()
    if browser is None:
        problems.error(
            Place(FOLDER),
            "no-browser",
            f"{len(waiting)} pictures must be made, but no browser was found.",
            "Install Chromium (Debian: apt-get install chromium), or set CHROME to its path.",
        )
        return None
    made = {}
    with open_page(browser) as page:
        session = page.context.new_cdp_session(page)
        for index, picture in enumerate(waiting, 1):
            made[picture.name] = shrink(_shoot(page, session, picture), picture)
            progress(index, len(waiting), picture.name)
    return made


def _shoot(page: Page, session: CDPSession, picture: Picture) -> bytes:
    """Give the picture as the browser shows it, in full colour."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.set_content(
        _PAGE.format(width=picture.width, height=picture.height, markup=picture.markup)
    )
    shot = session.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
    return base64.b64decode(shot["data"])


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
