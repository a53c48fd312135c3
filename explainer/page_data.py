"""Every page as data: the numbers, figures and sources that it shows, and the records it tells.

What a page shows is read from its finished HTML: each number leads to its receipt, each source to
its own page. So the data cannot say other things than the page.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from explainer.addresses import address_of
from explainer.decode import Record, Text
from explainer.exports import value_row
from explainer.figures.spec import Figure
from explainer.formats import Locale
from explainer.memory import Memory
from explainer.model import SiteModel
from explainer.packages import LICENCE
from explainer.packing import field_names
from explainer.pages.base import Maker, Page
from explainer.pages.story import Blocks
from explainer.periods import Period
from explainer.plain import plain_text
from explainer.prose import Passage
from explainer.records import FILES, FigureRecord, Source
from explainer.references import format_value
from explainer.render import file_of
from explainer.values import Value

Data = dict[str, Any]

_RECEIPT = re.compile(r'(?:#|id=")(n-[a-z0-9-]+)"')
_SOURCE = re.compile(r'sources/([a-z0-9-]+)/(?:index\.html)?"')
_FIGURE = re.compile(r'id="figure-([a-z0-9-]+)"')
_ID = re.compile(r' id="([a-z0-9-]+)"')
#: What a kind of record is called, by its class.
_KINDS = {record: kind for _, _, kind, record in FILES}


#: What holds no record, or says nothing by holding one.
_SILENT = (str, int, Decimal, Text, Period, Value, Passage, Source, FigureRecord, Figure, Blocks)


def data_name(page: Page) -> str | None:
    """Give the name of the file that holds a page as data; None where it has none."""
    if page.template in {"embed", "moved", "notfound"}:
        return None
    return file_of(page).removesuffix(".html") + ".json"


def anchors_of(model: SiteModel) -> Mapping[str, str]:
    """Give the keys of all values by the ids of their receipts."""
    return {value.anchor: key for key, value in model.values.items()}


def last_change(html: str, page: Page, model: SiteModel, anchors: Mapping[str, str]) -> Period:
    """Give the day on which a page last changed, as its content tells it.

    That is the newest of the days since which its numbers stand there, and of the changes of the
    site, of the page, of its numbers and of the figures on it.
    """
    keys = dict.fromkeys(anchors[a] for a in _RECEIPT.findall(html) if a in anchors)
    figures = (f"figures/{f}" for f in dict.fromkeys(_FIGURE.findall(html)))
    name = page.tree.strip("/")
    if page.template == "corrections":
        told = list(model.changes)
    else:
        about = dict.fromkeys(("site", name, *keys, *figures))
        told = [change for what in about for change in model.changes_of.get(what, ())]
    stands = (model.values[key].since for key in keys)
    days = [change.date for change in told] + [day for day in stands if day]
    return max(days, key=lambda day: day.first, default=model.site.updated)


def page_as_data(
    html: str, page: Page, maker: Maker, anchors: Mapping[str, str], memory: Memory
) -> Data:
    """Give a page as data; ``html`` is the finished page, ``anchors`` are those of its model.

    Records stand on many pages; ``memory`` makes plain data of each once.
    """
    model, locale = maker.model, maker.locale
    site, code = model.site, locale.code

    def plain(record: Record) -> Data:
        return memory.once(
            ("record", id(record), code), partial(record_as_data, record, model, locale)
        )

    def fact(key: str) -> Data:
        return memory.once(("fact", key, code), partial(_fact, key, model, locale))

    keys = dict.fromkeys(anchors[a] for a in _RECEIPT.findall(html) if a in anchors)
    cited = dict.fromkeys(_SOURCE.findall(html))
    if page.template == "sources":
        cited |= dict.fromkeys(_ID.findall(html))
    if page.template == "source":
        cited[page.tree.split("/")[1]] = None
    figures = dict.fromkeys(f for f in _FIGURE.findall(html) if f in model.figures)
    records: dict[str, list[Data]] = {}
    for record in _told(page.context):
        kind = _KINDS.get(type(record), "")
        told = plain(record)
        if kind and told not in records.setdefault(kind, []):
            records[kind].append(told)
    return {
        "address": site.address + page.address,
        "language": locale.tag,
        "title": page.title,
        "description": page.description,
        "site": site.name[code],
        "publisher": site.publisher[code],
        "version": site.version,
        "updated": site.updated.text,
        "licence": LICENCE["path"],
        "facts": [fact(key) for key in keys],
        "figures": [_figure(figure, model, locale) for figure in figures],
        "records": records,
        "sources": [plain(model.sources[source]) for source in cited if source in model.sources],
    }


def _fact(key: str, model: SiteModel, locale: Locale) -> Data:
    value = model.values[key]
    shown = format_value(value, locale)
    return {"name": value.name[locale.code], "shown": shown, **value_row(value)}


def _figure(identifier: str, model: SiteModel, locale: Locale) -> Data:
    record, code = model.figures[identifier], locale.code
    home = f"{locale.folder}/" if locale.folder else ""
    folder = model.site.address + home + address_of("figure", identifier, model)
    return {
        "id": identifier,
        "headline": plain_text(record.headline[code], model, locale),
        "subtitle": plain_text(record.subtitle[code], model, locale),
        "description": plain_text(record.description[code], model, locale),
        "address": folder,
        "image": f"{folder}wide.png",
        "table": f"{folder}data.csv",
    }


def _told(thing: object) -> Iterator[Record]:
    """Give the records that a context holds, in their order.

    Sources and figures are listed by what the page shows of them; the parts of the long read
    (``Blocks``) hold everything and so say nothing.
    """
    if thing is None or isinstance(thing, _SILENT):
        return
    if isinstance(thing, Record):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _told(part)
    elif dataclasses.is_dataclass(thing):
        for name in field_names(type(thing)):
            yield from _told(getattr(thing, name))


def record_as_data(record: Record, model: SiteModel, locale: Locale | None = None) -> Data:
    """Give a record as plain data, keys as editors write them; missing keys are left out.

    Texts come in the words of one language, or (``locale`` None) in all as they are written.
    """
    found = {}
    for name in field_names(type(record)):
        value = getattr(record, name)
        if name != "at" and value is not None and value != ():
            found[name] = _plain(value, model, locale)
    return found


def _plain(value: object, model: SiteModel, locale: Locale | None) -> object:
    if isinstance(value, Text):
        if locale is None:
            return dict(value.by_language)
        return plain_text(value[locale.code], model, locale)
    if isinstance(value, Period):
        return value.text
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Record):
        return record_as_data(value, model, locale)
    if isinstance(value, tuple):
        return [_plain(part, model, locale) for part in value]
    return value
