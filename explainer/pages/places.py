"""Names of zones as tables show them, and the map of tiles that stands beside the table."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.decode import Text
from explainer.figures.tile_map import class_labels, class_of
from explainer.model import Placing, SiteModel
from explainer.pages.base import Maker
from explainer.records import EcoPark, Province, Zone


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One row of a table of zones.

    ``short`` and ``other`` are its name, without the words that most names end in, in the language
    of the page and in the other one.
    """

    zone: Zone
    short: str
    other: str
    best: Placing | None
    eco_park: EcoPark | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map of tiles, with its number of zones and the step of the ramp."""

    province: Province
    count: int
    step: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map: its tiles from the north-west, row by row, and the ranges of the ramp's steps."""

    tiles: tuple[Tile, ...]
    labels: tuple[str, ...]


def short_name(name: str, ending: str) -> str:
    """Give a zone's name without the words that most names end in, if it has others."""
    head, found, tail = name.partition(ending)
    return f"{head.strip()} {tail.strip()}".strip() if found and head.strip() else name


def make_row(maker: Maker, zone: Zone) -> ZoneRow:
    """Give the row of a zone."""
    code = maker.locale.code
    endings = maker.content.names("zones.ending")[""]
    shorts = {lang: short_name(zone.name[lang], endings[lang]) for lang in maker.content.words}
    others = [name for language, name in shorts.items() if language != code]
    overall = [p for p in maker.model.placings.get(zone.id, ()) if p.table == "overall"]
    return ZoneRow(
        zone,
        shorts[code],
        " ".join(others),
        overall[-1] if overall else None,
        maker.model.eco_park_of.get(zone.id),
    )


def hidden_names(maker: Maker) -> dict[str, tuple[str, ...]]:
    """Give by what else zones are found, besides what their rows show.

    That is their pinyin, their name and that of their province in the other language, and their
    city's name in the other language and in pinyin, which is known where a zone bears the city's
    name.
    """
    zones = maker.model.zones.values()
    endings = maker.content.names("zones.ending")[""]
    spoken = {short_name(zone.name["zh"], endings["zh"]): zone.pinyin for zone in zones}

    def others(name: Text) -> list[str]:
        return [
            short_name(said, endings[language])
            for language, said in name.by_language.items()
            if language != maker.locale.code
        ]

    found = {}
    for zone in zones:
        names = [zone.pinyin, *others(zone.name)]
        names += others(maker.model.provinces[maker.model.province_of[zone.id]].name)
        if zone.city:
            names += others(zone.city)
            in_chinese = zone.city["zh"]
            names += [said for name, said in spoken.items() if in_chinese.startswith(name)]
        found[zone.id] = tuple(dict.fromkeys(names))
    return found


def make_tiles(model: SiteModel) -> TileMap:
    """Give the map of tiles."""
    counts = {p: len(model.zones_of.get(p, ())) for p in model.provinces}
    tiles = (Tile(p, counts[p.id], class_of(counts[p.id]) + 1) for p in model.provinces.values())
    placed = sorted(tiles, key=lambda tile: (tile.province.row, tile.province.column))
    return TileMap(tuple(placed), tuple(class_labels(max(counts.values()))))
