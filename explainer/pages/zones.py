"""The map and table of zones, a page for each province and for each zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.decode import Text
from explainer.figures.spec import Figure
from explainer.model import Placing
from explainer.pages.base import Draft, Maker, Neighbour, Page, ValueRow, with_neighbours
from explainer.pages.choices import Choice, make_choices
from explainer.pages.places import TileMap, ZoneRow, make_row, make_tiles
from explainer.pages.standing import province_sentence, zone_sentence
from explainer.prose import Section
from explainer.records import (
    EcoPark,
    Event,
    Measure,
    Province,
    Region,
    RemovedZone,
    Source,
    Zone,
)


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A region with the key of its number of zones."""

    region: Region
    key: str


@dataclass(frozen=True, slots=True)
class ProvinceRows:
    """A province with its zones."""

    province: Province
    rows: tuple[ZoneRow, ...]


@dataclass(frozen=True, slots=True)
class ZonesContext:
    """The index of zones: what comes first in prose, the map, the table, then the rest."""

    lead: tuple[Section, ...]
    sections: tuple[Section, ...]
    figure: Figure
    map: TileMap
    regions: tuple[RegionCount, ...]
    provinces: tuple[ProvinceRows, ...]
    number: int
    filters: Mapping[str, tuple[Choice, ...]]
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A zone that lost national status, with its sources."""

    zone: RemovedZone
    province: Province
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """A province's zones by what is known of them: raised when, placed where, and what is open."""

    dated: tuple[ZoneRow, ...]
    placed: tuple[ZoneRow, ...]
    parks: tuple[ZoneRow, ...]
    undated: int
    unplaced: int
    unsupported: int
    has_figures: bool


@dataclass(frozen=True, slots=True)
class ProvinceContext:
    """One province."""

    province: Province
    region: Region
    sentence: str
    region_key: str
    rows: tuple[ZoneRow, ...]
    glance: Glance
    removed: tuple[Removed, ...]
    values: tuple[ValueRow, ...]
    check_sources: tuple[Source, ...]
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True, slots=True)
class ZoneContext:
    """One zone: what is known of it and what is not."""

    zone: Zone
    sentence: str
    nearby: tuple[ZoneRow, ...]
    province: Province
    region: Region
    placings: tuple[Placing, ...]
    eco_park: EcoPark | None
    measures: tuple[Measure, ...]
    events: tuple[Event, ...]
    values: tuple[ValueRow, ...]
    sources: tuple[Source, ...]
    year_sources: tuple[Source, ...]
    detail_sources: tuple[Source, ...]
    unknown: tuple[str, ...]
    before: Neighbour | None
    after: Neighbour | None


def make_zones(maker: Maker) -> Iterator[Draft]:
    """Give the index, the province pages and the zone pages."""
    yield Draft("zones/", _index)
    provinces = tuple(p.id for p in maker.model.provinces.values() if p.region)
    for before, province, after in with_neighbours(provinces):
        yield Draft(f"zones/{province}/", _province_page, (province, before, after))
    for province in provinces:
        zones = tuple(z.id for z in maker.model.zones_of.get(province, ()))
        for before, zone, after in with_neighbours(zones):
            tree = f"zones/{province}/{zone}/"
            yield Draft(tree, _zone_page, (zone, province, before, after))


def _index(maker: Maker) -> Page:
    model = maker.model
    sections = maker.sections("zones")
    provinces = tuple(
        ProvinceRows(province, tuple(make_row(maker, zone) for zone in zones))
        for province in model.provinces.values()
        if (zones := model.zones_of.get(province.id))
    )
    rows = tuple(row for group in provinces for row in group.rows)
    context = ZonesContext(
        lead=tuple(x for x in sections if x.heading is None),
        sections=tuple(x for x in sections if x.heading),
        figure=maker.figure("tile-map"),
        map=make_tiles(model),
        regions=tuple(RegionCount(r, f"count/zones/{r.id}") for r in model.regions.values()),
        provinces=provinces,
        number=len(rows),
        filters=_filters(maker, rows),
        removed=_removed(maker),
    )
    crumbs = maker.crumbs(("zones/", maker.locale("nav.zones")))
    return maker.page(
        "zones/", "zones", context, prose="zones", crumbs=crumbs, schema_type="CollectionPage"
    )


def _filters(maker: Maker, rows: tuple[ZoneRow, ...]) -> dict[str, tuple[Choice, ...]]:
    """Give what the table can be filtered by, besides province and name."""
    has: dict[str, tuple[tuple[str, str], list[tuple[str]]]] = {
        "name": (("independent", "lists-only"), [(r.zone.name_support,) for r in rows]),
        "year": (("given", "open"), [("given" if r.zone.year else "open",) for r in rows]),
        "place": (("known", "none"), [("known" if r.best else "none",) for r in rows]),
    }
    return {
        name: make_choices(((v, maker.locale(f"zones.with-{name}-{v}")) for v in values), items)
        for name, (values, items) in has.items()
    }


def _removed(maker: Maker, province: str | None = None) -> tuple[Removed, ...]:
    return tuple(
        Removed(z, maker.model.provinces[z.province], maker.sources(z.sources))
        for z in maker.model.removed
        if province is None or z.province == province
    )


