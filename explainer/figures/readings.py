"""One generated sentence that tells what a figure's data shows, in each language.

The sentence is made of the data alone, so it stays true when an editor changes a value; how it
is worded stands with the interface words, under “figures.reading-…”.
"""

from __future__ import annotations

from collections import Counter

from explainer.figures.plan import Plan, default_label, in_words, zones_key
from explainer.values import Value


def make_reading(plan: Plan) -> str:
    """Give the sentence for a figure."""
    if plan.record.content == "zones-by-province":
        return _provinces(plan)
    if plan.record.content == "measures-by-area":
        return _measures(plan)
    claim = plan.record.claim
    if claim is not None and len(claim.values) > 1:
        values = [plan.model.values[key] for key in claim.values]
        if claim.kind in {"rises", "falls"}:
            return _change(plan, values, claim.kind)
        if claim.kind in {"exceeds", "apart"}:
            return _pair(plan, values, claim.kind)
    return _extremes(plan)


def _change(plan: Plan, values: list[Value], kind: str) -> str:
    first, last = values[0], values[-1]
    return plan.locale(
        f"figures.reading-{kind}",
        name=first.name[plan.locale.code],
        first=in_words(first, plan.locale),
        first_time=default_label(first, plan.locale),
        last=in_words(last, plan.locale),
        last_time=default_label(last, plan.locale),
    )


def _pair(plan: Plan, values: list[Value], kind: str) -> str:
    first, second = values[0], values[1]
    return plan.locale(
        f"figures.reading-{kind}",
        a=_called(plan, first),
        a_value=in_words(first, plan.locale),
        b=_called(plan, second),
        b_value=in_words(second, plan.locale),
    )


def _called(plan: Plan, value: Value) -> str:
    """Give what a value is called in its figure: group and label, or its name."""
    names = {cluster.key: cluster.name for cluster in plan.clusters}
    for item in plan.items:
        if item.value.key == value.key:
            group = names.get(item.group or "", "")
            if not group:
                return item.label
            return plan.locale("figures.reading-of", label=item.label, group=group)
    return value.name[plan.locale.code]


def _extremes(plan: Plan) -> str:
    lowest = min(plan.items, key=lambda item: item.value.number)
    highest = max(plan.items, key=lambda item: item.value.number)
    return plan.locale(
        "figures.reading-extremes",
        low=lowest.label,
        low_value=in_words(lowest.value, plan.locale),
        high=highest.label,
        high_value=in_words(highest.value, plan.locale),
    )


def _provinces(plan: Plan) -> str:
    model, locale = plan.model, plan.locale
    counts = {
        p.id: model.values[zones_key(p.id)].number for p in model.provinces.values() if p.programme
    }
    most = max(counts, key=lambda province: counts[province])
    least = min(counts.values())
    return locale(
        "figures.reading-tile-map",
        provinces=len(counts),
        most=model.provinces[most].name[locale.code],
        most_count=counts[most],
        least_count=least,
        least_number=sum(count == least for count in counts.values()),
    )


def _measures(plan: Plan) -> str:
    states = Counter(measure.knowledge for measure in plan.model.measures.values())
    return plan.locale(
        "figures.reading-measures",
        total=states.total(),
        concrete=states["concrete"],
        named=states["named"],
        unclear=states["unclear"],
    )
