"""What sets a province or a zone apart, in sentences whose numbers lead to their receipts."""

from __future__ import annotations

from explainer.model import Placing
from explainer.pages.base import Maker
from explainer.records import Edition, Province, Zone

#: So many provinces that have more zones are named; more are counted.
_NAMED = 3
#: How many places of an evaluation must be known without a gap to say who is not among them.
_ENOUGH = 30


def province_sentence(maker: Maker, province: Province) -> str:
    """Give how many zones a province has, who has more, and its best place in an evaluation."""
    return maker.locale("list.sentences").join((_size(maker, province), *_best(maker, province)))


def _size(maker: Maker, province: Province) -> str:
    model, locale = maker.model, maker.locale
    own = len(model.zones_of.get(province.id, ()))
    ahead = [
        other.name[locale.code]
        for other in sorted(
            model.provinces.values(), key=lambda p: -len(model.zones_of.get(p.id, ()))
        )
        if len(model.zones_of.get(other.id, ())) > own
    ]
    if not ahead:
        way = "most"
    elif len(ahead) <= _NAMED:
        way = "behind"
    else:
        way = "counted"
    return locale(
        f"province.size-{way}",
        province=province.name[locale.code],
        own=f"[[count/zones/{province.id}]]",
        all="[[count/zones]]",
        names=_listed(maker, ahead),
        ahead=f"[[count/provinces-ahead/{province.id}]]",
        provinces="[[count/provinces]]",
    )


def _listed(maker: Maker, names: list[str]) -> str:
    """Give names in a row: “A, B and C”."""
    locale = maker.locale
    head, last = names[:-1], names[-1:]
    return locale("list.and").join(filter(None, (locale("list.comma").join(head), *last)))


def _best(maker: Maker, province: Province) -> tuple[str, ...]:
    """Give the best place of a province's zones in the newest evaluation known far enough."""
    locale = maker.locale
    known = [edition for edition in maker.model.editions.values() if _depth(edition) >= _ENOUGH]
    if not known:
        return ()
    edition = max(known, key=lambda e: e.edition)
    places = [
        rank
        for table in edition.tables
        for rank in table.places
        if table.table == "overall"
        and maker.model.province_of[rank.zone] == province.id
        and rank.place <= _depth(edition)
    ]
    if not places:
        depth = _depth(edition)
        return (locale("province.best-none", edition=edition.edition, known=depth),)
    best = min(places, key=lambda rank: rank.place)
    return (
        locale(
            "province.best",
            edition=edition.edition,
            zone=maker.model.zones[best.zone].name[locale.code],
            rank=f"[[rank/{edition.id}/{best.zone} | ordinal]]",
        ),
    )


def _depth(edition: Edition) -> int:
    return max((t.complete_to for t in edition.tables if t.table == "overall"), default=0)


def zone_sentence(maker: Maker, zone: Zone, province: Province) -> str:
    """Give what a zone is one of, since when, and its best known place."""
    locale = maker.locale
    others = len(maker.model.zones_of[province.id])
    name = province.name[locale.code]
    own = f"[[count/zones/{province.id}]]"
    first = locale("zone.one-of" if others > 1 else "zone.only", province=name, own=own)
    since = f"zone.since-{zone.year_support if zone.year else 'unknown'}"
    sentences = [first + locale(since, year=zone.year)]
    placings = [p for p in maker.model.placings.get(zone.id, ()) if p.table == "overall"]
    if placings:
        best = min(placings, key=_newest_best)
        sentences.append(
            locale("zone.best", rank=f"[[{best.key} | ordinal]]", edition=best.edition.edition)
        )
    return locale("list.sentences").join(sentences)


def _newest_best(placing: Placing) -> tuple[int, int]:
    return placing.place, -placing.edition.edition
