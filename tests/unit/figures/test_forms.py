"""Each form draws the values it is given: from zero, in its tokens, with words that can be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from explainer.figures.build import COMPOSERS, build_figure
from explainer.figures.columns import place
from explainer.figures.parts import filled_cells
from explainer.figures.plan import make_plan
from explainer.figures.template import NARROW, STYLES, WIDE, Style
from explainer.figures.tile_map import class_of
from explainer.figures.tokens import CLEAR, sentinel, sentinels
from tests.unit.figures.make import (
    EN,
    ZH,
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.figures.plan import Plan

YEARS = tuple(
    make_value(f"firms/{year}", str(number))
    for year, number in ((2019, 31_000), (2020, 41_000), (2022, 65_000))
)
MARKS = tuple(make_mark(value.key) for value in YEARS)
SERIES = (
    make_value("gdp/2022/bulletin", "15", "cny-trillion"),
    make_value("gdp/2023/bulletin", "15.7", "cny-trillion"),
    make_value("gdp/2023/evaluation", "14.8", "cny-trillion"),
)
GROUPED: dict[str, Any] = {
    "marks": tuple(make_mark(v.key, group=str(v.series)) for v in SERIES),
    "groups": (make_group("bulletin"), make_group("evaluation")),
}


def _samples() -> Iterator[tuple[str, Plan]]:
    for form in ("bars", "columns", "steps", "small-multiples"):
        yield form, plan_of(make_figure(form, *MARKS), *YEARS)
        yield f"{form} grouped", plan_of(make_figure(form, **GROUPED), *SERIES, locale=ZH)
    dumbbell = make_figure("dumbbell", **GROUPED)
    yield "dumbbell", plan_of(dumbbell, *SERIES)
    share = make_value("share/2024", "24.5", "percent")
    yield "parts", plan_of(make_figure("parts", make_mark(share.key)), share)
    yield (
        "parts grouped",
        plan_of(
            make_figure("parts", make_mark(share.key, group="all"), groups=(make_group("all"),)),
            share,
        ),
    )
    tiles = make_figure("tile-map", content="zones-by-province")
    yield "tile-map", make_plan(tiles, map_model(tiles), EN)
    squares = make_figure("dot-matrix", content="measures-by-area")
    yield "dot-matrix", make_plan(squares, plan_model(squares), EN)


SAMPLES = dict(_samples())


def _spec(name: str, style: Style = WIDE) -> dict[str, Any]:
    plan = SAMPLES[name]
    return COMPOSERS[plan.record.form](plan, style).spec()


def _traces(spec: dict[str, Any], kind: str, mode: str = "") -> list[dict[str, Any]]:
    return [t for t in spec["data"] if t["type"] == kind and (not mode or t["mode"] == mode)]


def _colours(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"color", "bgcolor", "bordercolor", "paper_bgcolor", "plot_bgcolor"}:
                yield from value if isinstance(value, list) else [value] if value else []
            if not isinstance(value, str):
                yield from _colours(value)
    elif isinstance(node, list):
        for item in node:
            yield from _colours(item)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.size)
@pytest.mark.parametrize("name", SAMPLES)
class TestEveryForm:
    """What holds for all forms in both sizes."""

    def test_is_plain_data_of_two_kinds_of_trace(self, name: str, style: Style) -> None:
        """Bars and scatters alone; anything else would embed pictures or be themeless."""
        spec = _spec(name, style)

        assert {trace["type"] for trace in spec["data"]} <= {"bar", "scatter"}
        assert json.loads(json.dumps(spec)) == spec

    def test_uses_only_colours_of_tokens(self, name: str, style: Style) -> None:
        """A colour of its own would not follow light and dark."""
        assert set(_colours(_spec(name, style))) <= {*sentinels(), CLEAR}

    def test_sets_words_large_enough(self, name: str, style: Style) -> None:
        """At least 11.5 pixels wide, 11 narrow."""
        texts = _traces(_spec(name, style), "scatter", "text")
        sizes = [size for trace in texts for size in trace["textfont"]["size"]]

        assert min(sizes) >= (11.5 if style.wide else 11)

    def test_is_the_same_every_time(self, name: str, style: Style) -> None:
        """The digest depends on nothing else."""
        assert _spec(name, style) == _spec(name, style)

    def test_starts_bars_of_values_at_zero(self, name: str, style: Style) -> None:
        """A bar without a base of its own stands on zero, and zero is on its axis."""
        spec = _spec(name, style)
        for trace in _traces(spec, "bar"):
            if "base" not in trace:
                axis = "xaxis" if trace.get("orientation") == "h" else "yaxis"
                number = trace[axis].removeprefix(axis[0])
                assert spec["layout"][f"{axis}{number}"]["range"][0] == 0


def test_columns_carry_the_values() -> None:
    """The data is in the specification, not its picture."""
    bars = _traces(_spec("columns"), "bar")

    assert [bar["y"] for bar in bars] == [[31_000], [41_000], [65_000]]
    assert bars[0]["hovertext"] == ["2019<br>31,000"]


def test_columns_break_where_years_are_missing() -> None:
    """The ground line stops between 2020 and 2022."""
    (slots,) = place(SAMPLES["columns"].panels)

    assert [slot.run for slot in slots] == [0, 0, 1]
    assert slots[2].at - slots[1].at > slots[1].at - slots[0].at


def test_columns_without_room_become_rows() -> None:
    """Nothing is squeezed: many numbers on a narrow sheet stand in rows."""
    values = [make_value(f"firms/{year}", "1234567") for year in range(2010, 2020)]
    plan = plan_of(make_figure("columns", *(make_mark(v.key) for v in values)), *values)

    bars = _traces(COMPOSERS["columns"](plan, NARROW).spec(), "bar")

    assert {bar.get("orientation") for bar in bars} == {"h"}


def test_a_bound_leaves_its_column_open() -> None:
    """More than 15,000 is not 15,000: dashes go on, and the sign is printed."""
    value = make_value("firms/2024", "15000", qualifier="more-than")
    spec = COMPOSERS["columns"](plan_of(make_figure("columns", make_mark(value.key)), value), WIDE)

    dashed = [t for t in _traces(spec.spec(), "scatter", "lines") if "dash" in t["line"]]

    assert len(dashed) == 2
    assert any("&gt;15,000" in t["text"] for t in _traces(spec.spec(), "scatter", "text"))


def test_what_is_uncertain_is_hollow() -> None:
    """Never by colour alone."""
    value = make_value("firms/2024", "5")
    figure = make_figure("bars", make_mark(value.key, tone="uncertain"))
    (bar,) = _traces(COMPOSERS["bars"](plan_of(figure, value), WIDE).spec(), "bar")

    assert bar["marker"]["color"] == sentinel("paper")
    assert bar["marker"]["line"] == {"color": sentinel("uncertain"), "width": 1.5}


def test_a_bar_stands_before_its_whole() -> None:
    """The whole is drawn first, and named."""
    part, whole = make_value("firms/2024", "99"), make_value("nation/2024", "700")
    figure = make_figure("bars", make_mark(part.key, of=whole.key))
    spec = COMPOSERS["bars"](plan_of(figure, part, whole), WIDE).spec()

    assert [bar["x"] for bar in _traces(spec, "bar")] == [[700], [99]]
    assert any("99 of 700" in trace["text"] for trace in _traces(spec, "scatter", "text"))


def test_steps_slope_where_only_counts_are_known() -> None:
    """Solid steps at known dates, dashed lines where the path is unknown."""
    marks = (
        make_mark("firms/2019"),
        make_mark("firms/2020"),
        make_mark("firms/2022", tone="muted"),
    )
    lines = _traces(
        COMPOSERS["steps"](plan_of(make_figure("steps", *marks), *YEARS), WIDE).spec(),
        "scatter",
        "lines",
    )
    shapes = [
        (trace["line"].get("shape"), "dash" in trace["line"])
        for trace in lines
        if trace["line"]["color"] == sentinel("accent")
    ]

    assert shapes == [("hv", False), (None, True)]


def test_small_multiples_join_one_series_only() -> None:
    """The strong line of a panel belongs to its group; the other group is a faint line."""
    lines = _traces(_spec("small-multiples grouped"), "scatter", "lines")
    strong = [t["y"] for t in lines if t["line"]["color"] == sentinel("accent")]

    assert strong == [[15, 15.7]]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.003, [(0, 0.3, 0, 1)]),
        (0.2, [(0, 10, 0, 2)]),
        (0.245, [(0, 10, 0, 2), (0, 4, 2, 3), (4, 4.5, 2, 3)]),
        (1.0, [(0, 10, 0, 10)]),
    ],
)
def test_cells_fill_from_the_foot(
    share: float, expected: list[tuple[float, float, float, float]]
) -> None:
    """Whole rows, whole cells, then a part of a cell; their area is the share."""
    found = filled_cells(share)

    assert [pytest.approx(cell) for cell in expected] == found
    area = sum((x1 - x0) * (y1 - y0) for x0, x1, y0, y1 in found)
    assert area == pytest.approx(share * 100)


def test_tiles_are_coloured_by_class_and_outlined_without_programme() -> None:
    """One tile for each province; the one outside the programme is empty."""
    tiles = _traces(_spec("tile-map"), "bar")
    colours = [colour for trace in tiles for colour in trace["marker"]["color"]]

    assert class_of(3) == 1
    assert colours[:3] == [sentinel("ramp-2"), sentinel("ramp-1"), sentinel("paper")]


def test_squares_are_filled_by_what_is_known() -> None:
    """Solid, part filled, hollow: two of three have a filling."""
    bars = _traces(_spec("dot-matrix"), "bar")
    fillings = [
        trace
        for trace in bars
        if trace["marker"]["color"][0] in {sentinel("area-1"), sentinel("area-2")}
    ]

    assert len(fillings) == 2


def test_words_are_those_of_the_language() -> None:
    """References in words drawn at a mark are printed, links are their text."""
    value = make_value("gdp/2023/bulletin", "15.7", "cny-trillion")
    note = text_of("[[gdp/2023/bulletin]] [here](page:methods)", "[[gdp/2023/bulletin]]")
    figure = make_figure("bars", make_mark(value.key, note=note))
    model = make_model(figure, values=(value,))

    english, chinese = (build_figure(figure, model, locale) for locale in (EN, ZH))

    assert "15.7\u00a0trillion yuan here" in json.dumps(
        english.drawings[0].spec, ensure_ascii=False
    )
    assert "15.7万亿元" in json.dumps(chinese.drawings[0].spec, ensure_ascii=False)


def test_a_digest_changes_with_the_data_alone() -> None:
    """The same figure twice has one digest, another value another."""
    figure = make_figure("bars", make_mark("firms/2019"))

    def digest(number: str) -> str:
        model = make_model(figure, values=(make_value("firms/2019", number),))
        return build_figure(figure, model, EN).drawings[0].digest

    assert digest("10") == digest("10")
    assert digest("10") != digest("11")
