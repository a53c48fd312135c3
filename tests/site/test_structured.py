"""What pages say of themselves to machines, held against the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.builders import ROOT
from tests.reading import SitePage

pytestmark = pytest.mark.real

MODULES = ROOT / "tests/node_modules"
BLOCK = "//head/script[@type='application/ld+json']"


def said_by(page: SitePage) -> dict[str, Any]:
    """Give what a page says of itself; nothing for pages that say nothing."""
    found = [str(node.text_content()) for node in page.root.xpath(BLOCK)]
    assert len(found) <= 1, page.address
    data: dict[str, Any] = json.loads(found[0]) if found else {}
    return data


def whole_address(page: SitePage) -> str:
    """Give the address under which a page is published."""
    (address,) = page.strings("//link[@rel='canonical']/@href")
    return address


def test_every_page_says_what_it_is(full_pages: dict[str, SitePage]) -> None:
    """In the same words as its head: name, description, address, language."""
    for page in full_pages.values():
        if page.kind == "notfound":
            continue
        said = said_by(page)
        assert said["@context"] == "https://schema.org", page.address
        assert said["url"] == whole_address(page)
        assert said["description"] == page.description
        assert said["inLanguage"] == page.language
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", said["dateModified"])


def test_the_way_to_a_page_is_the_one_it_shows(full_pages: dict[str, SitePage]) -> None:
    """Every page but the first: the visible steps, and the page itself at the end."""
    for page in full_pages.values():
        shown = [str(a.text_content()) for a in page.root.xpath("//nav[@class='crumbs']//a")]
        steps = said_by(page).get("breadcrumb", {}).get("itemListElement", [])
        assert [step["name"] for step in steps][:-1] == shown, page.address
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        if steps:
            assert all(step["item"] for step in steps[:-1])
            assert "item" not in steps[-1], "it is this page"
        else:
            assert page.kind in {"explainer", "notfound"}


def test_what_can_be_downloaded_is_there(site: Path, full_pages: dict[str, SitePage]) -> None:
    """Every file that a data set names, and every picture."""
    base = whole_address(full_pages["index.html"])
    named = set()
    for page in full_pages.values():
        text = json.dumps(said_by(page))
        named |= set(re.findall(r'"(?:contentUrl|image)": "([^"]+)"', text))

    assert len(named) > 100
    missing = [name for name in named if not (site / name.removeprefix(base)).is_file()]
    assert missing == []


@pytest.mark.checker
def test_types_and_properties_are_those_of_schema_org(
    tmp_path: Path, page_kinds: dict[str, str], pages: dict[str, SitePage]
) -> None:
    """A type checker with the whole vocabulary refuses unknown names and values of other types.

    One page of each kind in each language; a spoiled one shows that silence means something.
    """
    lines = ['import type {Article, CollectionPage, WebPage, WithContext} from "schema-dts";']
    kinds = set()
    for number, (name, address) in enumerate(page_kinds.items()):
        if said := said_by(pages[address]):
            kinds.add(said.get("mainEntity", said)["@type"])
            body = json.dumps(said, ensure_ascii=False, indent=1)
            lines.append(f"// {name}")
            lines.append(f"const page{number}: WithContext<{said['@type']}> = {body};")
    spoiled = {"@context": "https://schema.org", "@type": "WebPage", "dateUpdated": "2026"}
    lines.append(f"const spoiled: WithContext<WebPage> = {json.dumps(spoiled)};")
    assert kinds >= {"Article", "Dataset", "DataCatalog", "DefinedTermSet", "Place"}
    (tmp_path / "pages.ts").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(MODULES)

    run = subprocess.run(
        [MODULES / ".bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "pages.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    complaints = [line for line in run.stdout.splitlines() if line.startswith("pages.ts")]
    last = len("\n".join(lines).split("\n"))
    assert len(complaints) == 1, run.stdout
    assert complaints[0].startswith(f"pages.ts({last},")
    assert "dateUpdated" in complaints[0]


@pytest.mark.browser
def test_a_strict_policy_lets_the_words_be(browser: Browser, pages: dict[str, SitePage]) -> None:
    """Data blocks are not run, so that a policy without inline scripts has nothing to refuse."""
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    block = pages["index.html"].source
    block = block[block.index('<script type="application/ld+json">') :].partition("</script>")[0]
    policy = {"Content-Security-Policy": "default-src 'none'"}
    shown = f'<!doctype html><link rel="icon" href="data:,">{block}</script>'
    page.route(
        "**/*",
        lambda route: route.fulfill(
            status=200, body=shown, headers=policy | {"Content-Type": "text/html; charset=utf-8"}
        ),
    )
    page.goto("http://page.test/")

    words = page.locator("script").evaluate("element => JSON.parse(element.textContent)['@type']")
    page.close()
    assert words == "Article"
    assert [line for line in told if "script" in line] == []
