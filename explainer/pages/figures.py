"""The gallery of figures, a page for each, and a bare page for other sites to embed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from explainer.citations import Work, cite_bibtex, cite_gbt, cite_plainly
from explainer.figures.plan import drawn_text
from explainer.figures.spec import Figure
from explainer.figures.standalone import source_line, wrap
from explainer.pages.base import Crumb, Draft, Maker, Neighbour, Page, with_neighbours
from explainer.prose import Section
from explainer.records import Change, Indicator, Measure, Source

#: Figures that a page shows besides those that its prose names.
SHOWN_BY = {"zones": "tile-map"}

#: Pixels between the edge of an embedded page and its words (static/css/embed.css).
_EMBED_EDGE = 15

_LISTENER = (
    '<script>addEventListener("message",e=>{for(const f of document.querySelectorAll("iframe"))'
    "if(f.contentWindow===e.source&&e.data?.figureHeight)f.height=e.data.figureHeight})</script>"
)


@dataclass(frozen=True, slots=True)
class FiguresContext:
    """The gallery of figures."""

    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a figure to take away: its address in the figure's folder, its name on the disk."""

    file: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class FigureContext:
    """One figure alone.

    ``gbt`` is cut in two around the day of reading, which only the reader knows.
    """

    figure: Figure
    sources: tuple[Source, ...]
    used: tuple[Crumb, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    corrections: tuple[Change, ...]
    downloads: tuple[Download, ...]
    embed: str
    listener: str
    plain: str
    bibtex: str
    gbt: tuple[str, str]
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True, slots=True)
class EmbedContext:
    """One figure without the site around it."""

    figure: Figure
    home: str
    source: str
    link: str
    corrections: tuple[Change, ...]


def make_figures(maker: Maker) -> Iterator[Draft]:
    """Give the gallery, the pages of the figures and their embeddable pages."""
    yield Draft("figures/", _gallery)
    for before, figure, after in with_neighbours(tuple(maker.model.figures)):
        yield Draft(f"figures/{figure}/", _figure_page, (figure, before, after))
        yield Draft(f"embed/{figure}/", _embed_page, (figure,))


def _gallery(maker: Maker) -> Page:
    figures = tuple(maker.figure(f) for f in maker.model.figures)
    crumb = ("figures/", maker.locale("nav.figures"))
    return maker.page(
        "figures/",
        "figures",
        FiguresContext(maker.sections("figures"), figures),
        prose="figures",
        crumbs=maker.crumbs(crumb),
        schema_type="CollectionPage",
    )


def _short_title(figure: str | None, maker: Maker) -> Neighbour | None:
    if figure is None:
        return None
    return Neighbour(maker.locale(f"figure.name.{figure}"), "figure", figure)


def _figure_page(maker: Maker, identifier: str, before: str | None, after: str | None) -> Page:
    model, locale = maker.model, maker.locale
    figure = maker.figure(identifier)
    indicators = dict.fromkeys(model.values[k].indicator for k in figure.values)
    work = work_of(figure, maker)
    read = work.updated.text
    head, _, tail = cite_gbt(work, locale, read=read).rpartition(f"[{read}]")
    context = FigureContext(
        figure=figure,
        sources=maker.sources(figure.sources),
        used=_used(maker, figure),
        indicators=tuple(model.indicators[i] for i in indicators if i),
        measures=model.measures_with_figure.get(identifier, ()),
        corrections=corrections_of(figure, maker),
        downloads=_downloads(figure, maker),
        embed=embed_code(figure, maker),
        listener=_LISTENER,
        plain=cite_plainly(work, locale),
        bibtex=cite_bibtex(work, locale),
        gbt=(head, tail),
        before=_short_title(before, maker),
        after=_short_title(after, maker),
    )
    tree = f"figures/{figure.id}/"
    name = locale(f"figure.name.{figure.id}")
    return maker.page(
        tree,
        "figure",
        context,
        title=locale("figure.page-title", figure=name),
        description=locale("figure.page-description", figure=name),
        crumbs=maker.crumbs(("figures/", locale("nav.figures")), (tree, name)),
        schema_type="Dataset",
        card=f"figure-{figure.id}",
    )


