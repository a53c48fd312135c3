"""What can be taken away: small drawings, Chinese spaced for paper, PDFs kept while current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.commands.editions import keep_editions
from explainer.editions import Sheets, compact, digest_of_pdf, read_pdf, spaced, with_digest
from explainer.problems import Problems
from tests.builders import ROOT

SHEETS = Sheets("en", "editions/told.en.pdf", "<p>Told.</p>")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "drawings").glob("*.narrow.svg")), ids=lambda path: path.name
)
def test_a_small_drawing_shows_the_same(path: Path) -> None:
    """Every mark and every word is there, in its place and colour; only attributes got shorter."""
    svg = path.read_text(encoding="utf-8")

    small = compact(svg)

    for what in (r"<([a-z]+)", r">([^<\n]+)<", r' (?:x|y|d)="([^"]*)"', r"[fs]-(?!ink)[a-z0-9-]+"):
        assert re.findall(what, small) == re.findall(what, svg)
    assert re.findall(r'class="[^"]*" [^>]*class=', small) == []
    assert len(small) < len(svg) * 0.9


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("共232家", "共\u2006232\u2006家"),
        ('占<a href="#n1">12.5%</a>的', '占<a href="#n1">\u200612.5%</a>\u2006的'),
        ("GDP为16.9万亿元", "GDP\u2006为\u200616.9\u2006万亿元"),
        ("万亿元\u2060<sup>60</sup>。", "万亿元\u2060<sup>60</sup>。"),
        ("232<sup>1</sup>家", "232<sup>1</sup>家"),
        ("（GDP）", "（GDP）"),
    ],
)
def test_chinese_stands_off_from_latin_on_paper(html: str, expected: str) -> None:
    """Not beside punctuation, which brings its own space, nor at the number of a note."""
    assert spaced(html) == expected


def test_a_pdf_is_set_once_for_one_text(tmp_path: Path) -> None:
    """And again when the text has changed."""
    asked: list[str] = []

    def set_pdf(html: str) -> bytes:
        asked.append(html)
        return b"%PDF-1.7 ...\n%%EOF\n"

    first = keep_editions([SHEETS], tmp_path, set_pdf)
    again = keep_editions([SHEETS], tmp_path, set_pdf)
    other = keep_editions([Sheets("en", SHEETS.name, "<p>New.</p>")], tmp_path, set_pdf)

    assert (first.drawn, again.kept, other.drawn) == ((SHEETS.name,),) * 3
    assert asked == ["<p>Told.</p>", "<p>New.</p>"]
    kept = (tmp_path / "drawings" / SHEETS.name).read_bytes()
    assert kept.startswith(b"%PDF")
    assert digest_of_pdf(kept) == Sheets("en", SHEETS.name, "<p>New.</p>").digest


def test_a_pdf_of_another_text_is_left_out(tmp_path: Path) -> None:
    """The build goes on and says what to do; a release would not."""
    path = tmp_path / "drawings" / SHEETS.name
    problems = Problems()
    assert read_pdf(tmp_path, SHEETS.name, SHEETS.digest, problems) is None
    assert problems.found == []

    path.parent.mkdir(parents=True)
    missing = read_pdf(tmp_path, SHEETS.name, SHEETS.digest, problems)
    path.write_bytes(with_digest(b"%PDF", "0123456789abcdef"))
    stale = read_pdf(tmp_path, SHEETS.name, SHEETS.digest, problems)

    assert (missing, stale) == (None, None)
    assert [problem.kind for problem in problems.found] == ["stale-edition"] * 2
    assert "build.py editions" in problems.found[0].remedy
    path.write_bytes(with_digest(b"%PDF", SHEETS.digest))
    assert read_pdf(tmp_path, SHEETS.name, SHEETS.digest, Problems()) == path.read_bytes()
