"""The published tables, read by somebody else's tool and added up again.

Nothing of the builder is used here: pandas reads the files as a reader downloads them, and every
count, share, sum and change is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.real

Tables = dict[str, pd.DataFrame]

#: Powers of ten of the units, written down again on purpose.
SCALE = {
    "cny-trillion": 12, "cny-billion": 9, "usd-trillion": 12, "usd-billion": 9,
    "count": 0, "percent": 0, "hectare": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(site: Path) -> Tables:
    """All published tables; one row is one record, every cell as text, missing cells empty."""
    return {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted((site / "data").glob("*.csv"))
    }


@pytest.fixture(scope="module")
def amounts(tables: Tables) -> dict[str, tuple[Decimal, str]]:
    """Every observation by its key: the amount in whole yuan, dollars or things, and the unit."""
    rows = tables["observations"]
    return {
        key: (Decimal(value).scaleb(SCALE[unit]), unit)
        for key, value, unit in zip(rows["key"], rows["value"], rows["unit"], strict=True)
    }


# Keys ---------------------------------------------------------------------------------------


def test_every_table_has_rows_and_unique_ids(tables: Tables) -> None:
    """As many tables as the data package lists; no id stands twice."""
    assert len(tables) == 29
    for name, table in tables.items():
        assert len(table), name
        identifier = {"observations": "key"}.get(name, "id")
        if identifier in table:
            assert table[identifier].is_unique, name
            assert (table[identifier] != "").all(), name


def test_keys_say_what_the_row_says(tables: Tables) -> None:
    """Indicator, period, series and area, in this order."""
    for row in tables["observations"].to_dict("records"):
        parts = [row["indicator"], row["period"].replace("/", "-to-"), row["series"]]
        parts += [row["area"] if row["area"] != "all-zones" else ""]
        assert row["key"] == "/".join(part for part in parts if part)


@pytest.mark.parametrize("name", ["observations", "zones", "measures", "events", "rankings"])
def test_every_source_that_is_named_is_listed(tables: Tables, name: str) -> None:
    """And no row is without one."""
    known = set(tables["sources"]["id"])

    for sources in tables[name]["sources"]:
        assert sources.split(), name
        assert set(sources.split()) <= known


def test_every_source_rests_under_something(tables: Tables) -> None:
    """Addresses are whole, kinds and readings are from the closed lists."""
    sources = tables["sources"]

    assert sources["url"].map(lambda url: url == "" or url.startswith("http")).all()
    assert set(sources["primary"]) <= {"true", "false"}
    assert (sources["title"] != "").all()


# Counts -------------------------------------------------------------------------------------


def test_232_zones_stand_in_31_provinces_of_four_regions(tables: Tables) -> None:
    """The number that the ministry gives."""
    zones = tables["zones"]

    assert len(zones) == 232
    assert zones["province"].nunique() == 31
    assert set(zones["region"]) == {"east", "central", "west", "northeast"}


def test_counts_by_province_are_those_of_the_list(tables: Tables) -> None:
    """What the table of provinces says is what its zones add up to."""
    counted = tables["zones"].groupby("province").size()
    provinces = tables["provinces"].set_index("id")
    covered = provinces[provinces["zones"] != ""]

    assert covered["zones"].astype(int).to_dict() == counted.to_dict()
    assert covered["zones"].astype(int).sum() == 232
    assert (provinces[provinces["zones"] == ""]["region"] == "").all()


def test_zones_lie_in_the_region_of_their_province(tables: Tables) -> None:
    """Both tables agree."""
    region = tables["provinces"].set_index("id")["region"]

    assert (tables["zones"]["province"].map(region) == tables["zones"]["region"]).all()


def test_the_map_is_the_list(site: Path, tables: Tables) -> None:
    """The table under the tile map, added up by region."""
    figure = pd.read_csv(site / "figures/tile-map/data.csv", dtype=str)
    number = figure.columns[-1]
    names = tables["provinces"].set_index("name_en")["id"]
    counted = tables["zones"].groupby("province").size()

    shown = {names[row[0]]: int(row[-1]) for row in figure.itertuples(index=False)}
    assert shown == counted.to_dict()
    assert figure[number].astype(int).sum() == 232


def test_years_are_given_only_where_they_are_supported(tables: Tables) -> None:
    """And lie in the time of the programme."""
    zones = tables["zones"]
    dated = zones[zones["year"] != ""]

    assert (zones[zones["year"] == ""]["year_support"] == "not-confirmed").all()
    assert set(dated["year_support"]) <= {"verified", "batch"}
    assert dated["year"].astype(int).between(1984, 2026).all()


def test_sixteen_measures_stand_in_four_areas(tables: Tables) -> None:
    """Numbered without a gap; official numbers only with their headings."""
    measures = tables["measures"]

    assert sorted(measures["number"].astype(int)) == list(range(1, 17))
    assert measures["area"].nunique() == 4
    assert ((measures["official_number"] == "") == (measures["official_heading_zh"] == "")).all()


def test_the_figure_of_measures_is_the_list(site: Path, tables: Tables) -> None:
    """Every measure once."""
    figure = pd.read_csv(site / "figures/measures-by-area/data.csv", dtype=str)

    shown = " ".join(" ".join(map(str, row)) for row in figure.itertuples(index=False))
    assert all(title in shown for title in tables["measures"]["title_en"])


def test_places_of_an_evaluation_are_taken_once(tables: Tables) -> None:
    """By zones that are, or were, on the list."""
    ranks = tables["rankings"]

    assert not ranks.duplicated(["edition", "table", "place"]).any()
    assert not ranks.duplicated(["edition", "table", "zone"]).any()
    assert set(ranks["zone"]) <= set(tables["zones"]["id"])
    assert (ranks["edition"].astype(int) > ranks["data_year"].astype(int)).all()


def test_eco_parks_that_are_zones_are_on_the_list(tables: Tables) -> None:
    """Forty-eight approved and forty-five approved to build, on the list of 2017."""
    parks = tables["eco-parks"]
    named = parks[parks["zone"] != ""]

    assert set(named["zone"]) <= set(tables["zones"]["id"])
    assert named["zone"].is_unique
    assert parks["status"].value_counts().to_dict() == {"approved": 48, "approved-to-build": 45}


# Values -------------------------------------------------------------------------------------

OPERATIONS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "share": lambda v: 100 * v[0] / v[1],
    "change": lambda v: 100 * (v[1] - v[0]) / v[0],
    "difference": lambda v: v[0] - v[1],
    "sum": lambda v: sum(v, Decimal(0)),
    "ratio": lambda v: v[0] / v[1],
}


def test_every_computed_value_comes_out_again(
    tables: Tables, amounts: dict[str, tuple[Decimal, str]]
) -> None:
    """From the published inputs, rounded half away from zero to the digits it shows."""
    known = dict(amounts)
    waiting = tables["computed"].to_dict("records")
    while waiting:
        ready = [row for row in waiting if all(key in known for key in row["inputs"].split())]
        assert ready, [row["id"] for row in waiting]
        for row in ready:
            exact = OPERATIONS[row["operation"]]([known[key][0] for key in row["inputs"].split()])
            shown = Decimal(row["value"])
            in_unit = exact.scaleb(-SCALE[row["unit"]])
            assert in_unit.quantize(shown, rounding=ROUND_HALF_UP) == shown, row["id"]
            assert Decimal(row["low"]) <= in_unit.quantize(Decimal("1e-6")) + Decimal("1e-4"), row
            assert in_unit.quantize(Decimal("1e-6")) <= Decimal(row["high"]) + Decimal("1e-4"), row
            known[f"computed/{row['id']}"] = (exact, row["unit"])
            waiting.remove(row)


def test_the_key_figures_are_those_of_the_reports(amounts: dict[str, tuple[Decimal, str]]) -> None:
    """The five numbers that everything is about, typed here once more from the sources."""
    assert amounts["zones/2024"] == (Decimal(232), "count")
    assert amounts["gdp/2024/bulletin"] == (Decimal("16.9e12"), "cny-trillion")
    assert amounts["trade/2024/bulletin"] == (Decimal("10.7e12"), "cny-trillion")
    assert amounts["trade-share/2024/bulletin"] == (Decimal("24.5"), "percent")
    assert amounts["fdi/2024/bulletin"] == (Decimal("27.2e9"), "usd-billion")
    assert amounts["fdi-share/2024/bulletin"] == (Decimal("23.4"), "percent")


@pytest.mark.parametrize("what", ["zones", "gdp", "trade", "fdi"])
def test_shares_of_the_regions_make_a_whole(tables: Tables, what: str) -> None:
    """East, centre and the rest are a hundred percent, within rounding."""
    computed = tables["computed"].set_index("id")["value"].map(Decimal)

    total = sum(computed[f"{what}-share-{region}"] for region in ("east", "central", "rest"))

    assert abs(total - 100) <= Decimal("1.5")


@pytest.mark.parametrize("what", ["gdp", "trade", "fdi"])
def test_regions_and_rest_make_the_total(
    tables: Tables, amounts: dict[str, tuple[Decimal, str]], what: str
) -> None:
    """The remainder is what the two regions leave of the bulletin's total."""
    rest = tables["computed"].set_index("id").loc[f"{what}-rest-2023"]
    left = Decimal(rest["value"]).scaleb(SCALE[rest["unit"]])
    parts = [amounts[f"{what}/2023/bulletin/{region}"][0] for region in ("east", "central")]

    assert sum(parts, left) == amounts[f"{what}/2023/bulletin"][0]


