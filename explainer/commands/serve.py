"""`serve`: builds, shows, watches; what is saved appears in the browser, mistakes with their line.

Writes nothing but drawings that are stale, where there is a Chromium to draw them.
"""

from __future__ import annotations

import asyncio
import gc
import queue
import signal
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from watchfiles import Change, awatch

from explainer.figures.draw import find_browser, open_pen
from explainer.figures.drawing import FOLDER
from explainer.figures.spec import Drawing
from explainer.preview import Preview
from explainer.problems import BuildError
from explainer.reports import Line, as_text, count_words
from explainer.server import ADDRESS, Audience, Server, open_server
from explainer.settings import Settings
from explainer.site import Watched
from explainer.terminal import show

#: What a build reads; everything else may change unseen.
WATCHED = ("content", "data", "drawings", "templates", "static", "budget.yaml", "released.json")
#: Milliseconds in which a save must be quiet before it is read: some editors write in two steps.
QUIET = 12
#: Seconds after a build in which browsers fetch what changed.
BREATH = 0.3
#: The port that is tried first, and how many after it.
PORT, PORTS = 8000, 20


class PortError(Exception):
    """The port is taken; the message is for the editor."""


def serve(settings: Settings, *, port: int | None = None, opens: bool = True) -> None:
    """Serve until the editor stops it.

    Raises:
        PortError: when the port asked for is taken.
    """
    asyncio.run(_Server(replace(settings, preview=True)).run(port, opens=opens))


class _Server:
    """One preview being served: builds one after the other, never two at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.preview = Preview(settings.root)
        self.audience = Audience()
        self.saved = asyncio.Event()
        self.names: set[str] = set()
        self.drawer: Drawer | None = None

    async def run(self, port: int | None, *, opens: bool) -> None:
        server, found = _listen(self.preview, self.audience, port)
        address = f"http://localhost:{found}/"
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        show([Line(f"Building the preview of {self.settings.root} …")])
        browser = find_browser()
        if browser is not None:
            self.drawer = Drawer(browser, self.settings.root / FOLDER, self._redrawn(loop))
            self.preview.draws = True
        watching = asyncio.create_task(self._watch(stop))
        await self._renew(first=True)
        show([Line(f"Open {address}", "heading"), Line("Stop it with Ctrl-C.")])
        if opens and not stop.is_set():
            webbrowser.open(address)
        building = asyncio.create_task(self._build_saved())
        await stop.wait()
        building.cancel()
        server.stop()
        if self.drawer is not None:
            await asyncio.to_thread(self.drawer.close)
        await watching
        show([Line("Stopped.")])

    async def _watch(self, stop: asyncio.Event) -> None:
        roots = [path for name in WATCHED if (path := self.settings.root / name).exists()]
        async for changes in awatch(
            *roots, watch_filter=_is_content, debounce=200, step=QUIET, stop_event=stop,
            rust_timeout=1000,
        ):  # fmt: skip
            self.names |= _names(changes)
            self.saved.set()

    def _redrawn(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        def tell() -> None:
            loop.call_soon_threadsafe(self.saved.set)

        return tell

    def _watched(self, names: set[str]) -> Watched | None:
        """What browsers show is made first, unless it needs files that are not ready then."""
        if not names or any(name.endswith((".html", ".css", ".js", ".txt")) for name in names):
            return None
        loop = asyncio.get_running_loop()
        pages = map(self.preview.page_of, self.audience.pages.values())

        def tell(files: Mapping[str, bytes]) -> None:
            loop.call_soon_threadsafe(self._show_early, files)

        return Watched(frozenset(p.removesuffix("index.html") for p in pages if p), tell)

    def _show_early(self, files: Mapping[str, bytes]) -> None:
        changed = self.preview.take_early(files)
        if changed:
            self.audience.tell(lambda path: self.preview.news(path, changed))

    async def _build_saved(self) -> None:
        while True:
            await self.saved.wait()
            self.saved.clear()
            await self._renew()

    async def _renew(self, *, first: bool = False) -> None:
        """Build and tell; Python looks for garbage when that is done, not in the midst of it."""
        gc.disable()
        try:
            await self._build_and_tell(first=first)
        finally:
            asyncio.get_running_loop().call_later(BREATH, _sweep)

    async def _build_and_tell(self, *, first: bool) -> None:
        """Build, and tell whoever looks; a mistake leaves the last good pages."""
        start = time.perf_counter()
        names, self.names = self.names, set()
        anew = any(name.endswith(".html") for name in names)  # a template is no content
        try:
            built = await asyncio.to_thread(
                self.preview.build, self.settings, anew=anew, watched=self._watched(names)
            )
        except BuildError as error:
            self.preview.refuse(error)
            self.audience.tell(lambda path: self.preview.news(path, ()))
            show(as_text(error.errors, self.settings.root))
            show([Line(count_words(error.errors, "error") + " The last good pages stay.", "error")])
            return
        except Exception:  # noqa: BLE001 - a bug of ours must not end the preview
            show([Line("The builder failed, which is not your mistake:", "error")], errors=True)
            show([Line(traceback.format_exc())], errors=True)
            return
        was_wrong = bool(self.preview.errors)
        changed = self.preview.take(built)
        self.audience.tell(lambda path: self.preview.news(path, changed))
        if self.drawer is not None:
            self.drawer.want(self.preview.waiting)
        seconds = time.perf_counter() - start
        if first:
            words = f"{len(built.files)} files in {seconds:.1f} s."
        else:
            pages = sum(name.endswith(".html") for name in changed)
            mended = "Mended. " if was_wrong else ""
            what = ", ".join(sorted(names)[:3]) or "drawings"
            words = f"{mended}{what}: {pages} pages changed, {seconds * 1000:.0f} ms."
        show([Line(words)])
        if self.preview.unfinished and first:
            show(
                [
                    Line(
                        f"{len(self.preview.unfinished)} unfinished; the page marks them.",
                        "warning",
                    )
                ]
            )


def _sweep() -> None:
    """Let go of what the last build left; what the next one needs is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _names(changes: Iterable[tuple[Change, str]]) -> set[str]:
    """Give the files that were saved, without what an editor put aside on the way."""
    return {path.name for _, name in changes if (path := Path(name)).exists()}


