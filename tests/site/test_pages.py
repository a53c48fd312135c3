"""What every page of the real site has, and has once."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import pytest

from tests.reading import SitePage

pytestmark = pytest.mark.real


def complaints(pages: dict[str, SitePage], path: str, expected: int = 1) -> list[str]:
    """Give the pages on which a path finds more or fewer elements than expected."""
    return [
        f"{page.address}: {len(page.root.xpath(path))}"
        for page in pages.values()
        if len(page.root.xpath(path)) != expected
    ]


def test_ids_are_unique_on_their_page(pages: dict[str, SitePage]) -> None:
    """Two equal ids lead a link to the wrong place."""
    double = [
        f"{page.address}: {name}"
        for page in pages.values()
        for name, number in page.ids.items()
        if number > 1 or not name
    ]

    assert double == []


@pytest.mark.parametrize(
    "path",
    [
        "//h1",
        "//main",
        "//head/title",
        "//head/meta[@name='description']",
        "//head/meta[@name='viewport']",
        "//head/meta[@charset='utf-8']",
    ],
)
def test_every_page_has_exactly_one(full_pages: dict[str, SitePage], path: str) -> None:
    """One heading of the page, one main part, one title, one description."""
    assert complaints(full_pages, path) == []


@pytest.mark.parametrize("part", ["title", "description"])
def test_titles_and_descriptions_are_unique_in_their_language(
    full_pages: dict[str, SitePage], part: str
) -> None:
    """Search results must tell full_pages apart."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for page in full_pages.values():
        words = getattr(page, part)
        assert words.strip(), page.address
        seen[page.language, words].append(page.address)

    assert [places for places in seen.values() if len(places) > 1] == []


def test_descriptions_are_sentences_of_a_search_result(full_pages: dict[str, SitePage]) -> None:
    """Long enough to say something, short enough to be shown."""
    odd = [
        f"{page.address}: {len(page.description)}"
        for page in full_pages.values()
        if not (8 if page.language.startswith("zh") else 25) <= len(page.description) <= 200
    ]

    assert odd == []


