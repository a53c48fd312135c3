"""What machines read besides pages: the site map, robots.txt, web manifests and the Atom feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape as html_escape

from explainer.addresses import address_of
from explainer.figures.spec import Figure
from explainer.formats import Locale, format_period
from explainer.model import SiteModel
from explainer.pages.base import Page
from explainer.pictures import FAVICON, ICONS, icon_name
from explainer.plain import plain_text
from explainer.records import Change, Source
from explainer.references import format_value
from explainer.render import language_address
from explainer.settings import LANGUAGES
from explainer.structured import LICENCE

Figures = Mapping[tuple[str, str], Figure]

#: The feeds of each language by the name of their file: all changes, or those of one kind.
FEEDS: Mapping[str, str | None] = {"feed.xml": None, "corrections.xml": "correction"}

#: Colours of the site, for what telephones draw around it (static/css/tokens.css).
_PAPER, _INK = "#fbfaf6", "#1d1c1a"


def escape(text: str) -> str:
    """Give a text as the content of an XML element."""
    return html_escape(text, quote=False)


def quoteattr(text: str) -> str:
    """Give a text as the value of an XML attribute, in its quotes."""
    return f'"{html_escape(text)}"'


def render_sitemap(pages: tuple[Page, ...], model: SiteModel) -> bytes:
    """Give sitemap.xml with the languages of each page; https://www.sitemaps.org/protocol.html ."""
    base = model.site.address
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        ),
    ]
    for page in pages:
        if page.template in {"notfound", "embed", "moved"}:
            continue
        lines.append(f"<url><loc>{escape(base + page.address)}</loc>")
        if page.changed:
            lines.append(f"<lastmod>{page.changed.text}</lastmod>")
        versions = [(tag, language_address(page, folder)) for _, folder, tag in LANGUAGES]
        for tag, address in (*versions, ("x-default", page.tree)):
            href = quoteattr(base + address)
            lines.append(f'<xhtml:link rel="alternate" hreflang="{tag}" href={href}/>')
        lines.append("</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def render_robots(model: SiteModel) -> bytes:
    """Give robots.txt: everything may be read."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {model.site.address}sitemap.xml\n".encode()


def render_web_manifest(model: SiteModel, locale: Locale, icon: str) -> bytes:
    """Give what a telephone needs to keep the site beside its programs.

    Addresses in it count from its own; ``icon`` is the drawn icon's, from the site's root.
    """
    up = "../" if locale.folder else ""
    icons = [{"src": f"{up}{icon}", "sizes": "any", "type": "image/svg+xml"}]
    icons += [
        {"src": up + icon_name(side), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in ICONS
    ]
    data = {
        "name": model.site.name[locale.code],
        "description": plain_text(model.site.description[locale.code], model, locale),
        "lang": locale.tag,
        "dir": "ltr",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": _INK,
        "icons": icons,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def render_feed(model: SiteModel, figures: Figures, locale: Locale, name: str) -> bytes:
    """Give an Atom feed of one language (RFC 4287), the newest change first.

    Each entry carries what changed, the figures that show it as pictures, and the numbers with
    their sources, so that it can be read where it arrives.
    """
    kind = FEEDS[name]
    base = model.site.address
    home = base + (f"{locale.folder}/" if locale.folder else "")
    corrections = home + address_of("page", "corrections", model)
    changes = [c for c in model.changes if kind is None or c.kind == kind]
    title = model.site.name[locale.code]
    if kind:
        title += locale("list.colon") + locale("nav.corrections")
    newest = max((c.date.first for c in changes), default=model.site.updated.text)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale.tag}">',
        f"<id>{escape(home + name)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{newest}T00:00:00Z</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(home + name)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(corrections if kind else home)}/>',
        f'<link rel="license" href="{LICENCE}"/>',
        f"<icon>{escape(base + FAVICON)}</icon>",
        f"<author><name>{escape(model.site.publisher[locale.code])}</name></author>",
    ]
    for change in changes:
        words = plain_text(change.text[locale.code], model, locale)
        content = "".join(_content(change, model, figures, locale))
        lines += [
            "<entry>",
            f"<id>{escape(corrections)}#{change.id}</id>",
            f"<title>{escape(_title(change, model, locale))}</title>",
            f"<updated>{change.date.first}T00:00:00Z</updated>",
            f'<link rel="alternate" href={quoteattr(f"{corrections}#{change.id}")}/>',
            f'<category term="{change.kind}"/>',
            f"<summary>{escape(words)}</summary>",
            f'<content type="html">{escape(content)}</content>',
            "</entry>",
        ]
    lines.append("</feed>\n")
    return "\n".join(lines).encode()


def _title(change: Change, model: SiteModel, locale: Locale) -> str:
    """Give what kind of change it is, and of what."""
    kind, _, name = change.what.partition("/")
    about = change.what
    if change.what in model.values:
        about = model.values[change.what].name[locale.code]
    elif kind == "figures" and name in model.figures:
        about = plain_text(model.figures[name].headline[locale.code], model, locale)
    elif kind == "measures" and name in model.measures:
        about = model.measures[name].title[locale.code]
    elif change.what == "site":
        about = model.site.name[locale.code]
    return locale("change." + change.kind) + locale("list.colon") + about


def _content(change: Change, model: SiteModel, figures: Figures, locale: Locale) -> Iterator[str]:
    """Give an entry as HTML: words, before and after, figures, numbers with sources."""
    yield f"<p>{html_escape(plain_text(change.text[locale.code], model, locale))}</p>"
    if change.before or change.after:
        before = f"<del>{html_escape(change.before)}</del> " if change.before else ""
        after = f"<ins>{html_escape(change.after)}</ins>" if change.after else ""
        yield f"<p>{before}{after}</p>"
    keys, shown = _told(change, model, figures, locale)
    home = model.site.address + (f"{locale.folder}/" if locale.folder else "")
    for figure in shown:
        address = home + address_of("figure", figure.id, model)
        headline = plain_text(figure.record.headline[locale.code], model, locale)
        words = plain_text(figure.record.description[locale.code], model, locale)
        yield (
            f'<figure><a href="{html_escape(address)}"><img src="{html_escape(address)}wide.png" '
            f'alt="{html_escape(words)}"></a><figcaption>{html_escape(headline)}</figcaption></figure>'
        )
    if keys:
        yield "<ul>"
        for key in keys:
            yield f"<li>{_number(key, model, locale)}</li>"
        yield "</ul>"
    if change.sources:
        cited = (_cite(model.sources[source], model, locale) for source in change.sources)
        head = html_escape(locale("figure.sources"))
        yield f"<p>{head} {locale('list.semicolon').join(cited)}</p>"


def _told(
    change: Change, model: SiteModel, figures: Figures, locale: Locale
) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """Give the values that a change is about and the figures that show them.

    A change of the whole site is about its key figures.
    """
    drawn = [figures[identifier, locale.code] for identifier in model.figures]
    page, _, name = change.what.partition("/")
    if change.what in model.values:
        return (change.what,), tuple(f for f in drawn if change.what in f.values)
    if page == "figures" and name in model.figures:
        figure = figures[name, locale.code]
        return figure.values, (figure,)
    if change.what == "site":
        keys = tuple(number.value for number in model.site.key_numbers)
        return keys, tuple(f for f in drawn if set(keys) & set(f.values))
    return (), ()


def _number(key: str, model: SiteModel, locale: Locale) -> str:
    value = model.values[key]
    name = value.name[locale.code]
    when = f" ({format_period(value.period, locale)})" if value.period else ""
    cited = (_cite(model.sources[source], model, locale) for source in value.sources)
    sources = locale("list.semicolon").join(cited)
    told = html_escape(f"{name}{when}{locale('list.colon')}{format_value(value, locale)}")
    return f"{told} — {sources}" if sources else told


def _cite(source: Source, model: SiteModel, locale: Locale) -> str:
    home = model.site.address + (f"{locale.folder}/" if locale.folder else "")
    address = home + address_of("source", source.id, model)
    words = source.publisher[locale.code]
    if source.date:
        words += locale("list.comma") + format_period(source.date, locale)
    return f'<a href="{html_escape(address)}">{html_escape(words)}</a>'
