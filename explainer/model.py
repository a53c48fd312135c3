"""Stage 3: records into one frozen picture of the site, every id resolved, every value derived."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from explainer.decode import Text
from explainer.ledger import Entry, check_relations
from explainer.periods import Period
from explainer.problems import Place, Problems, allowed_list, nearest
from explainer.records import (
    Area,
    Audience,
    Body,
    Change,
    Computed,
    DigestFact,
    EcoPark,
    Edition,
    Event,
    FigureRecord,
    Indicator,
    Measure,
    Move,
    OwnPage,
    PolicyDocument,
    Province,
    Redirects,
    Region,
    Relation,
    RemovedZone,
    Sector,
    Series,
    Site,
    Source,
    Statement,
    Term,
    Zone,
)
from explainer.records_reader import Records
from explainer.settings import LANGUAGES
from explainer.values import Value, compute, count, observe, place_ranks, report_unknown_value

T = TypeVar("T")

#: Areas that observations may describe besides regions, provinces and zones.
COMBINED_AREAS = ("west-and-northeast",)


@dataclass(frozen=True, slots=True)
class Placing:
    """A zone's known place in one edition of the evaluation."""

    edition: Edition
    table: str
    place: int
    key: str


@dataclass(frozen=True, slots=True)
class SiteModel:
    """Everything the site says, by id, in the order in which readers meet it."""

    site: Site
    moves: tuple[Move, ...]
    sources: Mapping[str, Source]
    series: Mapping[str, Series]
    indicators: Mapping[str, Indicator]
    computed: Mapping[str, Computed]
    regions: Mapping[str, Region]
    provinces: Mapping[str, Province]
    zones: Mapping[str, Zone]
    removed: tuple[RemovedZone, ...]
    eco_parks: tuple[EcoPark, ...]
    areas: Mapping[str, Area]
    audiences: Mapping[str, Audience]
    sectors: Mapping[str, Sector]
    bodies: Mapping[str, Body]
    measures: Mapping[str, Measure]
    statements: tuple[Statement, ...]
    events: Mapping[str, Event]
    documents: Mapping[str, PolicyDocument]
    editions: Mapping[str, Edition]
    terms: Mapping[str, Term]
    digest_facts: tuple[DigestFact, ...]
    changes: tuple[Change, ...]
    figures: Mapping[str, FigureRecord]
    pages: Mapping[str, OwnPage]
    values: Mapping[str, Value]
    ledger: tuple[Entry, ...]
    province_of: Mapping[str, str]
    zones_of: Mapping[str, tuple[Zone, ...]]
    placings: Mapping[str, tuple[Placing, ...]]
    eco_park_of: Mapping[str, EcoPark]
    values_of: Mapping[str, tuple[Value, ...]]
    values_in: Mapping[str, tuple[Value, ...]]
    changes_of: Mapping[str, tuple[Change, ...]]
    measures_with_zone: Mapping[str, tuple[Measure, ...]]
    measures_with_figure: Mapping[str, tuple[Measure, ...]]
    events_with_zone: Mapping[str, tuple[Event, ...]]
    events_with_measure: Mapping[str, tuple[Event, ...]]
    statements_with_measure: Mapping[str, tuple[Statement, ...]]
    drafts: Mapping[str, Place]
    values_with_source: Mapping[str, tuple[Value, ...]]
    measures_with_source: Mapping[str, tuple[Measure, ...]]
    events_with_source: Mapping[str, tuple[Event, ...]]
    documents_with_source: Mapping[str, tuple[PolicyDocument, ...]]
    zones_with_source: Mapping[str, tuple[Zone, ...]]
    first_published: Period

    def measures_of(self, area: str) -> tuple[Measure, ...]:
        """Give the measures of an area, by number."""
        return tuple(m for m in self.measures.values() if m.area == area)

    def provinces_of(self, region: str) -> tuple[Province, ...]:
        """Give the provinces of a region."""
        return tuple(p for p in self.provinces.values() if p.region == region)

    def zones_in_region(self, region: str) -> tuple[Zone, ...]:
        """Give the zones of a region, province by province."""
        return tuple(z for p in self.provinces_of(region) for z in self.zones_of.get(p.id, ()))

    def observations_of(self, indicator: str) -> tuple[Value, ...]:
        """Give the values of an indicator, in the order of its file."""
        return self.values_of.get(indicator, ())


