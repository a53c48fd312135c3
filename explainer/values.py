"""Every number the site can show, under one key each, with its rounding interval and its origin.

A number is an observation (``gdp/2024/bulletin``), worked out here (``computed/…``), a count of
records (``count/zones/jiangsu``) or a place in an evaluation (``rank/evaluation-2021/tianjin``).
Prose, figures, tables, downloads and the ledger all read from this one mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from explainer.decode import Text
from explainer.formats import exponent_of, round_to
from explainer.periods import Period
from explainer.problems import Place, Problems, nearest
from explainer.records import Computed, Edition, Indicator, Observation, Relation

Origin = Literal["observation", "computed", "count", "rank"]

#: How far a value marked “about” or “nearly” may be from the truth.
_VAGUE = Decimal("0.05")
#: How far a value printed as “more than” may lie beyond what is printed.
_OPEN = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Value:
    """One number with everything a reader may ask about it.

    ``low`` and ``high`` bound the true value, given how the printed one was rounded.
    ``sources`` are ids; ``inputs`` are keys of the values it was computed from.
    """

    key: str
    number: Decimal
    unit: str
    low: Decimal
    high: Decimal
    origin: Origin
    name: Text
    qualifier: str = "exact"
    indicator: str | None = None
    period: Period | None = None
    series: str | None = None
    area: str | None = None
    zones: int | None = None
    counted: Text | None = None
    wording: str | None = None
    status: str = "published"
    trust: str = "high"
    sources: tuple[str, ...] = ()
    operation: str | None = None
    inputs: tuple[str, ...] = ()
    note: Text | None = None
    since: Period | None = None
    place: Place = Place()

    @property
    def anchor(self) -> str:
        """The id that the value's receipt has on every page."""
        return "n-" + self.key.replace("/", "-")


def observation_key(indicator: str, observation: Observation) -> str:
    """Give the permanent key of an observation: indicator/period[/series][/area]."""
    parts = [indicator, observation.period.text.replace("/", "-to-")]
    parts += filter(None, (observation.series, observation.area))
    return "/".join(parts)


def interval_of(observation: Observation, unit: str) -> tuple[Decimal, Decimal]:
    """Give the bounds of the true value behind a printed one."""
    number = observation.value
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    size = abs(number)
    if observation.qualifier in {"about", "nearly"}:
        return number - size * _VAGUE, number + size * _VAGUE
    if observation.qualifier in {"more-than", "at-least"}:
        return number, number + size * _OPEN
    if observation.qualifier == "less-than":
        return number - size / 2, number
    if observation.rounded_to is not None:
        half = observation.rounded_to / 2
    elif unit in {"count", "hectare"}:
        half = Decimal(0)
    else:
        half = Decimal(1).scaleb(exponent) / 2
    return number - half, number + half


def observe(indicators: Iterable[Indicator], problems: Problems) -> dict[str, Value]:
    """Give the values of all observations, by key; a key that occurs twice is a problem."""
    values: dict[str, Value] = {}
    for indicator in indicators:
        for index, observation in enumerate(indicator.observations):
            key = observation_key(indicator.id, observation)
            place = observation.at("value")
            if key in values:
                problems.error(
                    observation.at(),
                    "duplicate-observation",
                    f"{key} stands here twice (first: {values[key].place}).",
                    "Keep one; give the other its own period, series or area.",
                )
                continue
            if not observation.sources:
                problems.error(
                    indicator.at(f"observations[{index}]"),
                    "no-source",
                    f"the value {observation.value} has no source.",
                    "Name at least one id of data/sources/ under sources:.",
                )
            if observation.value < 0 and indicator.unit != "percent":
                problems.error(
                    place,
                    "out-of-range",
                    f"{observation.value} is less than nothing.",
                    "Only percentages can be negative.",
                )
            low, high = interval_of(observation, indicator.unit)
            values[key] = Value(
                key=key,
                number=observation.value,
                unit=indicator.unit,
                low=low,
                high=high,
                origin="observation",
                name=indicator.name,
                qualifier=observation.qualifier,
                indicator=indicator.id,
                period=observation.period,
                series=observation.series,
                area=observation.area,
                zones=observation.zones,
                counted=indicator.counted,
                wording=observation.wording,
                status=observation.status,
                trust=observation.trust,
                sources=observation.sources,
                note=observation.note,
                since=observation.since,
                place=place,
            )
    return values


