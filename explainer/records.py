"""What editors' files hold: one frozen class per kind of record. The class is the schema.

Every value that reaches the site is declared here, with one sentence of help that editors
see as hover text and in the reference. Decimal values keep the digits that were published,
because the digits say how far a value was rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from explainer.decode import Help, Own, Range, Record, Ref, Rich, Text, Web
from explainer.periods import Period

# Closed lists -----------------------------------------------------------------------------

Unit = Literal[
    "cny-trillion", "cny-billion", "usd-trillion", "usd-billion", "percent", "count", "hectare"
]
Qualifier = Literal["exact", "more-than", "at-least", "less-than", "about", "nearly"]
Status = Literal["published", "preliminary", "recomputed"]
Trust = Literal["high", "medium", "low"]
SourceKind = Literal[
    "official", "agency", "press", "broadcast", "digest", "research", "law-firm", "other"
]
Reading = Literal["original", "repost", "digest", "abstract", "index"]
Support = Literal["verified", "batch", "not-confirmed"]
State = Literal["announced", "follow-up-reported", "in-force", "no-evidence"]
Track = Literal["programme", "plan", "since"]
Form = Literal[
    "bars", "columns", "steps", "parts", "dumbbell", "small-multiples", "tile-map", "dot-matrix"
]

#: Kept back: a key of the records that a page can do without.
Draft = Annotated[bool, Help("True while readers shall not see it; only the preview shows it.")]

# Kinds of text ----------------------------------------------------------------------------

Name = Annotated[Text, Help("A name, in every language.")]
Prose = Annotated[Text, Rich(), Help("Text in every language; numbers as [[references]].")]
Sources = Annotated[
    tuple[Annotated[str, Ref("source")], ...], Help("Ids of the sources, the best one first.")
]


# Sources and numbers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """data/sources/*.yaml: one page, broadcast, notice or article that something rests on."""

    id: Annotated[str, Own(), Help("Permanent id: publisher, date, subject.")]
    kind: Annotated[SourceKind, Help("What kind of publisher speaks.")]
    publisher: Annotated[Text, Help("Who published the original.")]
    title: Annotated[str, Help("The title as printed, in its own language.")]
    title_language: Annotated[str, Help("Language code of the title: zh, en, ja …")]
    describes: Annotated[Text, Help("What it holds, in a few words of ours.")]
    date: Annotated[Period | None, Help("When it was published; null where unknown.")]
    accessed: Annotated[Period | None, Help("When the copy was read; null where unknown.")] = None
    url: Annotated[
        str | None, Web(), Help("Address readers may follow; null where none may be given.")
    ] = None
    document_number: Annotated[str | None, Help("Official number, such as 国发〔2019〕11号.")] = (
        None
    )
    reading: Annotated[Reading, Help("What was read: the original, a repost, a digest …")]
    complete: Annotated[bool, Help("Whether the whole text could be read.")] = False
    primary: Annotated[bool, Help("Whether the publisher made the figures or rules itself.")]
    review_by: Annotated[Period | None, Help("When somebody should look at it again.")] = None
    note: Annotated[Text | None, Help("What a careful reader should know of it.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Record):
    """data/series.yaml: a way of counting. Values of two series are never joined."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name: Name
    description: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Record):
    """One value of an indicator: for one area, one time, one series, from named sources."""

    period: Annotated[Period, Help("The time that the value describes.")]
    value: Annotated[Decimal, Help("The value, with the digits that were published.")]
    qualifier: Annotated[Qualifier, Help("The word that was printed with it.")] = "exact"
    series: Annotated[str | None, Ref("series"), Help("The way of counting, if several.")] = None
    area: Annotated[
        str | None, Ref("place"), Help("Region, province or zone; left out for all zones.")
    ] = None
    zones: Annotated[int | None, Range(1, 400), Help("How many zones were counted.")] = None
    rounded_to: Annotated[
        Decimal | None, Help("Rounding step, where the digits do not show it (1000 for 85000).")
    ] = None
    status: Annotated[Status, Help("Published as it stands, or recomputed from a source.")] = (
        "published"
    )
    wording: Annotated[str | None, Help("The exact words of the source, where they matter.")] = None
    sources: Sources
    trust: Annotated[Trust, Help("high: official or several agree; medium: one; low: digest.")]
    note: Annotated[Text | None, Rich(), Help("A caveat that readers must see.")] = None
    since: Annotated[Period, Help("Since when this value stands on the site.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    """data/indicators/<id>.yaml: what is measured, and every observation of it."""

    id: Annotated[str, Own(), Help("Permanent id; also the name of the file.")]
    order: Annotated[int, Range(1, 999), Help("Place in the list of indicators.")]
    group: Annotated[
        Literal[
            "weight",
            "trade",
            "investment",
            "firms",
            "innovation",
            "programme",
            "nation",
            "policy",
            "environment",
        ],
        Help("The group under which it is listed."),
    ]
    name: Name
    unit: Annotated[Unit, Help("Unit with its scale, as published.")]
    counted: Annotated[
        Text | None, Help("What is counted, after the number: zones / 个国家级经开区.")
    ] = None
    definition: Prose
    caveats: Annotated[tuple[Prose, ...], Help("What to know before using it.")] = ()
    related: Annotated[
        tuple[Annotated[str, Ref("indicator")], ...], Help("Indicators to look at next.")
    ] = ()
    series_comparable: Annotated[
        Text | None, Rich(), Help("Why values of different series may stand together, if they may.")
    ] = None
    never_with: Annotated[
        tuple[Annotated[str, Ref("indicator")], ...],
        Help("Indicators defined otherwise, with whose values no growth may be told."),
    ] = ()
    observations: Annotated[tuple[Observation, ...], Help("All values, oldest first.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Record):
    """data/computed.yaml: a value worked out here from observations."""

    id: Annotated[str, Own(), Help("Permanent id; referred to as computed/<id>.")]
    name: Name
    operation: Annotated[
        Literal["share", "change", "difference", "sum", "ratio"],
        Help("share: a of b in %; change: from a to b in %; difference: a − b; sum; ratio: a / b."),
    ]
    inputs: Annotated[
        tuple[Annotated[str, Ref("value")], ...], Help("References to values, in order.")
    ]
    decimals: Annotated[int, Range(0, 4), Help("Digits after the point that are printed.")] = 1
    counted: Annotated[Text | None, Help("What is counted, after a whole number.")] = None
    note: Annotated[Text | None, Rich(), Help("How to read it.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """data/relations.yaml: what must agree with what. Checked with rounding intervals."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    says: Prose
    left: Annotated[str, Ref("value"), Help("The published value that is checked.")]
    operation: Annotated[
        Literal["share", "change", "difference", "sum", "ratio", "equal"],
        Help("How the inputs make the value."),
    ]
    inputs: Annotated[tuple[Annotated[str, Ref("value")], ...], Help("The inputs, in order.")]
    acknowledged: Annotated[
        Text | None, Rich(), Help("Why a contradiction is accepted; printed on the methods page.")
    ] = None


# Places -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Record):
    """data/regions.yaml: one of the four regions of the statistical bulletin."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name: Name
    short: Name
    note: Annotated[Text | None, Rich(), Help("How it is drawn.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Province(Record):
    """data/provinces.yaml: a provincial-level unit and its place on the tile map."""

    id: Annotated[str, Own(), Help("Permanent id; becomes the address.")]
    name: Name
    code: Annotated[str, Help("Two or three letters for the tile map.")]
    region: Annotated[str | None, Ref("region"), Help("Region; null for tile-only units.")] = None
    column: Annotated[int, Range(0, 9), Help("Column on the tile map, from the west.")]
    row: Annotated[int, Range(0, 9), Help("Row on the tile map, from the north.")]
    programme: Annotated[bool, Help("Whether the programme of national zones covers it.")] = True
    check: Annotated[
        Text | None, Help("What an independent count says, for how many zones at what time.")
    ] = None
    check_agrees: Annotated[bool, Help("Whether an independent count was found to agree.")] = False
    check_sources: Sources = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Record):
    """data/zones/<province>.yaml: one national zone and how well each field is supported."""

    id: Annotated[str, Own(), Help("Permanent id; becomes the address.")]
    name: Name
    pinyin: Annotated[str, Help("The Chinese short name in pinyin without tones, for search.")]
    city: Annotated[Text | None, Help("The city or prefecture it lies in.")] = None
    name_support: Annotated[
        Literal["independent", "lists-only"],
        Help("independent: a source besides the two community lists names it."),
    ]
    year: Annotated[
        int | None, Range(1984, 2030), Help("Year of national status; only where supported.")
    ] = None
    year_support: Annotated[Support, Help("How the year is known.")] = "not-confirmed"
    year_note: Annotated[Text | None, Help("What the sources say of the year.")] = None
    year_sources: Sources = ()
    area_hectares: Annotated[Decimal | None, Help("Approved area in hectares.")] = None
    industries: Annotated[Text | None, Help("Leading industries as a source names them.")] = None
    detail_sources: Sources = ()
    formerly: Annotated[Text | None, Help("An earlier name.")] = None
    note: Annotated[Text | None, Rich(), Help("What else readers should know.")] = None
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedZone(Record):
    """data/zones_removed.yaml: a zone that lost national status."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name: Name
    province: Annotated[str, Ref("province"), Help("Where it lies.")]
    city: Annotated[Text | None, Help("The city it lies in.")] = None
    removed: Annotated[Period, Help("The day, or the span in which it happened.")]
    support: Annotated[Literal["verified", "inferred"], Help("How the removal is known.")]
    note: Prose
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class EcoPark(Record):
    """data/eco_parks.yaml: a national eco-industrial park on the list of February 2017."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name_zh: Annotated[str, Help("The name as listed.")]
    status: Annotated[Literal["approved", "approved-to-build"], Help("As listed.")]
    document: Annotated[str, Help("Number of the approving document.")]
    date: Annotated[Period, Help("Date of the approving document.")]
    zone: Annotated[str | None, Ref("zone"), Help("The national zone it is, if it is one.")] = None


# Policy -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Record):
    """data/areas.yaml: one of the four areas of the Work Plan."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    order: Annotated[int, Range(1, 9), Help("Place in the plan.")]
    name: Name
    short: Name
    summary: Prose
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Record):
    """data/audiences.yaml: who a reader may be."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name: Name
    asks: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector(Record):
    """data/sectors.yaml: an industry that a measure names."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Record):
    """data/bodies.yaml: a ministry, agency, government or company."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    order: Annotated[int, Range(1, 99), Help("Place in the list of addressees.")]
    name: Name
    group: Annotated[
        Literal["party-central", "subnational", "ministry", "institution"],
        Help("How the notice groups it."),
    ]
    addressee: Annotated[bool, Help("Whether the notice is addressed to it.")] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Record):
    """A tool that a measure is reported to use."""

    name: Name
    where: Annotated[
        Literal["plan", "briefing", "later", "unclear"],
        Help("Where it is reported: in the plan, at the briefing, later, or unclear."),
    ]
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class InCharge(Record):
    """A body and its part in a measure."""

    body: Annotated[str, Ref("body"), Help("Which body.")]
    role: Annotated[
        Literal["speaker", "asked-to-act", "addressee", "promised"],
        Help("speaker: explained it; asked-to-act; addressee only; promised support."),
    ]
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """A dated statement of how far a measure has come."""

    state: Annotated[State, Help("What the evidence shows.")]
    date: Annotated[Period, Help("When it was reported; for no-evidence: looked for until.")]
    text: Prose
    sources: Sources = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """data/measures/<id>.yaml: one of the sixteen entries (cut and numbered by us)."""

    id: Annotated[str, Own(), Help("Permanent id; also the name of the file.")]
    number: Annotated[int, Range(1, 99), Help("Our number.")]
    area: Annotated[str, Ref("area"), Help("Area of the plan.")]
    area_placement: Annotated[
        Literal["reported", "ours"], Help("Whether a source places it in this area.")
    ]
    area_note: Annotated[Text | None, Rich(), Help("What is uncertain about the placement.")] = None
    official_number: Annotated[
        int | None, Range(1, 16), Help("Number in the official text; null until it is known.")
    ] = None
    official_heading: Annotated[
        Text | None, Help("Heading in the official text; null until it is known.")
    ] = None
    title: Name
    summary: Prose
    knowledge: Annotated[
        Literal["concrete", "named", "unclear"],
        Help(
            "concrete: instruments are reported; named: little more than a heading; "
            "unclear: sources leave open what belongs to the plan."
        ),
    ]
    instruments: Annotated[tuple[Instrument, ...], Help("Reported tools.")] = ()
    sectors: Annotated[tuple[Annotated[str, Ref("sector")], ...], Help("Industries named.")] = ()
    sectors_note: Annotated[Text | None, Rich(), Help("Where the list of sectors is from.")] = None
    audiences: Annotated[tuple[Annotated[str, Ref("audience")], ...], Help("Whom it concerns.")]
    bodies: Annotated[tuple[InCharge, ...], Help("Who has a part in it.")] = ()
    known: Annotated[tuple[Prose, ...], Help("What is reported, one sentence each.")]
    unknown: Annotated[tuple[Prose, ...], Help("What is not known, one sentence each.")]
    evidence: Annotated[tuple[Evidence, ...], Help("How far it has come, dated.")]
    figures: Annotated[tuple[Annotated[str, Ref("figure")], ...], Help("Related figures.")] = ()
    terms: Annotated[tuple[Annotated[str, Ref("term")], ...], Help("Terms it uses.")] = ()
    events: Annotated[
        tuple[Annotated[str, Ref("event")], ...], Help("Events that concern it.")
    ] = ()
    zones: Annotated[tuple[Annotated[str, Ref("zone")], ...], Help("Zones named with it.")] = ()
    related: Annotated[tuple[Annotated[str, Ref("measure")], ...], Help("Other measures.")] = ()
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """data/briefing.yaml: who said what at the briefing of 27 May 2025."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    body: Annotated[str, Ref("body"), Help("For whom the speaker spoke.")]
    speaker: Annotated[Text | None, Help("Name and post; null where unknown.")] = None
    topic: Name
    text: Prose
    measures: Annotated[tuple[Annotated[str, Ref("measure")], ...], Help("What it concerns.")] = ()
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """data/events/*.yaml: something that happened, on one of three tracks."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    date: Annotated[Period, Help("When, as far as known.")]
    track: Annotated[Track, Help("programme: history; plan: its course; since: afterwards.")]
    title: Name
    text: Prose
    parallel: Annotated[bool, Help("True where it is not part of the plan.")] = False
    measures: Annotated[tuple[Annotated[str, Ref("measure")], ...], Help("What it concerns.")] = ()
    zones: Annotated[tuple[Annotated[str, Ref("zone")], ...], Help("Zones it concerns.")] = ()
    value: Annotated[str | None, Ref("value"), Help("The count of zones it led to.")] = None
    sources: Sources
    draft: Draft = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument(Record):
    """data/documents.yaml: a national policy document on the zones."""

    id: Annotated[str, Own(), Help("Permanent id.")]
    date: Annotated[Period, Help("Date of the document.")]
    published: Annotated[Period | None, Help("When it was made public.")] = None
    title: Name
    number: Annotated[str | None, Help("Document number as printed.")] = None
    issuer: Name
    gist: Prose
    url: Annotated[str | None, Web(), Help("Official address, where known.")] = None
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Record):
    """One zone's place in one table of an evaluation."""

    place: Annotated[int, Range(1, 300), Help("The place.")]
    zone: Annotated[str, Ref("zone"), Help("The zone.")]
    sources: Annotated[
        tuple[Annotated[str, Ref("source")], ...], Help("Only where it has its own source.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Record):
    """A table of an evaluation, whole or in part."""

    table: Annotated[Literal["overall", "investment", "trade"], Help("Which table.")]
    complete_to: Annotated[int, Range(0, 300), Help("Places known without a gap, 0 if few.")]
    places: Annotated[tuple[Rank, ...], Help("Known places.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Record):
    """data/rankings.yaml: one edition of the ministry's comprehensive evaluation."""

    id: Annotated[str, Own(), Help("Permanent id, such as evaluation-2021.")]
    edition: Annotated[int, Range(2016, 2100), Help("Year in the title.")]
    data_year: Annotated[int, Range(2015, 2100), Help("Year of the data.")]
    zones: Annotated[int | None, Range(1, 400), Help("How many zones were assessed.")] = None
    released: Annotated[Period | None, Help("When it was released.")] = None
    tables: Annotated[tuple[Ranking, ...], Help("What is known of its tables.")]
    note: Prose
    sources: Sources
    trust: Annotated[Trust, Help("How far it can be trusted.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """data/glossary.yaml: a term and what it means here."""

    id: Annotated[str, Own(), Help("Permanent id; becomes the anchor.")]
    term: Name
    also: Annotated[Text | None, Help("Abbreviations and other forms.")] = None
    definition: Prose
    background: Annotated[bool, Help("True where the definition is general knowledge.")] = False
    related: Annotated[tuple[Annotated[str, Ref("term")], ...], Help("See also.")] = ()
    draft: Draft = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFact(Record):
    """data/digests.yaml: one of the facts of the two digests that the site explains."""

    id: Annotated[str, Own(), Help("f01 … f28.")]
    text: Prose
    digests: Sources
    told_in: Annotated[
        tuple[Annotated[str, Ref("page")], ...], Help("Pages that tell it, by their address.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Record):
    """data/changes.yaml: an update or a correction of something published."""

    id: Annotated[str, Own(), Help("Permanent id: date and subject.")]
    kind: Annotated[Literal["update", "correction", "addition"], Help("What kind of change.")]
    date: Annotated[Period, Help("The day of the change.")]
    what: Annotated[str, Help("What changed: a reference such as gdp/2024/bulletin, or a page.")]
    before: Annotated[str | None, Help("The value that stood there.")] = None
    after: Annotated[str | None, Help("The value that stands there now.")] = None
    text: Prose
    sources: Sources = ()


# Figures ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Record):
    """One bar, point or part of a figure."""

    label: Annotated[Text | None, Help("Words beside it; from the data where left out.")] = None
    value: Annotated[str, Ref("value"), Help("Reference to the value it shows.")]
    of: Annotated[str | None, Ref("value"), Help("The whole of which it is a part.")] = None
    group: Annotated[str | None, Help("Key of the group it belongs to.")] = None
    tone: Annotated[
        Literal["accent", "muted", "uncertain", "area-1", "area-2", "area-3", "area-4"],
        Help("Colour token."),
    ] = "accent"
    note: Annotated[Text | None, Rich(), Help("Words drawn at the mark.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """A named set of marks: a panel, a line, a column of a comparison."""

    key: Annotated[str, Help("What marks name in “group”.")]
    name: Name
    note: Annotated[Text | None, Rich(), Help("Words under the name.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """What the headline says of the data, so that the build can check it."""

    kind: Annotated[
        Literal["rises", "falls", "highest", "lowest", "exceeds", "apart"],
        Help("What must be true of the two values."),
    ]
    values: Annotated[tuple[Annotated[str, Ref("value")], ...], Help("The values it is about.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRecord(Record):
    """data/figures/<id>.yaml: a figure, declared."""

    id: Annotated[str, Own(), Help("Permanent id; also the name of the file.")]
    form: Annotated[Form, Help("How it is drawn.")]
    content: Annotated[
        Literal["marks", "zones-by-province", "measures-by-area"],
        Help("marks: as listed here; else from the records of that kind."),
    ] = "marks"
    headline: Annotated[Text, Rich(), Help("The finding, one sentence.")]
    subtitle: Annotated[Text, Rich(), Help("What is measured, unit, period.")]
    description: Annotated[Text, Rich(), Help("What someone who cannot see it must learn.")]
    notes: Annotated[tuple[Prose, ...], Help("Caveats beneath it.")] = ()
    groups: Annotated[tuple[Group, ...], Help("Panels, lines or columns.")] = ()
    marks: Annotated[tuple[Mark, ...], Help("What it shows.")] = ()
    claim: Annotated[Claim | None, Help("What the headline claims.")] = None
    sources: Sources = ()
    draft: Draft = False


# Site -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage(Record):
    """data/pages/<id>.yaml: a page of prose beside those that the site always has."""

    id: Annotated[str, Own(), Help("Permanent id; becomes the address.")]
    name: Annotated[Text, Help("A short name for links to it, in every language.")]
    draft: Draft = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Record):
    """A language of the site."""

    code: Annotated[str, Help("Language tag, such as en or zh-Hans.")]
    folder: Annotated[str, Help("Folder in the address; empty for the first language.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure(Record):
    """One of the figures at the top of the explainer."""

    value: Annotated[str, Ref("value"), Help("The figure.")]
    share: Annotated[
        str | None, Ref("value"), Help("Its share of the nation, in percent, if it has one.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Record):
    """data/site.yaml: what the whole site shares."""

    name: Name
    description: Prose
    publisher: Name
    address: Annotated[str, Web(), Help("Where the site is published, ending in /.")]
    updated: Annotated[Period, Help("The day of the newest change of content.")]
    compiled: Annotated[Period, Help("The day on which the facts were compiled.")]
    version: Annotated[str, Help("Version of the content, by calendar.")]
    licence_text: Annotated[Text, Rich(), Help("Licence of text and figures.")]
    key_numbers: Annotated[tuple[KeyFigure, ...], Help("The key figures, in order.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Record):
    """An address that readers may still know, and the one that took its place."""

    old: Annotated[str, Help("The old address inside a language, such as measures/old-name/.")]
    new: Annotated[str, Help("The address that took its place, such as measures/land/.")]
    since: Annotated[Period, Help("The day on which it moved.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirects(Record):
    """data/redirects.yaml: addresses that moved. Each goes on leading where it should."""

    moved: Annotated[tuple[Move, ...], Help("The moves, in every language at once.")] = ()


#: Where each kind stands: pattern under data/, the key that holds the list (None: the file is
#: one record), the kind by which others refer to it, and the class.
FILES: tuple[tuple[str, str | None, str, type[Record]], ...] = (
    ("site.yaml", None, "site", Site),
    ("redirects.yaml", None, "redirects", Redirects),
    ("sources/*.yaml", "sources", "source", Source),
    ("series.yaml", "series", "series", Series),
    ("indicators/*.yaml", None, "indicator", Indicator),
    ("computed.yaml", "computed", "computed", Computed),
    ("relations.yaml", "relations", "relation", Relation),
    ("regions.yaml", "regions", "region", Region),
    ("provinces.yaml", "provinces", "province", Province),
    ("zones/*.yaml", "zones", "zone", Zone),
    ("zones_removed.yaml", "zones_removed", "removed-zone", RemovedZone),
    ("eco_parks.yaml", "eco_parks", "eco-park", EcoPark),
    ("areas.yaml", "areas", "area", Area),
    ("audiences.yaml", "audiences", "audience", Audience),
    ("sectors.yaml", "sectors", "sector", Sector),
    ("bodies.yaml", "bodies", "body", Body),
    ("measures/*.yaml", None, "measure", Measure),
    ("briefing.yaml", "statements", "statement", Statement),
    ("events/*.yaml", "events", "event", Event),
    ("documents.yaml", "documents", "document", PolicyDocument),
    ("rankings.yaml", "editions", "edition", Edition),
    ("glossary.yaml", "terms", "term", Term),
    ("digests.yaml", "facts", "digest-fact", DigestFact),
    ("changes.yaml", "changes", "change", Change),
    ("figures/*.yaml", None, "figure", FigureRecord),
    ("pages/*.yaml", None, "own-page", OwnPage),
)