def _is_content(_: Change, name: str) -> bool:
    """Leave out what editors and systems put beside their files."""
    return not (
        Path(name).name.startswith((".", "#", "4913")) or name.endswith(("~", ".swp", ".tmp"))
    )


def _listen(preview: Preview, audience: Audience, port: int | None) -> tuple[Server, int]:
    """Give a server at the port asked for, or at the first that is free."""
    wanted: Iterable[int] = (port,) if port is not None else (*range(PORT, PORT + PORTS), 0)
    for number in wanted:
        try:
            return open_server(preview, audience, number)
        except OSError as error:
            taken = error
    raise PortError(f"Port {port} on {ADDRESS} cannot be used: {taken.strerror}. Name another.")


class Drawer:
    """Draws what is stale in the background, in a browser that stays open."""

    def __init__(self, browser: str, folder: Path, tell: Callable[[], None]) -> None:
        """Start the thread; the browser opens with the first drawing."""
        self._folder = folder
        self._tell = tell
        self._browser = browser
        self._wanted: queue.Queue[tuple[Drawing, ...] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="drawer", daemon=True)
        self._thread.start()

    def want(self, drawings: tuple[Drawing, ...]) -> None:
        """Draw these, and forget what was wanted before."""
        if drawings:
            self._wanted.put(drawings)

    def close(self) -> None:
        """Finish the drawing at hand and close the browser."""
        self._wanted.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            with open_pen(self._browser) as pen:
                while (drawings := self._newest()) is not None:
                    for drawing in drawings:
                        if not self._wanted.empty():
                            break
                        self._keep(drawing.name, pen(drawing))
                    self._tell()
        except Exception as error:  # noqa: BLE001 - whatever the browser does, the preview goes on
            show([Line(f"Figures are not drawn: {error}", "error")], errors=True)

    def _newest(self) -> tuple[Drawing, ...] | None:
        """Wait for drawings to make; of several wishes the last one counts."""
        found = self._wanted.get()
        while found is not None and not self._wanted.empty():
            found = self._wanted.get()
        return found

    def _keep(self, name: str, svg: str) -> None:
        """Put a drawing in its place at once, so that nobody reads half of it."""
        self._folder.mkdir(exist_ok=True)
        fresh = self._folder / f".{name}.tmp"
        fresh.write_text(svg, encoding="utf-8", newline="\n")
        fresh.replace(self._folder / name)
