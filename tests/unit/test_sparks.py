"""Small figures beside indicators: what is missing stays a gap, what is apart stays apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from explainer.decode import Text
from explainer.pages.numbers import way_of
from explainer.pages.sparks import earlier_value, make_spark, newest_value
from explainer.periods import Period
from explainer.values import Value


def value(
    time: str, number: str, series: str | None = None, qualifier: str = "exact", **more: object
) -> Value:
    """A value of an indicator, with nothing but what a small figure shows."""
    size = Decimal(number)
    bounds = {"low": size, "high": size} | more
    return Value(
        key=f"gdp/{time}",
        number=size,
        unit="percent",
        origin="observation",
        name=Text({"en": "GDP", "zh": "GDP"}),
        qualifier=qualifier,
        series=series,
        period=Period.parse(time),
        **bounds,  # type: ignore[arg-type]
    )


def joined(*values: Value) -> list[int]:
    """Give how many lines join the points of each series."""
    spark = make_spark(values)
    assert spark
    return [stroke.lines.count("l") for stroke in spark.strokes]


def test_years_without_gap_are_joined_and_a_gap_is_not() -> None:
    """Nobody may read a line across years of which nothing is known."""
    assert joined(value("2020", "1"), value("2021", "2"), value("2022", "3")) == [2]
    assert joined(value("2017", "1"), value("2022", "3"), value("2023", "4")) == [1]
    assert joined(value("2017", "1"), value("2022", "3")) == [0]


def test_series_and_lengths_of_time_are_not_joined() -> None:
    """Nine months are no year, and two ways of counting are no growth."""
    assert joined(value("2022", "1", "bulletin"), value("2023", "2", "evaluation")) == [0, 0]
    assert joined(value("2023-q1-q3", "1"), value("2024", "2")) == [0]


def test_every_value_is_a_point_and_one_that_is_not_exact_a_ring() -> None:
    """A single value needs no figure; one of a region has no place in it."""
    spark = make_spark((value("2022", "1"), value("2023", "2", qualifier="about")))

    assert spark
    assert [(s.points.count("M"), s.open_points.count("M")) for s in spark.strokes] == [(1, 1)]
    assert make_spark((value("2023", "1"),)) is None
    assert make_spark((value("2022", "1"), value("2023", "1", area="east"))) is None


def test_the_foot_of_the_figure_is_zero() -> None:
    """What is twice as much stands twice as high; what is below zero, below the line."""
    spark = make_spark((value("2022", "5"), value("2023", "10")))
    assert spark
    first, last = (
        int(part.split()[1].split("h")[0]) for part in spark.strokes[0].points.split("M")[1:]
    )
    assert spark.zero - last == 2 * (spark.zero - first)

    below = make_spark((value("2022", "-5"), value("2023", "10")))
    assert below
    assert f" {below.zero}h" not in below.strokes[0].points
    assert int(below.strokes[0].points.split("M")[1].split()[1].split("h")[0]) > below.zero


def test_the_newest_value_is_one_of_a_series_and_is_set_beside_its_like() -> None:
    """Round words said later step back; so does what counts otherwise or other zones."""
    old, new = value("2023", "15.7", "bulletin"), value("2024", "16.9", "bulletin")
    said = value("2025-03-16", "10", qualifier="about")
    other = value("2023", "14.8", "evaluation")

    assert newest_value((old, new, said, other)) == new
    assert earlier_value(new, (old, new, said, other)) == old
    assert earlier_value(new, (new, other)) is None
    assert earlier_value(value("2024", "1", zones=232), (value("2023", "1", zones=54),)) is None


@pytest.mark.parametrize(
    ("low", "high", "way"), [("5", "6", "lower"), ("12", "13", "higher"), ("9", "11", "same")]
)
def test_a_way_is_told_only_where_rounding_leaves_no_doubt(low: str, high: str, way: str) -> None:
    """Bounds that meet tell no difference."""
    before = value("2022", "10", low=Decimal("9.5"), high=Decimal("10.5"))
    newest = value("2023", low, low=Decimal(low), high=Decimal(high))

    assert way_of(newest, before) == way
    assert way_of(newest, None) == ""
