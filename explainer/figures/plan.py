"""What a figure's record says, resolved for one language: values, words and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from explainer.formats import (
    Locale,
    exponent_of,
    format_number,
    format_period,
    format_qualified,
    is_money,
)
from explainer.model import SiteModel
from explainer.records import FigureRecord, Mark
from explainer.references import find_references, format_value, print_reference
from explainer.values import Value

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Item:
    """A mark with its value and its words. ``text`` is the value as charts print it."""

    mark: Mark
    value: Value
    whole: Value | None
    label: str
    note: str
    text: str
    group: str | None
    tone: str

    @property
    def number(self) -> float:
        """The value in the scale of its unit, for drawing only."""
        return float(self.value.number)

    @property
    def year(self) -> int | None:
        """The year in which the value's time ends."""
        return None if self.value.period is None else self.value.period.year

    @property
    def time(self) -> float:
        """The value's time as a decimal year: the end of its period; 0 without a period."""
        if self.value.period is None:
            return 0.0
        year, month, day = (int(part) for part in self.value.period.last.split("-"))
        return round(year + ((month - 1) * 30.4 + day) / 366, 3)

    @property
    def is_open(self) -> bool:
        """Whether only a bound was published: more than, at least."""
        return self.value.qualifier in {"more-than", "at-least"}

    @property
    def hover(self) -> str:
        """What a reader sees who points at the mark."""
        return "\n".join(filter(None, (self.label, self.text, self.note)))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A declared group with its items: a panel, a line, a column of a comparison."""

    key: str
    name: str
    note: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a form needs to compose a figure in one language."""

    record: FigureRecord
    model: SiteModel
    locale: Locale
    items: tuple[Item, ...]
    clusters: tuple[Cluster, ...]

    @property
    def panels(self) -> tuple[Cluster, ...]:
        """The groups, or one nameless group of everything."""
        return self.clusters or (Cluster("", "", "", self.items),)


def drawn_text(text: str, values: Mapping[str, Value], locale: Locale) -> str:
    """Give words as they stand in a picture: references printed, links as their text.

    Raises:
        BadReferenceError: when a reference cannot be printed (texts are checked before).
    """
    parts, end = [], 0
    for reference in find_references(text):
        parts += [text[end : reference.start], print_reference(reference, values, locale)]
        end = reference.end
    return _LINK.sub(r"\1", "".join((*parts, text[end:]))).strip()


def make_plan(record: FigureRecord, model: SiteModel, locale: Locale) -> Plan:
    """Resolve a record's marks and groups."""
    items = tuple(_item(mark, model, locale) for mark in record.marks)
    clusters = tuple(
        Cluster(
            group.key,
            drawn_text(group.name[locale.code], model.values, locale),
            "" if group.note is None else drawn_text(group.note[locale.code], model.values, locale),
            tuple(item for item in items if item.group == group.key),
        )
        for group in record.groups
    )
    return Plan(record, model, locale, items, clusters)


def _item(mark: Mark, model: SiteModel, locale: Locale) -> Item:
    value = model.values[mark.value]
    label = (
        default_label(value, locale)
        if mark.label is None
        else drawn_text(mark.label[locale.code], model.values, locale)
    )
    note = "" if mark.note is None else drawn_text(mark.note[locale.code], model.values, locale)
    return Item(
        mark,
        value,
        model.values[mark.of] if mark.of else None,
        label,
        note,
        format_value(value, locale, ("short",)),
        mark.group,
        mark.tone,
    )


def default_label(value: Value, locale: Locale) -> str:
    """Give the words beside a mark that names none: its time, or what is measured."""
    return value.name[locale.code] if value.period is None else format_period(value.period, locale)


def bare_labels(items: tuple[Item, ...]) -> bool:
    """Whether numbers can stand without unit: all are money of one scale word."""
    if not all(is_money(item.value.unit) for item in items):
        return False
    endings = {item.text.lstrip(">≥<~\u2212").strip("0123456789.,") for item in items}
    return len(endings) == 1 and len({item.value.unit for item in items}) == 1


def bare(item: Item, locale: Locale) -> str:
    """Give a value without its unit, qualifier kept: “16.9”, “>0.66”."""
    value = item.value
    text = format_number(value.number, value.unit, locale, "number")
    return format_qualified(text, value.qualifier, locale, "short")


def in_words(value: Value, locale: Locale) -> str:
    """Give a value as tables and sentences print it: percentages short, the rest long."""
    options = ("short",) if value.unit == "percent" else ()
    return format_value(value, locale, options)


def share_of(item: Item) -> float:
    """Give how much of its whole an item fills, 0 to 1; a percentage fills of a hundred."""
    value, whole = item.value, item.whole
    if value.unit == "percent":
        return float(value.number / 100)
    if whole is None:
        return 1.0
    scale = Decimal(10) ** (exponent_of(value.unit) - exponent_of(whole.unit))
    return float(value.number * scale / whole.number)


def zones_key(place: str) -> str:
    """Give the key of the number of zones of a province or region."""
    return f"count/zones/{place}"


def shown_values(record: FigureRecord, model: SiteModel) -> tuple[str, ...]:
    """Give the keys of the values that a figure shows, each once, in its order."""
    if record.content == "zones-by-province":
        return tuple(zones_key(p.id) for p in model.provinces.values() if p.programme)
    if record.content == "measures-by-area":
        return tuple(f"count/measures/{area}" for area in model.areas)
    keys = [key for mark in record.marks for key in (mark.value, mark.of) if key]
    return tuple(dict.fromkeys(keys))
