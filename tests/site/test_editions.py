"""The files to take away, as readers get them: whole, small, quiet, and true to the page."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.reading import SitePage

pytestmark = pytest.mark.real

NAME = "editions/development-zones-explained.{}.{}"
PAGES = {"en": "index.html", "zh": "zh/index.html"}


@pytest.fixture(params=sorted(PAGES))
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    return str(request.param)


def file_of(site: Path, language: str, ending: str) -> Path:
    """Give a file to take away."""
    return site / NAME.format(language, ending)


def test_the_file_stands_alone(site: Path, language: str) -> None:
    """Small enough to send, nothing to fetch, its policy fits its style sheet."""
    data = file_of(site, language, "html").read_bytes()
    root = html.document_fromstring(data.decode())

    assert len(data) <= 150_000
    assert root.xpath("//script | //img | //iframe | //object | //link[@rel='stylesheet']") == []
    assert root.xpath("//*[@src or @srcset or @style]") == []
    assert root.xpath("//link[not(@rel='canonical')][not(starts-with(@href, 'data:'))]") == []
    style = root.xpath("//style")[0].text
    assert not re.search(r"url\(|@import", style)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'"
    )


def test_the_file_tells_what_the_page_tells(
    site: Path, pages: dict[str, SitePage], language: str
) -> None:
    """The same numbers with a note and a source each, all figures, all terms."""
    page = pages[PAGES[language]].root
    root = html.document_fromstring(file_of(site, language, "html").read_text("utf-8"))
    ids = root.xpath("//@id")
    notes = {node.get("id"): node for node in root.xpath("//ol[@class='notes']/li")}

    assert len(ids) == len(set(ids))
    assert [h for h in root.xpath("//a/@href") if h.startswith("#") and h[1:] not in ids] == []
    aside = "ancestor::table or ancestor::details or ancestor::*[@class='notes']"
    told = f".//a[@class='n'][not({aside})]"
    expected = [n.text_content() for part in page.xpath("//article") for n in part.xpath(told)]
    shown = [node.text_content() for node in root.xpath("//a[@class='n']")]
    assert sorted(shown) == sorted(expected)
    assert len(notes) > 80
    for node in notes.values():
        assert node.xpath("./b")[0].text_content()
        assert len(node.text_content()) > 12
    drawn = root.xpath("//figure//svg[contains(@class, 'drawing')]")
    assert len(drawn) == len(page.xpath("//figure[starts-with(@id, 'figure-')]"))
    assert len(root.xpath("//figure//details//table")) == len(drawn)
    terms = root.xpath("//dl[@class='terms']/dt")
    assert len(terms) == len(page.xpath("//li[starts-with(@id, 't-')]"))


@pytest.mark.browser
def test_the_file_opens_from_the_disk_without_a_request(
    browser: Browser, site: Path, language: str
) -> None:
    """At any width; a tapped number shows its note, and the page stays where it is."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file_of(site, language, "html").as_uri())

    number = page.locator("main p a.n").nth(3)
    number.scroll_into_view_if_needed()
    before = number.bounding_box()
    number.click()
    note = page.locator(str(number.get_attribute("href")))

    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert note.evaluate("node => getComputedStyle(node).position") == "fixed"
    assert number.bounding_box() == before
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    ink = page.locator("figure .drawing text").first
    assert ink.evaluate("node => node.getBBox().width") > 5
    context.close()


def test_the_pdf_is_offered_and_whole(
    site: Path, pages: dict[str, SitePage], language: str
) -> None:
    """Current, with bookmarks, tags and faces inside; the page names size and form of both."""
    data = file_of(site, language, "pdf").read_bytes()

    assert data.startswith(b"%PDF-")
    inside = data + b"".join(_unpacked(data))
    for part in (b"/Outlines", b"/StructTreeRoot", b"/FontFile3", b"/Type /Page", b"/MarkInfo"):
        assert part in inside, part
    assert inside.count(b"/FontDescriptor ") == inside.count(b"/FontFile")
    if language == "zh":
        assert re.search(rb"/BaseFont /[A-Z]{6}\+Noto-Serif-CJK-SC", inside)
    offers = pages[PAGES[language]].root.xpath("//p[@class='byline']//a[@download]")
    assert [Path(link.get("href")).suffix for link in offers] == [".html", ".pdf"]
    size = offers[1].tail
    assert re.search(r"\d", size)


def _unpacked(data: bytes) -> list[bytes]:
    """Give what the compressed streams of objects hold."""
    found = []
    for piece in data.split(b"stream\n")[1::2]:
        try:
            found.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return found
