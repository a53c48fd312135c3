"""A figure's data as a table, for readers who want the numbers and for those who see no picture."""

from __future__ import annotations

from decimal import Decimal

from explainer.figures.plan import Item, Plan, default_label, in_words, zones_key
from explainer.figures.spec import Cell, Table
from explainer.formats import exponent_of
from explainer.values import Value


def make_table(plan: Plan) -> Table:
    """Give the table of a figure: one row per mark, province or measure."""
    if plan.record.content == "zones-by-province":
        return _provinces(plan)
    if plan.record.content == "measures-by-area":
        return _measures(plan)
    return _marks(plan)


def _marks(plan: Plan) -> Table:
    """One row per mark; columns that no mark needs are left out."""
    locale = plan.locale
    grouped = bool(plan.clusters)
    timed = any(item.mark.label is not None and item.value.period for item in plan.items)
    whole = any(item.whole for item in plan.items)
    noted = any(item.note for item in plan.items)
    names = {cluster.key: cluster.name for cluster in plan.clusters}
    labelled = any(item.mark.label is not None for item in plan.items)
    first = "figures.column-item" if labelled else "figures.column-time"
    columns = [
        *([locale("figures.column-group")] if grouped else []),
        locale(first),
        *([locale("figures.column-time")] if timed else []),
        locale("figures.column-value"),
        *([locale("figures.column-whole")] if whole else []),
        *([locale("figures.column-note")] if noted else []),
    ]
    rows = []
    for item in plan.items:
        row = [Cell(names[item.group])] if grouped and item.group else []
        row += [Cell(item.label, sort=None if labelled else _day(item.value), header=True)]
        row += [Cell(_time(item.value, plan), sort=_day(item.value))] if timed else []
        row += [value_cell(item.value, plan)]
        row += [_whole(item, plan)] if whole else []
        row += [Cell(item.note)] if noted else []
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _time(value: Value, plan: Plan) -> str:
    return default_label(value, plan.locale) if value.period else ""


def _day(value: Value) -> Decimal | None:
    """Give the last day of a value's time as a number to sort by: 20241231."""
    if value.period is None:
        return None
    return Decimal(value.period.last.replace("-", ""))


def value_cell(value: Value, plan: Plan) -> Cell:
    """Give the cell of a value, with its key for the receipt and a number to sort by."""
    plain = value.number.scaleb(exponent_of(value.unit))
    return Cell(in_words(value, plan.locale), value.key, plain)


def _whole(item: Item, plan: Plan) -> Cell:
    return Cell("") if item.whole is None else value_cell(item.whole, plan)


def _provinces(plan: Plan) -> Table:
    locale, model = plan.locale, plan.model
    columns = (
        locale("figures.column-province"),
        locale("figures.column-region"),
        locale("figures.column-zones"),
    )
    rows = []
    for province in model.provinces.values():
        if not province.programme:
            continue
        region = model.regions[province.region].name[locale.code] if province.region else ""
        name = Cell(province.name[locale.code], header=True)
        rows.append((name, Cell(region), value_cell(model.values[zones_key(province.id)], plan)))
    return Table(columns, tuple(rows))


def _measures(plan: Plan) -> Table:
    locale, model = plan.locale, plan.model
    columns = (
        locale("figures.column-number"),
        locale("figures.column-measure"),
        locale("figures.column-area"),
        locale("figures.column-knowledge"),
    )
    rows = tuple(
        (
            Cell(str(measure.number), sort=Decimal(measure.number)),
            Cell(measure.title[locale.code], header=True),
            Cell(model.areas[measure.area].name[locale.code]),
            Cell(locale(f"figures.knowledge-{measure.knowledge}")),
        )
        for measure in model.measures.values()
    )
    return Table(columns, rows)