def place_ranks(editions: Iterable[Edition], name: Text) -> dict[str, Value]:
    """Give the known overall places of zones in the evaluations, as values."""
    values = {}
    for edition in editions:
        for table in edition.tables:
            if table.table != "overall":
                continue
            for rank in table.places:
                key = f"rank/{edition.id}/{rank.zone}"
                number = Decimal(rank.place)
                values[key] = Value(
                    key=key,
                    number=number,
                    unit="count",
                    low=number,
                    high=number,
                    origin="rank",
                    name=name,
                    period=Period.parse(str(edition.edition)),
                    area=rank.zone,
                    zones=edition.zones,
                    trust=edition.trust,
                    sources=rank.sources or edition.sources,
                    place=rank.at("place"),
                )
    return values


def count(key: str, number: int, name: Text, *, area: str | None = None) -> Value:
    """Give a count of the site's own records as a value."""
    exact = Decimal(number)
    return Value(
        key=key,
        number=exact,
        unit="count",
        low=exact,
        high=exact,
        origin="count",
        name=name,
        area=area,
    )


def compute(
    records: Sequence[Computed], values: Mapping[str, Value], problems: Problems
) -> dict[str, Value]:
    """Give the values worked out here; those that rest on others of them come out, too."""
    known = dict(values)
    made: dict[str, Value] = {}
    waiting = list(records)
    own_keys = {f"computed/{record.id}" for record in records}
    while waiting:
        ready = [r for r in waiting if all(key in known for key in r.inputs)]
        if not ready:
            break
        for record in ready:
            value = _compute_one(record, known, problems)
            if value is not None:
                known[value.key] = made[value.key] = value
        waiting = [r for r in waiting if r not in ready]
    _report_waiting(waiting, known, own_keys, problems)
    return made


def _report_waiting(
    waiting: Sequence[Computed],
    known: Mapping[str, Value],
    own_keys: set[str],
    problems: Problems,
) -> None:
    """Say why values could not be computed: an unknown input first, else a circle."""
    missing = [
        (key, record.at(f"inputs[{index}]"), record)
        for record in waiting
        for index, key in enumerate(record.inputs)
        if key not in known
    ]
    unknown = [(key, place) for key, place, _ in missing if key not in own_keys]
    for key, place in unknown:
        report_unknown_value(key, known, place, problems)
    for key, place, record in missing if not unknown else ():
        problems.error(
            place,
            "cannot-compute",
            f"“computed/{record.id}” and “{key}” wait for each other, or “{key}” is wrong.",
            "A computed value rests on values that do not rest on it.",
        )


def report_unknown_value(key: str, known: Iterable[str], place: Place, problems: Problems) -> None:
    """Note that a reference leads nowhere, and offer what was probably meant."""
    problems.error(
        place,
        "unknown-value",
        f"there is no value “{key}”.",
        offer(key, known) or "Values are listed on the page /data/.",
    )


def offer(key: str, known: Iterable[str]) -> str:
    """Give the nearest keys as advice: same indicator first, then similar spelling."""
    keys = list(known)
    head = key.split("/", 1)[0]
    same = [k for k in keys if k.split("/", 1)[0] == head]
    if same:
        best = nearest(key, same)
        return best or "Known: " + ", ".join(sorted(same)[:6]) + "."
    return nearest(key, keys)


def _compute_one(record: Computed, known: Mapping[str, Value], problems: Problems) -> Value | None:
    inputs = [known[key] for key in record.inputs]
    if not _may_join(record, inputs, problems):
        return None
    try:
        number, low, high, unit = operate(record.operation, inputs)
    except (ArithmeticError, ValueError) as error:
        problems.error(record.at("inputs"), "cannot-compute", f"{error}.")
        return None
    sources = tuple(dict.fromkeys(s for value in inputs for s in value.sources))
    return Value(
        key=f"computed/{record.id}",
        number=round_to(number, record.decimals),
        unit=unit,
        low=low,
        high=high,
        origin="computed",
        name=record.name,
        period=inputs[-1].period if record.operation != "share" else inputs[0].period,
        series=inputs[0].series,
        counted=record.counted,
        trust=min((v.trust for v in inputs), key=["low", "medium", "high"].index),
        sources=sources,
        operation=record.operation,
        inputs=record.inputs,
        note=record.note,
        place=record.at("inputs"),
    )