def _used(maker: Maker, figure: Figure) -> tuple[Crumb, ...]:
    """Give the sections and pages that show the figure, in reading order."""
    places = [
        maker.place(f"explainer#{section}" if section else "explainer")
        for section in maker.outline("explainer").figures.get(figure.id, ())
    ]
    places += [maker.place(page) for page, shown in SHOWN_BY.items() if shown == figure.id]
    return tuple(places)


def corrections_of(figure: Figure, maker: Maker) -> tuple[Change, ...]:
    """Give the corrections of the figure, of its values and of what those were computed from."""
    values = maker.model.values
    inputs = (key for shown in figure.values for key in values[shown].inputs)
    told = dict.fromkeys((f"figures/{figure.id}", *figure.values, *inputs))
    found = [c for what in told for c in maker.model.changes_of.get(what, ())]
    corrections = (c for c in found if c.kind == "correction")
    return tuple(sorted(corrections, key=lambda c: c.date, reverse=True))


def work_of(figure: Figure, maker: Maker) -> Work:
    """Give what a citation of the figure needs."""
    site, code = maker.model.site, maker.locale.code
    return Work(
        id=figure.id,
        publisher=site.publisher[code],
        title=drawn_text(figure.record.headline[code], maker.model.values, maker.locale),
        site=site.name[code],
        version=site.version,
        updated=site.updated,
        address=site.address + maker.address(f"figures/{figure.id}/"),
    )


def _downloads(figure: Figure, maker: Maker) -> tuple[Download, ...]:
    name = f"{figure.id}-{maker.locale.code}"
    word = maker.locale
    return (
        Download("data.csv", f"{name}.csv", word("figure.csv")),
        Download("data.json", f"{name}.json", word("figure.json")),
        Download("wide.svg", f"{name}.svg", word("figure.svg-wide")),
        Download("narrow.svg", f"{name}-narrow.svg", word("figure.svg-narrow")),
        Download("wide.png", f"{name}.png", word("figure.png")),
    )


def embed_code(figure: Figure, maker: Maker) -> str:
    """Give the HTML that shows the figure on another site."""
    site = maker.model.site
    address = site.address + maker.address(f"embed/{figure.id}/")
    title = escape(work_of(figure, maker).title)
    height = embed_height(figure, maker)
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="{height}" '
        'loading="lazy" style="border:0"></iframe>'
    )


def embed_height(figure: Figure, maker: Maker) -> int:
    """Give a height in pixels that fits the page at 320 pixels and at 760, scripts or not."""
    work, code = work_of(figure, maker), maker.locale.code
    words = [
        drawn_text(figure.record.subtitle[code], maker.model.values, maker.locale),
        source_line(figure, maker.model, maker.locale),
        _way_back(work, maker),
        *(change.text[code] for change in corrections_of(figure, maker)),
    ]
    heights = []
    for drawing, across in zip(figure.drawings, (760, 320), strict=True):
        inner = across - 2 * _EMBED_EDGE
        head = len(wrap(work.title, inner, 20)) * 25
        lines = sum(len(wrap(text, inner, 13.5)) * 20 + 6 for text in words)
        heights.append(head + lines + drawing.height * inner / drawing.width)
    return round(max(heights)) + 90


def _way_back(work: Work, maker: Maker) -> str:
    locale = maker.locale
    return locale("embed.of", site=work.site) + locale("list.colon") + locale("embed.open")


def _embed_page(maker: Maker, identifier: str) -> Page:
    figure = maker.figure(identifier)
    work = work_of(figure, maker)
    home = maker.address(f"figures/{figure.id}/")
    context = EmbedContext(
        figure=figure,
        home=home,
        source=source_line(figure, maker.model, maker.locale),
        link=_way_back(work, maker),
        corrections=corrections_of(figure, maker),
    )
    return maker.page(
        f"embed/{figure.id}/",
        "embed",
        context,
        title=work.title,
        description=maker.locale(
            "figure.page-description", figure=maker.locale(f"figure.name.{figure.id}")
        ),
        card="",
    )
