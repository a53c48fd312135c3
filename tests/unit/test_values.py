"""Numbers under their keys: intervals, computed values, and what may not be computed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.decode import Places
from explainer.periods import Period
from explainer.problems import Place, Problems
from explainer.records import Computed, Edition, Indicator, Rank, Ranking
from explainer.values import (
    Value,
    compute,
    count,
    interval_of,
    observation_key,
    observe,
    operate,
    place_ranks,
    report_unknown_value,
)
from tests.builders import (
    decode,
    kinds,
    make_indicator,
    make_observation,
    make_text,
    make_value,
    only,
    values_of,
)

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=1)


def computed(identifier: str, operation: str, *inputs: str, **other: Any) -> Computed:
    """Give a record of a value to be computed."""
    given_: dict[str, Any] = {"name": make_text(), "operation": operation, "inputs": inputs}
    return Computed(id=identifier, **(given_ | other))


# Keys and observations ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "series", "area", "key"),
    [
        ("2024", None, None, "gdp/2024"),
        ("2024", "bulletin", None, "gdp/2024/bulletin"),
        ("2023", "bulletin", "east", "gdp/2023/bulletin/east"),
        ("2025-05", None, "east", "gdp/2025-05/east"),
        ("2024-q1-q3", None, None, "gdp/2024-q1-q3"),
        ("1994/2024", None, None, "gdp/1994-to-2024"),
    ],
)
def test_a_key_is_made_of_what_the_value_describes(
    period: str, series: str | None, area: str | None, key: str
) -> None:
    """Keys are permanent: indicator, period, series and area, in this order."""
    observation = make_observation("1", period, series=series, area=area)

    assert observation_key("gdp", observation) == key


def test_an_observation_becomes_a_value_with_all_it_says() -> None:
    """Receipts show it all."""
    observation = make_observation(
        "16.9", series="bulletin", qualifier="about", zones=232, wording="16.9万亿", trust="medium"
    )

    values = observe([make_indicator("gdp", observation)], Problems())

    value = values["gdp/2024/bulletin"]
    assert (value.number, value.unit, value.qualifier) == (Decimal("16.9"), "cny-trillion", "about")
    assert (value.zones, value.wording, value.trust) == (232, "16.9万亿", "medium")
    assert value.anchor == "n-gdp-2024-bulletin"
    assert value.sources == ("ministry-2025",)


def test_nothing_that_an_observation_says_is_lost() -> None:
    """Field by field, with the place where the number is written."""
    indicator, problems = decode(
        Indicator,
        """
        id: firms
        order: 1
        group: weight
        name: {en: Firms, zh: 企业}
        unit: count
        counted: {en: firms, zh: 家企业}
        definition: {en: All of them., zh: 全部。}
        observations:
          - period: "2024"
            area: east
            series: bulletin
            value: 60000
            qualifier: about
            wording: 约6万家
            zones: 232
            status: recomputed
            sources: [ministry-2025]
            trust: low
            note: {en: A note., zh: 注。}
            since: "2025-06-01"
        """,
    )
    assert indicator is not None
    (observation,) = indicator.observations

    values = observe([indicator], problems)

    assert problems.found == []
    assert values == values_of(
        Value(
            key="firms/2024/bulletin/east",
            number=Decimal(60000),
            unit="count",
            low=Decimal("57000.00"),
            high=Decimal("63000.00"),
            origin="observation",
            name=indicator.name,
            qualifier="about",
            indicator="firms",
            period=Period.parse("2024"),
            series="bulletin",
            area="east",
            zones=232,
            counted=indicator.counted,
            wording="约6万家",
            status="recomputed",
            trust="low",
            sources=("ministry-2025",),
            note=observation.note,
            since=Period.parse("2025-06-01"),
            place=Place("data/x.yaml", 12, 12, "observations[0].value"),
        )
    )


def test_the_same_observation_twice_is_refused() -> None:
    """One of the two would vanish."""
    problems = Problems()

    again = (make_observation("1"), make_observation("2"), make_observation("3", "2025"))
    values = observe([make_indicator("gdp", *again)], problems)

    problem = only(problems)
    assert problem.kind == "duplicate-observation"
    assert "gdp/2024 stands here twice" in problem.message
    assert {key: int(value.number) for key, value in values.items()} == {
        "gdp/2024": 1,
        "gdp/2025": 3,
    }


def test_a_value_without_source_is_refused() -> None:
    """No number without somebody who says it."""
    problems = Problems()

    observe([make_indicator("gdp", make_observation("1", sources=()))], problems)

    assert kinds(problems) == ["no-source"]


# Intervals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "other", "low", "high"),
    [
        ("16.9", "cny-trillion", {}, "16.85", "16.95"),
        ("16.90", "cny-trillion", {}, "16.895", "16.905"),
        ("17", "cny-trillion", {}, "16.5", "17.5"),
        ("-1.5", "percent", {}, "-1.55", "-1.45"),
        ("232", "count", {}, "232", "232"),
        ("1000.5", "hectare", {}, "1000.5", "1000.5"),
        ("85000", "count", {"rounded_to": Decimal(1000)}, "84500", "85500"),
        ("60000", "count", {"qualifier": "more-than"}, "60000", "72000.0"),
        ("60000", "count", {"qualifier": "at-least"}, "60000", "72000.0"),
        ("0.3", "percent", {"qualifier": "less-than"}, "0.15", "0.3"),
        ("100", "count", {"qualifier": "about"}, "95.00", "105.00"),
        ("100", "count", {"qualifier": "nearly"}, "95.00", "105.00"),
    ],
)
def test_the_printed_digits_bound_the_true_value(
    value: str, unit: str, other: dict[str, Any], low: str, high: str
) -> None:
    """Rounding and qualifiers say how far the truth may lie."""
    bounds = interval_of(make_observation(value, **other), unit)

    assert bounds == (Decimal(low), Decimal(high))


@given(NUMBERS, st.sampled_from(["exact", "more-than", "at-least", "less-than", "about", "nearly"]))
def test_an_interval_holds_the_printed_value(number: Decimal, qualifier: str) -> None:
    """Whatever the sign: low is not above high, and the value lies between."""
    low, high = interval_of(make_observation(str(number), qualifier=qualifier), "percent")

    assert low <= number <= high


# Operations ---------------------------------------------------------------------------------


def span(low: str, number: str, high: str, unit: str = "cny-trillion", key: str = "a/1") -> Value:
    """Give a value with bounds."""
    return make_value(key, number, low=Decimal(low), high=Decimal(high), unit=unit)


A = span("16.85", "16.9", "16.95")
B = span("134.85", "134.9", "134.95", key="b/1")


@pytest.mark.parametrize(
    ("operation", "number", "unit"),
    [
        ("share", "12.53", "percent"),
        ("change", "698.22", "percent"),
        ("difference", "-118.00", "cny-trillion"),
        ("sum", "151.80", "cny-trillion"),
        ("ratio", "0.13", "count"),
    ],
)
def test_each_operation_gives_its_number_and_unit(operation: str, number: str, unit: str) -> None:
    """The formulas: share 100·a/b, change 100·(b−a)/a, difference a−b, sum a+b, ratio a/b."""
    result, low, high, result_unit = operate(operation, [A, B])

    assert f"{result:.2f}" == number
    assert result_unit == unit
    assert low < result < high


def test_a_sum_lies_between_the_sums_of_the_bounds() -> None:
    """The least of each together, the most of each together."""
    number, low, high, _ = operate("sum", [A, B, A])

    assert (number, low, high) == (Decimal("168.7"), Decimal("168.55"), Decimal("168.85"))


def test_units_of_one_currency_are_scaled() -> None:
    """27.2 billion of 1.35 trillion is two percent, not two thousand."""
    part = span("27.2", "27.2", "27.2", "usd-billion")
    whole = span("1.36", "1.36", "1.36", "usd-trillion")

    number, _, _, unit = operate("share", [part, whole])

    assert (number, unit) == (Decimal(2), "percent")


@pytest.mark.parametrize(
    ("operation", "inputs", "words"),
    [
        ("sum", [A, span("1", "1", "1", "count")], "units are mixed: cny-trillion, count"),
        ("difference", [A, span("1", "1", "1", "cny-billion")], "units are mixed"),
        ("share", [A, span("1", "1", "1", "usd-trillion")], "cannot be compared"),
        ("share", [A, span("1", "1", "1", "percent")], "cannot be compared"),
        ("share", [A], "needs exactly two inputs"),
        ("sum", [], "needs"),
        ("equal", [], "needs"),
        ("change", [A, A, A], "needs exactly two inputs"),
        ("share", [A, span("0", "0", "0")], "division by nothing"),
        ("ratio", [A, span("-1", "1", "2")], "division by nothing"),
        ("change", [span("0", "0", "0"), A], "a change from nothing"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_words(
    operation: str, inputs: list[Value], words: str
) -> None:
    """Mixed units, missing inputs and division by nothing."""
    with pytest.raises(ValueError, match=words):
        operate(operation, inputs)


POSITIVE = st.decimals(min_value="0.1", max_value=1000, places=1)
HALVES = st.decimals(min_value=0, max_value="0.05", places=2)


@given(
    st.sampled_from(["share", "change", "difference", "ratio", "sum"]),
    NUMBERS,
    POSITIVE,
    HALVES,
    HALVES,
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_bounds_hold_whatever_the_true_inputs_are(
    operation: str,
    a: Decimal,
    b: Decimal,
    a_half: Decimal,
    b_half: Decimal,
    steps: tuple[int, int],
) -> None:
    """Any true values within the inputs' bounds give a result within the bounds."""
    if operation == "change":
        a = abs(a) + Decimal("0.1")
    inputs = [
        make_value("a/1", str(a), low=a - a_half, high=a + a_half),
        make_value("b/1", str(b), low=b - b_half, high=b + b_half),
    ]
    true = [
        make_value(v.key, str(v.low + (v.high - v.low) * step / 4))
        for v, step in zip(inputs, steps, strict=True)
    ]

    _, low, high, _ = operate(operation, inputs)
    result, _, _, _ = operate(operation, true)

    tiny = Decimal("1e-18")
    assert low - tiny <= result <= high + tiny


