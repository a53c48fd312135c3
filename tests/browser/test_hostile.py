"""Nothing that editors write becomes live: hostile strings in every text, looked at in a browser.

The tiny site is built twice: once with markup, scripts and other tricks in every text that the
schemas know, once with the same texts blunted. Both must come out with the same bones.
"""

from __future__ import annotations

import csv
import functools
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser

from explainer.problems import BuildError
from explainer.records import FILES
from explainer.site import build_site
from explainer.write import write_site
from tests.builders import append, edit, make_project, settings_of, stand_ins, write_drawings
from tests.conftest import QuietHandler
from tests.hostile import (
    BODY,
    CDATA,
    HTML,
    SHORT,
    STARTERS,
    TEMPLATE,
    UNREAD,
    How,
    Spoiler,
    blunt,
    mark_of,
    text_slots,
)

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Spoiled:
    """A built site, every string that was put into it by its place, and where none was taken."""

    out: Path
    put: dict[str, str]
    reached: set[tuple[str, str]]
    refused: frozenset[str]


def spoiled(folder: Path, change: Callable[[str], str], refused: frozenset[str]) -> Spoiled:
    """Build the tiny site with a hostile string, changed, in every text but those that refuse."""
    root = make_project(folder, drawings=False)
    weight = "data/figures/weight.yaml"
    append(root, weight, "    group: a\ngroups:\n  - key: a\n    name: {en: A, zh: 甲}\n")
    (root / "data/pages").mkdir()
    (root / "data/pages/extra.yaml").write_text(
        "id: extra\nname: {en: Extra, zh: 另页}\n", encoding="utf-8"
    )
    for language in ("en", "zh"):
        page = root / "content" / language / "extra.md"
        page.write_text("---\ntitle: T\ndescription: D.\n---\n\nT.\n", encoding="utf-8")
    # A contradiction, so that a reason may be given for it.
    edit(root, "data/indicators/gdp-share.yaml", "value: 12.5", "value: 13.5")

    def write(number: int, place: str, how: How) -> str:
        mark = mark_of(number)
        if place in refused:
            return ""
        if " headline." in place:
            return change(mark + SHORT)
        start = STARTERS[number % len(STARTERS)] + mark + " "
        start += "" if how == "rich" else CDATA + (UNREAD if how == "plain" else "")
        # Braces are refused in interface words (a golden shows how).
        return change(start + HTML + ("" if "/ui.yaml" in place else TEMPLATE))

    def body(mark: str) -> str:
        return (BODY if change("<") == "<" else blunt_body()).format(mark=mark, anchor=mark.lower())

    spoiler = Spoiler(write)
    spoiler.data(root)
    spoiler.words(root)
    spoiler.pages(root, body)
    write_drawings(root, stand_ins(root))
    out = folder / "out"
    write_site(build_site(settings_of(root)).files, out)
    return Spoiled(out, spoiler.put, spoiler.reached, refused)


def blunt_body() -> str:
    """Give the hostile Markdown with its markup blunted; a quotation stays one."""
    return re.sub(r"^x ", "> ", blunt(BODY), flags=re.M)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Spoiled:
    """The site with hostile strings wherever they are not refused."""
    try:
        return spoiled(tmp_path_factory.mktemp("all"), str, frozenset())
    except BuildError as error:
        refused = frozenset(f"{p.place.file} {p.place.key}" for p in error.errors)
    return spoiled(tmp_path_factory.mktemp("hostile"), str, refused)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory, hostile: Spoiled) -> Spoiled:
    """The same site with the same strings blunted."""
    return spoiled(tmp_path_factory.mktemp("harmless"), blunt, hostile.refused)


def test_every_text_of_the_schemas_is_tried(hostile: Spoiled) -> None:
    """A field that somebody adds is tried without anybody thinking of it."""
    known = {slot for _, _, _, cls in FILES for slot in text_slots(cls)}

    assert known - hostile.reached == set()
    assert len(hostile.put) > 1000
    # Few texts are of a form of their own, such as addresses that moved.
    assert len(hostile.refused) <= 10, hostile.refused
    assert {place.split(" ")[0].split("/")[0] for place in hostile.put} == {"data", "content"}


#: The bones of pages as the browser reads them, by name: each element with its attributes' names.
BONES = """(names) => Promise.all(names.map(async (name) => {
  const text = await (await fetch("/" + name)).text();
  const page = new DOMParser().parseFromString(text, "text/html");
  return [name, [...page.querySelectorAll("*")].map(
    (element) => [element.localName, ...element.getAttributeNames().sort()].join(" "))];
})).then(Object.fromEntries)"""
#: What a browser made of a page that it shows: what could act, where it leads, and whether any of
#: the hostile code ran.
LOOK = """() => ({
  events: [...document.querySelectorAll("*")].flatMap((element) =>
    element.getAttributeNames().filter((name) => /^on|^srcdoc$/.test(name))),
  addresses: [...document.querySelectorAll("[href], [src], [action], [data], [srcset]")].flatMap(
    (element) => ["href", "src", "action", "data", "srcset"]
      .filter((name) => element.hasAttribute(name))
      .map((name) => new URL(element.getAttribute(name), document.baseURI).protocol)),
  foreign: document.querySelectorAll("object, embed, base, img, iframe").length,
  linked: [...document.querySelectorAll("script[type='application/ld+json']")].map(
    (element) => element.textContent),
  text: document.documentElement.textContent,
  hits: window.hits,
})"""


@dataclass
class Look:
    """What a browser made of every page of a site, and what it asked for."""

    bones: dict[str, list[str]]
    pages: dict[str, dict[str, Any]]
    asked: set[str]
    said: list[str]


