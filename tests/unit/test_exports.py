"""The data as files: CSV that no spreadsheet runs, and a package that says what it holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.exports import render_csv, render_json
from explainer.site import Built

#: What a cell of each type must be; empty cells are missing values.
TYPES: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": lambda cell: {"true": True, "false": False}[cell],
    "date": dt.date.fromisoformat,
}


def rows_of(data: bytes) -> list[list[str]]:
    """Read CSV as any reader does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


@pytest.fixture(scope="module")
def package(tiny: Built) -> dict[str, Any]:
    """The description of the tables."""
    found: dict[str, Any] = json.loads(tiny.files["data/datapackage.json"])
    return found


# Cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C x'!A0", "-", "-a", "+1"],
)
def test_formulas_are_defused(cell: str) -> None:
    """A cell that a spreadsheet would run starts with an apostrophe."""
    _, (written,) = rows_of(render_csv(["a"], [{"a": cell}]))

    assert written == f"'{cell}"


def test_headings_are_defused_too() -> None:
    """Column names of figures are words of editors."""
    ((written,),) = rows_of(render_csv(["=1+1"], []))

    assert written == "'=1+1"


@pytest.mark.parametrize("cell", ["-31.0", "-5", "0.5", "16.9", "a=b", "1-2", "−31", "昆山", ""])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    """Negative numbers are no formulas."""
    table = rows_of(render_csv(["a", "b"], [{"a": cell, "b": "x"}]))

    assert table[1] == [cell, "x"]


def test_missing_cells_are_empty_and_whole_numbers_plain() -> None:
    """Missing is never 0."""
    assert render_csv(["a", "b", "c"], [{"a": None, "b": 5}]) == b"a,b,c\r\n,5,\r\n"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_table_is_read_back(rows: list[tuple[str, str]]) -> None:
    """Commas, quotes and line breaks come back; defused cells have one apostrophe more."""
    data = render_csv(["a", "b"], [{"a": a, "b": b} for a, b in rows])

    read = rows_of(data)[1:]

    for (a, b), cells in zip(rows, read, strict=True):
        assert cells[0] in {a, f"'{a}"}
        assert cells[1] in {b, f"'{b}"}
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_json_keeps_letters_readable() -> None:
    """Chinese stays Chinese, order stays order."""
    assert render_json({"b": "昆山", "a": 1}) == '{\n"b": "昆山",\n"a": 1\n}\n'.encode()


# The package --------------------------------------------------------------------------------


def test_the_package_names_itself_and_its_licence(package: dict[str, Any]) -> None:
    """What the Data Package specification asks for."""
    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._]+", package["name"])
    assert package["licenses"][0]["path"].startswith("https://")
    assert dt.datetime.fromisoformat(package["created"]).tzinfo is dt.UTC
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) >= 20


def test_every_table_is_as_the_package_describes_it(tiny: Built, package: dict[str, Any]) -> None:
    """Heading, number of cells and type of every cell."""
    for resource in package["resources"]:
        heading, *rows = rows_of(tiny.files[f"data/{resource['path']}"])
        fields = resource["schema"]["fields"]
        assert heading == [field["name"] for field in fields], resource["name"]
        assert len(set(heading)) == len(heading)
        assert rows, resource["name"]
        for row in rows:
            assert len(row) == len(fields)
            for cell, field in zip(row, fields, strict=True):
                assert field["title"]
                assert field["description"]
                if cell:
                    TYPES[field["type"]](cell)


def test_csv_and_json_hold_the_same(tiny: Built, package: dict[str, Any]) -> None:
    """Two forms of one table."""
    for resource in package["resources"]:
        name = f"data/{resource['name']}"
        heading, *rows = rows_of(tiny.files[f"{name}.csv"])
        records = json.loads(tiny.files[f"{name}.json"])
        assert [list(record) for record in records] == [heading] * len(rows)
        for record, row in zip(records, rows, strict=True):
            cells = ["" if value is None else str(value) for value in record.values()]
            assert [cell.removeprefix("'") for cell in row] == [c.removeprefix("'") for c in cells]


def test_observations_keep_the_digits_that_were_published(tiny: Built) -> None:
    """Key, value, unit, qualifier and sources of each."""
    heading, *rows = rows_of(tiny.files["data/observations.csv"])
    table = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}

    assert len(table) == 9
    firms = table["firms/2024"]
    assert (firms["value"], firms["unit"], firms["qualifier"]) == ("60000", "count", "more-than")
    gdp = table["gdp/2024/bulletin"]
    assert (gdp["series"], gdp["value"], gdp["sources"]) == (
        "bulletin",
        "16.9",
        "ministry-2025 daily-2025",
    )
    assert table["firms/2024/jiangsu"]["area"] == "jiangsu"


def test_computed_values_come_with_their_bounds(tiny: Built) -> None:
    """The bounds say what rounding allows."""
    heading, *rows = rows_of(tiny.files["data/computed.csv"])
    share = dict(zip(heading, rows[0], strict=True))

    assert share["value"] == "12.5"
    assert float(share["low"]) < 12.5278 < float(share["high"])
    assert share["inputs"] == "gdp/2024/bulletin national-gdp/2024"


# Figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_a_figures_table_is_offered_in_both_forms(tiny: Built, folder: str) -> None:
    """The table readers see, and the values behind it."""
    for figure in tiny.loaded.model.figures:
        name = f"{folder}figures/{figure}/data"
        heading, *rows = rows_of(tiny.files[f"{name}.csv"])
        data = json.loads(tiny.files[f"{name}.json"])
        assert [list(row.values()) for row in data["table"]] == rows
        assert all(list(row) == heading for row in data["table"])
        assert data["figure"] == figure
        assert data["version"] == "2025.6.1"


def test_a_count_of_a_province_is_not_said_to_be_of_all_zones(tiny: Built) -> None:
    """Its area is the province, or nothing."""
    data = json.loads(tiny.files["figures/tile-map/data.json"])

    assert {value["key"]: value["area"] for value in data["values"]} == {
        "count/zones/jiangsu": "jiangsu",
        "count/zones/ningxia": "ningxia",
    }