# Computed values ----------------------------------------------------------------------------


def test_a_computed_value_is_rounded_once_and_knows_its_inputs() -> None:
    """It carries the sources of all its inputs and the lowest trust of them."""
    values = values_of(
        make_value("gdp/2024", "16.9", sources=("x", "y"), trust="high"),
        make_value("national-gdp/2024", "134.9", sources=("y", "z"), trust="medium"),
    )
    problems = Problems()

    made = compute([computed("share", "share", *values)], values, problems)

    value = made["computed/share"]
    assert not problems.found
    assert (str(value.number), value.unit, value.origin) == ("12.5", "percent", "computed")
    assert (value.sources, value.trust) == (("x", "y", "z"), "medium")
    assert value.inputs == ("gdp/2024", "national-gdp/2024")


def test_nothing_that_a_computed_value_rests_on_is_lost() -> None:
    """Field by field: the least trust, the series, the time, the place of its inputs."""
    record, problems = decode(
        Computed,
        """
        id: part
        name: {en: Part, zh: 占比}
        operation: share
        inputs: [gdp/2024, gdp/2025]
        decimals: 2
        counted: {en: parts, zh: 份}
        note: {en: A note., zh: 注。}
        """,
    )
    assert record is not None
    years = {"gdp/2024": ("1", "low"), "gdp/2025": ("3", "medium")}
    values = values_of(
        *(
            make_value(
                key, number, trust=trust, series="bulletin", period=Period.parse(key[4:]),
                sources=(f"source-{number}",),
            )
            for key, (number, trust) in years.items()
        )
    )  # fmt: skip

    made = compute([record], values, problems)

    assert problems.found == []
    assert made == values_of(
        Value(
            key="computed/part",
            number=Decimal("33.33"),
            unit="percent",
            low=Decimal(100) / 3,
            high=Decimal(100) / 3,
            origin="computed",
            name=record.name,
            period=Period.parse("2024"),
            series="bulletin",
            counted=record.counted,
            trust="low",
            sources=("source-1", "source-3"),
            operation="share",
            inputs=("gdp/2024", "gdp/2025"),
            note=record.note,
            place=Place("data/x.yaml", 4, 1, "inputs"),
        )
    )


