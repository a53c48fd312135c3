"""Numbers, times and words as readers of each language write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.formats import (
    MissingWordError,
    Style,
    exponent_of,
    format_bytes,
    format_fraction,
    format_number,
    format_ordinal,
    format_period,
    format_qualified,
    format_words,
    is_money,
    plain,
    round_to,
)
from explainer.periods import Period
from tests.builders import EN, MINUS, NBSP, ROOT, ZH, make_locale

DECIMALS = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3
)


def shown(number: str, unit: str, language: Literal["en", "zh"], style: Style = "long") -> str:
    """Format a number; no-break spaces as plain ones, to be read here."""
    locale = EN if language == "en" else ZH
    return format_number(Decimal(number), unit, locale, style).replace(NBSP, " ")


# Numbers with their unit --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "unit", "english", "short", "chinese"),
    [
        ("16.9", "cny-trillion", "16.9 trillion yuan", "16.9 tn", "16.9万亿元"),
        ("16.90", "cny-trillion", "16.90 trillion yuan", "16.90 tn", "16.90万亿元"),
        ("0.741424", "cny-trillion", "741.424 billion yuan", "741.424 bn", "7414.24亿元"),
        ("0.5", "cny-trillion", "500 billion yuan", "500 bn", "5000亿元"),
        ("1", "cny-trillion", "1 trillion yuan", "1 tn", "1万亿元"),
        ("999.95", "cny-billion", "999.95 billion yuan", "999.95 bn", "9999.5亿元"),
        ("1000", "cny-billion", "1.000 trillion yuan", "1.000 tn", "1.000万亿元"),
        ("27.2", "usd-billion", "27.2 billion US dollars", "27.2 bn", "272亿美元"),
        ("1.35", "usd-trillion", "1.35 trillion US dollars", "1.35 tn", "1.35万亿美元"),
        ("0", "cny-billion", "0 billion yuan", "0 bn", "0亿元"),
        ("-0.3", "cny-trillion", f"{MINUS}300 billion yuan", f"{MINUS}300 bn", f"{MINUS}3000亿元"),
        ("1234.5", "cny-trillion", "1,234.5 trillion yuan", "1,234.5 tn", "1234.5万亿元"),
        ("24.5", "percent", "24.5 percent", "24.5%", "24.5%"),
        ("0", "percent", "0 percent", "0%", "0%"),
        ("-31.0", "percent", f"{MINUS}31.0 percent", f"{MINUS}31.0%", f"{MINUS}31.0%"),
        ("999.95", "percent", "999.95 percent", "999.95%", "999.95%"),
        ("12345.6", "hectare", "12,345.6 hectares", "12,345.6 hectares", "12,345.6公顷"),
        ("1", "hectare", "1 hectare", "1 hectare", "1公顷"),
        ("1.0", "hectare", "1.0 hectares", "1.0 hectares", "1.0公顷"),
        ("0", "count", "0", "0", "0"),
        ("232", "count", "232", "232", "232"),
        ("9999", "count", "9,999", "9,999", "9999"),
        ("10000", "count", "10,000", "10,000", "1万"),
        ("60000", "count", "60,000", "60,000", "6万"),
        ("85100", "count", "85,100", "85,100", "8.51万"),
        ("85123", "count", "85,123", "85,123", "85123"),
        ("1200000", "count", "1.2 million", "1,200,000", "120万"),
        ("1234567", "count", "1,234,567", "1,234,567", "1234567"),
        ("10000000", "count", "10 million", "10,000,000", "1000万"),
        ("-5", "count", f"{MINUS}5", f"{MINUS}5", f"{MINUS}5"),
        ("999.95", "count", "999.95", "999.95", "999.95"),
    ],
)
def test_a_number_is_written_as_its_readers_do(
    number: str, unit: str, english: str, short: str, chinese: str
) -> None:
    """No digit is lost or made up on the way from unit to words."""
    assert shown(number, unit, "en") == english
    assert shown(number, unit, "en", "short") == short
    assert shown(number, unit, "zh") == chinese


@pytest.mark.parametrize(
    ("number", "unit", "english", "chinese"),
    [
        ("16.9", "cny-trillion", "16.9", "16.9"),
        ("27.2", "usd-billion", "27.2", "272"),
        ("24.5", "percent", "24.5", "24.5"),
        ("1000", "hectare", "1,000", "1,000"),
    ],
)
def test_the_bare_number_leaves_the_unit_out(
    number: str, unit: str, english: str, chinese: str
) -> None:
    """What the sentence says around it, the number does not repeat."""
    assert shown(number, unit, "en", "number") == english
    assert shown(number, unit, "zh", "number") == chinese


def test_spaces_inside_a_number_do_not_break() -> None:
    """A line never ends between a number and its scale, nor inside the name of a currency."""
    for unit in ("percent", "hectare"):
        assert " " not in format_number(Decimal(27), unit, EN)
    assert format_number(Decimal(27), "usd-billion", EN) == "27\u00a0billion US\u00a0dollars"


def test_short_chinese_money_leaves_the_currency_out() -> None:
    """Tables say the currency once, in their heading."""
    assert shown("16.9", "cny-trillion", "zh", "short") == "16.9万亿"


@given(DECIMALS, st.sampled_from(["cny-trillion", "cny-billion", "usd-trillion", "usd-billion"]))
def test_money_keeps_its_amount_in_both_languages(number: Decimal, unit: str) -> None:
    """Read back with its word of scale, the printed number is the stored one."""
    scale = {"trillion": 12, "billion": 9, "万亿": 12, "亿": 8}
    amount = number.scaleb(12 if unit.endswith("trillion") else 9)

    for locale in (EN, ZH):
        text = format_number(number, unit, locale)
        match = re.match(rf"({MINUS}?)([\d,.]+)[{NBSP} ]?(trillion|billion|万亿|亿)", text)
        assert match, text
        read = Decimal(match[2].replace(",", "")).scaleb(scale[match[3]])
        assert (-read if match[1] else read) == amount


@given(DECIMALS)
def test_plain_digits_carry_a_true_minus_and_no_exponent(number: Decimal) -> None:
    """Hyphens and exponents never reach a page."""
    text = plain(number)

    assert re.fullmatch(rf"{MINUS}?[\d,]+(\.\d+)?", text)
    assert Decimal(text.replace(",", "").replace(MINUS, "-")) == number


def test_zero_has_no_minus() -> None:
    """Minus nothing is nothing."""
    assert plain(Decimal("-0.0")) == "0.0"


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.05", 1, "0.1"), ("999.95", 1, "1000.0"),
     ("12.449", 1, "12.4"), ("0.04", 1, "0.0")],
)  # fmt: skip
def test_computed_values_are_rounded_half_away_from_zero(
    number: str, decimals: int, expected: str
) -> None:
    """As most readers expect; not to the even neighbour."""
    assert f"{round_to(Decimal(number), decimals):f}" == expected


# Qualifiers, words, ordinals, fractions -----------------------------------------------------


@pytest.mark.parametrize(
    ("qualifier", "english", "chinese", "sign"),
    [
        ("exact", "60,000", "6万", "60,000"),
        ("more-than", "more than 60,000", "超过6万", ">60,000"),
        ("at-least", "at least 60,000", "至少6万", "≥60,000"),
        ("less-than", "less than 60,000", "不到6万", "<60,000"),
        ("about", "about 60,000", "约6万", "~60,000"),
        ("nearly", "nearly 60,000", "近6万", "~60,000"),
    ],
)
def test_the_printed_qualifier_stands_with_its_number(
    qualifier: str, english: str, chinese: str, sign: str
) -> None:
    """“More than” is part of what was published."""
    assert format_qualified("60,000", qualifier, EN).replace(NBSP, " ") == english
    assert format_qualified("6万", qualifier, ZH) == chinese
    assert format_qualified("60,000", qualifier, EN, "short") == sign


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "zero", "零"),
        (1, "one", "一"),
        (2, "two", "二"),
        (10, "ten", "十"),
        (12, "twelve", "十二"),
        (16, "sixteen", "十六"),
        (20, "twenty", "二十"),
        (21, "twenty-one", "二十一"),
        (40, "forty", "四十"),
        (59, "fifty-nine", "五十九"),
    ],
)
def test_small_numbers_are_spelled(number: int, english: str, chinese: str) -> None:
    """Up to fifty-nine, in both languages."""
    assert format_words(number, EN) == english
    assert format_words(number, ZH) == chinese


@pytest.mark.parametrize("number", [-1, 60, 232])
def test_large_numbers_are_not_spelled(number: int) -> None:
    """Nobody reads two hundred and thirty-two with pleasure."""
    with pytest.raises(ValueError, match="from 0 to 59"):
        format_words(number, EN)


@pytest.mark.parametrize(
    ("number", "english"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (26, "26th"), (101, "101st"), (111, "111th"), (113, "113th"),
     (1000, "1,000th"), (1002, "1,002nd")],
)  # fmt: skip
def test_places_have_their_endings(number: int, english: str) -> None:
    """The teens are the exception, in every hundred."""
    assert format_ordinal(number, EN) == english
    assert format_ordinal(number, ZH) == f"第{number}"


def test_small_places_are_spelled_on_request() -> None:
    """“Ninth” reads better than “9th” in a sentence."""
    assert format_ordinal(9, EN, words=True) == "ninth"
    assert format_ordinal(9, ZH, words=True) == "第九"
    assert format_ordinal(26, EN, words=True) == "26th"


@pytest.mark.parametrize(
    ("percent", "english", "chinese"),
    [
        ("12.5", "an eighth", "八分之一"),
        ("24.5", "nearly a quarter", "近四分之一"),
        ("25.0", "a quarter", "四分之一"),
        ("31.1", "nearly a third", "近三分之一"),
        ("34", "more than a third", "超过三分之一"),
        ("-31.1", "nearly a third", "近三分之一"),
        ("50", "half", "一半"),
        ("51", "more than half", "超过一半"),
        ("66.7", "two thirds", "三分之二"),
        ("90", "nine tenths", "十分之九"),
    ],
)
def test_a_share_is_told_as_a_simple_fraction(percent: str, english: str, chinese: str) -> None:
    """Near enough is said with the word that says on which side."""
    assert format_fraction(Decimal(percent), EN) == english
    assert format_fraction(Decimal(percent), ZH) == chinese


@pytest.mark.parametrize("percent", ["0", "3", "41", "150"])
def test_no_fraction_is_forced_on_a_share(percent: str) -> None:
    """Where none is close, the digits must stand."""
    with pytest.raises(ValueError, match="no simple fraction"):
        format_fraction(Decimal(percent), EN)


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_a_fraction_is_never_further_off_than_a_tenth(percent: Decimal) -> None:
    """And “nearly” stands for less, “more than” for more."""
    parts = {"half": 50, "third": 100 / 3, "quarter": 25, "fifth": 20, "sixth": 100 / 6,
             "eighth": 12.5, "tenth": 10}  # fmt: skip
    counts = {"two": 2, "three": 3, "four": 4, "nine": 9}
    try:
        text = format_fraction(percent, EN)
    except ValueError:
        return
    *front, word = text.split()
    size = parts[word.rstrip("s")] * counts.get(front[-1] if front else "", 1)

    assert abs(float(percent) - size) <= size / 10 + 1e-9
    assert not text.startswith("nearly") or percent < size
    assert not text.startswith("more than") or percent > size


# Times and sizes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("2024", "2024", "2024年"),
        ("2024-05", "May 2024", "2024年5月"),
        ("2025-05-27", "27 May 2025", "2025年5月27日"),
        ("2024-q1", "January–March 2024", "2024年一季度"),
        ("2024-q1-q2", "January–June 2024", "2024年上半年"),
        ("2024-q1-q3", "January–September 2024", "2024年前三季度"),
        ("2024-q2-q3", "April–September 2024", "2024年2–3季度"),
        ("2022/2023", "2022–2023", "2022年–2023年"),
        ("2023-12-28/2024-06", "28 December 2023 – June 2024", "2023年12月28日 – 2024年6月"),
    ],
)
def test_a_time_is_written_as_its_readers_do(period: str, english: str, chinese: str) -> None:
    """Never more exact than it is known."""
    assert format_period(Period.parse(period), EN) == english
    assert format_period(Period.parse(period), ZH) == chinese


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "1 KB"), (1, "1 KB"), (1499, "1 KB"), (1501, "2 KB"), (2_500_000, "2,500 KB")],
)
def test_sizes_are_told_in_kilobytes(size: int, words: str) -> None:
    """No file is said to be empty."""
    assert format_bytes(size) == words


def test_interface_words_fill_their_fields() -> None:
    """A field in braces is filled; a text without fields may hold braces."""
    locale = type(EN)("en", "en", "", {"a": "{n} zones", "b": "plain"})

    assert locale("a", n=3) == "3 zones"
    assert locale("b") == "plain"


# Edges that a change of one sign would move ---------------------------------------------------


def test_a_share_between_two_fractions_takes_the_one_that_is_relatively_nearer() -> None:
    """22.5 percent is a tenth under a quarter and an eighth over a fifth."""
    assert format_fraction(Decimal("22.5"), EN) == "nearly a quarter"
    with pytest.raises(ValueError, match=r"^no simple fraction comes close to this value$"):
        format_fraction(Decimal(2), EN)


def test_places_are_spelled_up_to_twenty() -> None:
    """From there on digits are easier to read."""
    assert format_ordinal(20, EN, words=True) == "twentieth"
    assert format_ordinal(21, EN, words=True) == "21st"
    assert [format_ordinal(n, EN) for n in (10, 11, 12, 13, 20, 111)] == [
        "10th",
        "11th",
        "12th",
        "13th",
        "20th",
        "111th",
    ]


def test_a_word_with_another_field_says_which_fields_there_are() -> None:
    """So that the editor can write the right one."""
    locale = make_locale("en", greeting="Hello {nobody}")

    words = r"“greeting” must use the fields \{name\}, \{day\}\.$"
    with pytest.raises(MissingWordError, match=words):
        locale("greeting", name="x", day="y")


# Every form, compared whole ---------------------------------------------------------------------

FORMS = ROOT / "tests/unit/said/forms.txt"


def amounts() -> Iterator[str]:
    """Give many numbers in every form, English beside Chinese; no-break spaces as “_”."""
    units = ("cny-trillion", "cny-billion", "usd-trillion", "usd-billion", "percent", "hectare")
    for unit in units:
        for number in ("0", "0.05", "1", "-2.50", "99.995", "100", "1000", "12345.6"):
            for style in get_args(Style):
                yield both(f"{number} {unit} {style}", format_number, Decimal(number), unit, style)
        yield f"{unit}: scaled by {exponent_of(unit)}, money {is_money(unit)}"
    counts = "0 7 9999 9900 10000 10050 12300 99999 999900 1000000 1250000 1234567 -60000 -1000000"
    for number in counts.split():
        for style in get_args(Style):
            yield both(f"{number} {style}", format_number, Decimal(number), "count", style)
    for qualifier in ("exact", "more-than", "at-least", "less-than", "about", "nearly"):
        for style in get_args(Style):
            yield both(f"{qualifier} {style}", format_qualified, "5", qualifier, style)


def words_and_times() -> Iterator[str]:
    """Give numbers in words, places, fractions, times and sizes."""
    for whole in range(60):
        yield both(f"{whole} in words", format_words, whole)
    for whole in (*range(25), 30, 31, 99, 100, 101, 111, 112, 113, 120, 121, 1000, 1002):
        yield both(f"place {whole}", format_ordinal, whole)
    for whole in range(25):
        yield both(f"place {whole} in words", partial(format_ordinal, words=True), whole)
    for half in range(1, 201):
        yield both(f"{half / 2} percent", format_fraction, Decimal(half) / 2)
    times = (
        "2024 2024-01 2024-12 2024-05-27 2024-q1 2024-q4 2024-q1-q2 2024-q1-q3 2024-q1-q4 "
        "2024-q2-q3 2024-q3-q4 2022/2023 2022-05/2023-06 2022-05-01/2023-06-30"
    )
    for time in times.split():
        yield both(time, format_period, Period.parse(time))
    for size in (0, 499, 1500, 1501, 12_345, 999_499, 999_501, 1_234_567):
        yield f"{size} bytes: {format_bytes(size)}"


def both(what: str, form: Callable[..., str], *arguments: Any) -> str:
    """Give a value in both languages; “-” where it has no such form."""
    found = []
    for locale in (EN, ZH):
        # The locale stands before the style.
        style = arguments[-1:] if arguments[-1] in get_args(Style) else ()
        rest = arguments[: len(arguments) - len(style)]
        try:
            found.append(form(*rest, locale, *style).replace(NBSP, "_"))
        except ValueError:
            found.append("-")
    return f"{what}: {' | '.join(found)}"


def test_every_form_is_as_it_was_read_and_approved(*, update_golden: bool) -> None:
    """Boundaries of scales, endings, qualifiers, spelled numbers, fractions, times."""
    shown = "".join(f"{line}\n" for line in (*amounts(), *words_and_times()))
    if update_golden:
        FORMS.write_text(shown, encoding="utf-8")

    assert shown.splitlines() == FORMS.read_text(encoding="utf-8").splitlines()
