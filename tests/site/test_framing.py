"""Other sites may place the figures made for that in theirs, and nothing else."""

from __future__ import annotations

import functools
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from explainer.commands.hosting import running
from tests.conftest import QuietHandler

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.server]


def test_only_figures_made_for_it_stand_in_other_pages(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    """Served by nginx, seen by a browser, in both languages."""
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    names = ("embed/weight/", "zh/embed/weight/", "figures/weight/", "zh/", "")
    with running("nginx", site) as port, ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        frames = [f'<iframe src="http://127.0.0.1:{port}/{name}"></iframe>' for name in names]
        (tmp_path / "index.html").write_text("".join(frames), encoding="utf-8")
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{other.server_port}/", wait_until="load")
        shown = [frame.locator("body.page").count() == 1 for frame in page.frames[1:]]
        page.close()
        other.shutdown()

    assert dict(zip(names, shown, strict=True)) == {
        name: name.removeprefix("zh/").startswith("embed/") for name in names
    }