@pytest.mark.parametrize(
    ("operation", "period"), [("share", "2023"), ("sum", "2025"), ("difference", "2024")]
)
def test_a_computed_value_is_of_the_time_of_its_last_input(operation: str, period: str) -> None:
    """A share is of the time of the part."""
    inputs = [
        make_value(f"gdp/{year}", number, period=Period.parse(year))
        for year, number in (("2023", "1"), ("2024", "2"), ("2025", "3"))
    ][: 3 if operation == "sum" else 2]
    problems = Problems()

    made = compute([computed("x", operation, *values_of(*inputs))], values_of(*inputs), problems)

    assert problems.found == []
    assert made["computed/x"].period == Period.parse(period)


def test_computed_values_may_rest_on_each_other_in_any_order() -> None:
    """The order of the file does not matter."""
    values = values_of(
        make_value("zones/2021", "217", unit="count"),
        make_value("zones/2022", "230", unit="count"),
        make_value("zones/2024", "232", unit="count"),
    )
    records = [
        computed("both", "sum", "computed/one", "computed/two", decimals=0),
        computed("one", "difference", "zones/2022", "zones/2021", decimals=0),
        computed("two", "difference", "zones/2024", "zones/2022", decimals=0),
    ]
    problems = Problems()

    made = compute(records, values, problems)

    assert not problems.found
    assert {key: int(value.number) for key, value in made.items()} == {
        "computed/one": 13,
        "computed/two": 2,
        "computed/both": 15,
    }


