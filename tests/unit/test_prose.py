"""Markdown into HTML with gaps: nothing an editor writes becomes live markup."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from explainer.prose import Passage, ProseReader, has_piles
from explainer.references import Reference

#: What prose may consist of.
TAGS = set(
    "p a em strong code pre ul ol li blockquote hr br h1 h2 h3 h4 h5 h6 "
    "table thead tbody tr th td".split()
)


class Collector(HTMLParser):
    """Notes every tag, attribute and text of HTML."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def number(reference: Reference) -> Markup:
    """Stand in for a printed number."""
    return Markup("<b>{}</b>").format(reference.key or reference.literal)


def link(target: str) -> str:
    """Stand in for an address."""
    return f"LINK:{target}"


def inline(text: str) -> str:
    """Render a short text."""
    return str(ProseReader().inline(text).fill(number, link))


def page(text: str) -> str:
    """Render the passages of a page."""
    return "".join(
        str(block.passage.fill(number, link))
        for section in ProseReader().sections(text)
        for block in section.blocks
        if block.passage
    )


def collect(html: str) -> Collector:
    """Read HTML as a browser would."""
    collector = Collector()
    collector.feed(html)
    collector.close()
    return collector


# What is read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words", "plain words"),
        ("AT&T", "AT&amp;T"),
        ("a *very* **big** thing", "a <em>very</em> <strong>big</strong> thing"),
        ("[land](measure:land)", '<a href="LINK:measure:land">land</a>'),
        ("[[zones/2024]] zones", "<b>zones/2024</b> zones"),
        ("*[[zones/2024]]* zones", "<em><b>zones/2024</b></em> zones"),
        ("[of [[zones/2024]]](term:zone)", '<a href="LINK:term:zone">of <b>zones/2024</b></a>'),
        ("[[literal: <b> | reason]]", "<b>&lt;b&gt;</b>"),
        ("one\ntwo", "one two"),
        ("第一行\n第二行", "第一行第二行"),
        ("“引号”\n（括号）", "“引号”（括号）"),
        ("中文\nEnglish", "中文 English"),
        ("27 May 2025.", "27 May 2025."),
        ("1984. It began.", "1984. It began."),
        ("- 5 degrees", "- 5 degrees"),
        ("a | b", "a | b"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_short_texts_become_html_without_paragraph(text: str, html: str) -> None:
    """Emphasis, links and numbers; the rest is shown as written."""
    assert inline(text) == html


def test_a_short_text_is_read_once() -> None:
    """Texts recur on many pages; the result is kept."""
    reader = ProseReader()

    assert reader.inline("*x*") is reader.inline("*x*")


def test_a_page_is_cut_into_sections_and_blocks() -> None:
    """Headings start sections, lines of :: are blocks of their own."""
    sections = ProseReader().sections(
        "Before.\n\n## One {#one}\n\nText.\n\n::figure weight\n\nMore.\n\n::measures\n\n"
        "## Two {#two}\n"
    )

    assert [(s.id, s.level) for s in sections] == [("", 0), ("one", 2), ("two", 2)]
    names = [(block.name, block.argument) for block in sections[1].blocks]
    assert names == [("", ""), ("figure", "weight"), ("", ""), ("measures", "")]
    heading = sections[1].heading
    assert heading is not None
    assert str(heading.fill(number, link)) == "One"


def test_wrapped_chinese_joins_without_a_space() -> None:
    """Editors wrap long lines; readers must not see gaps."""
    assert page("经开区是\n一类区域。\n其中有[[zones/2024]]\n家。") == (
        "<p>经开区是一类区域。其中有<b>zones/2024</b>家。</p>"
    )


def test_wrapped_english_keeps_its_spaces() -> None:
    """A line break between words is a space."""
    assert "one\ntwo" in page("one\ntwo")


def test_paragraphs_lists_and_tables_are_read() -> None:
    """The parts of Markdown that editors need."""
    html = page("One.\n\nTwo.\n\n- a\n- b\n\n| h | i |\n|---|---|\n| x | y |\n")

    assert html.count("<p>") == 2
    assert html.count("<li>") == 2
    assert "<td>x</td>" in html


def test_the_targets_of_links_are_told() -> None:
    """Other stages check them."""
    passage = ProseReader().inline("[a](measure:land) and [b](zone:kunshan)")

    assert passage.links == ("measure:land", "zone:kunshan")


# What never becomes live --------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=alert(1)>b</b>",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    "<div>\n\n<script>x</script>\n\n</div>",
    "<svg/onload=alert(1)>",
    "![alt](https://evil.example/x.png)",
    "![alt](javascript:alert(1))",
    "![alt][ref]\n\n[ref]: https://evil.example/x.png",
    "[x][ref]\n\n[ref]: javascript:alert(1)",
    "[ref]\n\n[ref]: javascript:alert(1)",
    "<https://evil.example>",
    "<javascript:alert(1)>",
    "<a@evil.example>",
    "https://evil.example",
    "&lt;script&gt; &#60;script&#62; &#x3c;script&#x3e;",
    "\\<script>alert(1)\\</script>",
    "`<script>`",
    "    <script>alert(1)</script>",
    "```\n<script>\n```",
    '<a href="javascript:alert(1)">x</a>',
    "*<img src=x onerror=alert(1)>*",
    "| <script> | b |\n|---|---|\n| <img src=x> | y |",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    '[x](measure:land "a\\" onclick=alert(1) b")',
    "[<img src=x onerror=alert(1)>](measure:land)",
    '[x](measure:land" onclick="alert(1))',
    "{: onclick=alert(1) }",
    "[[literal: <script>alert(1)</script> | reason]]",
    "[[<script>alert(1)</script>]]",
]


