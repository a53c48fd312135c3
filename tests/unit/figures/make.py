"""Small models to compose figures from; every builder gives something valid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from explainer.decode import Text
from explainer.figures.plan import Plan, make_plan
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.periods import Period
from explainer.records import Area, Claim, FigureRecord, Group, Mark, Measure, Province, Region
from explainer.values import Value
from tests.builders import make_measure, make_text, make_zone

if TYPE_CHECKING:
    from explainer.records import Zone

#: Stand-ins for the interface words that figures use.
WORDS = {
    f"figures.{key}": text
    for key, text in {
        "column-item": "What",
        "column-time": "When",
        "column-group": "Group",
        "column-value": "Value",
        "column-whole": "Of",
        "column-note": "Note",
        "column-province": "Province",
        "column-region": "Region",
        "column-zones": "Zones",
        "column-number": "No.",
        "column-measure": "Measure",
        "column-area": "Area",
        "column-knowledge": "Known",
        "of-whole": "of {whole}",
        "knowledge-concrete": "concrete",
        "knowledge-named": "named",
        "knowledge-unclear": "unclear",
        "tile": "{name}: {count}",
        "tile-key": "Zones",
        "tile-outside": "Outlined: none",
        "reading-of": "{label}, {group}",
        "reading-rises": "{name} rose from {first} ({first_time}) to {last} ({last_time}).",
        "reading-falls": "{name} fell from {first} ({first_time}) to {last} ({last_time}).",
        "reading-exceeds": "{a} ({a_value}) exceeds {b} ({b_value}).",
        "reading-apart": "{a} is {a_value}; {b} is {b_value}.",
        "reading-extremes": "Lowest: {low}, {low_value}. Highest: {high}, {high_value}.",
        "reading-tile-map": "{most}: {most_count} of {provinces}; {least_number}: {least_count}.",
        "reading-measures": "{total}: {concrete}, {named}, {unclear}.",
    }.items()
}
EN = Locale("en", "en", "", WORDS)
ZH = Locale("zh", "zh-Hans", "zh", WORDS)


def make_value(key: str, number: str, unit: str = "count", **other: Any) -> Value:
    """Give a value; its indicator, time, series and area are read from its key."""
    parts = key.split("/")
    exact = Decimal(number)
    given: dict[str, Any] = {
        "key": key,
        "number": exact,
        "unit": unit,
        "low": exact,
        "high": exact,
        "origin": "observation",
        "name": make_text("Firms", "企业"),
        "indicator": parts[0],
        "period": Period.parse(parts[1]) if parts[1][:1].isdigit() else None,
        "series": parts[2] if len(parts) > 2 else None,
        "sources": ("ministry-2025",),
    }
    return Value(**(given | other))


def make_mark(value: str, **other: Any) -> Mark:
    """Give a mark that shows a value."""
    return Mark(value=value, **other)


def make_group(key: str, **other: Any) -> Group:
    """Give a group whose name is its key."""
    return Group(key=key, name=make_text(key, key), **other)


def make_claim(kind: Any, *values: str) -> Claim:
    """Give a claim about values."""
    return Claim(kind=kind, values=values)


def make_figure(form: Any = "bars", *marks: Mark, **other: Any) -> FigureRecord:
    """Give a figure of some form with marks."""
    given: dict[str, Any] = {
        "id": "sample",
        "form": form,
        "headline": make_text("A finding", "发现"),
        "subtitle": make_text(),
        "description": make_text(),
        "marks": marks,
    }
    return FigureRecord(**(given | other))


def make_province(identifier: str, column: int, row: int, **other: Any) -> Province:
    """Give a province with a place on the tile map."""
    given: dict[str, Any] = {
        "id": identifier,
        "name": make_text(identifier.title(), "某省"),
        "code": identifier[:2].upper(),
        "region": "east",
        "column": column,
        "row": row,
    }
    return Province(**(given | other))


def make_area(identifier: str, order: int) -> Area:
    """Give an area of the plan."""
    name = make_text(identifier, identifier)
    return Area(id=identifier, order=order, name=name, short=name, summary=make_text(), sources=())


def make_model(
    *figures: FigureRecord,
    values: tuple[Value, ...] = (),
    provinces: tuple[Province, ...] = (),
    zones_of: dict[str, tuple[Zone, ...]] | None = None,
    areas: tuple[Area, ...] = (),
    measures: tuple[Measure, ...] = (),
) -> SiteModel:
    """Give a model that holds just this."""
    empty: dict[str, Any] = {name: {} for name in SiteModel.__dataclass_fields__}
    given: dict[str, Any] = {
        "site": None,
        "values": {value.key: value for value in values},
        "figures": {figure.id: figure for figure in figures},
        "provinces": {province.id: province for province in provinces},
        "zones_of": zones_of or {},
        "regions": {"east": Region(id="east", name=make_text("East"), short=make_text("East"))},
        "areas": {area.id: area for area in areas},
        "measures": {measure.id: measure for measure in measures},
    }
    return SiteModel(**(empty | given))


def plan_of(figure: FigureRecord, *values: Value, locale: Locale = EN, **other: Any) -> Plan:
    """Give a figure's plan over a model of these values."""
    return make_plan(figure, make_model(figure, values=values, **other), locale)


def map_model(figure: FigureRecord) -> SiteModel:
    """Give a model with three provinces: three zones, one zone, and none of the programme."""
    provinces = (
        make_province("hebei", 0, 0),
        make_province("hainan", 1, 0),
        make_province("taiwan", 1, 1, programme=False, region=None),
    )
    zones = {
        "hebei": tuple(make_zone(f"zone-{i}") for i in range(3)),
        "hainan": (make_zone("yangpu"),),
    }
    counts = (
        make_value("count/zones/hebei", "3", period=None, origin="count", sources=()),
        make_value("count/zones/hainan", "1", period=None, origin="count", sources=()),
    )
    return make_model(figure, values=counts, provinces=provinces, zones_of=zones)


def plan_model(figure: FigureRecord) -> SiteModel:
    """Give a model with two areas and a measure of each state of knowledge."""
    areas = (make_area("land", 1), make_area("trade", 2))
    measures = (
        make_measure("one", number=1, area="land", knowledge="concrete"),
        make_measure("two", number=2, area="land", knowledge="named"),
        make_measure("three", number=3, area="trade", knowledge="unclear"),
    )
    return make_model(figure, areas=areas, measures=measures)


def text_of(english: str, chinese: str = "文字") -> Text:
    """Give a text in both languages."""
    return make_text(english, chinese)
