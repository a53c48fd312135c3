"""Every kind of page in both languages, as Lighthouse sees it on a slow telephone.

Run: ``make proof``, or ``python -m pytest -m proof -s tests/proof/test_lighthouse.py``. Takes a
quarter of an hour on an idle machine; on a busy one the scores of single runs vary by fifteen
points. ``LIGHTHOUSE_RUNS`` and ``LIGHTHOUSE_PAGES`` (a part of a name) make it shorter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest

from explainer.commands.hosting import running
from explainer.compress import TEXTS
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


@pytest.fixture
def base(site: Path, page_kinds: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of the site as the published recipe serves it: HTTP/2, compressed, its policy.

    Beside the pages it serves two empty ones, the second with the style sheet of the explainer.
    """
    out = tmp_path / "site"
    shutil.copytree(site, out, copy_function=os.link)
    sheet = next((out / "assets").glob("page-explainer.*.css")).name
    link = f'<link rel="stylesheet" href="assets/{sheet}">'
    (out / "empty.html").write_text(BARE.format(sheet=""), encoding="utf-8")
    (out / "empty-styled.html").write_text(BARE.format(sheet=link), encoding="utf-8")
    some = [out / "empty.html", out / "empty-styled.html"]
    some += [path for path in (out / "assets").iterdir() if path.suffix in TEXTS]
    some += [out / address for address in page_kinds.values()]
    for path in some:
        packed = brotli.compress(path.read_bytes(), quality=11)
        path.with_name(f"{path.name}.br").write_bytes(packed)
    certificate = tmp_path / "certificate"
    certificate.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", "privkey.pem",
         "-out", "fullchain.pem"],
        cwd=certificate, check=True, capture_output=True,
    )  # fmt: skip
    with running("nginx", out, certificate=str(certificate)) as port:
        yield f"https://127.0.0.1:{port}"


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