def look(browser: Browser, out: Path, *, show: bool) -> Look:
    """Read every page in a browser; ``show`` opens each, too, with its scripts.

    The policy that servers send is not there, so that only the pages themselves protect.
    """
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    seen = Look({}, {}, set(), [])
    handler = functools.partial(QuietHandler, directory=str(out))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/"
        context = browser.new_context()
        context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
        page = context.new_page()
        page.on("dialog", lambda dialog: (seen.said.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.goto(root + "robots.txt")
        seen.bones |= page.evaluate(BONES, names)
        page.on("request", lambda request: seen.asked.add(request.url.removeprefix(root)))
        for name in names if show else ():
            # A page that moved leads on at once; its bones are looked at all the same.
            if "refresh" in (out / name).read_text(encoding="utf-8")[:2000]:
                continue
            page.goto(root + name)
            seen.pages[name] = page.evaluate(LOOK)
        context.close()
        server.shutdown()
    return seen


@pytest.fixture(scope="module")
def hostile_look(browser: Browser, hostile: Spoiled) -> Look:
    """What a browser makes of the hostile site."""
    return look(browser, hostile.out, show=True)


def test_pages_keep_their_bones(browser: Browser, hostile_look: Look, harmless: Spoiled) -> None:
    """No element and no attribute comes from a text."""
    bones_of = look(browser, harmless.out, show=False).bones

    assert len(hostile_look.bones) > 50
    assert hostile_look.bones.keys() == bones_of.keys()
    assert [name for name in bones_of if hostile_look.bones[name] != bones_of[name]] == []
    own = {name for bones in bones_of.values() for bone in bones for name in bone.split()[1:]}
    assert not {name for name in own if name.startswith("on") or name in {"style", "srcdoc"}}


def test_nothing_runs_and_nothing_foreign_is_asked_for(
    hostile: Spoiled, hostile_look: Look
) -> None:
    """No handler, no dialog, no script beyond the site's own, no address but web addresses."""
    for name, page in hostile_look.pages.items():
        assert page["hits"] == 0, name
        assert page["events"] == [], name
        assert page["foreign"] == 0, name
        # What stands alone says with an empty address that it has no icon to be fetched.
        empty = {"data:"} if name.startswith("editions/") else set()
        assert set(page["addresses"]) <= {"http:", "https:", *empty}, name
        for text in page["linked"]:
            json.loads(text)
    assert hostile_look.said == []
    # The page for lost readers asks from the root of the published address.
    asked = {url.removeprefix("site/") for url in hostile_look.asked if url[:5] != "data:"}
    assert {url for url in asked if not (hostile.out / url).is_file()} == set()
    assert {Path(url).suffix for url in asked} == {".html", ".css", ".js", ".svg"}


def test_hostile_words_are_shown_as_words(hostile: Spoiled, hostile_look: Look) -> None:
    """Most of the strings stand on some page, whole: they were shown, not lost."""
    text = squeezed("\n".join(page["text"] for page in hostile_look.pages.values()))
    shown = [place for place, words in hostile.put.items() if squeezed(words) in text]

    # The rest is words for cases that the tiny project has not (a broken link, an unknown year).
    assert len(shown) > 0.4 * len(hostile.put)
    assert {place.split(" ")[0] for place in shown} >= {"data/site.yaml", "content/en/explainer.md"}


def squeezed(text: str) -> str:
    """Give a text without white space, which pages fold."""
    return re.sub(r"\s", "", text)


def shape(part: Any) -> Any:
    """Give plain data without its values; keys, which are titles of columns, blunted."""
    if isinstance(part, dict):
        return {blunt(key): shape(value) for key, value in part.items()}
    if isinstance(part, list):
        return [shape(value) for value in part]
    return type(part).__name__


def files(out: Path, ending: str) -> Iterator[tuple[str, str]]:
    """Give the files with an ending, and their texts."""
    found = sorted(out.rglob(f"*{ending}"))
    assert found, ending
    for path in found:
        yield path.relative_to(out).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".xml", ".svg"])
def test_feeds_and_pictures_keep_their_bones(
    hostile: Spoiled, harmless: Spoiled, ending: str
) -> None:
    """Feeds, site map and drawings are well formed, with no element from a text."""
    theirs = dict(files(harmless.out, ending))
    for name, text in files(hostile.out, ending):
        assert bones(text) == bones(theirs[name]), name


def bones(text: str) -> list[tuple[str, list[str]]]:
    """Give the elements of XML with the names of their attributes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(text.encode(), parser)
    return [(str(part.tag), sorted(map(str, part.attrib))) for part in root.iter()]


def test_no_cell_is_run_by_a_spreadsheet(hostile: Spoiled) -> None:
    """A cell that starts like a formula carries an apostrophe, in every table."""
    cells = 0
    for name, text in files(hostile.out, ".csv"):
        for row in csv.reader(text.splitlines()):
            for cell in row:
                cells += 1
                number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell)
                assert number or not cell.startswith((*STARTERS, "\t", "\r")), f"{name}: {cell}"
    assert cells > 100


def test_json_and_figure_scripts_stay_data(hostile: Spoiled, harmless: Spoiled) -> None:
    """They can be read, have the same keys, and no text ends its string."""
    theirs = {**dict(files(harmless.out, ".json")), **dict(files(harmless.out, ".js"))}
    for name, text in (*files(hostile.out, ".json"), *files(hostile.out, ".js")):
        if name in theirs and name != "manifest.json" and not name.startswith("assets/"):
            ours, other = as_data(text), as_data(theirs[name])
            assert ours is None or shape(ours) == shape(other), name


def as_data(text: str) -> Any:
    """Give what a JSON file or a figure's script holds; None for other scripts."""
    text = text.removeprefix("document.currentScript.spec=").removesuffix(";\n")
    return json.loads(text) if text[:1] in "{[" else None
