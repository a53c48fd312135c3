"""Serves the preview on this machine alone: pages, and news of them as they change.

The only module that knows the library for it. A page of another site cannot read the preview:
requests that name another host are refused, and nothing is shared across origins.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from explainer.hosting import EMBED, POLICY, POLICY_EMBED, TYPES
from explainer.preview import PREFIX, Preview
from explainer.settings import LANGUAGES

TOOLS = Path(__file__).resolve().parent.parent / "templates" / "tools"
FOLDERS = tuple(f"{folder}/" if folder else "" for _, folder, _ in LANGUAGES)
HOSTS = frozenset({"localhost", "127.0.0.1"})
ADDRESS = "127.0.0.1"
#: How often a page that hears nothing is written to, which shows whether it is still there.
PULSE = 10.0


Server = HTTPServer


class Audience:
    """The pages that are open in browsers, each with the queue of its news."""

    def __init__(self) -> None:
        """Nobody looks yet."""
        self.pages: dict[asyncio.Queue[str], str] = {}

    def join(self, path: str) -> asyncio.Queue[str]:
        """Let a page at this path know from now on."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.pages[queue] = path
        return queue

    def tell(self, news: Callable[[str], object]) -> None:
        """Tell every page what is new for it."""
        for queue, path in self.pages.items():
            queue.put_nowait(json.dumps(news(path), ensure_ascii=False))


class _Handler(RequestHandler):
    """What all answers share: who may ask, and what browsers may do with them."""

    def initialize(self, preview: Preview, audience: Audience) -> None:
        self.preview = preview
        self.audience = audience

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        # As strict as readers meet it, so that what breaks there breaks here.
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def prepare(self) -> None:
        if self.request.host_name not in HOSTS:
            raise HTTPError(403, reason="The preview is for this machine only")


class _Page(_Handler):
    def get(self, path: str) -> None:
        name = self.preview.page_of(path)
        if name is None and self.preview.page_of(f"{path}/"):
            self.redirect(f"/{path.lstrip('/')}/")
            return
        if name is None and not self.preview.contents:
            self.set_header("Content-Type", _type_of("html"))
            self.finish(self.preview.blank())
            return
        if name is None:
            self.set_status(404)
            name = "404.html"
        if name.startswith(tuple(f"{folder}{EMBED}/" for folder in FOLDERS)):
            self.set_header("Content-Security-Policy", POLICY_EMBED)
        self.set_header("Content-Type", _type_of(name))
        self.finish(self.preview.body_of(name))

    head = get


class _Client(_Handler):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", _type_of(name))
        self.finish((TOOLS / name).read_bytes())


class _Events(_Handler):
    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        path = self.get_query_argument("page", "/")
        queue = self.audience.join(path)
        try:
            await self._send(json.dumps(self.preview.news(path), ensure_ascii=False))
            while True:
                try:
                    await self._send(await asyncio.wait_for(queue.get(), PULSE))
                except TimeoutError:
                    self.write(": still there\n\n")
                    await self.flush()
        except (StreamClosedError, asyncio.CancelledError):
            return  # the page was closed, or the preview is
        finally:
            self.audience.pages.pop(queue, None)

    async def _send(self, data: str) -> None:
        self.write(f"data: {data}\n\n")
        await self.flush()


def _type_of(name: str) -> str:
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return kind if kind.startswith("image/") else f"{kind}; charset=utf-8"


def open_server(preview: Preview, audience: Audience, port: int) -> tuple[Server, int]:
    """Give a server that listens on this machine, and its port (0: any that is free).

    Raises:
        OSError: when the port is taken.
    """
    given = {"preview": preview, "audience": audience}
    application = Application(
        [
            (rf"{PREFIX}events", _Events, given),
            (rf"{PREFIX}(preview\.(?:js|css))", _Client, given),
            (r"/(.*)", _Page, given),
        ],
        log_function=lambda _: None,
    )
    sockets = bind_sockets(port, ADDRESS)
    server = HTTPServer(application)
    server.add_sockets(sockets)
    return server, sockets[0].getsockname()[1]
