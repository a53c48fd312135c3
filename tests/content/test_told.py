"""The real content: the digests' facts are told, every number is bound, nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.formats import Locale
from explainer.plain import plain_text
from explainer.records import DigestFact
from explainer.references import find_references
from explainer.settings import LANGUAGES, Settings
from explainer.site import Loaded, load_site
from tests.builders import ROOT
from tests.reading import SitePage

pytestmark = pytest.mark.real

FOLDERS = {code: f"{folder}/" if folder else "" for code, folder, _ in LANGUAGES}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """The real content, checked."""
    return load_site(Settings(ROOT, ROOT / "dist"))


def locale_of(loaded: Loaded, language: str) -> Locale:
    """Give a language of the site."""
    return loaded.locales[language]


def folded(text: str) -> str:
    """Give a text with its white space folded and its spaces plain."""
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_real_content_has_no_errors_and_no_warnings(loaded: Loaded) -> None:
    """A release could be made of it."""
    assert [str(problem) for problem in loaded.warnings] == []


# The facts of the two digests ---------------------------------------------------------------


def test_there_are_28_facts(loaded: Loaded) -> None:
    """f01 to f28."""
    ids = [fact.id for fact in loaded.model.digest_facts]

    assert ids == [f"f{number:02}" for number in range(1, 29)]


@pytest.mark.parametrize("language", FOLDERS)
def test_every_fact_stands_on_the_digests_page(
    loaded: Loaded, pages: dict[str, SitePage], language: str
) -> None:
    """In full, under its own id."""
    page = pages[f"{FOLDERS[language]}digests/index.html"]
    for fact in loaded.model.digest_facts:
        words = plain_text(fact.text[language], loaded.model, locale_of(loaded, language))
        assert folded(words) in folded(page.text(f"//*[@id='{fact.id}']")), fact.id


@pytest.mark.parametrize("language", FOLDERS)
def test_every_page_that_tells_a_fact_tells_it(
    loaded: Loaded, pages: dict[str, SitePage], language: str
) -> None:
    """It shows one of the fact's numbers, or rests on one of its sources."""
    silent = []
    for fact in loaded.model.digest_facts:
        assert fact.told_in, fact.id
        for name in fact.told_in:
            tree = "" if name == "explainer" else f"{name}/"
            page = pages[f"{FOLDERS[language]}{tree}index.html"]
            if not _numbers(fact, language) & page.ids.keys() and not (
                set(fact.digests) & _cited(page)
            ):
                silent.append(f"{fact.id}: {page.address}")

    assert silent == []


def _numbers(fact: DigestFact, language: str) -> set[str]:
    keys = (reference.key for reference in find_references(fact.text[language]))
    return {f"n-{key.replace('/', '-')}" for key in keys if key}


def _cited(page: SitePage) -> set[str]:
    return {
        match[1]
        for href in page.strings("//a/@href")
        if (match := re.search(r"sources/([a-z0-9-]+)/index\.html$", href))
    }


# Pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_every_record_has_its_page(loaded: Loaded, pages: dict[str, SitePage], folder: str) -> None:
    """232 zones, 31 provinces, 16 measures, every indicator, every figure – in both languages."""
    model = loaded.model
    wanted = [f"zones/{model.province_of[zone]}/{zone}/" for zone in model.zones]
    wanted += [f"zones/{p.id}/" for p in model.provinces.values() if p.programme]
    wanted += [f"measures/{measure}/" for measure in model.measures]
    wanted += [f"numbers/{indicator}/" for indicator in model.indicators]
    wanted += [f"figures/{figure}/" for figure in model.figures]

    assert len(model.zones) == 232
    assert len(model.measures) == 16
    assert [w for w in wanted if f"{folder}{w}index.html" not in pages] == []


def test_zones_are_named_as_the_list_names_them(loaded: Loaded, pages: dict[str, SitePage]) -> None:
    """The page of every zone carries both names and says what is not known."""
    for zone in loaded.model.zones.values():
        page = pages[f"zones/{loaded.model.province_of[zone.id]}/{zone.id}/index.html"]
        text = page.text("//main")
        assert zone.name["en"] in text
        assert zone.name["zh"] in text
        if zone.year is None:
            assert "not confirmed" in text