def build_site_model(records: Records, names: Mapping[str, Text], problems: Problems) -> SiteModel:
    """Resolve ids, derive values and check the ledger.

    ``names`` are the words for what is counted ("count.zones" -> Text), from the interface words.

    Raises:
        BuildError: when records are wrong in themselves (later stages need whole ones).
    """
    problems.stop_on_errors()
    province_of = _place_zones(records, problems)
    provinces = {p.id: p for p in records.all("province", Province)}
    zones = {z.id: z for z in records.all("zone", Zone)}
    zones_of = _group_zones(zones.values(), province_of)
    editions = {e.id: e for e in records.all("edition", Edition)}
    indicators = {
        i.id: i for i in sorted(records.all("indicator", Indicator), key=lambda i: (i.order, i.id))
    }
    values = observe(indicators.values(), problems)
    values |= place_ranks(editions.values(), _name_of("rank", names, problems))
    values |= _count_records(records, provinces, zones_of, names, problems)
    problems.stop_on_errors()
    values |= compute(records.all("computed", Computed), values, problems)
    ledger = check_relations(records.all("relation", Relation), values, problems)
    _check_uses(records, values, problems)
    measures = sorted(records.all("measure", Measure), key=lambda m: m.number)
    events = sorted(records.all("event", Event), key=lambda e: (e.date.first, e.id))
    documents = sorted(records.all("document", PolicyDocument), key=lambda d: (d.date.first, d.id))
    changes = sorted(records.all("change", Change), key=lambda c: c.date, reverse=True)
    statements = tuple(records.all("statement", Statement))
    observed = [v for v in values.values() if v.origin == "observation"]
    site = records.all("site", Site)[0]
    return SiteModel(
        site=site,
        moves=records.all("redirects", Redirects)[0].moved,
        sources={s.id: s for s in records.all("source", Source)},
        series={s.id: s for s in records.all("series", Series)},
        indicators=indicators,
        computed={c.id: c for c in records.all("computed", Computed)},
        regions={r.id: r for r in records.all("region", Region)},
        provinces=provinces,
        zones=zones,
        removed=tuple(records.all("removed-zone", RemovedZone)),
        eco_parks=tuple(records.all("eco-park", EcoPark)),
        areas={a.id: a for a in sorted(records.all("area", Area), key=lambda a: a.order)},
        audiences={a.id: a for a in records.all("audience", Audience)},
        sectors={s.id: s for s in records.all("sector", Sector)},
        bodies={b.id: b for b in sorted(records.all("body", Body), key=lambda b: b.order)},
        measures={m.id: m for m in measures},
        statements=statements,
        events={e.id: e for e in events},
        documents={d.id: d for d in documents},
        editions=editions,
        terms={t.id: t for t in records.all("term", Term)},
        digest_facts=tuple(records.all("digest-fact", DigestFact)),
        changes=tuple(changes),
        figures={f.id: f for f in records.all("figure", FigureRecord)},
        pages={p.id: p for p in records.all("own-page", OwnPage)},
        values=values,
        ledger=ledger,
        province_of=province_of,
        zones_of=zones_of,
        placings=_placings(editions.values()),
        eco_park_of={p.zone: p for p in records.all("eco-park", EcoPark) if p.zone},
        values_of=group((v.indicator, v) for v in values.values() if v.indicator),
        values_in=group((v.area, v) for v in observed if v.area),
        changes_of=group((c.what, c) for c in changes),
        measures_with_zone=group((z, m) for m in measures for z in m.zones),
        measures_with_figure=group((f, m) for m in measures for f in m.figures),
        events_with_zone=group((z, e) for e in events for z in e.zones),
        events_with_measure=group(
            (m.id, e) for e in events for m in measures if e.id in m.events or m.id in e.measures
        ),
        statements_with_measure=group((m, s) for s in statements for m in s.measures),
        drafts={f"{kind}:{name}": place for (kind, name), place in records.drafts.items()},
        values_with_source=group((s, v) for v in observed for s in dict.fromkeys(v.sources)),
        measures_with_source=group((s, m) for m in measures for s in dict.fromkeys(m.sources)),
        events_with_source=group((s, e) for e in events for s in dict.fromkeys(e.sources)),
        documents_with_source=group((s, d) for d in documents for s in dict.fromkeys(d.sources)),
        zones_with_source=group((s, z) for z in zones.values() for s in dict.fromkeys(z.sources)),
        first_published=min(
            (v.since for v in values.values() if v.since),
            key=lambda day: day.first,
            default=site.updated,
        ),
    )


