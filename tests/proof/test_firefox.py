"""Every kind of page in both languages, in Firefox.

Run: ``make proof``, or ``python -m pytest -m proof tests/proof/test_firefox.py``. Pictures of
what was seen are left in the folder that the test prints.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.builders import ROOT

pytestmark = [pytest.mark.proof, pytest.mark.real, pytest.mark.server]

SCRIPT = Path(__file__).with_name("firefox.mjs")


@pytest.fixture(scope="module")
def seen(
    served: str, page_kinds: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What Firefox shows of a page of every kind."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.fail("No Firefox was found (Debian: apt-get install firefox-esr).", pytrace=False)
    pictures = tmp_path_factory.mktemp("firefox")
    print(f"Pictures: {pictures}")
    pages = [[name, address.removesuffix("index.html")] for name, address in page_kinds.items()]
    run = subprocess.run(
        ["node", str(SCRIPT), firefox, served, str(pictures)],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "tests",
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)  # type: ignore[no-any-return]


def test_firefox_complains_of_nothing(seen: dict[str, Any]) -> None:
    """No error, no warning, no file that is missing."""
    told = {page["name"]: page["complaints"] for page in seen["pages"] if page["complaints"]}

    assert told == {}


def test_nothing_runs_over_the_edge_in_firefox(seen: dict[str, Any]) -> None:
    """On a phone, on a desk."""
    over = {
        page["name"]: page[size]["over"]
        for page in seen["pages"]
        for size in ("narrow", "wide")
        if page[size]["over"] > 0
    }

    assert over == {}


def test_every_figure_shows_one_drawing_in_firefox(seen: dict[str, Any]) -> None:
    """The one that fits."""
    undrawn = [
        page["name"]
        for page in seen["pages"]
        if page["narrow"]["undrawn"] or page["wide"]["undrawn"]
    ]

    assert undrawn == []


def test_what_scripts_add_works_in_firefox(seen: dict[str, Any]) -> None:
    """One press changes the colours; a Chinese name is found; the reader's own tile is framed."""
    switched = [page["switched"] for page in seen["pages"] if "switched" in page]

    assert len(switched) > 30
    assert all(before != after for before, after in switched)
    assert "/zones/jiangsu/kunshan/index.html" in seen["found"]
    assert seen["framed"] == ["/zones/jiangsu/index.html"]
