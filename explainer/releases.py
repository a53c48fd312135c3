"""Nothing changes silently: what was last released is on record, and a change needs its entry.

``released.json`` holds, value by value, what readers were last told: every observation, every
computed value, the headlines of figures, the state and summary of each measure, and the plain
facts (dates, years, numbers, titles, ids) of every other record. A release in which one of them
differs without an entry in data/changes.yaml is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from explainer.decode import Record, Text
from explainer.load import read_text
from explainer.model import SiteModel
from explainer.problems import Place, Problems
from explainer.records import Change
from explainer.values import Value

RECORD = "released.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """One published thing that is no longer what was released.

    ``what`` is a value's key or a name such as ``figures/weight``; None stands for "was not
    there" and "is gone".
    """

    what: str
    before: str | None
    after: str | None
    place: Place


def printed(value: Value) -> str:
    """Give a value as the record keeps it: qualifier, digits, unit."""
    qualifier = "" if value.qualifier == "exact" else f"{value.qualifier} "
    return f"{qualifier}{value.number:f} {value.unit}"


def published(model: SiteModel) -> dict[str, str]:
    """Give everything that a release puts on record, by name."""
    record = {
        key: printed(value)
        for key, value in model.values.items()
        if value.origin in {"observation", "computed"}
    }
    for measure in model.measures.values():
        newest = measure.evidence[-1] if measure.evidence else None
        state = f"{newest.state} {newest.date}" if newest else "none"
        record[f"measures/{measure.id}"] = f"{state}; {measure.knowledge}; {measure.summary['en']}"
    for kind, records in _others(model).items():
        for record_ in records:
            record[f"{kind}:{_id_of(record_)}"] = facts_of(record_)
    for figure in model.figures.values():
        for language, words in figure.headline.by_language.items():
            record[f"figures/{figure.id}/{language}"] = words
    return record


def _others(model: SiteModel) -> dict[str, tuple[Record, ...]]:
    """Records whose plain facts are on record, by kind."""
    return {
        "source": tuple(model.sources.values()),
        "indicator": tuple(replace(i, observations=()) for i in model.indicators.values()),
        "province": tuple(model.provinces.values()),
        "zone": tuple(model.zones.values()),
        "removed-zone": model.removed,
        "eco-park": model.eco_parks,
        "body": tuple(model.bodies.values()),
        "measure": tuple(model.measures.values()),
        "statement": model.statements,
        "event": tuple(model.events.values()),
        "document": tuple(model.documents.values()),
        "edition": tuple(model.editions.values()),
        "digest-fact": model.digest_facts,
        "figure": tuple(model.figures.values()),
    }


def _id_of(record: Record) -> str:
    return str(getattr(record, "id"))  # noqa: B009 - every kind listed has an id; Record has none


def facts_of(record: Record) -> str:
    """Give a record's plain facts as one line; words for readers, which parity guards, stay out."""
    parts = []
    for slot in fields(record):
        value = getattr(record, slot.name)
        if slot.name not in {"at", "id"} and not isinstance(value, Text):
            shown = _fact(value)
            if shown:
                parts.append(f"{slot.name}={shown}")
    return "; ".join(parts)


def _fact(value: object) -> str:
    if value is None or isinstance(value, Text):
        return ""
    if isinstance(value, Record):
        return f"({facts_of(value)})"
    if isinstance(value, tuple):
        return ",".join(filter(None, (_fact(item) for item in value)))
    return str(value)


def read_released(root: Path, problems: Problems) -> Mapping[str, str] | None:
    """Give the record of the last release; None where nothing was released yet."""
    path = root / RECORD
    if not path.exists():
        return None
    text = read_text(path, RECORD, problems)
    if text is None:
        return None
    try:
        data: Any = json.loads(text)
        entries = data["published"]
        if not all(isinstance(k, str) and isinstance(v, str) for k, v in entries.items()):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        problems.error(
            Place(RECORD, 1),
            "broken-record",
            "the record of the last release cannot be read.",
            "It is written by “python build.py release”; restore it from the repository.",
        )
        return None
    return dict(entries)


def differences(model: SiteModel, released: Mapping[str, str]) -> Iterator[Difference]:
    """Give what differs from the last release; new values are no change of a published one."""
    now = published(model)
    for what in sorted(released):
        if now.get(what) != released[what]:
            yield Difference(what, released[what], now.get(what), _place(what, model))


def _place(what: str, model: SiteModel) -> Place:
    if what in model.values:
        return model.values[what].place
    for kind, records in _others(model).items():
        for record in records:
            if what == f"{kind}:{_id_of(record)}":
                return record.at("id")
    kind, _, rest = what.partition("/")
    if kind == "measures" and rest in model.measures:
        return model.measures[rest].at("evidence")
    if kind == "figures" and rest.split("/")[0] in model.figures:
        return model.figures[rest.split("/")[0]].at("headline")
    return Place("data/changes.yaml", 1)


def check_changes(
    model: SiteModel, released: Mapping[str, str] | None, problems: Problems
) -> None:
    """Warn of changes without entry (fatal under --strict), and refuse entries that are untrue."""
    _check_entries(model, problems)
    if released is None:
        return
    for difference in differences(model, released):
        if not _is_told(difference, model.changes):
            problems.warning(
                difference.place,
                "unrecorded-change",
                f"“{difference.what}” was released as “{difference.before}” and is now "
                f"“{difference.after or 'gone'}”, and no entry says so.",
                "Write into data/changes.yaml: " + entry_to_paste(difference, model),
            )


def _is_told(difference: Difference, changes: tuple[Change, ...]) -> bool:
    name = difference.what
    if name.startswith("figures/"):
        name = "/".join(name.split("/")[:2])
    return any(
        change.what == name
        and (change.before is None or change.before == difference.before)
        and (change.after is None or change.after == difference.after)
        for change in changes
    )


def entry_to_paste(difference: Difference, model: SiteModel) -> str:
    """Give the entry that is missing, ready to paste (one line of YAML)."""
    name = difference.what
    if name.startswith("figures/"):
        name = "/".join(name.split("/")[:2])
    slug = name.replace("/", "-")
    words = f'before: "{difference.before}", after: "{difference.after or "removed"}"'
    if ":" not in name and not name.startswith(("measures/", "figures/")):
        return (
            f"- {{id: {model.site.updated}-{slug}, kind: correction, date: {model.site.updated}, "
            f'what: {name}, {words}, text: {{en: "Why.", zh: "原因。"}}, sources: []}}'
        )
    return (
        f"- {{id: {model.site.updated}-{slug}, kind: update, date: {model.site.updated}, "
        f'what: {name}, text: {{en: "Why.", zh: "原因。"}}, sources: []}}'
    )


def _check_entries(model: SiteModel, problems: Problems) -> None:
    latest: dict[str, Change] = {}
    for change in reversed(model.changes):
        latest[change.what] = change
        if change.date.last > model.site.updated.last:
            problems.error(
                change.at("date"),
                "future-change",
                f"the change is dated {change.date}, after the site’s own date "
                f"{model.site.updated}.",
                "Move “updated” in data/site.yaml.",
            )
    for change in latest.values():
        value = model.values.get(change.what)
        if value is not None and change.after is not None and change.after != printed(value):
            problems.error(
                change.at("after"),
                "untrue-change",
                f"the newest entry for {change.what} says “{change.after}”, but the value is "
                f"“{printed(value)}”.",
                "Correct the one that is wrong.",
            )


def render_record(model: SiteModel) -> str:
    """Give the text of the record to keep."""
    record = {
        "version": model.site.version,
        "updated": model.site.updated.text,
        "published": published(model),
    }
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