def test_a_measure_without_official_heading_says_so(
    loaded: Loaded, pages: dict[str, SitePage]
) -> None:
    """Our cut and our number are never taken for the plan's."""
    for measure in loaded.model.measures.values():
        for folder, notice in (("", "ours"), ("zh/", "本站")):
            page = pages[f"{folder}measures/{measure.id}/index.html"]
            shown = page.text("//*[contains(@class, 'notice')]")
            assert (notice in shown) == (measure.official_heading is None), page.address


# Numbers ------------------------------------------------------------------------------------

#: What may be typed: dates, decades and their spans, document numbers, names with digits.
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
TYPED = re.compile(
    rf"(?:\d{{1,2}}(?:[–-]\d{{1,2}})? )?(?:{MONTHS}) (?:19|20)\d\d|\d{{1,2}} (?:{MONTHS})"
    r"|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}(?:—\d{1,2})?日)?)?|\d{1,2}月(?:\d{1,2}日)?"
    r"|〔\d{4}〕\d+号|(?<!\d)(?:19|20)\d\d(?:[–—-](?:19|20)?\d\d)?s?(?!\d|[.,]\d|%)"
    r"|(?<![A-Za-z])[A-Z]+\d+(?![\d])"
)


@pytest.mark.parametrize("address", ["index.html", "zh/index.html"])
def test_every_number_of_the_explainer_can_be_tapped(
    pages: dict[str, SitePage], address: str
) -> None:
    """Outside dates and names no digit stands in prose but inside a link to its receipt."""
    page = pages[address]
    stray = []
    parts = page.root.xpath(
        "//section[contains(@class, 'prose')]//p | //section[contains(@class, 'prose')]//li"
        " | //p[@class='standfirst'] | //ol[contains(@class, 'findings')]/li"
    )
    assert len(parts) > 40
    for part in parts:
        aside = "ancestor::figure | ancestor::*[contains(@class, 'events') or @class='notes']"
        if part.xpath(aside):
            continue
        pieces = [
            str(piece) for piece in part.xpath(".//text()[not(ancestor::a[contains(@class, 'n')])]")
        ]
        rest = TYPED.sub("", " ".join(pieces).replace("\u00a0", " "))
        where = folded(" ".join(pieces))[:80]
        stray += [f"{found} in “{where}”" for found in re.findall(r"\d+", rest)]

    assert stray == []


def test_the_explainer_stands_on_many_numbers(pages: dict[str, SitePage]) -> None:
    """The same ones in both languages."""
    english, chinese = (
        {
            href.partition("#")[2]
            for href in pages[address].strings("//a[contains(@class, 'n')]/@href")
            if "#n-" in href
        }
        for address in ("index.html", "zh/index.html")
    )

    assert len(english) > 60
    assert english == chinese


# Chinese ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gap",
    [
        r"[\u4e00-\u9fff][ \n]+[\u4e00-\u9fff]",
        r"[，。；：！？）”][ \n]+[\u4e00-\u9fff（“]",
        r"[\u4e00-\u9fff][ \n]+[，。；：！？）]",
    ],
    ids=["between-characters", "after-punctuation", "before-punctuation"],
)
def test_chinese_text_has_no_gaps(pages: dict[str, SitePage], gap: str) -> None:
    """Full-width punctuation brings its own space; wrapped lines join."""
    path = (
        "//main//*[self::p or self::li or self::dd or self::h1 or self::h2 or self::h3]"
        "/text()[not(ancestor::*[@lang='en'])]"
    )
    gaps = {
        f"…{words[max(0, found.start() - 8) : found.end() + 8].strip()}… ({page.address})"
        for page in pages.values()
        if page.address.startswith("zh/")
        for words in page.strings(path)
        for found in re.finditer(gap, words)
    }

    assert sorted(gaps)[:20] == []


def test_no_english_word_of_the_interface_is_left_in_chinese(
    loaded: Loaded, pages: dict[str, SitePage]
) -> None:
    """Interface words of the two languages differ but for names."""
    english, chinese = loaded.locales["en"].words, loaded.locales["zh"].words
    equal = {
        key: words
        for key, words in english.items()
        if words == chinese[key] and re.search(r"[a-z]{4}", words)
        if not key.startswith("language.")
    }

    assert equal == {}
    assert pages["zh/index.html"].language == "zh-Hans"


def test_data_reads_only_this_project(pages: dict[str, SitePage], site: Path) -> None:
    """No path of a machine reaches a reader."""
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".json", ".css", ".js", ".svg", ".xml"}:
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, path
            assert "file://" not in text, path
    assert pages
