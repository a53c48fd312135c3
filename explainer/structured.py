"""What a page is, in the words of schema.org, for machines that read pages (JSON-LD).

Nothing is said here that the page does not show. Dates are those of the content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from explainer.addresses import address_of
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.pages.base import Page
from explainer.pages.cards import Card
from explainer.pages.figures import FigureContext
from explainer.pages.numbers import IndicatorContext
from explainer.pages.reference import DataContext, GlossaryContext
from explainer.pages.zones import ProvinceContext, ZoneContext
from explainer.plain import plain_text

Node = dict[str, Any]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_CHINA: Node = {"@type": "Country", "name": "China"}


def structured_data(page: Page, model: SiteModel, locale: Locale, card: Card | None) -> Node:
    """Give what a page is: an article, or a page with its way from the first one and its subject.

    What has no address of its own (the page for lost readers) is nothing.
    """
    if page.template == "notfound":
        return {}
    if page.schema_type == "Article" and len(page.crumbs) < 2:
        return {"@context": "https://schema.org"} | _article(page, model, locale, card)
    kind = page.schema_type if page.schema_type.endswith("Page") else "WebPage"
    node: Node = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": page.title,
        "description": page.description,
        "url": model.site.address + page.address,
        "inLanguage": locale.tag,
        "dateModified": model.site.updated.text,
    }
    if len(page.crumbs) > 1:
        here = page.crumbs[-1]
        node["breadcrumb"] = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": crumb.title,
                    # The last one is this page.
                    **({"item": model.site.address + crumb.address} if crumb != here else {}),
                }
                for position, crumb in enumerate(page.crumbs, 1)
            ],
        }
    if page.schema_type == "Article":
        return node | {"mainEntity": _article(page, model, locale, card)}
    subject = _subject(page, model, locale)
    return node | ({"mainEntity": subject} if subject else {})


def data_block(node: Mapping[str, Any]) -> str:
    """Give a node as it may stand in a page: nothing in it can end the element around it."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _organisation(model: SiteModel, locale: Locale) -> Node:
    return {
        "@type": "Organization",
        "name": model.site.publisher[locale.code],
        "url": model.site.address,
    }


def _article(page: Page, model: SiteModel, locale: Locale, card: Card | None) -> Node:
    folder = f"{locale.folder}/" if locale.folder else ""
    start = model.site.address + folder
    publisher = _organisation(model, locale)
    return {
        "@type": "Article",
        "headline": page.title,
        "description": page.description,
        "url": model.site.address + page.address,
        "inLanguage": locale.tag,
        "datePublished": model.first_published.text,
        "dateModified": model.site.updated.text,
        "license": LICENCE,
        "author": publisher,
        "publisher": publisher,
        **({"image": model.site.address + card.address} if card else {}),
        "publishingPrinciples": start + address_of("page", "methods", model),
        "correction": start + address_of("page", "corrections", model),
    }


def _subject(page: Page, model: SiteModel, locale: Locale) -> Node | None:
    context = page.context
    if isinstance(context, IndicatorContext):
        return _indicator(context, page, model, locale)
    if isinstance(context, FigureContext):
        return _figure(context, page, model, locale)
    if isinstance(context, GlossaryContext):
        return _glossary(context, page, model, locale)
    if isinstance(context, DataContext):
        return _catalogue(context, page, model, locale)
    if isinstance(context, ZoneContext):
        inside = _area(context.province.name[locale.code], _CHINA)
        return {
            "@type": "Place",
            "name": context.zone.name[locale.code],
            "containedInPlace": inside,
        }
    if isinstance(context, ProvinceContext):
        return _area(context.province.name[locale.code], _CHINA)
    return None


def _area(name: str, around: Node) -> Node:
    return {"@type": "AdministrativeArea", "name": name, "containedInPlace": around}


def _dataset(name: str, description: str, model: SiteModel, locale: Locale) -> Node:
    return {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "license": LICENCE,
        "creator": _organisation(model, locale),
    }


def _download(address: str, kind: str) -> Node:
    return {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address}


def _indicator(context: IndicatorContext, page: Page, model: SiteModel, locale: Locale) -> Node:
    indicator, base = context.indicator, model.site.address
    periods = [row.value.period for rows in context.series for row in rows.rows if row.value.period]
    definition = plain_text(indicator.definition[locale.code], model, locale)
    node = _dataset(page.title, definition, model, locale)
    if periods:
        first, last = (f(p.text[:4] for p in periods) for f in (min, max))
        node["temporalCoverage"] = first if first == last else f"{first}/{last}"
    return node | {
        "spatialCoverage": _CHINA,
        "distribution": [
            _download(f"{base}{page.address}index.json", "application/json"),
            _download(f"{base}data/observations.csv", "text/csv"),
        ],
    }


def _figure(context: FigureContext, page: Page, model: SiteModel, locale: Locale) -> Node:
    folder = model.site.address + page.address
    record = context.figure.record
    words = (plain_text(t[locale.code], model, locale) for t in (record.headline, record.subtitle))
    name, description = words
    return _dataset(name, description, model, locale) | {
        "image": f"{folder}wide.png",
        "spatialCoverage": _CHINA,
        "distribution": [
            _download(f"{folder}data.csv", "text/csv"),
            _download(f"{folder}data.json", "application/json"),
        ],
    }


def _glossary(context: GlossaryContext, page: Page, model: SiteModel, locale: Locale) -> Node:
    return {
        "@type": "DefinedTermSet",
        "name": page.title,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "name": row.term.term[locale.code],
                "url": f"{model.site.address}{page.address}#{row.term.id}",
            }
            for row in context.rows
        ],
    }


def _catalogue(context: DataContext, page: Page, model: SiteModel, locale: Locale) -> Node:
    base = model.site.address
    return {
        "@type": "DataCatalog",
        "name": page.title,
        "license": LICENCE,
        "dataset": [
            {
                "@type": "Dataset",
                "name": file.title[locale.code],
                "description": page.description,
                "license": LICENCE,
                "distribution": [
                    _download(f"{base}{file.path}.csv", "text/csv"),
                    _download(f"{base}{file.path}.json", "application/json"),
                ],
            }
            for file in context.files
        ],
    }
