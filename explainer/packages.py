"""What describes the tables to programs: a Frictionless data package, CSVW, an archive.

The archive holds all of it in one file, the same bytes from the same tables.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from explainer.addresses import archive_address
from explainer.formats import Locale
from explainer.load import list_files
from explainer.model import SiteModel
from explainer.plain import plain_text
from explainer.tables import Resource

NAME = "china-development-zones"
FOLDER = "data/"
#: Where archives of earlier releases are kept in the project, and where they stand on the site.
RELEASES = "releases"
_LICENCE_FILE = f"{FOLDER}licence.txt"

#: The licence of text, tables and drawings, as data packages name it.
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

#: The columns by which a row is found; tables without such a column are not named.
_KEYS = {"observations": "key", "rankings": ("edition", "table", "place", "zone")}
#: Columns whose cells are a list of ids, separated by spaces.
_LISTS = frozenset("sources inputs measures audiences sectors related values told_in".split())
#: Columns that name a row of another table.
_NAMES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("observations", "indicator"): ("indicators", "id"),
    ("observations", "series"): ("series", "id"),
    ("zones", "province"): ("provinces", "id"),
    ("zones", "region"): ("regions", "id"),
    ("provinces", "region"): ("regions", "id"),
    ("zones-removed", "province"): ("provinces", "id"),
    ("measures", "area"): ("areas", "id"),
    ("instruments", "measure"): ("measures", "id"),
    ("evidence", "measure"): ("measures", "id"),
    ("statements-of-measures", "measure"): ("measures", "id"),
    ("in-charge", "measure"): ("measures", "id"),
    ("in-charge", "body"): ("bodies", "id"),
    ("briefing", "body"): ("bodies", "id"),
    ("rankings", "zone"): ("zones", "id"),
    ("eco-parks", "zone"): ("zones", "id"),
}
#: Types of CSVW, where they are called otherwise than in data packages.
_TYPES = {"number": "decimal"}


def render_packages(
    model: SiteModel,
    locales: Mapping[str, Locale],
    resources: tuple[Resource, ...],
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Give descriptions, licence and archive of the tables in ``files``, by address."""
    described = {
        f"{FOLDER}datapackage.json": _json(_data_package(model, resources)),
        f"{FOLDER}csv-metadata.json": _json(_csvw(model, resources)),
        _LICENCE_FILE: _licence(model, locales),
    }
    inside = {n: d for n, d in {**files, **described}.items() if n.startswith(FOLDER)}
    return described | {archive_address(model): render_archive(model, inside)}


def kept_archives(root: Path) -> dict[str, bytes]:
    """Give the archives of earlier releases by address."""
    return {
        f"{FOLDER}{RELEASES}/{path.name}": path.read_bytes()
        for path in list_files(root / RELEASES, "*.zip")
    }


def render_archive(model: SiteModel, files: Mapping[str, bytes]) -> bytes:
    """Give a ZIP file of these files; all carry the day of the content."""
    day = model.site.updated.parts
    folder = f"{NAME}-{model.site.version}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name.removeprefix(FOLDER)}", (*day, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _licence(model: SiteModel, locales: Mapping[str, Locale]) -> bytes:
    lines = [
        plain_text(model.site.licence_text[code], model, locale) for code, locale in locales.items()
    ]
    return "\n\n".join([*lines, LICENCE["path"], ""]).encode()


def _key_of(resource: Resource) -> list[str]:
    key = _KEYS.get(resource.name, "id" if "id" in resource.columns else ())
    return [key] if isinstance(key, str) else list(key)


def _references(
    resource: Resource, resources: Iterable[Resource]
) -> list[tuple[str, tuple[str, str]]]:
    """Give the columns that name a row of another table, where that table is there."""
    known = {other.name for other in resources}
    return [
        (column, target)
        for (table, column), target in _NAMES.items()
        if table == resource.name and target[0] in known
    ]


def _data_package(model: SiteModel, resources: tuple[Resource, ...]) -> dict[str, Any]:
    """Frictionless Data Package v1; https://specs.frictionlessdata.io/data-package/ ."""
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": model.site.name["en"],
        "description": model.site.name["zh"],
        "homepage": model.site.address,
        "version": model.site.version,
        "created": f"{model.site.updated.text}T00:00:00Z",
        "licenses": [LICENCE],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": resource.name,
                "path": f"{resource.name}.csv",
                "title": resource.title["en"],
                "description": resource.title["zh"],
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "schema": _schema(resource, resources),
            }
            for resource in resources
        ],
    }


def _schema(resource: Resource, resources: tuple[Resource, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": name, "type": kind, "title": english, "description": chinese}
            for name, (kind, english, chinese) in resource.columns.items()
        ],
        "missingValues": [""],
    }
    if key := _key_of(resource):
        schema["primaryKey"] = key
    if links := _references(resource, resources):
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": table, "fields": [other]}}
            for column, (table, other) in links
        ]
    return schema


def _csvw(model: SiteModel, resources: tuple[Resource, ...]) -> dict[str, Any]:
    """Metadata for CSV on the Web; https://www.w3.org/TR/tabular-metadata/ ."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _both(model.site.name.by_language),
        "dc:license": {"@id": LICENCE["path"]},
        "dc:modified": model.site.updated.text,
        "dialect": {"header": True, "encoding": "utf-8"},
        "tables": [
            {
                "url": f"{resource.name}.csv",
                "dc:title": _both(resource.title),
                "tableSchema": _table_schema(resource, resources),
            }
            for resource in resources
        ],
    }


def _both(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": words, "@language": code} for code, words in texts.items()]


def _table_schema(resource: Resource, resources: tuple[Resource, ...]) -> dict[str, Any]:
    key = _key_of(resource)
    columns = []
    for name, (kind, english, chinese) in resource.columns.items():
        column: dict[str, Any] = {
            "name": name,
            "titles": name,
            "datatype": _TYPES.get(kind, kind),
            "dc:description": _both({"en": english, "zh": chinese}),
        }
        if name in key:
            column["required"] = True
        if name in _LISTS:
            column["separator"] = " "
        columns.append(column)
    schema: dict[str, Any] = {"columns": columns}
    if key:
        schema["primaryKey"] = key
    # What may be empty can name no row for certain.
    links = [
        (column, target)
        for column, target in _references(resource, resources)
        if all(row.get(column) is not None for row in resource.rows)
    ]
    if links:
        schema["foreignKeys"] = [
            {
                "columnReference": column,
                "reference": {"resource": f"{table}.csv", "columnReference": other},
            }
            for column, (table, other) in links
        ]
    return schema