_JOINING = {"change", "sum"}


def _may_join(record: Computed | Relation, inputs: Sequence[Value], problems: Problems) -> bool:
    """Two series of one indicator never make growth: they count different things."""
    series = {v.series for v in inputs if v.series}
    one_indicator = len({v.indicator for v in inputs}) == 1
    develops = one_indicator and len({v.period for v in inputs}) > 1
    if len(series) > 1 and (record.operation in _JOINING or develops):
        problems.error(
            record.at("inputs"),
            "joined-series",
            f"values of different series are joined ({', '.join(sorted(series))}).",
            "Take all inputs from one series.",
        )
        return False
    if record.operation == "change" and len({v.indicator for v in inputs}) > 1:
        problems.error(
            record.at("inputs"),
            "joined-series",
            "a change is computed between two different indicators "
            f"({', '.join(sorted(str(v.indicator) for v in inputs))}).",
            "Take both values from one indicator.",
        )
        return False
    return True


def operate(operation: str, inputs: Sequence[Value]) -> tuple[Decimal, Decimal, Decimal, str]:
    """Give number, lowest and highest possible number, and unit of an operation.

    share = 100·a/b (percent); change = 100·(b−a)/a (percent); difference = a−b; ratio = a/b.

    Raises:
        ValueError: when the inputs do not fit the operation.
    """
    if not inputs:
        raise ValueError(f"“{operation}” needs inputs")
    with localcontext() as context:
        context.prec = 28
        scaled = [_to_base(v) for v in inputs]
        if operation in {"sum", "equal"}:
            same_units(inputs)
            unit = inputs[0].unit
            total = [sum((v.number for v in inputs), Decimal(0))]
            low = sum((v.low for v in inputs), Decimal(0))
            high = sum((v.high for v in inputs), Decimal(0))
            return total[0], low, high, unit
        if len(inputs) != 2:
            raise ValueError(f"“{operation}” needs exactly two inputs")
        if operation == "difference":
            same_units(inputs)
            a, b = inputs
            return a.number - b.number, a.low - b.high, a.high - b.low, a.unit
        (a_number, a_low, a_high), (b_number, b_low, b_high) = scaled
        if _currency(inputs[0]) != _currency(inputs[1]):
            raise ValueError(f"{inputs[0].unit} and {inputs[1].unit} cannot be compared")
        if operation == "change":
            if a_low <= 0:
                raise ValueError("a change from nothing or less has no percentage")
            changes = [100 * (b - a) / a for a in (a_low, a_high) for b in (b_low, b_high)]
            return 100 * (b_number - a_number) / a_number, min(changes), max(changes), "percent"
        if b_low <= 0:
            raise ValueError("division by nothing or less")
        factor = 100 if operation == "share" else 1
        unit = "percent" if operation == "share" else "count"
        bounds = [factor * a / b for a in (a_low, a_high) for b in (b_low, b_high)]
        return factor * a_number / b_number, min(bounds), max(bounds), unit


def _currency(value: Value) -> str:
    return value.unit.split("-", 1)[0]


def _to_base(value: Value) -> tuple[Decimal, Decimal, Decimal]:
    exponent = exponent_of(value.unit)
    return (
        value.number.scaleb(exponent),
        value.low.scaleb(exponent),
        value.high.scaleb(exponent),
    )


def same_units(inputs: Sequence[Value]) -> None:
    """Refuse to add or subtract what is measured in different units.

    Raises:
        ValueError: when the units differ.
    """
    units = sorted({v.unit for v in inputs})
    if len(units) > 1:
        raise ValueError(f"units are mixed: {', '.join(units)}")