def assert_harmless(html: str) -> None:
    """Only the tags of prose (and our number's), only link addresses we made."""
    found = collect(html)
    assert found.tags <= TAGS | {"b"}, found.tags
    for name, value in found.attributes:
        assert name in {"href", "title", "start", "style"}, (name, value)
        if name == "href":
            assert value is not None
            assert value.startswith("LINK:")
        if name == "style":
            assert value in {"text-align: left;", "text-align: right;", "text-align: center;"}


@pytest.mark.parametrize("text", HOSTILE)
def test_raw_html_is_shown_and_never_live(text: str) -> None:
    """Inline and on a page: tags stay words, images and free addresses make nothing."""
    assert_harmless(inline(text))
    assert_harmless(page(text))


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://evil.example",
        "<javascript:alert(1)>",
    ],
)
def test_every_address_goes_through_the_sites_own(target: str) -> None:
    """Whatever the target, it is a name to look up, never an address."""
    assert_harmless(page(f"[x]({target})"))


@given(st.text(st.sampled_from(list("<>&\"'[]()!*_`#:|\\/=\n- ascriptonmg;1{}")), max_size=60))
def test_no_text_at_all_becomes_live(text: str) -> None:
    """Random pieces of markup stay words."""
    assert_harmless(inline(text))
    assert_harmless(page(text))


@pytest.mark.parametrize("text", ["\ue0000\ue001", "x \ue0007\ue001 y", "[[a/1]] \ue0000\ue001"])
def test_the_marks_of_gaps_cannot_be_typed(text: str) -> None:
    """Private characters in a text neither fail nor repeat a number."""
    assert page(text).count("<b>") == text.count("[[")


@pytest.mark.parametrize(
    "text", ["[" * 5000, "*" * 5000, "> " * 2000, "![" * 3000, "`" * 5000, "- " * 2000, "(" * 5000]
)
def test_piles_of_marks_take_no_time(text: str) -> None:
    """Nested or endless marks are told or shown within a blink."""
    start = time.perf_counter()

    page(text)
    inline(text)

    assert time.perf_counter() - start < 2


def test_a_number_is_put_in_as_it_is_and_a_link_is_escaped() -> None:
    """Numbers are markup of ours; addresses are text."""
    passage = Passage('<a href="measure:land">x</a>', ())

    html = passage.fill(number, lambda _: 'a"&b')

    assert html == f'<a href="{escape(chr(97) + chr(34) + "&b")}">x</a>'


def test_a_passage_tells_its_numbers_and_links_in_order() -> None:
    """What stands beside it follows the text."""
    text = "A [zone](term:zone) of [[gdp/2024]], [land](measure:land) and [[literal: 3D | name]]."

    marks = ProseReader().inline(text).marks

    assert [mark if isinstance(mark, str) else mark.key for mark in marks[:3]] == [
        "term:zone",
        "gdp/2024",
        "measure:land",
    ]
    assert isinstance(marks[3], Reference)
    assert marks[3].literal == "3D"


def test_a_column_is_not_aligned_by_a_style_of_its_own() -> None:
    """The policy of the pages forbids such styles; the words around stay."""
    (section,) = ProseReader().sections("|a|b|\n|:-|-:|\n|c|d|\n")

    passage = section.blocks[0].passage
    assert passage is not None
    assert "<th>a</th>" in passage.html
    assert "<td>d</td>" in passage.html
    assert "style" not in passage.html


def test_what_nests_nine_deep_is_shown_as_it_stands() -> None:
    """The library would go as deep as Python lets it; the check refuses such text anyway."""
    for text in ("> " * 9 + "x", " " * 36 + "- x", "- " * 9 + "x", "1. " * 9 + "x"):
        assert has_piles(text)
    for text in ("> " * 8 + "x", " " * 32 + "x", "- " * 8 + "x", "a > b > c > d"):
        assert not has_piles(text)
