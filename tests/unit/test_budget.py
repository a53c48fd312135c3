"""The budget: what is over is told, what is within costs the build no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import brotli
import pytest

from explainer.budget import Budget, KindBudget, check_budget, heaviest, read_budget, weigh
from explainer.outputs import SiteFiles
from explainer.pages.base import Page
from explainer.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LINES = {
    "page_bytes": 14600,
    "page_requests": 3,
    "script_bytes": 1500,
    "drawing_median": 1600,
    "drawing_largest": 2400,
    "card_bytes": 40000,
    "print_bytes": 90000,
}


def make_budget(*kinds: KindBudget, **other: int) -> Budget:
    """Give a budget that is hard to exceed with the words of a test."""
    return Budget(**(LINES | other), kinds=kinds)


def make_page(address: str = "land/", template: str = "measure", language: str = "en") -> Page:
    """Give a page without content."""
    return Page(address, address, language, template, "", "", None)


def site_of(files: Mapping[str, bytes]) -> SiteFiles:
    """Give a site of these files."""
    site = SiteFiles()
    site.add(files)
    return site


def told(budget: Budget, *pages: Page, drawings: int = 0, **files: bytes) -> list[str]:
    """Give what is told of pages; a file's name has __ for its slashes and _ for its dot."""
    named = {n.replace("__", "/").replace("_", "."): data for n, data in files.items()}
    problems = Problems()
    pictures = {"a.svg": "<svg>" + "".join(map(chr, range(300, 300 + drawings))) + "</svg>"}
    check_budget(budget, pages, site_of(named), pictures if drawings else {}, problems)
    assert {p.kind for p in problems.found} <= {"over-budget", "unknown-id"}
    return [f"{p.severity}: {p.message}" for p in problems.found]


def test_a_page_costs_all_that_comes_with_it() -> None:
    """Sheet, script and picture; not links, other languages, or what a script loads later."""
    html = (
        b'<link rel="canonical" href="https://zones.example/"><link rel="stylesheet" '
        b'href="../assets/a.css"><script src="../assets/a.js" defer></script>'
        b'<script src="../assets/a.js"></script><link rel="icon" href="data:,">'
        b'<a href="../assets/b.css">b</a><img alt="" src="../assets/c.svg">'
    )
    files = {
        "land/index.html": html,
        "assets/a.css": b"a{}",
        "assets/a.js": b"1",
        "assets/b.css": b"b" * 999,
        "assets/c.svg": b"<svg/>",
    }

    weight = weigh(make_page(), files)

    parts = ("land/index.html", "assets/a.css", "assets/a.js", "assets/c.svg")
    assert weight.requests == 4
    assert weight.bytes == sum(len(brotli.compress(files[part], quality=11)) for part in parts)
    assert weight.scripts == len(brotli.compress(b"1", quality=11))


def test_what_is_within_is_not_told() -> None:
    """Nothing to say."""
    assert told(make_budget(), make_page(), land__index_html=b"<p>Land</p>", drawings=9) == []


def test_a_page_over_its_bytes_is_told_with_both_numbers() -> None:
    """The page, what it costs and what it may."""
    words = "".join(chr(0x4E00 + number * 7919 % 9000) for number in range(200))

    (message,) = told(make_budget(page_bytes=100), make_page(), land__index_html=words.encode())

    assert message.startswith("warning: land/index.html costs ")
    assert message.endswith(" more than the 100 allowed.")


def test_requests_and_scripts_have_limits_of_their_own() -> None:
    """A light page may still ask too often."""
    html = b'<script src="../a.js"></script><script src="../b.js"></script>'
    budget = make_budget(page_requests=2, script_bytes=1)

    messages = told(budget, make_page(), land__index_html=html, a_js=b"1", b_js=b"2")

    assert messages == [
        "warning: land/index.html costs 3 requests, 1 more than the 2 allowed.",
        "warning: land/index.html costs 10 bytes of scripts, 9 more than the 1 allowed.",
    ]


def test_a_kind_may_have_its_own_limits() -> None:
    """And no others than those that exist."""
    own = KindBudget(kind="measure", bytes=1, requests=9)
    other = KindBudget(kind="mesure", bytes=1, requests=9)

    assert len(told(make_budget(own), make_page(), land__index_html=b"<p>Land</p>")) == 1
    assert told(make_budget(other), make_page(), land__index_html=b"<p>Land</p>") == [
        "error: there is no kind of page “mesure”."
    ]


def test_drawings_and_pictures_are_weighed() -> None:
    """The median, the largest, cards and print."""
    budget = make_budget(drawing_median=9, drawing_largest=9, card_bytes=9, print_bytes=9)
    files = {"land__index_html": b"", "cards__a_png": b"x" * 10, "figures__a__wide_png": b"x" * 12}

    messages = told(budget, make_page(), drawings=30, **files)

    assert [message.split(" costs ")[0] for message in messages] == [
        "warning: drawings/ (the median)",
        "warning: drawings/a.svg",
        "warning: cards/a.png",
        "warning: figures/a/wide.png",
    ]


def test_the_longest_pages_of_each_kind_and_language_are_weighed() -> None:
    """So many of each."""
    pages = [
        make_page("a/"), make_page("b/"), make_page("c/"), make_page("zh/a/", language="zh"),
        make_page("d/", "zone"),
    ]  # fmt: skip
    files = {f"{p.address}index.html": b"x" * len(p.address) for p in pages}
    files["b/index.html"] = b"x" * 9

    found = heaviest(pages, site_of(files), 1)

    assert [page.address for page in found] == ["b/", "zh/a/", "d/"]


def test_the_file_is_checked_like_every_other(tmp_path: Path) -> None:
    """A number that is none is told with its line."""
    lines = "".join(f"{key}: {number}\n" for key, number in LINES.items())
    (tmp_path / "budget.yaml").write_text(lines.replace("1500", "much"), encoding="utf-8")
    problems = Problems()

    assert read_budget(tmp_path, ("en", "zh"), problems) is None
    assert [(p.kind, p.place.line) for p in problems.found] == [("wrong-type", 3)]


def test_without_a_file_there_is_no_budget(tmp_path: Path) -> None:
    """It is part of the project."""
    problems = Problems()

    assert read_budget(tmp_path, ("en", "zh"), problems) is None
    assert [p.kind for p in problems.found] == ["missing-file"]


@pytest.mark.parametrize("key", sorted(LINES))
def test_no_limit_may_be_left_out(tmp_path: Path, key: str) -> None:
    """Whoever wants no limit writes a large one."""
    lines = "".join(f"{k}: {n}\n" for k, n in LINES.items() if k != key)
    (tmp_path / "budget.yaml").write_text(lines, encoding="utf-8")
    problems = Problems()

    assert read_budget(tmp_path, ("en", "zh"), problems) is None
    assert [p.kind for p in problems.found] == ["missing-key"]
