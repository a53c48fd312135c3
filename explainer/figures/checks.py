"""Whether figures say what the data says: groups, units, series, claims, length of headlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from explainer.figures.plan import drawn_text, shown_values
from explainer.formats import Locale, is_money
from explainer.model import SiteModel
from explainer.problems import Problems, allowed_list, nearest
from explainer.records import Claim, FigureRecord, Mark
from explainer.references import BadReferenceError
from explainer.values import Value

#: The longest headline that stands well over a figure, in characters as printed.
HEADLINE_LIMIT: Mapping[str, int] = {"en": 110, "zh": 45}

#: Forms in which all marks stand on one axis.
_ONE_AXIS = {"bars", "columns", "steps", "dumbbell", "small-multiples"}
#: Forms that join or align the marks of a group as one series.
_JOINS = {"columns", "steps", "small-multiples"}


def check_figures(model: SiteModel, problems: Problems) -> None:
    """Note everything that would make a figure wrong or misleading."""
    for record in model.figures.values():
        if not _resolved(record, model):
            continue
        before = len(problems.found)
        _check_content(record, problems)
        _check_groups(record, problems)
        if len(problems.found) == before:
            _check_units(record, model, problems)
            _check_series(record, model, problems)
            _check_claim(record, model, problems)
        _check_headline(record, model, problems)


def _resolved(record: FigureRecord, model: SiteModel) -> bool:
    """Whether all values it names exist; the missing ones are reported where ids are resolved."""
    named = [key for mark in record.marks for key in (mark.value, mark.of) if key]
    named += record.claim.values if record.claim else ()
    return all(key in model.values for key in named)


def _check_content(record: FigureRecord, problems: Problems) -> None:
    """A form can only show the content it was made for."""
    made_for = {"tile-map": "zones-by-province", "dot-matrix": "measures-by-area"}
    expected = made_for.get(record.form, "marks")
    if record.content != expected:
        problems.error(
            record.at("content"),
            "content-does-not-fit",
            f"the form “{record.form}” cannot show “{record.content}”.",
            f"Write content: {expected}.",
        )
    elif expected == "marks" and not record.marks:
        problems.error(
            record.at("marks"), "no-marks", "the figure shows nothing.", "List its marks."
        )


def _check_groups(record: FigureRecord, problems: Problems) -> None:
    keys = [group.key for group in record.groups]
    for group in record.groups:
        if keys.count(group.key) > 1:
            problems.error(
                group.at("key"), "duplicate-group", f"the group “{group.key}” stands here twice."
            )
        if not any(mark.group == group.key for mark in record.marks):
            problems.error(
                group.at("key"),
                "empty-group",
                f"no mark belongs to the group “{group.key}”.",
                "Name it at a mark, or delete the group.",
            )
    for mark in record.marks:
        if mark.group is None and keys:
            problems.error(
                mark.at("group"),
                "unknown-group",
                "the mark belongs to no group, but the figure has groups.",
                f"Known: {allowed_list(keys)}.",
            )
        elif mark.group is not None and mark.group not in keys:
            problems.error(
                mark.at("group"),
                "unknown-group",
                f"there is no group “{mark.group}”.",
                nearest(mark.group, keys) or f"Known: {allowed_list(keys)}.",
            )


def _check_units(record: FigureRecord, model: SiteModel, problems: Problems) -> None:
    if record.form in _ONE_AXIS:
        first = model.values[record.marks[0].value] if record.marks else None
        for mark in record.marks:
            value = model.values[mark.value]
            if first is not None and value.unit != first.unit:
                problems.error(
                    mark.at("value"),
                    "mixed-units",
                    f"{value.key} is in {value.unit}, but the axis is in {first.unit}.",
                    "Show it in a figure of its own.",
                )
    for mark in record.marks:
        _check_whole(mark, model, problems)


def _check_whole(mark: Mark, model: SiteModel, problems: Problems) -> None:
    """A part and its whole are measured alike; a percentage may name what it is a share of."""
    if mark.of is None:
        return
    part, whole = model.values[mark.value], model.values[mark.of]
    if part.unit == "percent" and whole.unit != "percent":
        return
    alike = part.unit == whole.unit or (
        is_money(part.unit) and is_money(whole.unit) and part.unit[:3] == whole.unit[:3]
    )
    if not alike:
        problems.error(
            mark.at("of"),
            "mixed-units",
            f"{part.key} ({part.unit}) cannot be a part of {whole.key} ({whole.unit}).",
        )


def _check_series(record: FigureRecord, model: SiteModel, problems: Problems) -> None:
    """Two ways of counting one indicator never stand in one line or panel."""
    if record.form not in _JOINS:
        return
    seen: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    for mark in record.marks:
        value = model.values[mark.value]
        if value.series is None:
            continue
        found = seen[mark.group, value.indicator]
        found.add(value.series)
        if len(found) > 1:
            problems.error(
                mark.at("value"),
                "joined-series",
                f"{value.key} is joined with values of another series "
                f"({', '.join(sorted(found))}).",
                "Give each series a group of its own.",
            )
            found.discard(value.series)


# Claims ------------------------------------------------------------------------------------


def _check_claim(record: FigureRecord, model: SiteModel, problems: Problems) -> None:
    claim = record.claim
    if claim is None:
        return
    values = [model.values[key] for key in claim.values]
    wanted = 1 if claim.kind in {"highest", "lowest"} else 2
    if len(values) < wanted:
        problems.error(
            claim.at("values"),
            "claim-incomplete",
            f"“{claim.kind}” needs {wanted} value{'s' * (wanted > 1)} or more.",
            "List them in the order in which the headline speaks of them.",
        )
        return
    if not _comparable(claim, values, problems):
        return
    others = _others(record, model, values[0]) if wanted == 1 else values[1:]
    wrong = _untrue(claim.kind, values, others)
    if wrong:
        problems.error(
            claim.at("values"),
            "claim-not-true",
            f"the data does not bear out “{claim.kind}”: {wrong}.",
            "Change the headline and the claim, or look at the values.",
        )


def _comparable(claim: Claim, values: list[Value], problems: Problems) -> bool:
    if len({value.unit for value in values}) > 1:
        units = ", ".join(dict.fromkeys(value.unit for value in values))
        problems.error(
            claim.at("values"), "mixed-units", f"the claim compares different units ({units})."
        )
        return False
    joined = claim.kind in {"rises", "falls"} and (
        len({v.series for v in values}) > 1 or len({v.indicator for v in values}) > 1
    )
    if joined:
        problems.error(
            claim.at("values"),
            "joined-series",
            f"“{claim.kind}” is claimed across different series or indicators.",
            "A rise or fall can only be told within one series.",
        )
    return not joined


def _others(record: FigureRecord, model: SiteModel, value: Value) -> list[Value]:
    found = [model.values[key] for key in shown_values(record, model) if key in model.values]
    return [v for v in found if v.key != value.key and v.unit == value.unit]


def _untrue(kind: str, values: list[Value], others: list[Value]) -> str:
    """Give the pair of values that contradicts a claim, or an empty string."""
    if kind in {"rises", "falls"}:
        first, last = values[0], values[-1]
        true = first.high < last.low if kind == "rises" else first.low > last.high
        return "" if true else f"{_say(first)}, {_say(last)}"
    for other in others:
        value = values[0]
        true = {
            "highest": value.number > other.number,
            "lowest": value.number < other.number,
            "exceeds": value.low > other.high,
            "apart": value.low > other.high or value.high < other.low,
        }[kind]
        if not true:
            return f"{_say(value)}, {_say(other)}"
    return ""


def _say(value: Value) -> str:
    return f"{value.key} is {value.number}"


def _check_headline(record: FigureRecord, model: SiteModel, problems: Problems) -> None:
    for language, limit in HEADLINE_LIMIT.items():
        if language not in record.headline.by_language:
            continue
        try:
            text = drawn_text(
                record.headline[language], model.values, Locale(language, language, "", {})
            )
        except BadReferenceError:
            continue  # the check of texts tells it, with its place
        if len(text) > limit:
            problems.error(
                record.headline.at(language),
                "long-headline",
                f"the headline has {len(text)} characters as printed.",
                f"At most {limit} stand well over a figure; say it shorter.",
            )