def test_an_unknown_input_is_told_once_with_what_was_meant() -> None:
    """What rests on it is not told again."""
    values = values_of(make_value("gdp/2024/bulletin"), make_value("gdp/2023/bulletin"))
    records = [
        computed("first", "sum", "gdp/2024/buletin", "gdp/2023/bulletin"),
        computed("second", "sum", "computed/first", "gdp/2023/bulletin"),
    ]
    problems = Problems()

    made = compute(records, values, problems)

    problem = only(problems)
    assert (problem.kind, made) == ("unknown-value", {})
    assert "gdp/2024/buletin" in problem.message
    assert "Did you mean “gdp/2024/bulletin”?" in problem.remedy


@pytest.mark.parametrize(
    "records",
    [
        [computed("a", "sum", "computed/a", "gdp/2024")],
        [computed("a", "sum", "computed/b", "x/1"), computed("b", "sum", "computed/a", "x/1")],
    ],
)
def test_a_value_that_rests_on_itself_is_told(records: list[Computed]) -> None:
    """A circle has no value; it must not vanish silently."""
    problems = Problems()

    made = compute(records, values_of(make_value("gdp/2024"), make_value("x/1")), problems)

    assert made == {}
    assert problems.errors


def test_less_than_nothing_is_refused_but_for_percentages() -> None:
    """Only a change can be negative."""
    problems = Problems()
    minus = make_observation("-1")

    values = observe(
        [
            make_indicator("gdp", minus, unit="cny-trillion"),
            make_indicator("zones", minus, unit="count"),
            make_indicator("growth", minus, unit="percent"),
        ],
        problems,
    )

    assert [problem.kind for problem in problems.found] == ["out-of-range"] * 2
    assert values["growth/2024"].number == -1


@pytest.mark.parametrize("operation", ["change", "sum"])
def test_values_of_two_series_are_never_joined(operation: str) -> None:
    """They count different things, so growth between them is nobody's."""
    values = values_of(
        make_value("gdp/2023/evaluation", "10.5", series="evaluation"),
        make_value("gdp/2024/bulletin", "16.9", series="bulletin"),
    )
    problems = Problems()

    made = compute([computed("boom", operation, *values)], values, problems)

    assert (kinds(problems), made) == (["joined-series"], {})


