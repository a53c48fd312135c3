"""The data behind the site as files: CSV and JSON, with a Frictionless data package.

A cell that a spreadsheet would run as a formula is defused with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from explainer.figures.spec import Figure
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.packages import render_packages
from explainer.pages.base import DataFile
from explainer.plain import plain_text
from explainer.tables import Resource, Row, small_tables
from explainer.values import Value

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def _safe(cell: str | int | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    risky = cell.startswith(_RISKY) and not cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if risky else cell


def render_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Give a table as CSV: UTF-8, comma, CRLF as RFC 4180 asks, missing cells empty."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_safe(column) for column in columns])
    for row in rows:
        writer.writerow([_safe(row.get(column)) for column in columns])
    return buffer.getvalue().encode()


def render_json(data: object) -> bytes:
    """Give data as JSON, keys in the order given, one line for each part of the whole."""
    if isinstance(data, Mapping):
        parts = [f"{json.dumps(key)}: {_dump(part)}" for key, part in data.items()]
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
    assert isinstance(data, Sequence)
    return ("[\n" + ",\n".join(map(_dump, data)) + "\n]\n").encode()


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def value_row(value: Value) -> Row:
    """Give a value as a row of a table of values."""
    return {
        "key": value.key,
        "indicator": value.indicator,
        "period": value.period.text if value.period else None,
        "area": value.area or ("all-zones" if value.origin == "observation" else None),
        "series": value.series,
        "value": f"{value.number:f}",
        "unit": value.unit,
        "qualifier": value.qualifier,
        "zones": value.zones,
        "status": value.status,
        "trust": value.trust,
        "wording": value.wording,
        "sources": " ".join(value.sources),
        "since": value.since.text if value.since else None,
    }


_VALUE_COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "key": ("string", "Permanent key of the observation", "观测值的永久编号"),
    "indicator": ("string", "Indicator", "指标"),
    "period": ("string", "Time described (2024, 2024-05, 2024-q1-q3, a/b: between)", "所述时间"),
    "area": ("string", "Area described; all-zones: all national zones", "所述范围"),
    "series": ("string", "Way of counting, where there are several", "统计系列"),
    "value": ("number", "Value with the digits that were published", "公布的数值"),
    "unit": ("string", "Unit with its scale", "单位与量级"),
    "qualifier": ("string", "Word printed with it", "原文限定词"),
    "zones": ("integer", "Number of zones counted", "统计的经开区数"),
    "status": ("string", "published, preliminary or recomputed", "状态"),
    "trust": ("string", "high, medium or low", "可信程度"),
    "wording": ("string", "Exact words of the source", "来源原文"),
    "sources": ("string", "Ids of the sources, separated by spaces", "来源编号,空格分隔"),
    "since": ("string", "Since when it stands on the site", "上线日期"),
}


def make_resources(model: SiteModel, locales: Mapping[str, Locale]) -> tuple[Resource, ...]:
    """Give the tables that the site offers."""
    observations = [v for v in model.values.values() if v.origin == "observation"]
    return (
        Resource(
            "observations",
            {"en": "All observations", "zh": "全部观测值"},
            _VALUE_COLUMNS,
            tuple(value_row(v) for v in observations),
        ),
        _computed(model),
        _zones(model),
        _provinces(model),
        _sources(model),
        _measures(model),
        _events(model),
        _rankings(model),
        _eco_parks(model),
        _terms(model, locales),
        *small_tables(model, locales),
    )


def _computed(model: SiteModel) -> Resource:
    rows = []
    for key, record in model.computed.items():
        value = model.values.get(f"computed/{key}")
        if value is not None:
            rows.append(
                {
                    "id": key,
                    "name_en": record.name["en"],
                    "name_zh": record.name["zh"],
                    "value": f"{value.number:f}",
                    "low": f"{value.low:.6g}",
                    "high": f"{value.high:.6g}",
                    "unit": value.unit,
                    "operation": record.operation,
                    "inputs": " ".join(record.inputs),
                }
            )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "name_en": ("string", "Name in English", "英文名称"),
        "name_zh": ("string", "Name in Chinese", "中文名称"),
        "value": ("number", "Value, rounded as printed", "数值(按显示位数)"),
        "low": ("number", "Lowest true value that the rounding of the inputs allows", "下限"),
        "high": ("number", "Highest true value that the rounding of the inputs allows", "上限"),
        "unit": ("string", "Unit", "单位"),
        "operation": ("string", "share, change, difference, sum or ratio", "运算"),
        "inputs": ("string", "Keys of the inputs, in order", "输入值编号"),
    }
    return Resource(
        "computed", {"en": "Values computed here", "zh": "本站计算值"}, columns, tuple(rows)
    )


def _zones(model: SiteModel) -> Resource:
    rows = []
    for zone in model.zones.values():
        province = model.provinces[model.province_of[zone.id]]
        rows.append(
            {
                "id": zone.id,
                "name_en": zone.name["en"],
                "name_zh": zone.name["zh"],
                "province": province.id,
                "city_en": zone.city["en"] if zone.city else None,
                "city_zh": zone.city["zh"] if zone.city else None,
                "region": province.region,
                "year": zone.year,
                "year_support": zone.year_support,
                "name_support": zone.name_support,
                "area_hectares": f"{zone.area_hectares:f}" if zone.area_hectares else None,
                "sources": " ".join(zone.sources),
            }
        )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "name_en": ("string", "Name in English", "英文名称"),
        "name_zh": ("string", "Name in Chinese", "中文名称"),
        "province": ("string", "Province", "省级单位"),
        "city_en": ("string", "City, in English", "城市(英文)"),
        "city_zh": ("string", "City, in Chinese", "城市(中文)"),
        "region": ("string", "Region of the bulletin", "所属地区"),
        "year": ("integer", "Year of national status, where supported", "获批年份(有依据者)"),
        "year_support": ("string", "verified, batch or not-confirmed", "年份依据"),
        "name_support": ("string", "independent or lists-only", "名称依据"),
        "area_hectares": ("number", "Approved area", "核准面积(公顷)"),
        "sources": ("string", "Ids of the sources", "来源编号"),
    }
    return Resource("zones", {"en": "National zones", "zh": "国家级经开区"}, columns, tuple(rows))


def _provinces(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "id": p.id,
            "code": p.code,
            "name_en": p.name["en"],
            "name_zh": p.name["zh"],
            "region": p.region,
            "zones": len(model.zones_of.get(p.id, ())) if p.programme else None,
            "column": p.column,
            "row": p.row,
        }
        for p in model.provinces.values()
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "code": ("string", "Letters on the tile map", "方格图代码"),
        "name_en": ("string", "Name in English", "英文名称"),
        "name_zh": ("string", "Name in Chinese", "中文名称"),
        "region": ("string", "Region of the bulletin", "所属地区"),
        "zones": ("integer", "Number of national zones listed here", "本站所列经开区数"),
        "column": ("integer", "Column on the tile map", "方格图列"),
        "row": ("integer", "Row on the tile map", "方格图行"),
    }
    return Resource("provinces", {"en": "Provinces", "zh": "省级单位"}, columns, rows)


def _sources(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "id": s.id,
            "kind": s.kind,
            "publisher_en": s.publisher["en"],
            "publisher_zh": s.publisher["zh"],
            "title": s.title,
            "title_language": s.title_language,
            "date": s.date.text if s.date else None,
            "url": s.url,
            "document_number": s.document_number,
            "reading": s.reading,
            "primary": "true" if s.primary else "false",
        }
        for s in model.sources.values()
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "kind": ("string", "Kind of publisher", "发布者类别"),
        "publisher_en": ("string", "Publisher, in English", "发布者(英文)"),
        "publisher_zh": ("string", "Publisher, in Chinese", "发布者(中文)"),
        "title": ("string", "Title as printed", "原题"),
        "title_language": ("string", "Language of the title", "原题语言"),
        "date": ("string", "Date of publication; empty: unknown", "发布日期,空为未知"),
        "url": ("string", "Address, where one may be given", "网址(可给出者)"),
        "document_number": ("string", "Official number", "文号"),
        "reading": ("string", "What was read", "所读版本"),
        "primary": ("boolean", "Whether the publisher made the figures or rules", "是否一手"),
    }
    return Resource("sources", {"en": "Sources", "zh": "来源"}, columns, rows)


def _measures(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "id": m.id,
            "number": m.number,
            "area": m.area,
            "area_placement": m.area_placement,
            "title_en": m.title["en"],
            "title_zh": m.title["zh"],
            "knowledge": m.knowledge,
            "official_number": m.official_number,
            "official_heading_zh": m.official_heading["zh"] if m.official_heading else None,
            "audiences": " ".join(m.audiences),
            "sectors": " ".join(m.sectors),
            "newest_state": m.evidence[-1].state if m.evidence else None,
            "sources": " ".join(m.sources),
        }
        for m in model.measures.values()
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "number": ("integer", "Number given by this site", "本站编号"),
        "area": ("string", "Area of the plan", "所属方面"),
        "area_placement": ("string", "reported or ours", "归属依据"),
        "title_en": ("string", "Title of this site, in English", "本站标题(英文)"),
        "title_zh": ("string", "Title of this site, in Chinese", "本站标题(中文)"),
        "knowledge": ("string", "concrete, named or unclear", "已知程度"),
        "official_number": ("integer", "Number in the official text; empty: unknown", "官方序号"),
        "official_heading_zh": ("string", "Official heading; empty: unknown", "官方条目名"),
        "audiences": ("string", "Whom it concerns", "相关读者"),
        "sectors": ("string", "Industries named", "提到的行业"),
        "newest_state": ("string", "Newest dated state", "最新状态"),
        "sources": ("string", "Ids of the sources", "来源编号"),
    }
    return Resource("measures", {"en": "The sixteen entries", "zh": "十六个条目"}, columns, rows)


def _events(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "id": e.id,
            "date": e.date.text,
            "track": e.track,
            "title_en": e.title["en"],
            "title_zh": e.title["zh"],
            "part_of_plan": "false" if e.parallel else "true",
            "sources": " ".join(e.sources),
        }
        for e in model.events.values()
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "date": ("string", "When, as far as known", "时间"),
        "track": ("string", "programme, plan or since", "线索"),
        "title_en": ("string", "Title in English", "英文标题"),
        "title_zh": ("string", "Title in Chinese", "中文标题"),
        "part_of_plan": ("boolean", "False for parallel events", "并行事件为 false"),
        "sources": ("string", "Ids of the sources", "来源编号"),
    }
    return Resource("events", {"en": "Timeline", "zh": "时间线"}, columns, rows)


def _rankings(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "edition": e.edition,
            "data_year": e.data_year,
            "table": table.table,
            "place": rank.place,
            "zone": rank.zone,
            "sources": " ".join(rank.sources or e.sources),
        }
        for e in model.editions.values()
        for table in e.tables
        for rank in table.places
    )
    columns = {
        "edition": ("integer", "Year in the title of the evaluation", "考核评价年份"),
        "data_year": ("integer", "Year of the data", "数据年份"),
        "table": ("string", "overall, investment or trade", "榜单"),
        "place": ("integer", "Place", "名次"),
        "zone": ("string", "Zone", "经开区"),
        "sources": ("string", "Ids of the sources", "来源编号"),
    }
    return Resource(
        "rankings",
        {"en": "Known places in the evaluation", "zh": "考核评价已知名次"},
        columns,
        rows,
    )


def _eco_parks(model: SiteModel) -> Resource:
    rows = tuple(
        {
            "id": p.id,
            "name_zh": p.name_zh,
            "status": p.status,
            "document": p.document,
            "date": p.date.text,
            "zone": p.zone,
        }
        for p in model.eco_parks
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "name_zh": ("string", "Name as listed", "名录名称"),
        "status": ("string", "approved or approved-to-build", "状态"),
        "document": ("string", "Number of the document", "文号"),
        "date": ("date", "Date of the document", "日期"),
        "zone": ("string", "The national zone it is, if it is one", "对应的经开区"),
    }
    return Resource(
        "eco-parks",
        {"en": "Eco-industrial parks, February 2017", "zh": "国家生态工业示范园区(2017年2月)"},
        columns,
        rows,
    )


def _terms(model: SiteModel, locales: Mapping[str, Locale]) -> Resource:
    rows = tuple(
        {
            "id": x.id,
            "term_en": x.term["en"],
            "term_zh": x.term["zh"],
            "definition_en": plain_text(x.definition["en"], model, locales["en"]),
            "definition_zh": plain_text(x.definition["zh"], model, locales["zh"]),
        }
        for x in model.terms.values()
    )
    columns = {
        "id": ("string", "Permanent id", "永久编号"),
        "term_en": ("string", "Term in English", "英文术语"),
        "term_zh": ("string", "Term in Chinese", "中文术语"),
        "definition_en": ("string", "Definition in English", "英文释义"),
        "definition_zh": ("string", "Definition in Chinese", "中文释义"),
    }
    return Resource("glossary", {"en": "Glossary", "zh": "术语"}, columns, rows)


def render_resources(
    model: SiteModel, locales: Mapping[str, Locale], resources: tuple[Resource, ...]
) -> tuple[dict[str, bytes], tuple[DataFile, ...]]:
    """Give the files under data/ by address, and their list for the data page."""
    files: dict[str, bytes] = {}
    listed = []
    for resource in resources:
        columns = tuple(resource.columns)
        data = render_csv(columns, resource.rows)
        files[f"data/{resource.name}.csv"] = data
        files[f"data/{resource.name}.json"] = render_json(list(resource.rows))
        listed.append(
            DataFile(
                f"data/{resource.name}",
                resource.title,
                len(resource.rows),
                len(data),
                resource.columns,
            )
        )
    files |= render_packages(model, locales, resources, files)
    return files, tuple(listed)


def render_figure_files(
    figure: Figure, model: SiteModel, locale: Locale, folder: str
) -> dict[str, bytes]:
    """Give a figure's table as CSV and JSON, in its language."""
    columns = figure.table.columns
    rows = [
        {column: cell.text for column, cell in zip(columns, row, strict=True)}
        for row in figure.table.rows
    ]
    observed = [value_row(model.values[key]) for key in figure.values]
    return {
        f"{folder}data.csv": render_csv(columns, rows),
        f"{folder}data.json": render_json(
            {
                "figure": figure.id,
                "language": locale.tag,
                "version": model.site.version,
                "table": rows,
                "values": observed,
            }
        ),
    }
