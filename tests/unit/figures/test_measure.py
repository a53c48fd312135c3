"""Words break where readers of the language would break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.figures.measure import _pieces, text_width, wrap


def test_english_breaks_at_spaces_evenly() -> None:
    """No last line of one short word."""
    assert wrap("one two three four", 10, 75) == ("one two", "three four")


def test_chinese_breaks_after_punctuation() -> None:
    """Not in the middle of a word where a mark of punctuation is near."""
    assert wrap("数字园区、智能工厂与算力", 12, 110) == ("数字园区、", "智能工厂与算力")


@pytest.mark.parametrize("text", ["2024年10月。", "增加了12.5%,", "（%），2024年"])
def test_chinese_lines_start_with_no_punctuation_and_keep_numbers(text: str) -> None:
    """However narrow the space is."""
    lines = wrap(text, 12, 30)

    assert "".join(lines) == text
    assert not any(line[0] in "，。、）%.,年月" for line in lines)


def test_a_word_that_is_too_wide_stands_alone() -> None:
    """It is not cut."""
    assert wrap("a Heilongjiang b", 12, 20) == ("a", "Heilongjiang", "b")


def test_no_words_make_no_lines() -> None:
    """Notes are optional."""
    assert wrap("", 12, 100) == ()


@given(st.text("ab 中，1.", max_size=40), st.integers(20, 200))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    """A line is wider than asked only if it is one unbreakable piece."""
    lines = wrap(text, 12, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 12) <= width or len(_pieces(line)) == 1 for line in lines)
