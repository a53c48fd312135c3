"""What can be found, and the lists of it that need no scripts."""

from __future__ import annotations

import dataclasses
import json

import pytest

from explainer.entries import render_entries
from explainer.pages.base import Maker
from explainer.pages.search import KINDS, Entry, SearchContext, make_entries
from explainer.site import Built
from tests.builders import make_locale
from tests.reading import SitePage


def maker_of(site: Built, code: str) -> Maker:
    """Give what makes the pages of a language."""
    loaded = site.loaded
    return Maker(
        loaded.model, loaded.figures, loaded.content, loaded.locales[code], loaded.reader,
        loaded.leaning, (),
    )  # fmt: skip


def entry_of(site: Built, code: str, address: str) -> Entry:
    """Give the one entry with an address."""
    [found] = [e for e in make_entries(maker_of(site, code)) if e.address == address]
    return found


def test_everything_that_has_an_address_can_be_found(tiny: Built) -> None:
    """Every record of every kind, and every page that stands alone."""
    model = tiny.loaded.model
    kinds = [entry.kind for entry in make_entries(maker_of(tiny, "en"))]

    assert set(kinds) == set(KINDS)
    for kind, records in {
        "measure": model.measures,
        "term": model.terms,
        "figure": model.figures,
        "zone": model.zones,
        "indicator": model.indicators,
        "event": model.events,
        "document": model.documents,
        "source": model.sources,
    }.items():
        assert kinds.count(kind) == len(records), kind


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_entry_leads_to_a_page_or_a_part_of_one(tiny: Built, code: str) -> None:
    """Where it says it stands."""
    folder = "" if code == "en" else "zh/"
    for entry in make_entries(maker_of(tiny, code)):
        path, _, anchor = entry.address.partition("#")
        html = tiny.files[f"{folder}{path}index.html"].decode()
        assert not anchor or f'id="{anchor}"' in html, entry.address
        assert entry.title
        assert "[[" not in entry.title + entry.text


def test_a_zone_is_found_by_every_name(tiny: Built) -> None:
    """In the other language, in pinyin, by its province."""
    address = "zones/ningxia/yinchuan/"
    english, chinese = entry_of(tiny, "en", address), entry_of(tiny, "zh", address)

    assert english.title in chinese.also
    assert chinese.title in english.also
    assert "yinchuan" in chinese.also
    assert "Ningxia" in english.text


def test_sections_are_found_by_what_they_say(tiny: Built) -> None:
    """Numbers as they are printed, no marks of Markdown."""
    sections = [e for e in make_entries(maker_of(tiny, "en")) if e.kind == "section"]

    assert any(e.text for e in sections)
    assert not any(mark in e.text for e in sections for mark in ("<", "](", "**", "::figure"))


def test_the_lists_together_hold_every_entry(tiny: Built) -> None:
    """Without scripts: on the page of the search or on one that it leads to."""
    for code, folder in (("en", ""), ("zh", "zh/")):
        pages = [p for p in tiny.pages if p.template == "search" and p.language == code]
        linked = set()
        for page in pages:
            name = f"{page.address}index.html"
            read = SitePage(name, tiny.files[name].decode())
            linked |= {
                read.resolve(str(h)) for h in read.strings("//ul[@class='entries']//a/@href")
            }
        assert len(pages) == 1 + sum(KINDS.values())
        for entry in make_entries(maker_of(tiny, code)):
            path, _, anchor = entry.address.partition("#")
            assert (f"{folder}{path}index.html", anchor) in linked, entry.address


def test_a_list_says_how_many_and_goes_by_its_letters(tiny: Built) -> None:
    """The number stands beside the link to it, too."""
    page = next(p for p in tiny.pages if p.address == "search/zones/")
    assert isinstance(page.context, SearchContext)
    [listed] = page.context.lists

    assert listed.number == sum(len(part.entries) for part in listed.letters)
    assert [part.letter for part in listed.letters] == sorted(
        {entry.title[0] for part in listed.letters for entry in part.entries}
    )


def test_entries_are_a_script_with_words_and_fields() -> None:
    """The fields that the script fills in stay as they are."""
    words = {
        f"search.{word}": f"{word} {{n}} {{query}}" if word == "count" else word
        for word in ("label", "hint", "count", "none", "more", "close", "all")
    }
    locale = make_locale("zh", **words, **{f"found.{kind}": kind for kind in KINDS})
    entry = Entry("zone", "zones/a/b/", "昆山 </script>", "kunshan", "“x”")

    text = render_entries((entry,), locale).decode()

    spec = json.loads(text.removeprefix("document.currentScript.spec=").rstrip().rstrip(";"))
    assert spec["lang"] == "zh-Hans"
    assert spec["words"]["count"] == "count {n} {query}"
    assert spec["entries"] == [list(dataclasses.astuple(entry))[:5]]
