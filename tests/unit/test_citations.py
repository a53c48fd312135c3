"""Citations, exactly as others paste them."""

from __future__ import annotations

import pytest

from explainer.citations import Work, cite_bibtex, cite_gbt, cite_plainly
from explainer.periods import Period
from tests.builders import make_locale

EN = make_locale(
    "en",
    **{
        "cite.plain": "{publisher}: “{title}”. {site}, version {version}, {date}. {address}",
        "cite.version": "version {version}",
    },
)
ZH = make_locale(
    "zh",
    **{
        "cite.plain": "{publisher}：《{title}》，{site}，{version}版，{date}，{address}",
        "cite.version": "{version}版",
    },
)


def make_work(**other: object) -> Work:
    """Give an English work."""
    given = {
        "id": "weight",
        "publisher": "The editors",
        "title": "An eighth of GDP",
        "site": "Zones, Explained",
        "version": "2026.11.1",
        "updated": Period.parse("2026-11-21"),
        "address": "https://zones.example/figures/weight/",
    }
    return Work(**(given | other))  # type: ignore[arg-type]


CHINESE = {
    "publisher": "本站编辑",
    "title": "八分之一的经济总量",
    "site": "读懂国家级经开区",
    "address": "https://zones.example/zh/figures/weight/",
}


def test_in_plain_words() -> None:
    """One sentence in each language."""
    assert cite_plainly(make_work(), EN) == (
        "The editors: “An eighth of GDP”. Zones, Explained, version 2026.11.1, 21 November 2026. "
        "https://zones.example/figures/weight/"
    )
    assert cite_plainly(make_work(**CHINESE), ZH) == (
        "本站编辑：《八分之一的经济总量》，读懂国家级经开区，2026.11.1版，2026年11月21日，"
        "https://zones.example/zh/figures/weight/"
    )


def test_after_gbt_7714() -> None:
    """Author. Title: other title information[DS/OL]. (changed)[read]. Address."""
    assert cite_gbt(make_work(**CHINESE), ZH, read="2026-12-01") == (
        "本站编辑. 八分之一的经济总量: 读懂国家级经开区, 2026.11.1版[DS/OL]. "
        "(2026-11-21)[2026-12-01]. https://zones.example/zh/figures/weight/."
    )
    assert cite_gbt(make_work(), EN, read="2026-12-01") == (
        "The editors. An eighth of GDP: Zones, Explained, version 2026.11.1[DS/OL]. "
        "(2026-11-21)[2026-12-01]. https://zones.example/figures/weight/."
    )


def test_for_bibtex() -> None:
    """Two braces keep names and capitals; the month is the macro of BibTeX."""
    assert cite_bibtex(make_work(), EN) == (
        "@misc{development-zones-weight-2026-en,\n"
        "  author = {{The editors}},\n"
        "  title = {{An eighth of GDP}},\n"
        "  howpublished = {Zones, Explained},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  note = {version 2026.11.1},\n"
        "  url = {https://zones.example/figures/weight/},\n"
        "  language = {english},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("24.5% & more", r"24.5\% \& more"),
        ("a_b #1 $2", r"a\_b \#1 \$2"),
        ("{x}~^\\", r"\{x\}\textasciitilde{}\textasciicircum{}\textbackslash{}"),
    ],
)
def test_signs_of_tex_are_escaped(title: str, shown: str) -> None:
    """A percent sign would swallow the rest of the line."""
    assert f"title = {{{{{shown}}}}},\n" in cite_bibtex(make_work(title=title), EN)


def test_a_month_may_be_unknown() -> None:
    """Then there is none."""
    assert "month" not in cite_bibtex(make_work(updated=Period.parse("2026")), EN)