def _rows_of_area(maker: Maker, area: str) -> tuple[ValueRow, ...]:
    found = maker.model.values_in.get(area, ())
    return tuple(ValueRow(v, maker.sources(v.sources)) for v in found)


def _province_page(maker: Maker, identifier: str, before: str | None, after: str | None) -> Page:
    model, locale = maker.model, maker.locale
    province = model.provinces[identifier]
    assert province.region is not None
    name = province.name[locale.code]
    rows = tuple(make_row(maker, z) for z in model.zones_of.get(province.id, ()))
    context = ProvinceContext(
        province=province,
        region=model.regions[province.region],
        sentence=province_sentence(maker, province),
        region_key=f"count/zones/{province.region}",
        rows=rows,
        glance=_glance(rows, has_figures=_has_figures(maker, identifier)),
        removed=_removed(maker, province.id),
        values=_rows_of_area(maker, province.id),
        check_sources=maker.sources(province.check_sources),
        before=_province_neighbour(maker, before),
        after=_province_neighbour(maker, after),
    )
    tree = f"zones/{province.id}/"
    return maker.page(
        tree,
        "province",
        context,
        title=locale("province.title", province=name),
        description=locale("province.description", province=name),
        crumbs=maker.crumbs(("zones/", locale("nav.zones")), (tree, name)),
        schema_type="CollectionPage",
    )


def _has_figures(maker: Maker, province: str) -> bool:
    """Whether anything is known of what a province's zones produce, trade or receive."""
    indicators = (
        maker.model.indicators[v.indicator]
        for v in maker.model.values_in.get(province, ())
        if v.indicator
    )
    return any(i.group in {"weight", "trade", "investment"} for i in indicators)


def _glance(rows: tuple[ZoneRow, ...], *, has_figures: bool) -> Glance:
    dated = sorted((r for r in rows if r.zone.year), key=lambda r: r.zone.year or 0)
    placed = sorted(
        (r for r in rows if r.best), key=lambda r: (r.best.place, r.zone.id) if r.best else (0, "")
    )
    return Glance(
        dated=tuple(dated),
        placed=tuple(placed),
        parks=tuple(r for r in rows if r.eco_park),
        undated=len(rows) - len(dated),
        unplaced=len(rows) - len(placed),
        unsupported=sum(r.zone.name_support == "lists-only" for r in rows),
        has_figures=has_figures,
    )


def _province_neighbour(maker: Maker, province: str | None) -> Neighbour | None:
    if province is None:
        return None
    name = maker.model.provinces[province].name[maker.locale.code]
    return Neighbour(name, "province", province)


def _unknown(zone: Zone, placings: tuple[Placing, ...]) -> tuple[str, ...]:
    """Keys of the sentences that say what is not known of a zone."""
    missing = []
    if zone.year is None:
        missing.append("year")
    if zone.name_support == "lists-only":
        missing.append("name")
    if zone.area_hectares is None:
        missing.append("area")
    if zone.industries is None:
        missing.append("industries")
    if not placings:
        missing.append("rank")
    missing.append("figures")
    return tuple(missing)


def _zone_page(
    maker: Maker, identifier: str, lies_in: str, before: str | None, after: str | None
) -> Page:
    model, locale = maker.model, maker.locale
    zone, province = model.zones[identifier], model.provinces[lies_in]
    assert province.region is not None
    placings = model.placings.get(zone.id, ())
    values = _rows_of_area(maker, zone.id)
    context = ZoneContext(
        zone=zone,
        sentence=zone_sentence(maker, zone, province),
        nearby=tuple(
            make_row(maker, other)
            for other in model.zones_of[province.id]
            if other.id != zone.id and zone.city and other.city and _same(zone.city, other.city)
        ),
        province=province,
        region=model.regions[province.region],
        placings=placings,
        eco_park=model.eco_park_of.get(zone.id),
        measures=model.measures_with_zone.get(identifier, ()),
        events=model.events_with_zone.get(identifier, ()),
        values=values,
        sources=maker.sources(zone.sources),
        year_sources=maker.sources(zone.year_sources),
        detail_sources=maker.sources(zone.detail_sources),
        unknown=tuple(k for k in _unknown(zone, placings) if not (k == "figures" and values)),
        before=_zone_neighbour(maker, before),
        after=_zone_neighbour(maker, after),
    )
    name, place = zone.name[locale.code], province.name[locale.code]
    tree = f"zones/{province.id}/{zone.id}/"
    return maker.page(
        tree,
        "zone",
        context,
        title=name,
        description=locale("zone.description", zone=name, province=place),
        crumbs=maker.crumbs(
            ("zones/", locale("nav.zones")), (f"zones/{province.id}/", place), (tree, name)
        ),
        schema_type="Place",
    )


def _same(one: Text, other: Text) -> bool:
    return one.by_language == other.by_language


def _zone_neighbour(maker: Maker, zone: str | None) -> Neighbour | None:
    if zone is None:
        return None
    return Neighbour(maker.model.zones[zone].name[maker.locale.code], "zone", zone)
