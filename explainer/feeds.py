"""What machines read besides pages: the site map, robots.txt and the Atom feeds."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from explainer.addresses import address_of
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.pages.base import Page
from explainer.plain import plain_text
from explainer.render import language_address
from explainer.settings import LANGUAGES


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
        if page.template in {"notfound", "embed"}:
            continue
        lines.append(f"<url><loc>{escape(base + page.address)}</loc>")
        lines.append(f"<lastmod>{model.site.updated.text}</lastmod>")
        for _, folder, tag in LANGUAGES:
            href = quoteattr(base + language_address(page, folder))
            lines.append(f'<xhtml:link rel="alternate" hreflang="{tag}" href={href}/>')
        lines.append("</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def render_robots(model: SiteModel) -> bytes:
    """Give robots.txt: everything may be read."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {model.site.address}sitemap.xml\n".encode()


def render_feed(model: SiteModel, locale: Locale) -> bytes:
    """Give the Atom feed of one language (RFC 4287): changes to the content, the newest first."""
    base = model.site.address
    folder = f"{locale.folder}/" if locale.folder else ""
    corrections = base + folder + address_of("page", "corrections", model)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale.tag}">',
        f"<id>{escape(base + folder)}feed.xml</id>",
        f"<title>{escape(model.site.name[locale.code])}</title>",
        f"<updated>{model.site.updated.text}T00:00:00Z</updated>",
        f'<link rel="self" href={quoteattr(base + folder + "feed.xml")}/>',
        f'<link rel="alternate" href={quoteattr(base + folder)}/>',
        f"<author><name>{escape(model.site.publisher[locale.code])}</name></author>",
    ]
    for change in model.changes:
        words = plain_text(change.text[locale.code], model, locale)
        lines += [
            "<entry>",
            f"<id>{escape(corrections)}#{change.id}</id>",
            f"<title>{escape(locale('change.' + change.kind))}: {escape(change.what)}</title>",
            f"<updated>{change.date.first}T00:00:00Z</updated>",
            f"<link href={quoteattr(f'{corrections}#{change.id}')}/>",
            f"<summary>{escape(words)}</summary>",
            "</entry>",
        ]
    lines.append("</feed>\n")
    return "\n".join(lines).encode()
