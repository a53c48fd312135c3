"""The table and the sentence say what the picture shows, with keys for the receipts."""

from __future__ import annotations

from explainer.figures.build import build_figure, shown_sources, shown_values
from explainer.figures.plan import make_plan
from explainer.figures.readings import make_reading
from explainer.figures.tables import make_table
from tests.unit.figures.make import (
    EN,
    make_claim,
    make_figure,
    make_group,
    make_mark,
    make_model,
    make_value,
    map_model,
    plan_model,
    plan_of,
    text_of,
)

FIRST = make_value("firms/2019", "31000", sources=("a", "b"))
LAST = make_value("firms/2024", "85000", sources=("b", "c"))


def test_a_table_has_a_row_for_each_mark() -> None:
    """Its cells carry the keys of their values."""
    table = make_table(plan_of(make_figure("columns", make_mark("firms/2019")), FIRST))

    assert table.columns == ("When", "Value")
    ((time, value),) = table.rows
    assert (time.text, time.header) == ("2019", True)
    assert (value.text, value.key, value.sort) == ("31,000", "firms/2019", FIRST.number)


def test_a_table_has_only_the_columns_that_are_needed() -> None:
    """Groups, wholes and notes appear where the figure has them."""
    mark = make_mark(
        "firms/2019", of="firms/2024", group="all", label=text_of("Then"), note=text_of("told")
    )
    table = make_table(plan_of(make_figure("bars", mark, groups=(make_group("all"),)), FIRST, LAST))

    assert table.columns == ("Group", "What", "When", "Value", "Of", "Note")
    assert [cell.text for cell in table.rows[0]] == [
        "all",
        "Then",
        "2019",
        "31,000",
        "85,000",
        "told",
    ]


def test_the_map_lists_the_provinces_of_the_programme() -> None:
    """With the keys of their counts."""
    figure = make_figure("tile-map", content="zones-by-province")
    plan = make_plan(figure, map_model(figure), EN)

    assert [row[2].key for row in make_table(plan).rows] == [
        "count/zones/hebei",
        "count/zones/hainan",
    ]
    assert make_reading(plan) == "Hebei: 3 of 2; 1: 1."


def test_the_squares_list_the_measures() -> None:
    """By number, with what is known."""
    figure = make_figure("dot-matrix", content="measures-by-area")
    plan = make_plan(figure, plan_model(figure), EN)

    assert [[cell.text for cell in row] for row in make_table(plan).rows][1] == [
        "2",
        "Land",
        "land",
        "named",
    ]
    assert make_reading(plan) == "3: 1, 1, 1."


def test_the_sentence_tells_the_claim() -> None:
    """A rise by its ends, a comparison by its sides, else the extremes."""
    marks = (make_mark("firms/2019"), make_mark("firms/2024"))
    rise = make_figure("columns", *marks, claim=make_claim("rises", "firms/2019", "firms/2024"))
    pair = make_figure("columns", *marks, claim=make_claim("exceeds", "firms/2024", "firms/2019"))
    bare = make_figure("columns", *marks)

    assert [make_reading(plan_of(figure, FIRST, LAST)) for figure in (rise, pair, bare)] == [
        "Firms rose from 31,000 (2019) to 85,000 (2024).",
        "2024 (85,000) exceeds 2019 (31,000).",
        "Lowest: 2019, 31,000. Highest: 2024, 85,000.",
    ]


def test_sources_are_those_of_the_values_or_those_declared() -> None:
    """Each once, in order."""
    figure = make_figure("columns", make_mark("firms/2019", of="firms/2024"))
    model = make_model(figure, values=(FIRST, LAST))

    assert shown_values(figure, model) == ("firms/2019", "firms/2024")
    assert build_figure(figure, model, EN).sources == ("a", "b", "c")
    declared = make_figure("columns", sources=("z", "z", "y"))
    assert shown_sources(declared, model, ()) == ("z", "y")
