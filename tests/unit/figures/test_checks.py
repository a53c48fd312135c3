"""A figure that would mislead is refused, with words that say what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from explainer.decode import Text
from explainer.figures.checks import check_figures
from explainer.problems import Problems
from explainer.records import FigureRecord
from tests.builders import decode, said
from tests.unit.figures.make import (
    make_claim,
    make_figure,
    make_group,
    make_mark,
    make_model,
    make_value,
    map_model,
    text_of,
)

VALUES = (
    make_value("gdp/2022/bulletin", "15", "cny-trillion"),
    make_value("gdp/2023/bulletin", "15.7", "cny-trillion"),
    make_value("gdp/2023/evaluation", "14.8", "cny-trillion"),
    make_value("share/2024", "12.5", "percent"),
    make_value("fdi/2024", "27.2", "usd-billion"),
)
OTHERS = (
    make_value("gdp/2024/bulletin", "14", "cny-trillion"),
    make_value("trade/2023", "3", "cny-trillion"),
    make_value("trade/2024", "9", "cny-billion"),
    make_value("rate/2024", "50", "percent"),
)
A, B, C = "gdp/2022/bulletin", "gdp/2023/bulletin", "gdp/2023/evaluation"


def _kinds(figure: FigureRecord) -> list[str]:
    problems = Problems()
    check_figures(make_model(figure, values=VALUES), problems)
    return [problem.kind for problem in problems.found]


def _figure(form: str = "columns", *keys: str, **other: Any) -> FigureRecord:
    return make_figure(form, *(make_mark(key) for key in keys), **other)


def test_a_sound_figure_passes() -> None:
    """One unit, one series, a claim that holds."""
    assert _kinds(_figure("columns", A, B, claim=make_claim("rises", A, B))) == []


def test_a_group_must_be_declared() -> None:
    """The nearest one is offered."""
    figure = make_figure(
        "columns", make_mark(A, group="bulletins"), groups=(make_group("bulletin"),)
    )
    problems = Problems()

    check_figures(make_model(figure, values=VALUES), problems)

    wrong = {problem.kind: problem for problem in problems.found}
    assert set(wrong) == {"unknown-group", "empty-group"}
    assert wrong["unknown-group"].remedy == "Did you mean “bulletin”?"


def test_every_mark_of_a_grouped_figure_has_a_group() -> None:
    """Else it would not be drawn."""
    marks = (make_mark(A, group="bulletin"), make_mark(B))
    assert _kinds(make_figure("columns", *marks, groups=(make_group("bulletin"),))) == [
        "unknown-group"
    ]


def test_a_group_stands_once() -> None:
    """Two of one key would show the same marks twice."""
    groups = (make_group("one"), make_group("one"))
    assert "duplicate-group" in _kinds(
        make_figure("columns", make_mark(A, group="one"), groups=groups)
    )


@pytest.mark.parametrize("form", ["bars", "columns", "steps", "small-multiples", "dumbbell"])
def test_one_axis_has_one_unit(form: str) -> None:
    """Yuan and percent do not stand on one scale."""
    assert _kinds(_figure(form, A, "share/2024")) == ["mixed-units"]


def test_parts_may_be_of_different_wholes() -> None:
    """Each square is its own whole."""
    assert _kinds(_figure("parts", "share/2024")) == []


def test_a_part_and_its_whole_are_measured_alike() -> None:
    """Dollars are no part of yuan; a percentage may name its whole."""
    assert _kinds(make_figure("bars", make_mark("fdi/2024", of=A))) == ["mixed-units"]
    assert _kinds(make_figure("parts", make_mark("share/2024", of=A))) == []


@pytest.mark.parametrize("form", ["columns", "steps", "small-multiples"])
def test_two_series_never_share_a_panel(form: str) -> None:
    """In groups of their own they may stand side by side."""
    assert _kinds(_figure(form, A, B, C)) == ["joined-series"]
    apart = make_figure(
        form,
        make_mark(B, group="bulletin"),
        make_mark(C, group="evaluation"),
        groups=(make_group("bulletin"), make_group("evaluation")),
    )
    assert _kinds(apart) == []


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("rises", (A, B), []),
        ("rises", (B, A), ["claim-not-true"]),
        ("falls", (B, A), []),
        ("falls", (A, B), ["claim-not-true"]),
        ("falls", (B, C), ["joined-series"]),
        ("highest", (B,), []),
        ("highest", (A,), ["claim-not-true"]),
        ("lowest", (A,), []),
        ("exceeds", (B, A), []),
        ("exceeds", (A, B), ["claim-not-true"]),
        ("apart", (B, C), []),
        ("apart", (B, B), ["claim-not-true"]),
        ("rises", (A,), ["claim-incomplete"]),
        ("exceeds", (A, "share/2024"), ["mixed-units"]),
    ],
)
def test_a_claim_must_hold(kind: str, values: tuple[str, ...], expected: list[str]) -> None:
    """The headline cannot say what the data does not."""
    assert _kinds(_figure("columns", A, B, claim=make_claim(kind, *values))) == expected


def test_rounding_does_not_make_a_rise() -> None:
    """Values whose ranges meet may be equal."""
    first = make_value("a/2022", "15", low=Decimal("14.5"), high=Decimal("15.5"))
    last = make_value("a/2023", "15.4", low=Decimal("15.35"), high=Decimal("15.45"))
    figure = _figure("columns", "a/2022", "a/2023", claim=make_claim("rises", "a/2022", "a/2023"))
    problems = Problems()

    check_figures(make_model(figure, values=(first, last)), problems)

    assert [problem.kind for problem in problems.found] == ["claim-not-true"]


def test_the_map_is_compared_with_all_provinces() -> None:
    """It has no marks of its own."""
    for province, expected in (("hebei", []), ("hainan", ["claim-not-true"])):
        figure = make_figure(
            "tile-map",
            content="zones-by-province",
            claim=make_claim("highest", f"count/zones/{province}"),
        )
        problems = Problems()
        check_figures(map_model(figure), problems)
        assert [problem.kind for problem in problems.found] == expected


def test_a_form_shows_the_content_it_was_made_for() -> None:
    """Tiles show provinces; bars show marks."""
    assert _kinds(make_figure("tile-map")) == ["content-does-not-fit"]
    assert _kinds(make_figure("bars", content="zones-by-province")) == ["content-does-not-fit"]
    assert _kinds(make_figure("bars")) == ["no-marks"]


def test_a_headline_is_measured_as_printed() -> None:
    """References count with the words they print."""
    long = make_figure("columns", make_mark(A), headline=text_of("x" * 111, "字" * 46))
    fits = make_figure(
        "columns", make_mark(A), headline=text_of("[[gdp/2022/bulletin]]" + "x" * 90, "字" * 45)
    )

    assert _kinds(long) == ["long-headline", "long-headline"]
    assert _kinds(fits) == []


# What is said, word for word --------------------------------------------------------------------

HEAD = """\
id: sample
form: columns
headline: {en: A finding, zh: 发现}
subtitle: {en: Words, zh: 文字}
description: {en: Words, zh: 文字}
"""
MARKS = "marks:\n  - value: gdp/2022/bulletin\n  - value: gdp/2023/bulletin\n"


@pytest.mark.parametrize(("text", "told"), said("figures"))
def test_each_mistake_of_a_figure_is_told_whole(text: str, told: list[str]) -> None:
    """Place, key, words, remedy and kind; what is right behind it is not told."""
    record, problems = decode(FigureRecord, HEAD + text.replace("MARKS\n", MARKS))
    assert record is not None, problems.found

    check_figures(make_model(record, values=(*VALUES, *OTHERS)), problems)

    assert [str(problem) for problem in sorted(problems.found)] == told


def test_a_headline_in_one_language_is_measured_too() -> None:
    """One that is not yet translated hides no other."""
    figure = make_figure("columns", make_mark(A), headline=Text({"zh": "字" * 46}))

    assert _kinds(figure) == ["long-headline"]


@pytest.mark.parametrize(
    ("kind", "first", "last"), [("exceeds", "15.05", "14.95"), ("rises", "14.95", "15.05")]
)
def test_values_whose_ranges_touch_may_be_equal(kind: str, first: str, last: str) -> None:
    """What is claimed must hold for every value that the printed ones may stand for."""
    half = Decimal("0.05")
    values = [
        make_value(f"a/{year}", number, low=Decimal(number) - half, high=Decimal(number) + half)
        for year, number in (("2022", first), ("2023", last))
    ]
    keys = [value.key for value in values]
    problems = Problems()

    figure = _figure("columns", *keys, claim=make_claim(kind, *keys))
    check_figures(make_model(figure, values=values), problems)

    assert [problem.kind for problem in problems.found] == ["claim-not-true"]