@pytest.mark.parametrize("operation", ["difference", "ratio", "share", "change"])
def test_a_rise_between_two_series_is_refused_however_it_is_written(operation: str) -> None:
    """From a year of one series to another year of the other there is no way."""
    values = values_of(
        make_value("gdp/2024/bulletin", "16.9", series="bulletin", period=Period.parse("2024")),
        make_value("gdp/2023/evaluation", "10.5", series="evaluation", period=Period.parse("2023")),
    )
    problems = Problems()

    made = compute([computed("boom", operation, *values)], values, problems)

    assert (kinds(problems), made) == (["joined-series"], {})


def test_a_difference_between_two_series_may_be_told() -> None:
    """The gap between two ways of counting is a fact of its own."""
    values = values_of(
        make_value("gdp/2023/bulletin", "15.7", series="bulletin"),
        make_value("gdp/2023/evaluation", "10.5", series="evaluation"),
    )
    problems = Problems()

    made = compute([computed("gap", "difference", *values)], values, problems)

    assert not problems.found
    assert str(made["computed/gap"].number) == "5.2"


def test_a_change_between_two_indicators_is_refused() -> None:
    """Exports do not grow into imports."""
    values = values_of(make_value("exports/2023"), make_value("imports/2024"))
    problems = Problems()

    at = Places(Place("data/computed.yaml", 2), {"inputs": Place("data/computed.yaml", 5)})
    compute([computed("odd", "change", *values, at=at)], values, problems)

    assert kinds(problems) == ["joined-series"]
    assert str(only(problems).place) == "data/computed.yaml:5"
    assert only(problems).message == (
        "a change is computed between two different indicators (exports, imports)."
    )
    assert only(problems).remedy == "Take both values from one indicator."


def test_what_cannot_be_computed_is_a_problem_of_the_record() -> None:
    """Mixed units stop the build with the place of the inputs."""
    values = values_of(make_value("gdp/2024"), make_value("zones/2024", "232", unit="count"))
    problems = Problems()

    compute([computed("odd", "sum", *values)], values, problems)

    assert only(problems).kind == "cannot-compute"
    assert "units are mixed" in only(problems).message


# Ranks, counts, unknown keys ----------------------------------------------------------------


def test_only_places_of_the_overall_table_are_values() -> None:
    """Other tables rank something else."""
    at = Places(Place("data/rankings.yaml", 9), {"place": Place("data/rankings.yaml", 10, 14)})
    rank = Rank(place=26, zone="kunshan", at=at)
    edition = Edition(
        id="evaluation-2024",
        edition=2024,
        data_year=2023,
        zones=229,
        tables=(
            Ranking(table="overall", complete_to=0, places=(rank,)),
            Ranking(table="trade", complete_to=0, places=(Rank(place=3, zone="tianjin"),)),
        ),
        note=make_text(),
        sources=("daily-2025",),
        trust="medium",
    )

    values = place_ranks([edition], make_text("Place", "名次"))

    assert values == values_of(
        Value(
            key="rank/evaluation-2024/kunshan",
            number=Decimal(26),
            unit="count",
            low=Decimal(26),
            high=Decimal(26),
            origin="rank",
            name=make_text("Place", "名次"),
            period=Period.parse("2024"),
            area="kunshan",
            zones=229,
            trust="medium",
            sources=("daily-2025",),
            place=Place("data/rankings.yaml", 10, 14),
        )
    )


def test_a_count_is_exact() -> None:
    """We know how many records we hold."""
    value = count("count/zones/east", 232, make_text(), area="east")

    assert value.low == value.number == value.high == Decimal(232)
    assert (value.origin, value.unit, value.trust) == ("count", "count", "high")
    assert value.area == "east"


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("gdp/2024/buletin", "Did you mean “gdp/2024/bulletin”?"),
        ("gdp/1999", "Known: gdp/2023/bulletin, gdp/2024/bulletin."),
        ("gpd/2024/bulletin", "Did you mean “gdp/2024/bulletin”?"),
        ("weather", "Values are listed on the page /data/."),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(key: str, advice: str) -> None:
    """Same indicator first, then similar spelling."""
    problems = Problems()

    report_unknown_value(key, ["gdp/2023/bulletin", "gdp/2024/bulletin"], Place("x"), problems)

    assert only(problems).remedy == advice
