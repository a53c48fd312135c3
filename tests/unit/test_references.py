"""References in prose, the numbers nobody bound, words printed twice, and typed dates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.formats import Locale
from explainer.periods import Period
from explainer.references import (
    OPTIONS,
    BadReferenceError,
    Reference,
    find_amounts,
    find_dates,
    find_doubled,
    find_references,
    find_unbound,
    find_years,
    format_value,
    nearest_values,
    print_reference,
)
from explainer.values import Value
from tests.builders import EN, MINUS, NBSP, ZH, make_value, values_of

GDP = make_value("gdp/2024/bulletin", "16.9", period=Period.parse("2024"))
SHARE = make_value("trade-share/2024", "24.5", unit="percent")
FIRMS = make_value("firms/2024", "60000", unit="count", qualifier="more-than")
ZONES = make_value("zones/2024", "232", unit="count")
MEASURES = make_value("count/measures", "16", unit="count", origin="count")
RANK = make_value("rank/evaluation-2024/kunshan", "26", unit="count", origin="rank")
CHANGE = make_value("computed/fdi-change", "-31.0", unit="percent", origin="computed")
VALUES = values_of(GDP, SHARE, FIRMS, ZONES, MEASURES, RANK, CHANGE)


def printed(text: str, locale: Locale = EN) -> str:
    """Print the one reference of a text; no-break spaces as plain ones."""
    (reference,) = find_references(text)
    return print_reference(reference, VALUES, locale).replace(NBSP, " ")


# Finding ------------------------------------------------------------------------------------


def test_references_are_found_in_order_with_their_places() -> None:
    """Key, options and where they stand."""
    text = "In [[zones/2024]] and [[ count/measures | words , ordinal ]]."

    found = list(find_references(text))

    assert found == [
        Reference(3, 17, "zones/2024", ()),
        Reference(22, 60, "count/measures", ("words", "ordinal")),
    ]
    assert text[found[1].start : found[1].end].startswith("[[ count")


def test_a_literal_keeps_its_text_and_reason() -> None:
    """What must be typed says why."""
    (reference,) = find_references("[[literal: 3D printing | a name]]")

    assert (reference.literal, reference.reason) == ("3D printing", "a name")


@given(
    st.lists(
        st.tuples(
            st.text("abc 。,", max_size=5),
            st.from_regex(r"[a-z]{1,5}(/[a-z0-9-]{1,5}){0,2}", fullmatch=True),
            st.lists(st.sampled_from(OPTIONS), max_size=2, unique=True),
        )
    )
)
def test_every_reference_written_is_found(parts: list[tuple[str, str, list[str]]]) -> None:
    """Written between any words, each comes back with its key and options."""
    text = "".join(
        f"{words}[[{key}{' | ' + ', '.join(options) if options else ''}]]"
        for words, key, options in parts
    )

    found = [(r.key, list(r.options)) for r in find_references(text)]

    assert found == [(key, options) for _, key, options in parts]


@given(st.text("[]|ab/ :", max_size=30))
def test_any_brackets_are_references_or_left_alone(text: str) -> None:
    """Whatever is typed, what is found stands there."""
    for reference in find_references(text):
        assert text[reference.start : reference.start + 2] == "[["
        assert text[reference.end - 2 : reference.end] == "]]"


# Printing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("[[gdp/2024/bulletin]]", "16.9 trillion yuan", "16.9万亿元"),
        ("[[gdp/2024/bulletin | number]]", "16.9", "16.9"),
        ("[[gdp/2024/bulletin | short]]", "16.9 tn", "16.9万亿"),
        ("[[gdp/2024/bulletin | year]]", "16.9 trillion yuan (2024)", "16.9万亿元(2024年)"),
        ("[[firms/2024]]", "more than 60,000", "超过6万"),
        ("[[firms/2024 | short]]", ">60,000", ">6万"),
        ("[[count/measures | words]]", "sixteen", "十六"),
        ("[[rank/evaluation-2024/kunshan | ordinal]]", "26th", "第26"),
        ("[[count/measures | words ordinal]]", "sixteenth", "第十六"),
        ("[[trade-share/2024 | fraction]]", "nearly a quarter", "近四分之一"),
        ("[[computed/fdi-change]]", f"{MINUS}31.0 percent", f"{MINUS}31.0%"),
        ("[[computed/fdi-change | abs]]", "31.0 percent", "31.0%"),
        ("[[computed/fdi-change | abs fraction]]", "nearly a third", "近三分之一"),
        ("[[literal: 3D printing | a name]]", "3D printing", "3D printing"),
    ],
)
def test_a_reference_prints_as_its_options_ask(text: str, english: str, chinese: str) -> None:
    """The same reference in both languages."""
    assert printed(text, EN) == english
    assert printed(text, ZH) == chinese


@pytest.mark.parametrize(
    ("text", "kind", "message", "remedy"),
    [
        (
            "[[gdp/2024/buletin]]",
            "unknown-value",
            "there is no value “gdp/2024/buletin”.",
            "Did you mean “gdp/2024/bulletin”?",
        ),
        ("[[]]", "unknown-value", "there is no value “”.", ""),
        (
            "[[zones/2024 | word]]",
            "unknown-option",
            "“word” is not an option of a reference.",
            "Did you mean “words”?",
        ),
        (
            "[[zones/2024 | xyz]]",
            "unknown-option",
            "“xyz” is not an option of a reference.",
            "Allowed: number, short, year, words, ordinal, abs, fraction.",
        ),
        (
            "[[literal: 3D]]",
            "literal-without-reason",
            "a literal number needs its reason.",
            "Write [[literal: text | reason]].",
        ),
        (
            "[[literal: | reason]]",
            "literal-without-reason",
            "a literal number needs its reason.",
            "Write [[literal: text | reason]].",
        ),
        (
            "[[zones/2024 | words]]",
            "option-does-not-fit",
            "zones/2024: only whole numbers from 0 to 59 are spelled out.",
            "",
        ),
        (
            "[[gdp/2024/bulletin | ordinal]]",
            "option-does-not-fit",
            "gdp/2024/bulletin: only a whole number can be spelled out.",
            "",
        ),
        (
            "[[gdp/2024/bulletin | fraction]]",
            "option-does-not-fit",
            "gdp/2024/bulletin: only a percentage can be told as a fraction.",
            "",
        ),
        (
            "[[computed/fdi-change | fraction]]",
            "option-does-not-fit",
            "computed/fdi-change: say with “abs” that the sign is told in words.",
            "",
        ),
        ("[[count/measures | year]]", "option-does-not-fit", "count/measures: it has no year.", ""),
    ],
)
def test_a_reference_that_cannot_be_printed_says_why(
    text: str, kind: str, message: str, remedy: str
) -> None:
    """Kind, words and advice for the editor."""
    (reference,) = find_references(text)

    with pytest.raises(BadReferenceError) as caught:
        print_reference(reference, VALUES, EN)

    assert (caught.value.kind, str(caught.value), caught.value.remedy) == (kind, message, remedy)


@given(
    st.sampled_from(sorted(VALUES)),
    st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True),
    st.sampled_from([EN, ZH]),
)
def test_any_options_print_or_are_refused(key: str, options: list[str], locale: Locale) -> None:
    """No combination ends in anything but words or a problem."""
    reference = Reference(0, 0, key, tuple(options))

    try:
        outcome = print_reference(reference, VALUES, locale)
    except BadReferenceError as error:
        outcome = error.kind

    assert outcome.strip()
    assert "-" not in outcome.replace("twenty-six", "").replace("option-does-not-fit", "")


def test_a_qualified_share_is_no_plain_fraction() -> None:
    """“More than 24.5 percent” may be over a quarter, so “nearly a quarter” would be untrue."""
    value = make_value("s/1", "24.5", unit="percent", qualifier="more-than")

    with pytest.raises(ValueError, match="fraction"):
        format_value(value, EN, ("fraction",))


# Numbers that nobody bound ------------------------------------------------------------------

FOUND_EN = (
    "232 zones¦16.9 trillion¦24.5%¦24.5 percent¦12,000 firms¦1,984 zones¦sixteen measures¦a third¦"
    "two thirds¦half of it¦it doubled¦fell by -31¦3D printing¦in 1750¦5G¦a dozen¦a hundred¦"
    "thousands of firms¦tens of thousands¦a million firms¦a quarter¦three-quarters¦an eighth¦"
    "a sixth¦ranked ninth¦the fourth-largest¦fifth place¦fivefold¦one in eight¦no. 4¦20.24¦1/3¦"
    "twenty-six¦seven-day¦2024.5¦twice¦it tripled¦½ of it¦May 27"
).split("¦")
FREE_EN = (
    "in 1984¦since the 1980s¦2019–2024¦2024-25¦in May 2025¦27 May 2025¦26–27 May 2025¦on 3 June¦"
    "one of the zones¦the first step¦the second question¦a C919 airliner¦the G20¦"
    "the first quarter¦the first three quarters¦a three-quarter figure¦国发〔2019〕11号¦"
    "[land](measure:land-2)¦[[zones/2024]] zones¦[[literal: 3D | a name]]¦## Title {#part-2}¦"
    "::figure weight-2¦often¦someone¦weighty¦attend"
).split("¦")
FOUND_ZH = (
    "232家¦16.9万亿元¦24.5%¦１６项¦十六项举措¦四分之一¦三分之二¦一半¦过半¦百分之三¦近三成¦不到一成¦"
    "翻番¦多一倍¦两家¦十余家¦上千家¦数百家¦四大方面¦一亿¦两万亿¦三个百分点¦第九位¦第二十六名¦四方面¦"
    "半数¦1750年前"
).split("¦")
FREE_ZH = (
    "1984年¦2025年5月¦2025年5月27日¦5月27日¦3月¦1984—2024年¦国发〔2019〕11号¦C919客机¦一个¦两个¦"
    "一家¦一项¦首家¦第一,¦一带一路¦三中全会¦“十四五”¦双碳¦第三方¦第三产业¦四川¦三亚¦万家灯火¦"
    "一方面¦双方¦[[zones/2024]]家¦[土地](measure:land-2)¦## 标题 {#part-2}¦::figure weight-2"
).split("¦")


@pytest.mark.parametrize(
    ("text", "language"),
    [*((text, "en") for text in FOUND_EN), *((text, "zh") for text in FOUND_ZH)],
)
def test_a_typed_number_is_found(text: str, language: str) -> None:
    """Digits, words, fractions and ranks that no value stands behind."""
    assert list(find_unbound(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [*((text, "en") for text in FREE_EN), *((text, "zh") for text in FREE_ZH)],
)
def test_dates_names_and_articles_may_be_typed(text: str, language: str) -> None:
    """They are no values, so no reference is asked for."""
    assert [numeral.text for numeral in find_unbound(text, language)] == []


def test_a_typed_number_is_found_where_it_stands() -> None:
    """The offset leads the editor to it."""
    (numeral,) = find_unbound("In 1984 there were 14 zones.", "en")

    assert (numeral.start, numeral.text) == (19, "14")


@given(st.integers(1, 10**7).filter(lambda n: not 1800 <= n <= 2099))
def test_every_typed_number_is_found(number: int) -> None:
    """Any whole number that is no year, with or without commas, in both languages."""
    for text in (f"There are {number} of them", f"There are {number:,} of them"):
        assert list(find_unbound(text, "en"))
    assert list(find_unbound(f"共有{number}家", "zh"))


@pytest.mark.parametrize(
    ("numeral", "offers"),
    [
        ("232", ("[[zones/2024]]",)),
        ("16.9", ("[[gdp/2024/bulletin]]",)),
        ("60,000", ("[[firms/2024]]",)),
        ("24.5%", ("[[trade-share/2024]]",)),
        ("233", ()),
        ("sixteen", ()),
    ],
)
def test_the_reference_that_was_meant_is_offered(numeral: str, offers: tuple[str, ...]) -> None:
    """Ready to paste."""
    assert nearest_values(numeral, VALUES, EN) == offers


def test_a_reference_is_found_by_how_it_is_printed() -> None:
    """1,350 billion stand on the page as 1.350 trillion; at most three are offered."""
    values = values_of(*(make_value(f"x/{n}", "1350", unit="cny-billion") for n in range(5)))

    assert nearest_values("1.350", values, EN) == ("[[x/0]]", "[[x/1]]", "[[x/2]]")
    assert nearest_values("1350", values, EN, limit=1) == ("[[x/0]]",)


# Words printed twice ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "doubled"),
    [
        ("more than [[firms/2024]] firms", "en", "more than"),
        ("About [[gdp/2024/bulletin]]", "en", "About"),
        ("[[trade-share/2024]] percent of trade", "en", "percent"),
        ("[[gdp/2024/bulletin]] yuan", "en", "yuan"),
        ("超过[[firms/2024]]家", "zh", "超过"),
        ("约[[gdp/2024/bulletin]]", "zh", "约"),
        ("[[trade-share/2024]]%", "zh", "%"),
        ("[[gdp/2024/bulletin]]元", "zh", "元"),
        ("[[firms/2024]]多家", "zh", "多"),
        ("nearly [[gdp/2024/bulletin]]", "zh", "nearly"),
    ],
)
def test_words_that_the_reference_prints_itself_are_told(
    text: str, language: str, doubled: str
) -> None:
    """“more than more than 60,000” never reaches a page."""
    (reference,) = find_references(text)

    assert find_doubled(text, reference, language) == doubled


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("There are [[zones/2024]] zones", "en"),
        ("[[gdp/2024/bulletin | number]] trillion yuan", "en"),
        ("[[gdp/2024/bulletin | short]] yuan", "en"),
        ("more than [[literal: 3D | a name]]", "en"),
        ("a report about it: [[zones/2024]]", "en"),
        ("moreover [[zones/2024]]", "en"),
        ("共有[[zones/2024]]家", "zh"),
        ("[[gdp/2024/bulletin | number]]万亿元", "zh"),
    ],
)
def test_other_words_beside_a_reference_are_free(text: str, language: str) -> None:
    """Only what would stand twice is refused."""
    (reference,) = find_references(text)

    assert find_doubled(text, reference, language) == ""


# Typed dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("on 27 May 2025", "2025年5月27日"),
        ("in May 2025", "2025年5月"),
        ("on 3 June", "6月3日"),
        ("26–27 May 2025", "2025年5月26—27日"),
        ("国发〔2019〕11号 of 18 May 2019", "2019年5月18日国发〔2019〕11号"),
        ("[[zones/2024-05]] in June 2024", "2024年6月[[zones/2024-05]]"),
        ("In 1984 it may begin", "1984年可以开始"),
        ("It May begin; in June", "可以开始；6月"),
        ("[May 2024](page:may) in July", "[五](page:x)2024年5月、7月"),
        ("see [a](event:27-may-2025) of June", "见[a](event:2025-05-27)，6月"),
    ],
)
def test_the_same_dates_are_the_same_in_both_languages(english: str, chinese: str) -> None:
    """Days, months and document numbers are compared in one form."""
    assert sorted(find_dates(english, "en")) == sorted(find_dates(chinese, "zh"))
    assert find_years(english) == find_years(chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("on 27 May 2025", "2025年5月26日"),
        ("on 27 May 2025", "2025年6月27日"),
        ("国发〔2019〕11号", "国发〔2019〕12号"),
        ("in May 2025", "2025年"),
        ("26–27 May 2025", "2025年5月26日"),
        ("26–27 May 2025", "2025年5月26—28日"),
        ("in June", ""),
    ],
)
def test_other_dates_are_told_apart(english: str, chinese: str) -> None:
    """A wrong day in one language is a mistake."""
    assert find_dates(english, "en") != find_dates(chinese, "zh")


def test_dates_are_found_in_one_form() -> None:
    """Month and days as numbers; a document by year and number."""
    assert find_dates("国发〔2019〕11号 of 26–27 May 2025, on 3 June, in July", "en") == [
        "2019-no-11",
        "month 5 day 26-27",
        "month 6 day 3",
        "month 7",
    ]


@pytest.mark.parametrize(
    ("english", "chinese", "amounts"),
    [
        ("4.9 million", "490万", ["4900000"]),
        ("16.9 trillion and 27 billion", "16.9万亿和270亿", ["16900000000000", "27000000000"]),
        ("3 thousand, 12,345.50", "3千、12,345.50", ["12345.5", "3000"]),
        ("[[literal: 3D | a name]] and C919", "[[literal: 3D | 名]]和C919", ["3", "919"]),
        ("[[gdp/2024 | short]] of 5", "5个中的[[gdp/2024 | short]]", ["5"]),
        ("[16](measure:land-2) on 27 May 2025", "2025年5月27日[16](measure:land-2)", ["16"]),
        ("国发〔2019〕11号, 1984, 2019–24", "国发〔2019〕11号，1984年，2019—24", []),
        ("7 of [[a]]8[b](page:c)9", "7[[a]]8[b](page:c)9", ["7", "8", "9"]),
    ],
)
def test_typed_amounts_are_compared_as_numbers(
    english: str, chinese: str, amounts: list[str]
) -> None:
    """Scaled to ones; dates, years, documents, references and addresses do not count."""
    assert find_amounts(english, "en") == amounts
    assert find_amounts(chinese, "zh") == amounts


def test_years_are_told_apart_and_short_spans_spelled_out() -> None:
    """2019–24 names two years; numbers that look like years are none."""
    assert find_years("2019–24 and 1984") == {"2019", "2024", "1984"}
    assert find_years("2024.5 or 2,024 or 2024%") == set()


def test_values_are_compared_exactly() -> None:
    """The stored number is what is printed; nothing is rounded on the way."""
    value: Value = make_value("x/1", "0.1000", unit="percent")

    assert format_value(value, EN, ("number",)) == "0.1000"
    assert value.number == Decimal("0.1")