def group(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Give what belongs to each name, in the order given."""
    groups: dict[str, list[T]] = defaultdict(list)
    for name, thing in pairs:
        groups[name].append(thing)
    return {name: tuple(found) for name, found in groups.items()}


def _place_zones(records: Records, problems: Problems) -> dict[str, str]:
    """A zone lies in the province whose file names it."""
    provinces = records.by_kind["province"]
    places = {}
    for zone in records.all("zone", Zone):
        stem = records.stems["zone", zone.id]
        if stem not in provinces:
            problems.error(
                Place(zone.at().file, 1),
                "unknown-province",
                f"the file is named “{stem}”, which is no province.",
                nearest(stem, provinces),
            )
        places[zone.id] = stem
    problems.stop_on_errors()
    return places


def _group_zones(
    zones: Iterable[Zone], province_of: Mapping[str, str]
) -> dict[str, tuple[Zone, ...]]:
    groups: dict[str, list[Zone]] = defaultdict(list)
    for zone in zones:
        groups[province_of[zone.id]].append(zone)
    return {province: tuple(found) for province, found in groups.items()}


def _placings(editions: Iterable[Edition]) -> dict[str, tuple[Placing, ...]]:
    found: dict[str, list[Placing]] = defaultdict(list)
    for edition in sorted(editions, key=lambda e: e.edition):
        for table in edition.tables:
            for rank in table.places:
                key = f"rank/{edition.id}/{rank.zone}"
                found[rank.zone].append(Placing(edition, table.table, rank.place, key))
    return {zone: tuple(placings) for zone, placings in found.items()}


def _count_records(
    records: Records,
    provinces: Mapping[str, Province],
    zones_of: Mapping[str, tuple[Zone, ...]],
    names: Mapping[str, Text],
    problems: Problems,
) -> dict[str, Value]:
    """Counts of what the site holds, so that prose never states them by hand."""
    zones = records.all("zone", Zone)
    measures = records.all("measure", Measure)
    bodies = records.all("body", Body)
    counts: dict[str, int] = {
        "zones": len(zones),
        "zones-with-year": sum(z.year is not None for z in zones),
        "zones-without-year": sum(z.year is None for z in zones),
        "provinces": sum(p.programme for p in provinces.values()),
        "measures": len(measures),
        "areas": len(records.by_kind["area"]),
        "addressees": sum(b.addressee for b in bodies),
        "terms": len(records.by_kind["term"]),
        "sources": len(records.by_kind["source"]),
        "indicators": len(records.by_kind["indicator"]),
        "figures": len(records.by_kind["figure"]),
        "digest-facts": len(records.by_kind["digest-fact"]),
        "documents": len(records.by_kind["document"]),
        "events": len(records.by_kind["event"]),
    }
    counts |= {f"zones/{region}": 0 for region in records.by_kind["region"]}
    for province in provinces.values():
        own = len(zones_of.get(province.id, ()))
        counts[f"zones/{province.id}"] = own
        if province.region:
            region = f"zones/{province.region}"
            counts[region] = counts.get(region, 0) + own
    for province in provinces.values():
        own = counts[f"zones/{province.id}"]
        counts[f"provinces-ahead/{province.id}"] = sum(
            counts[f"zones/{other}"] > own for other in provinces
        )
    counts |= {f"bodies/{k}": n for k, n in Counter(b.group for b in bodies if b.addressee).items()}
    counts |= {f"measures/{k}": n for k, n in Counter(m.area for m in measures).items()}
    for knowledge, number in Counter(m.knowledge for m in measures).items():
        counts[f"measures/{knowledge}"] = number
    parks = Counter(p.status for p in records.all("eco-park", EcoPark))
    counts |= {f"eco-parks/{k}": n for k, n in parks.items()}
    places = {*provinces, *records.by_kind["region"]}
    values = {}
    for key, number in counts.items():
        what, _, part = key.partition("/")
        area = part if part in places else None
        name = _name_of(f"count.{what}", names, problems)
        values[f"count/{key}"] = count(f"count/{key}", number, name, area=area)
    return values


def _name_of(what: str, names: Mapping[str, Text], problems: Problems) -> Text:
    """Give the interface words for what is counted; in no language there is a problem in each."""
    if what in names:
        return names[what]
    key = f"name.{what}"
    for code, _, _ in LANGUAGES:
        problems.error(
            Place(f"content/{code}/ui.yaml", 1, 1, key),
            "missing-word",
            f"the interface text “{key}” is missing.",
            "Write what is counted here, as readers are to read it.",
        )
    return Text({code: key for code, _, _ in LANGUAGES})


def _check_uses(records: Records, values: Mapping[str, Value], problems: Problems) -> None:
    """Every id that a record names must exist."""
    kinds = {kind: tuple(found) for kind, found in records.by_kind.items()}
    kinds["place"] = (*kinds["region"], *kinds["province"], *kinds["zone"], *COMBINED_AREAS)
    for use in records.uses:
        if use.kind == "page":
            continue
        if use.kind == "value":
            if use.id not in values:
                report_unknown_value(use.id, values, use.place, problems)
        elif (use.kind, use.id) in records.drafts:
            refuse_draft(use.kind, use.id, records.drafts[use.kind, use.id], use.place, problems)
        elif use.id not in kinds[use.kind]:
            problems.error(
                use.place,
                "unknown-id",
                f"there is no {use.kind} “{use.id}”.",
                nearest(use.id, kinds[use.kind]) or f"Known: {allowed_list(kinds[use.kind], 8)}.",
            )


def refuse_draft(
    kind: str, identifier: str, draft: Place, place: Place, problems: Problems
) -> None:
    """Report that what is published names what is not."""
    problems.error(
        place,
        "names-a-draft",
        f"the {kind} “{identifier}” is a draft ({draft}); readers would be led nowhere.",
        "Publish both or neither: take “draft: true” away there, or the name here.",
    )


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Give the sum of decimals, exactly."""
    return sum(numbers, Decimal(0))
