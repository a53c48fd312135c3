"""Options, markers and the few things that are made once for all tests."""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from explainer.problems import BuildError
from explainer.settings import Settings
from explainer.site import Built, build_site
from explainer.write import write_site
from tests.builders import ROOT, make_project, settings_of
from tests.interrupting import Stage, make_stage
from tests.reading import SitePage, read_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The same examples in every run, so that a failure is a failure of the change at hand.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run rewrite the expected results (read the difference before you commit it)."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected results are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A tiny project that a test may spoil."""
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A tiny project in two states, and the old site in the published folder."""
    return make_stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny site, built in memory; nobody changes it."""
    return build_site(settings_of(make_project(tmp_path_factory.mktemp("tiny"))))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once for the whole run (workers share it); nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out = shared / "real-site"
    with (shared / "real-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "manifest.json").is_file():
            _build_real(out)
    return out


def _build_real(out: Path) -> None:
    try:
        built = build_site(Settings(ROOT, out))
    except BuildError as error:
        pytest.fail(f"the real site cannot be built:\n{error}", pytrace=False)
    write_site(built.files, out)


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the real site behind a small web server of this process."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and tells nothing."""

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, SitePage]:
    """All pages of the real site, by address."""
    return read_pages(site)


@pytest.fixture(scope="session")
def full_pages(pages: dict[str, SitePage]) -> dict[str, SitePage]:
    """All pages but the figures that others place in theirs."""
    return {address: page for address, page in pages.items() if not page.is_embed}


@pytest.fixture(scope="session")
def page_kinds(pages: dict[str, SitePage]) -> dict[str, str]:
    """One page of every kind in every language, by “kind language”: the longest of its kind."""
    found: dict[str, SitePage] = {}
    for page in pages.values():
        name = f"{page.kind} {page.language}"
        if name not in found or len(page.source) > len(found[name].source):
            found[name] = page
    return {name: page.address for name, page in sorted(found.items())}


#: Where a browser is looked for; the variable CHROME comes first.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; where none is installed the test fails and says so.

    It is closed with its module, because the builder's own drawing wants one, too.
    """
    named = os.environ.get("CHROME")
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail(
            "No browser was found: install Chromium (Debian: apt-get install chromium) or set "
            "CHROME to its path.",
            pytrace=False,
        )
    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()