def test_headings_go_down_one_level_at_a_time(pages: dict[str, SitePage]) -> None:
    """The outline has no gaps."""
    gaps = []
    for page in pages.values():
        levels = [int(node.tag[1]) for node in page.root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        steps = zip([0, *levels], levels, strict=False)
        gaps += [f"{page.address}: h{b} after h{a}" for a, b in steps if b > a + 1]

    assert gaps == []


def test_every_page_has_its_twin(full_pages: dict[str, SitePage]) -> None:
    """The same address in the other language, linked from the page and from its head."""
    assert {p.tree for p in full_pages.values() if p.language == "en"} == {
        p.tree for p in full_pages.values() if p.language == "zh-Hans"
    }
    for page in full_pages.values():
        other = page.tree if page.address.startswith("zh/") else f"zh/{page.address}"
        links = {
            page.resolve(str(node.get("href")))[0]: node.get("hreflang")
            for node in page.root.xpath("//header//a[@hreflang]")
        }
        assert links == {other: "en" if page.address.startswith("zh/") else "zh-Hans"}


def test_pages_name_their_language_and_whole_address(full_pages: dict[str, SitePage]) -> None:
    """Canonical address, and one for each language."""
    base = full_pages["index.html"].strings("//link[@rel='canonical']/@href")[0]
    for page in full_pages.values():
        assert page.language == ("zh-Hans" if page.address.startswith("zh/") else "en")
        if page.kind == "notfound":
            assert page.strings("//link[@rel='canonical']/@href") == []
            continue
        tree = page.tree.removesuffix("index.html")
        versions = {
            node.get("hreflang"): node.get("href")
            for node in page.root.xpath("//head/link[@rel='alternate'][@hreflang]")
        }
        expected = {"en": base + tree, "zh-Hans": f"{base}zh/{tree}", "x-default": base + tree}
        assert versions == expected
        assert page.strings("//link[@rel='canonical']/@href") == [expected[page.language]]


def test_every_number_leads_to_its_receipt(pages: dict[str, SitePage]) -> None:
    """On the same page, or in the table of its indicator."""
    lost = []
    for page in pages.values():
        for href in page.strings("//a[@class='n']/@href"):
            file, anchor = page.resolve(href)
            if not anchor.startswith("n-") or anchor not in pages[file].ids:
                lost.append(f"{page.address}: {href}")

    assert lost == []


def test_every_receipt_names_a_source_or_says_whose_it_is(pages: dict[str, SitePage]) -> None:
    """No number without somebody who says it."""
    silent = []
    for page in pages.values():
        for node in page.root.xpath("//*[contains(concat(' ', @class, ' '), ' receipt ')]"):
            sourced = node.xpath(".//a[contains(@class, 'cite')]")
            own = node.xpath(".//*[contains(@class, 'receipt__scope')]")
            explained = node.xpath(".//a[contains(@href, 'glossary/')]")
            if not sourced and not own and not explained:
                silent.append(f"{page.address}: {node.get('id')}")

    assert silent == []


@pytest.mark.parametrize("address", ["index.html", "zh/index.html"])
def test_numbers_and_terms_are_noted_beside_their_first_passage(
    pages: dict[str, SitePage], address: str
) -> None:
    """Whoever meets a number or a term first need not look for its note further down."""
    noted: set[str] = set()
    for run in pages[address].root.xpath("//div[@class='run']"):
        asked = {
            href.removeprefix("#")
            for href in run.xpath("./div[@class='prose']//a/@href")
            if href.startswith(("#n-", "#t-"))
        }
        beside = set(run.xpath(".//li[contains(@class, 'receipt')]/@id"))
        assert asked - noted == beside
        noted |= beside

    assert len([anchor for anchor in noted if anchor.startswith("n-")]) > 50
    assert len([anchor for anchor in noted if anchor.startswith("t-")]) > 20


def test_no_reference_reaches_a_reader_unprinted(pages: dict[str, SitePage]) -> None:
    """Brackets, fields and missing words would show what went wrong inside."""
    marks = re.compile(r"\[\[|\]\]|\ue000|\{\w*\}|Undefined|\bNone\b|\]\([a-z]+:")
    told = (
        "//text()[not(ancestor::script or ancestor::pre)]"
        " | //@aria-label | //@alt | //@title | //meta/@content"
    )
    shown = [
        f"{page.address}: {words.strip()[:80]}"
        for page in pages.values()
        for words in page.strings(told)
        if marks.search(words)
    ]

    assert shown == []


def test_pages_carry_no_style_and_no_event_of_their_own(pages: dict[str, SitePage]) -> None:
    """A strict content security policy must not break them."""
    path = "//@style | //style | //@onclick | //@onload | //script[not(@src)][not(@type)]"

    assert complaints(pages, path, 0) == []


def test_structured_data_is_json(pages: dict[str, SitePage]) -> None:
    """Where a page has some, machines can read it."""
    for page in pages.values():
        for node in page.root.xpath("//script[@type='application/ld+json']"):
            data = json.loads(node.text_content())
            assert data["@context"] == "https://schema.org", page.address


def test_pictures_have_words_or_are_hidden(pages: dict[str, SitePage]) -> None:
    """Nothing is only to be seen."""
    path = "//svg[not(@aria-hidden='true')][not(@role='img')] | //img[not(@alt)]"

    assert complaints(pages, path, 0) == []


def test_every_kind_of_page_is_there_in_both_languages(page_kinds: dict[str, str]) -> None:
    """The tests in a browser look at one page of each."""
    kinds = Counter(name.split()[0] for name in page_kinds)

    assert set(kinds.values()) == {2}
    assert kinds.keys() >= {
        "explainer", "measures", "measure", "zones", "province", "zone", "numbers", "indicator",
        "figures", "figure", "timeline", "glossary", "methods", "sources", "corrections", "data",
        "digests", "search", "notfound", "embed",
    }  # fmt: skip
