"""What the guides say is there: examples print as shown, and every name in them exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.addresses import LINK_KINDS, PAGES
from explainer.check import BLOCKS
from explainer.formats import Locale
from explainer.references import OPTIONS, find_references, print_reference
from explainer.settings import LANGUAGES, Settings
from explainer.site import load_site

ROOT = Path(__file__).resolve().parents[2]
EDITORS = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
GUIDES = sorted(
    (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")), key=lambda path: path.as_posix()
)

#: A row of the table of references: what is written, the English words, the Chinese words.
_ROW = re.compile(r"^\| `(\[\[.+?\]\])` \| (.+?) \| (.+?) \|$", re.M)


@pytest.mark.real
def test_examples_of_references_print_as_shown() -> None:
    """The table of references is true for the real data, in both languages."""
    loaded = load_site(Settings(ROOT, ROOT / "dist"))
    rows = _ROW.findall(EDITORS)

    def words(written: str, locale: Locale) -> str:
        (reference,) = find_references(written)
        return print_reference(reference, loaded.model.values, locale).replace("\u00a0", " ")

    shown = []
    for cell, _, _ in rows:
        written = cell.replace("\\|", "|")
        shown.append((cell, *(words(written, loaded.locales[code]) for code, _, _ in LANGUAGES)))

    assert shown == rows
    assert {o for cell, _, _ in rows for r in find_references(cell) for o in r.options} >= set(
        OPTIONS
    )


@pytest.mark.parametrize("option", OPTIONS)
def test_option_is_explained(option: str) -> None:
    """Every option of a reference stands in the guide for editors."""
    assert f"`{option}`" in EDITORS


@pytest.mark.parametrize("name", [*LINK_KINDS, *PAGES])
def test_link_target_is_named(name: str) -> None:
    """Every kind of link and every page stands in the guide for editors."""
    assert f"`{name}`" in EDITORS


@pytest.mark.parametrize("block", BLOCKS)
def test_block_is_named(block: str) -> None:
    """Every block stands in the guide for editors."""
    assert re.search(rf"^\| `::{block}[ `]", EDITORS, re.M)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_guides_lead_somewhere(guide: Path) -> None:
    """Relative links of a guide name files that exist and headings that stand in them."""
    text = re.sub(
        r"^```.*?^```|`[^`\n]*`", "", guide.read_text(encoding="utf-8"), flags=re.M | re.S
    )
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        path = guide.parent / name if name else guide
        if ":" in target:
            continue
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            lost.append(target)

    assert lost == []


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_make_targets_exist(guide: Path) -> None:
    """A guide tells only of commands that the Makefile has."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = set(re.findall(r"`make ([a-z]+)|^make ([a-z]+)", guide.read_text("utf-8"), re.M))

    assert {a or b for a, b in named} <= targets


def test_every_make_target_says_what_it_does() -> None:
    """A sentence stands above each target, so that “make help” can tell it."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^(.*)\n([a-z]+):", makefile, re.M)

    assert [name for line, name in targets if not re.fullmatch(r"# [A-Z].*\.", line)] == []
