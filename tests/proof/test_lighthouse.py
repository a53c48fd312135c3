"""Every kind of page in both languages, as Lighthouse sees it on a slow telephone.

Run: ``make proof``, or ``python -m pytest -m proof -s tests/proof/test_lighthouse.py``. Takes a
quarter of an hour on an idle machine; on a busy one the scores of single runs vary by fifteen
points. ``LIGHTHOUSE_RUNS`` and ``LIGHTHOUSE_PAGES`` (a part of a name) make it shorter.
"""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest

from explainer.hosting import POLICY
from tests.builders import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.proof, pytest.mark.real]

HERE = Path(__file__).resolve().parent
RUNS = int(os.environ.get("LIGHTHOUSE_RUNS", "5"))
ONLY = os.environ.get("LIGHTHOUSE_PAGES", "")

BARE = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Empty</title>'
    '<meta name="description" content="An empty page.">{sheet}<p>Nothing.</p>'
)


def serve(site: Path) -> ThreadingHTTPServer:
    """Serve a site as a web server would: compressed, under the strict policy."""
    sheet = next((site / "assets").glob("page-explainer.*.css")).name
    link = f'<link rel="stylesheet" href="assets/{sheet}">'
    made = {
        "/empty.html": BARE.format(sheet="").encode(),
        "/empty-styled.html": BARE.format(sheet=link).encode(),
    }
    packed: dict[bytes, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = site / (path[1:] + ("index.html" if path.endswith("/") else ""))
            known = path in made or file.is_file()
            body = made.get(path) or (file.read_bytes() if known else b"")
            kind = mimetypes.guess_type("x.html" if path in made else file.name)[0] or ""
            if body not in packed:
                packed[body] = brotli.compress(body, quality=11)
            self.send_response(200 if known else 404)
            self.send_header(
                "Content-Type", f"{kind}; charset=utf-8" if "/" in kind else "text/plain"
            )
            self.send_header("Content-Encoding", "br")
            self.send_header("Content-Length", str(len(packed[body])))
            self.send_header("Cache-Control", "max-age=31536000")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(packed[body])

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def base(site: Path) -> Iterator[str]:
    """The address of the served site."""
    server = serve(site)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def measure(base: str, pages: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Give the medians for each page."""
    chrome = os.environ.get("CHROME") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    # Node looks for packages from where the script lies.
    run = subprocess.run(
        ["node", str(HERE / "lighthouse.mjs"), str(RUNS), base],
        input=json.dumps(pages), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT / "tests",
        env=os.environ | {"CHROME_PATH": chrome},
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def told(result: dict[str, Any]) -> str:
    """Give a line of the table."""
    scores = " ".join(f"{score:>3}" for score in result["scores"].values())
    return (
        f"{result['name']:<22} {scores}  {result['paint']:>5.0f} {result['blocking']:>4.0f} "
        f"{result['shift']:>6.3f} {result['bytes']:>7,.0f}  {' '.join(result['failed'])}"
    )


def test_every_kind_of_page_is_at_the_top(base: str, page_kinds: dict[str, str]) -> None:
    """100 in four categories, no blocking, no shift, the largest paint like an empty page."""
    pages = [("empty", "/empty.html"), ("empty, styled", "/empty-styled.html")]
    pages += [
        (name, "/" + address.removesuffix("index.html"))
        for name, address in page_kinds.items()
        if ONLY in name
    ]

    results = measure(base, pages)

    print(f"\n{'page':<22} per acc bes seo  paint  tbt  shift   bytes  audits below 90")
    for result in results:
        print(told(result))
    empty, styled, *found = results
    print(f"Styled empty page to empty page: {styled['paint'] / empty['paint'] - 1:+.1%}.")
    for result in found:
        print(f"{result['name']:<22} {result['paint'] / styled['paint'] - 1:+.1%}")
    below = [r["name"] for r in found if set(r["scores"].values()) != {100}]
    blocked = [r["name"] for r in found if r["blocking"] > 50]
    shifted = [r["name"] for r in found if r["shift"] > 0]
    late = [r["name"] for r in found if r["paint"] > styled["paint"] * 1.1]
    assert (below, blocked, shifted, late) == ([], [], [], [])
