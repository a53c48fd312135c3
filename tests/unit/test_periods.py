"""Times as sources give them: never more exact than known."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.periods import Period

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
SINGLES = st.one_of(
    DAYS.map(lambda day: f"{day:%Y-%m-%d}"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-05-27", "2024-05-27", "2024-05-27"),
        ("2024-q1", "2024-01-01", "2024-03-31"),
        ("2024-q4", "2024-10-01", "2024-12-31"),
        ("2024-q1-q3", "2024-01-01", "2024-09-30"),
        ("2022/2023", "2022-01-01", "2023-12-31"),
        ("2023-12-28/2024-06", "2023-12-28", "2024-06-30"),
    ],
)
def test_a_period_covers_its_days(text: str, first: str, last: str) -> None:
    """Its first and last day are those of the calendar."""
    period = Period.parse(text)

    assert (period.first, period.last, str(period)) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "this is not a time"),
        ("next year", "this is not a time"),
        ("24-05", "this is not a time"),
        ("2024-5", "this is not a time"),
        ("2024-05-27T10:00", "this is not a time"),
        ("2024/05/27", "this is not a time"),
        ("2024-q5", "this is not a time"),
        ("2024-q1/2024-q3", "this is not a time"),
        ("２０２４", "this is not a time"),
        ("٢٠٢٤", "this is not a time"),
        ("1899", "the year 1899 is not between 1900 and 2100"),
        ("2101", "the year 2101 is not between 1900 and 2100"),
        ("1899-q1", "the year 1899 is not between 1900 and 2100"),
        ("0000-q1", "the year 0 is not between 1900 and 2100"),
        ("9999-q4", "the year 9999 is not between 1900 and 2100"),
        ("2024-13", "there is no month 13"),
        ("2024-02-30", "the date 2024-02-30 does not exist"),
        ("2023-02-29", "the date 2023-02-29 does not exist"),
        ("2024-q3-q1", "the quarters run backwards"),
        ("2024/2023", "the span runs backwards"),
    ],
)
def test_what_is_no_time_is_refused_in_words(text: str, words: str) -> None:
    """The message is for editors, in our own words."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2024-00", "2024-05-00", "2024-00-05", "2024-00/2025"])
def test_month_and_day_zero_are_refused(text: str) -> None:
    """Zero stands for “not known” inside; nobody may write it."""
    with pytest.raises(ValueError, match=r"no month 0|does not exist"):
        Period.parse(text)


@given(SINGLES)
def test_a_period_keeps_its_text_and_its_order(text: str) -> None:
    """It starts no later than it ends, in the year it names."""
    period = Period.parse(text)

    assert str(period) == text
    assert period.first <= period.last
    assert period.year == int(text[:4])
    assert period.is_day == (len(text) == 10)


@given(SINGLES, SINGLES)
def test_a_span_runs_from_the_first_day_to_the_last(one: str, two: str) -> None:
    """Both ends count; a span whose second part comes earlier, or ends earlier, is refused."""
    first, last = Period.parse(one), Period.parse(two)
    text = f"{one}/{two}"

    if last.first < first.first or last.last < first.last:
        with pytest.raises(ValueError, match="backwards"):
            Period.parse(text)
    else:
        span = Period.parse(text)
        assert (span.first, span.last) == (first.first, last.last)
        assert not span.is_day or one == two


@given(st.lists(SINGLES.map(Period.parse), min_size=2))
def test_periods_sort_by_their_first_day(periods: list[Period]) -> None:
    """Tables and time lines rely on the order."""
    days = [period.first for period in sorted(periods)]

    assert days == sorted(days)


@given(st.text(max_size=20))
def test_any_text_is_a_period_or_refused_in_words(text: str) -> None:
    """Nothing but ValueError ever comes out, and only plain digits go in."""
    with contextlib.suppress(ValueError):
        assert Period.parse(text).text == text
        assert text.isascii()


def test_parts_leave_unknown_at_zero() -> None:
    """What is not known is not made up."""
    assert Period.parse("2024").parts == (2024, 0, 0)
    assert Period.parse("2024-05").parts == (2024, 5, 0)
    assert Period.parse("2024-05-27").parts == (2024, 5, 27)
    assert Period.parse("2022/2023").parts == (2023, 0, 0)
