"""Each kind of page fetches the styles of what it shows, and few others."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.builders import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real

CSS = ROOT / "static/css"
LINES = [
    (name, set(kinds.split()))
    for name, _, kinds in (
        line.partition(":") for line in (CSS / "order.txt").read_text("utf-8").splitlines()
    )
]


def selectors_in(part: str) -> list[set[str]]:
    """Give the classes that each selector of a style sheet asks for."""
    text = re.sub(r"/\*.*?\*/|:not\([^)]*\)", "", (CSS / part).read_text("utf-8"), flags=re.S)
    lines = [re.sub(r"@[^{]*", "", line) for line in re.findall(r"([^{};]+)\{", text)]
    single = [line for lines_ in lines for line in re.split(r",(?![^(]*\))", lines_)]
    return [set(re.findall(r"\.([a-z][\w-]*)", one)) for line in single for one in choices(line)]


def choices(selector: str) -> list[str]:
    """Give a selector once for each thing that it allows in its first :is()."""
    group = re.search(r":(?:is|where)\(([^()]*)\)", selector)
    if not group:
        return [selector]
    return [selector.replace(group[0], one) for one in group[1].split(",")]


@pytest.fixture(scope="module")
def shown(site: Path) -> dict[str, set[str]]:
    """The classes that occur on the pages of each kind."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        kind = re.search(r'<body class="page page--([a-z]+)', text)
        if kind and kind[1] not in {"moved", "embed"}:
            for names in re.findall(r' class="([^"]+)"', text):
                found[kind[1]].update(names.split())
    return dict(found)


def fetched(kind: str) -> set[str]:
    """Give the parts that a kind of page fetches."""
    return {
        name
        for name, kinds in LINES
        if f"!{kind}" not in kinds and (kind in kinds or all(k.startswith("!") for k in kinds))
    }


def test_every_kind_has_the_styles_of_what_it_shows(shown: dict[str, set[str]]) -> None:
    """A class of a page that some style sheet paints there is known to a sheet that it fetches.

    The explainer’s own sheet paints anew what other pages have, too.
    """
    painted = {name: selectors_in(name) for name, _ in LINES}
    missing = []
    for kind, names in shown.items():
        known = set().union(*(set().union(*painted[part]) for part in fetched(kind)))
        for part in painted.keys() - fetched(kind) - {"story.css"}:
            here = set().union(*(classes for classes in painted[part] if classes <= names))
            missing += [f"{part}: {kind} shows {name}" for name in sorted(here - known)]

    assert len(shown) > 15
    assert missing == []


def test_no_kind_fetches_styles_of_what_it_never_shows(shown: dict[str, set[str]]) -> None:
    """A part that a kind asks for by name has something to do there."""
    scripts = " ".join(path.read_text("utf-8") for path in (ROOT / "static/js").glob("*.js"))
    needless = [
        f"{name}: {kind}"
        for name, kinds in LINES
        for kind in kinds & shown.keys()
        if not any(
            all(one in shown[kind] or f'"{one}"' in scripts for one in classes)
            for classes in selectors_in(name)
        )
    ]

    assert needless == []
