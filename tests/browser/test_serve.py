"""Editing with the preview open: what is saved appears in place, mistakes with their line."""

from __future__ import annotations

import http.client
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import ROOT, edit, make_project
from tests.serving import previewed

pytestmark = [pytest.mark.browser, pytest.mark.server]

FIRMS = "data/indicators/firms.yaml"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A tiny project being served: its folder and the address."""
    root = make_project(tmp_path_factory.mktemp("serve"))
    static = root / "static"
    static.unlink()
    subprocess.run(["cp", "-r", str(ROOT / "static"), str(static)], check=True)
    with previewed(root) as address:
        yield root, address


@pytest.fixture
def page(browser: Browser, serving: tuple[Path, str]) -> Iterator[Page]:
    """The first page, scrolled, with a mark by which a reload would show."""
    expect.set_options(timeout=20_000)  # rebuilding takes its time on a busy machine
    context = browser.new_context(viewport={"width": 800, "height": 400})
    page = context.new_page()
    page.goto(serving[1])
    page.locator(".preview").first.wait_for(state="attached")
    page.evaluate("window.mark = true; scrollTo(0, 300)")
    yield page
    context.close()


def stayed(page: Page) -> bool:
    """Whether the page is the one that was opened, where it was scrolled to."""
    return bool(page.evaluate("window.mark === true && Math.abs(scrollY - 300) < 40"))


def test_a_saved_value_appears_in_place(page: Page, serving: tuple[Path, str]) -> None:
    """Without reload, the reader's place kept."""
    edit(serving[0], FIRMS, "value: 60000", "value: 61000")

    expect(page.locator("main a.n", has_text="61,000").first).to_be_attached()
    assert stayed(page)
    edit(serving[0], FIRMS, "value: 61000", "value: 60000")
    expect(page.locator("main a.n", has_text="60,000").first).to_be_attached()
    assert stayed(page)


def test_a_mistake_is_shown_with_its_line_and_goes_when_mended(
    page: Page, serving: tuple[Path, str]
) -> None:
    """The last good page stays under it."""
    edit(serving[0], FIRMS, "value: 60000", "value: 60,000")

    panel = page.locator(".preview--wrong")
    expect(panel).to_contain_text("stands where a number such as 16.9 is expected")
    assert re.search(r"14 \|\s+value: 60,000\n\s+\|\s+\^", panel.locator("pre").inner_text())
    expect(panel).to_contain_text("docs/problems.md#wrong-type")
    expect(page.locator("main a.n", has_text="60,000").first).to_be_attached()
    edit(serving[0], FIRMS, "value: 60,000", "value: 60000")
    expect(page.locator(".preview--wrong")).to_have_count(0)
    assert stayed(page)


def test_what_is_unfinished_is_shown_and_marked(page: Page, serving: tuple[Path, str]) -> None:
    """A text without translation shows the other language; the site could not be built so."""
    root = serving[0]
    edit(root, "data/sectors.yaml", "      zh: 机械\n", "")

    expect(page.locator(".preview summary")).to_have_text("Preview: 1 unfinished")
    edit(
        root, "data/sectors.yaml", "      en: Machinery\n", "      en: Machinery\n      zh: 机械\n"
    )
    expect(page.locator(".preview summary")).to_have_count(0)


def test_drafts_are_shown_and_marked(page: Page, serving: tuple[Path, str]) -> None:
    """Each at its place; the same content builds for readers without them."""
    root, address = serving
    events = (root / "data/events/all.yaml").read_text("utf-8")
    terms = (root / "data/glossary.yaml").read_text("utf-8")
    edit(
        root,
        "data/events/all.yaml",
        "  - id: meeting-2025\n",
        "  - id: meeting-2025\n    draft: true\n",
    )
    edit(root, "data/glossary.yaml", "  - id: quota\n", "  - id: quota\n    draft: true\n")
    (root / "data/pages").mkdir()
    (root / "data/pages/plans.yaml").write_text(
        "id: plans\nname:\n  en: Plans\n  zh: 计划\ndraft: true\n", "utf-8"
    )
    for code, words in (("en", "Plans"), ("zh", "计划")):
        (root / f"content/{code}/plans.md").write_text(
            f"---\ntitle: {words}\ndescription: {words}.\n---\n\n{words}\n", "utf-8"
        )

    expect(page.locator(".preview summary")).to_have_text("Preview: 3 unfinished")
    for where, words, at in (
        ("timeline/", "Draft: readers do not see this event.", "#meeting-2025"),
        ("zh/timeline/meeting-2025/", "Draft: readers do not see this event.", "main"),
        ("zh/glossary/", "Draft: readers do not see this term.", "#quota"),
        ("plans/index.html", "Draft: readers do not see this page.", "main"),
    ):
        page.goto(address + where)
        expect(page.locator(".preview-mark")).to_have_text(words)
        expect(page.locator(f"{at} > .preview-mark")).to_have_count(1)
    (root / "data/events/all.yaml").write_text(events, "utf-8")
    (root / "data/glossary.yaml").write_text(terms, "utf-8")
    for file in ("data/pages/plans.yaml", "content/en/plans.md", "content/zh/plans.md"):
        (root / file).unlink()
    page.goto(address)
    expect(page.locator(".preview summary")).to_have_count(0)


def test_a_stale_figure_is_marked_and_drawn_again(page: Page, serving: tuple[Path, str]) -> None:
    """The mark goes with the new drawing."""
    root = serving[0]
    before = (root / "drawings/weight.en.wide.svg").read_text("utf-8")
    for code in ("en", "zh"):
        path = root / f"content/{code}/ui.yaml"
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    (root / "drawings/weight.en.wide.svg").write_text(
        re.sub(r'data-digest="\w+"', 'data-digest="0000000000000000"', before), "utf-8"
    )

    expect(page.locator(".preview-mark")).to_have_text(re.compile("Stale drawing"))
    expect(page.locator(".preview-mark")).to_have_count(0)
    assert (root / "drawings/weight.en.wide.svg").read_text("utf-8") != before
    assert stayed(page)
    # The pictures made from the old drawing wait for `draw`, and the bar says so.
    (root / "drawings/weight.en.wide.svg").write_text(before, "utf-8")
    expect(page.locator(".preview summary")).to_have_count(0)


def test_a_style_is_changed_without_reload(page: Page, serving: tuple[Path, str]) -> None:
    """Only the style sheet is fetched anew."""
    with (serving[0] / "static/css/order.txt").open() as names:
        first = names.readline().strip()
    path = serving[0] / "static/css" / first
    path.write_text(path.read_text("utf-8") + "\nmain {\n  outline: 3px solid red;\n}\n", "utf-8")
    assert ":" not in first

    expect(page.locator("main")).to_have_css("outline-width", "3px")
    assert page.evaluate("window.mark === true")


def test_only_this_machine_is_answered(serving: tuple[Path, str]) -> None:
    """A name of another site that leads here (DNS rebinding) is refused."""
    host, _, port = serving[1].removeprefix("http://").rstrip("/").partition(":")
    for name, status in (
        ("evil.example", 403),
        (f"{host}:{port}", 200),
        (f"127.0.0.1:{port}", 200),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", int(port))
        connection.request("GET", "/", headers={"Host": name})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == status, name


def test_the_preview_is_not_published(serving: tuple[Path, str]) -> None:
    """A build beside it holds no trace of it, and serving left nothing but drawings."""
    root = serving[0]

    assert not (root / "dist").exists()
    connection = http.client.HTTPConnection(serving[1].split("/")[2])
    connection.request("GET", "/no-such-page/")
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    assert answer.status == 404
    assert b"@preview" in told
