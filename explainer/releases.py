"""Nothing changes silently: what was last released is on record, and a change needs its entry.

``released.json`` holds, value by value, what readers were last told: every observation, every
computed value, the headlines of figures, the state and summary of each measure, and the plain
facts (dates, years, numbers, titles, ids) of every other record. A release in which one of them
differs without an entry in data/changes.yaml is refused.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explainer.decode import Record, Text
from explainer.load import read_text
from explainer.model import SiteModel
from explainer.packing import field_names
from explainer.problems import Place, Problems
from explainer.records import Change
from explainer.values import Value, observation_key

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
    return {name: words for name, (words, _) in _record(model).items()}


#: Where something stands: whom to ask, and for which field. Asking takes time, so few are asked.
_Spot = tuple[Callable[[str], Place], str]
_Recorded = dict[str, tuple[str, _Spot]]


def _record(model: SiteModel) -> _Recorded:
    """Give what is on record with the place where an editor would change it."""
    record: _Recorded = {
        key: (printed(value), (_here(value.place), ""))
        for key, value in model.values.items()
        if value.origin in {"observation", "computed"}
    }
    for measure in model.measures.values():
        record[f"measures/{measure.id}/summary"] = (
            measure.summary["en"],
            (measure.at, "summary"),
        )
    for figure in model.figures.values():
        for language, words in figure.headline.by_language.items():
            record[f"figures/{figure.id}/{language}"] = (words, (figure.headline.at, language))
    for indicator in model.indicators.values():
        for observation in indicator.observations:
            key = observation_key(indicator.id, observation)
            for path, words, spot in facts_of(observation):
                if path not in {"value", "qualifier"}:
                    record[f"{key}:{path}"] = (words, spot)
    for kind, records in _others(model).items():
        for item in records:
            identifier = _id_of(item)
            record[f"{kind}:{identifier}/id"] = (identifier, (item.at, "id"))
            for path, words, spot in facts_of(item):
                record[f"{kind}:{identifier}/{path}"] = (words, spot)
    return record


def _here(place: Place) -> Callable[[str], Place]:
    return lambda _: place


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
        "computed": tuple(model.computed.values()),
        "relation": tuple(entry.relation for entry in model.ledger),
        "series": tuple(model.series.values()),
        "region": tuple(model.regions.values()),
        "area": tuple(model.areas.values()),
        "audience": tuple(model.audiences.values()),
        "sector": tuple(model.sectors.values()),
        "term": tuple(model.terms.values()),
        "figure": tuple(model.figures.values()),
        "own-page": tuple(model.pages.values()),
    }


def _id_of(record: Record) -> str:
    return str(getattr(record, "id"))  # noqa: B009 - every kind listed has an id; Record has none


def facts_of(record: Record, path: str = "") -> Iterator[tuple[str, str, _Spot]]:
    """Give a record's plain facts, each with its path and where to ask for its place.

    Words for readers stay out: the parity of languages guards their numbers and dates. What is
    on record is no draft, so that is not said of it.
    """
    for name in field_names(type(record)):
        if name not in {"at", "id", "draft"}:
            yield from _facts(getattr(record, name), path + name, record, name)


def _facts(value: object, path: str, owner: Record, name: str) -> Iterator[tuple[str, str, _Spot]]:
    if value is None or isinstance(value, Text):
        return
    if isinstance(value, Record):
        yield from facts_of(value, f"{path}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _facts(item, f"{path}[{index}]", owner, f"{name}[{index}]")
    else:
        yield path, str(value), (owner.at, name)


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
        entries = {
            owner + rest: words
            for owner, facts in data["published"].items()
            for rest, words in facts.items()
        }
        whole = all(isinstance(words, str) for words in entries.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        entries, whole = {}, False
    if not whole:
        problems.error(
            Place(RECORD, 1),
            "broken-record",
            "the record of the last release cannot be read.",
            "It is written by “python build.py release”; restore it from the repository.",
        )
        return None
    return entries


def differences(model: SiteModel, released: Mapping[str, str]) -> Iterator[Difference]:
    """Give what differs from the last release; new records are no change of a published one."""
    now = _record(model)
    owners = {_owner(what) for what in released}
    for what in sorted(released.keys() | now.keys()):
        if what not in released:
            # A fact added to a published record changes it; a whole new record does not.
            # Another source for the same fact supports it and changes nothing.
            if _owner(what) in owners and _owner(what) != what and "sources[" not in what:
                words, (at, path) = now[what]
                yield Difference(what, None, words, at(path))
        elif what not in now:
            yield Difference(what, released[what], None, _nearest_place(what, now, released))
        elif now[what][0] != released[what]:
            words, (at, path) = now[what]
            yield Difference(what, released[what], words, at(path))


def _owner(what: str) -> str:
    """Give the name of the record that a fact belongs to: “zone:tianjin” of “zone:tianjin/year”."""
    head, colon, rest = what.partition(":")
    if not colon:
        return what
    return f"{head}:{rest.split('/')[0]}" if "/" not in head else head


def _nearest_place(what: str, now: _Recorded, released: Mapping[str, str]) -> Place:
    """Give the place of a fact that is gone: its record, or a new one in its stead."""
    owner = _owner(what)
    for name, (_, (at, path)) in now.items():
        if _owner(name) == owner:
            return at(path)
    kind = re.split("[:/]", owner)[0]
    known = {_owner(name) for name in released}
    renamed: dict[str, _Spot] = {}
    for name, (_, spot) in now.items():
        if re.split("[:/]", name)[0] == kind and _owner(name) not in known:
            renamed.setdefault(_owner(name), spot)
    close = difflib.get_close_matches(owner, renamed, n=1, cutoff=0.0)
    if not close:
        return Place("data/changes.yaml", 1)
    at, path = renamed[close[0]]
    return at(path)


def check_changes(model: SiteModel, released: Mapping[str, str] | None, problems: Problems) -> None:
    """Warn of changes without entry (fatal under --strict)."""
    if released is None:
        return
    untold: dict[str, list[Difference]] = {}
    for difference in differences(model, released):
        if not is_told(difference, model.changes):
            untold.setdefault(told_as(difference.what), []).append(difference)
    for found in untold.values():
        _report(found, model, problems)


def _report(found: list[Difference], model: SiteModel, problems: Problems) -> None:
    """One warning for all that changed in one record, at the place of the first change."""
    first = found[0]
    more = f" (and {len(found) - 1} more facts of the same record)" if len(found) > 1 else ""
    problems.warning(
        first.place,
        "unrecorded-change",
        f"“{first.what}” was released as “{first.before or 'nothing'}” and is now "
        f"“{first.after or 'gone'}”{more}, and no entry says so.",
        "Write into data/changes.yaml: " + entry_to_paste(first, model),
    )


def told_as(what: str) -> str:
    """Give the name under which an entry tells a change: a value, a page or a record."""
    if what.startswith(("measures/", "figures/")):
        return "/".join(what.split("/")[:2])
    return _owner(what)


def is_told(difference: Difference, changes: tuple[Change, ...]) -> bool:
    """Whether an entry tells the change."""
    name = told_as(difference.what)
    exact = name == difference.what
    return any(
        change.what == name
        and (not exact or change.before is None or change.before == difference.before)
        and (not exact or change.after is None or change.after == difference.after)
        for change in changes
    )


def entry_to_paste(difference: Difference, model: SiteModel) -> str:
    """Give the entry that is missing, ready to paste (one line of YAML)."""
    name = told_as(difference.what)
    slug = name.replace("/", "-").replace(":", "-")
    words = ""
    if name == difference.what:
        words = f'before: "{difference.before}", after: "{difference.after or "removed"}", '
    return (
        f"- {{id: {model.site.updated}-{slug}, kind: correction, date: {model.site.updated}, "
        f'what: "{name}", {words}text: {{en: "Why.", zh: "原因。"}}, sources: []}}'
    )


def check_entries(model: SiteModel, problems: Problems) -> None:
    """Refuse entries that are untrue, or dated after the site itself."""
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
    """Give the text of the record to keep: record by record, so that its changes read well."""
    grouped: dict[str, dict[str, str]] = {}
    for what, words in published(model).items():
        owner = _owner(what)
        grouped.setdefault(owner, {})[what.removeprefix(owner)] = words
    record = {
        "version": model.site.version,
        "updated": model.site.updated.text,
        "published": grouped,
    }
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