def test_the_programme_grows_and_loses_single_zones(
    amounts: dict[str, tuple[Decimal, str]],
) -> None:
    """Counts of a known month, in order: each exit is told by itself, the last count is 232."""
    counts = sorted(
        (key.split("/")[1], int(value))
        for key, (value, _) in amounts.items()
        if key.startswith("zones/") and key.count("/") == 1 and "-" in key and "-to-" not in key
    )
    numbers = [number for _, number in counts]

    assert numbers[0] == 1
    assert numbers[-1] == 232
    assert all(later >= earlier - 1 for earlier, later in pairwise(numbers))


def test_json_holds_the_same_as_csv(site: Path, tables: Tables) -> None:
    """Two forms of one table."""
    for name, table in tables.items():
        records = pd.read_json(site / f"data/{name}.json", dtype=False)
        assert list(records.columns) == list(table.columns)
        assert len(records) == len(table)


def test_every_figure_offers_its_table(site: Path) -> None:
    """A heading and rows, in both languages, with equally many of both."""
    for path in sorted((site / "figures").glob("*/data.csv")):
        english = pd.read_csv(path, dtype=str)
        chinese = pd.read_csv(site / "zh" / path.relative_to(site), dtype=str)
        assert english.shape == chinese.shape, path
        assert len(english), path
