"""The arithmetic ledger: what must agree with what, checked within rounding intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from explainer.problems import Problems
from explainer.records import Relation
from explainer.values import Value, operate, report_unknown_value


@dataclass(frozen=True, slots=True)
class Entry:
    """One checked relation: the published value and what its inputs allow.

    ``low`` and ``high`` bound what the inputs can make; ``holds`` says whether the published
    value's own interval meets them.
    """

    relation: Relation
    left: Value
    inputs: tuple[Value, ...]
    result: Decimal
    low: Decimal
    high: Decimal
    holds: bool


def check_relations(
    relations: Sequence[Relation], values: Mapping[str, Value], problems: Problems
) -> tuple[Entry, ...]:
    """Check every relation; a contradiction that nobody acknowledged is a problem."""
    entries = []
    for relation in relations:
        keys = (("left", relation.left), *_indexed(relation.inputs))
        unknown = [(path, key) for path, key in keys if key not in values]
        for path, key in unknown:
            report_unknown_value(key, values, relation.at(path), problems)
        if unknown:
            continue
        inputs = tuple(values[key] for key in relation.inputs)
        try:
            result, low, high, unit = operate(relation.operation, inputs)
        except (ArithmeticError, ValueError) as error:
            problems.error(relation.at("inputs"), "cannot-compute", f"{error}.")
            continue
        left = values[relation.left]
        if unit != left.unit:
            problems.error(
                relation.at("left"),
                "mixed-units",
                f"{left.key} is in {left.unit}, the result in {unit}.",
            )
            continue
        holds = low <= left.high and left.low <= high
        entry = Entry(relation, left, inputs, result, low, high, holds)
        entries.append(entry)
        _report(entry, problems)
    return tuple(entries)


def _indexed(inputs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"inputs[{index}]", key) for index, key in enumerate(inputs))


def _report(entry: Entry, problems: Problems) -> None:
    relation = entry.relation
    if entry.holds and relation.acknowledged is not None:
        problems.error(
            relation.at("acknowledged"),
            "needless-acknowledgement",
            f"{relation.left} does not contradict its inputs (any more).",
            "Delete “acknowledged”.",
        )
    if entry.holds or relation.acknowledged is not None:
        return
    names = " and ".join(value.key for value in entry.inputs)
    problems.error(
        relation.at("left"),
        "contradiction",
        f"{entry.left.key} is {entry.left.number} (true value {entry.left.low:.6g} to "
        f"{entry.left.high:.6g}; {', '.join(entry.left.sources) or entry.left.place}), but "
        f"{relation.operation} of {names} gives {entry.result:.6g} (between {entry.low:.6g} and "
        f"{entry.high:.6g}; {', '.join(sorted({s for v in entry.inputs for s in v.sources}))}).",
        "Correct one of them, or write “acknowledged” with the reason.",
    )
