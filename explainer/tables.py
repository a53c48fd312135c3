"""The tables of the site's smaller records, each column with its meaning in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from explainer.decode import Text
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.plain import plain_text

Row = Mapping[str, str | int | None]
Column = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Resource:
    """A table to download: column names with type and meaning, and its rows.

    ``columns`` maps a name to (Frictionless type, meaning in English, meaning in Chinese).
    """

    name: str
    title: Mapping[str, str]
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]


#: Columns that mean the same in many tables.
_COLUMNS: Mapping[str, Column] = {
    "id": ("string", "Permanent id", "永久编号"),
    "order": ("integer", "Place in the list", "顺序"),
    "name_en": ("string", "Name in English", "英文名称"),
    "name_zh": ("string", "Name in Chinese", "中文名称"),
    "title_en": ("string", "Title in English", "英文标题"),
    "title_zh": ("string", "Title in Chinese", "中文标题"),
    "text_en": ("string", "Text in English", "英文文字"),
    "text_zh": ("string", "Text in Chinese", "中文文字"),
    "note_en": ("string", "Note in English", "英文说明"),
    "note_zh": ("string", "Note in Chinese", "中文说明"),
    "definition_en": ("string", "Definition in English", "英文定义"),
    "definition_zh": ("string", "Definition in Chinese", "中文定义"),
    "summary_en": ("string", "Summary in English", "英文概要"),
    "summary_zh": ("string", "Summary in Chinese", "中文概要"),
    "date": ("string", "When, as far as known", "时间"),
    "measure": ("string", "Entry of the plan, by its id", "所属条目编号"),
    "measures": ("string", "Entries of the plan it concerns", "相关条目编号"),
    "body": ("string", "Body, by its id", "机构编号"),
    "group": ("string", "Group under which it is listed", "分组"),
    "unit": ("string", "Unit with its scale", "单位与量级"),
    "province": ("string", "Province", "省级单位"),
    "sources": ("string", "Ids of the sources, separated by spaces", "来源编号,空格分隔"),
}


def small_tables(model: SiteModel, locales: Mapping[str, Locale]) -> Iterator[Resource]:
    """Give the tables of what stands around zones, measures and observations; none is empty."""
    words = _Words(model, locales)
    for of in (_of_numbers, _of_places, _of_the_plan, _of_the_site):
        yield from (table for table in of(model, words) if table.rows)


@dataclass(frozen=True, slots=True)
class _Words:
    """Gives texts as cells, one for each language."""

    model: SiteModel
    locales: Mapping[str, Locale]

    def __call__(self, name: str, text: Text | None) -> dict[str, str | None]:
        return {
            f"{name}_{code}": plain_text(text[code], self.model, locale) if text else None
            for code, locale in self.locales.items()
        }


def _table(name: str, english: str, chinese: str, rows: Iterable[Row], **own: Column) -> Resource:
    """Give a table; its columns are those of its rows, meanings from here or the common ones."""
    made = tuple(rows)
    names = made[0] if made else ()
    columns = {column: own.get(column) or _COLUMNS[column] for column in names}
    return Resource(name, {"en": english, "zh": chinese}, columns, made)


def _ids(ids: Iterable[str]) -> str:
    return " ".join(ids)


def _truth(*, value: bool) -> str:
    return "true" if value else "false"


def _of_numbers(model: SiteModel, words: _Words) -> Iterator[Resource]:
    yield _table(
        "indicators",
        "Indicators",
        "指标",
        (
            {
                "id": x.id,
                "order": x.order,
                "group": x.group,
                **words("name", x.name),
                "unit": x.unit,
                **words("definition", x.definition),
                "related": _ids(x.related),
            }
            for x in model.indicators.values()
        ),
        related=("string", "Indicators to look at next", "相关指标编号"),
    )
    yield _table(
        "series",
        "Ways of counting",
        "统计系列",
        (
            {"id": x.id, **words("name", x.name), **words("text", x.description)}
            for x in model.series.values()
        ),
    )
    yield _table(
        "relations",
        "What must agree with what",
        "数据之间的勾稽关系",
        (
            {
                "id": x.id,
                **words("text", x.says),
                "left": x.left,
                "operation": x.operation,
                "inputs": _ids(x.inputs),
                **words("acknowledged", x.acknowledged),
            }
            for x in (entry.relation for entry in model.ledger)
        ),
        left=("string", "Key of the value that is checked", "被检验值的编号"),
        operation=("string", "How the inputs make the value", "运算"),
        inputs=("string", "Keys of the inputs, in order", "输入值编号"),
        acknowledged_en=("string", "Why a contradiction is accepted", "接受矛盾的理由(英文)"),
        acknowledged_zh=("string", "The same, in Chinese", "接受矛盾的理由(中文)"),
    )
    yield _table(
        "evaluations",
        "Editions of the evaluation",
        "历次考核评价",
        (
            {
                "id": x.id,
                "edition": x.edition,
                "data_year": x.data_year,
                "zones": x.zones,
                "released": x.released.text if x.released else None,
                **words("note", x.note),
                "trust": x.trust,
                "sources": _ids(x.sources),
            }
            for x in model.editions.values()
        ),
        edition=("integer", "Year in the title", "名称中的年份"),
        data_year=("integer", "Year of the data", "数据年份"),
        zones=("integer", "How many zones were assessed", "参评经开区数"),
        released=("string", "When it was released", "发布时间"),
        trust=("string", "high, medium or low", "可信程度"),
    )


def _of_places(model: SiteModel, words: _Words) -> Iterator[Resource]:
    yield _table(
        "regions",
        "Regions of the bulletin",
        "公报所分地区",
        ({"id": x.id, **words("name", x.name)} for x in model.regions.values()),
    )
    yield _table(
        "zones-removed",
        "Zones that lost national status",
        "退出国家级的经开区",
        (
            {
                "id": x.id,
                **words("name", x.name),
                "province": x.province,
                "removed": x.removed.text,
                "support": x.support,
                **words("note", x.note),
                "sources": _ids(x.sources),
            }
            for x in model.removed
        ),
        removed=("string", "The day, or the span in which it happened", "退出时间"),
        support=("string", "verified or inferred", "依据"),
    )


def _of_the_plan(model: SiteModel, words: _Words) -> Iterator[Resource]:
    measures = tuple(model.measures.values())
    yield _table(
        "areas",
        "Areas of the plan",
        "方案的方面",
        (
            {
                "id": x.id,
                "order": x.order,
                **words("name", x.name),
                **words("summary", x.summary),
                "sources": _ids(x.sources),
            }
            for x in model.areas.values()
        ),
    )
    yield _table(
        "instruments",
        "Tools that the entries are reported to use",
        "条目提到的政策工具",
        (
            {
                "measure": m.id,
                **words("name", x.name),
                "where": x.where,
                "sources": _ids(x.sources),
            }
            for m in measures
            for x in m.instruments
        ),
        where=("string", "Reported in: plan, briefing, later or unclear", "出处"),
    )
    yield _table(
        "evidence",
        "How far each entry has come",
        "各条目进展",
        (
            {
                "measure": m.id,
                "state": x.state,
                "date": x.date.text,
                **words("text", x.text),
                "sources": _ids(x.sources),
            }
            for m in measures
            for x in m.evidence
        ),
        state=("string", "What the evidence shows", "进展状态"),
    )
    yield _table(
        "statements-of-measures",
        "What is known and not known of each entry",
        "各条目的已知与未知",
        (
            {"measure": m.id, "kind": kind, **words("text", text)}
            for m in measures
            for kind, texts in (("known", m.known), ("unknown", m.unknown))
            for text in texts
        ),
        kind=("string", "known or unknown", "已知或未知"),
    )
    yield _table(
        "in-charge",
        "Bodies and their part in each entry",
        "各条目涉及的机构",
        (
            {"measure": m.id, "body": x.body, "role": x.role, "sources": _ids(x.sources)}
            for m in measures
            for x in m.bodies
        ),
        role=("string", "speaker, asked-to-act, addressee or promised", "角色"),
    )
    yield _table(
        "bodies",
        "Ministries, agencies, governments",
        "部门与机构",
        (
            {
                "id": x.id,
                "order": x.order,
                **words("name", x.name),
                "group": x.group,
                "addressee": _truth(value=x.addressee),
            }
            for x in model.bodies.values()
        ),
        addressee=("boolean", "Whether the notice is addressed to it", "是否主送单位"),
    )
    yield _table(
        "briefing",
        "Who said what at the briefing",
        "吹风会发言",
        (
            {
                "id": x.id,
                "body": x.body,
                **words("speaker", x.speaker),
                **words("title", x.topic),
                **words("text", x.text),
                "measures": _ids(x.measures),
                "sources": _ids(x.sources),
            }
            for x in model.statements
        ),
        speaker_en=("string", "Speaker, in English; empty: unknown", "发言人(英文),空为未知"),
        speaker_zh=("string", "Speaker, in Chinese; empty: unknown", "发言人(中文),空为未知"),
    )
    yield _table(
        "documents",
        "Policy documents",
        "政策文件",
        (
            {
                "id": x.id,
                "date": x.date.text,
                **words("title", x.title),
                "number": x.number,
                **words("issuer", x.issuer),
                **words("summary", x.gist),
                "url": x.url,
                "sources": _ids(x.sources),
            }
            for x in model.documents.values()
        ),
        number=("string", "Document number as printed", "文号"),
        issuer_en=("string", "Issuer, in English", "发文机关(英文)"),
        issuer_zh=("string", "Issuer, in Chinese", "发文机关(中文)"),
        url=("string", "Official address, where known", "官方网址"),
    )


def _of_the_site(model: SiteModel, words: _Words) -> Iterator[Resource]:
    for name, english, chinese, records in (
        ("audiences", "Whom entries concern", "相关读者", model.audiences),
        ("sectors", "Industries that entries name", "条目提到的行业", model.sectors),
    ):
        rows = ({"id": x.id, **words("name", x.name)} for x in records.values())
        yield _table(name, english, chinese, rows)
    yield _table(
        "figures",
        "Figures",
        "图表",
        (
            {
                "id": x.id,
                "form": x.form,
                **words("title", x.headline),
                **words("text", x.description),
                "values": _ids(mark.value for mark in x.marks),
            }
            for x in model.figures.values()
        ),
        form=("string", "How it is drawn", "图形"),
        values=("string", "Keys of the values it marks", "所用值编号"),
    )
    yield _table(
        "digests",
        "Facts of the two digests",
        "两份摘要的事实",
        (
            {
                "id": x.id,
                **words("text", x.text),
                "sources": _ids(x.digests),
                "told_in": _ids(x.told_in),
            }
            for x in model.digest_facts
        ),
        told_in=("string", "Pages that tell it", "讲述它的页面"),
    )
    yield _table(
        "changes",
        "Updates and corrections",
        "更新与更正",
        (
            {
                "id": x.id,
                "kind": x.kind,
                "date": x.date.text,
                "what": x.what,
                "before": x.before,
                "after": x.after,
                **words("text", x.text),
                "sources": _ids(x.sources),
            }
            for x in model.changes
        ),
        kind=("string", "update, correction or addition", "类别"),
        what=("string", "What changed", "变动对象"),
        before=("string", "The value that stood there", "原值"),
        after=("string", "The value that stands there now", "现值"),
    )
