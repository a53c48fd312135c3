"""The pipeline, stage by stage: from a folder of content to every file of the site, in memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from explainer.assets import read_assets
from explainer.budget import check_budget, read_budget
from explainer.check import check_anchors, check_measure_pages, check_site, check_texts
from explainer.content import Content, compare_pages, read_content
from explainer.exports import (
    make_resources,
    render_figure_files,
    render_json,
    render_resources,
)
from explainer.feeds import (
    FEEDS,
    render_feed,
    render_robots,
    render_sitemap,
    render_web_manifest,
)
from explainer.figures.build import build_figures
from explainer.figures.checks import check_figures
from explainer.figures.drawing import read_drawing
from explainer.figures.explore import render_script
from explainer.figures.picture import Picture, read_picture
from explainer.figures.spec import Drawing, Figure
from explainer.figures.standalone import light_colours, make_standalone, source_line
from explainer.formats import Locale, MissingWordError
from explainer.hosting import render_headers
from explainer.leans import Leaning, build_leaning, note_weak_support, uses_as_data
from explainer.load import list_files
from explainer.model import SiteModel, build_site_model
from explainer.page_data import anchors_of, data_name, page_as_data
from explainer.pages.base import DataFile, Draft, Maker, Page
from explainer.pages.cards import Card, make_cards
from explainer.pages.figures import FigureContext, make_figures
from explainer.pages.measures import make_measures
from explainer.pages.mine import render_mine
from explainer.pages.own import make_own
from explainer.pages.places import hidden_names
from explainer.pages.reference import make_reference
from explainer.pages.story import make_story
from explainer.pages.zones import make_zones
from explainer.pictures import (
    FAVICON_SIDE,
    ICONS,
    card_picture,
    icon_files,
    icon_picture,
    picture_name,
    print_picture,
)
from explainer.plain import plain_text
from explainer.problems import BuildError, Place, Problem, Problems
from explainer.prose import ProseReader
from explainer.records_reader import read_records
from explainer.releases import check_changes, read_released
from explainer.render import Scope, file_of, make_environment, render_page
from explainer.settings import LANGUAGES, Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the content says, checked: what the page makers work from."""

    model: SiteModel
    content: Content
    locales: Mapping[str, Locale]
    figures: Mapping[tuple[str, str], Figure]
    leaning: Leaning
    warnings: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    reader: ProseReader = field(default_factory=ProseReader)


@dataclass(frozen=True, slots=True)
class Built:
    """The whole site in memory: file contents by address, and the pages they came from."""

    files: Mapping[str, bytes]
    pages: tuple[Page, ...]
    loaded: Loaded
    warnings: tuple[Problem, ...]
    explorable: bool


@contextmanager
def _words_as_problems() -> Iterator[None]:
    """An interface word that is missing is an editor's mistake, not ours."""
    try:
        yield
    except MissingWordError as error:
        problems = Problems()
        place = Place(f"content/{error.code}/ui.yaml", 1, 1, error.key)
        problems.error(place, "missing-word", f"{error}", "Write it as the other languages do.")
        raise BuildError(problems.errors) from None


def load_site(settings: Settings) -> Loaded:
    """Read and check all content.

    Raises:
        BuildError: with every problem of every file.
    """
    with _words_as_problems():
        return _load(settings)


def _load(settings: Settings) -> Loaded:
    problems = Problems(forgiven=settings.forgiven)
    content = read_content(settings.root, settings.languages, problems)
    records = read_records(settings.root, settings.languages, problems)
    if problems.errors and not any(p.place.file.startswith("content/") for p in problems.errors):
        # What can be said of the prose is said in the same run.
        compare_pages(content, problems)
    problems.stop_on_errors()
    locales = {
        code: Locale(code, tag, folder, content.words[code]) for code, folder, tag in LANGUAGES
    }
    model = build_site_model(records, content.names("name."), problems)
    check_texts(model, records, content, locales, problems)
    check_measure_pages(model, content, problems)
    compare_pages(content, problems)
    check_site(model, problems)
    check_anchors(content, _template_ids(settings.root), problems)
    check_figures(model, problems)
    check_changes(model, read_released(settings.root, problems), problems)
    problems.stop_on_errors()
    figures = build_figures(model, locales)
    first = next(iter(locales))
    shown = {f: figures[f, first].values for f in model.figures}
    leaning = build_leaning(model, records, content, shown)
    note_weak_support(model, leaning, problems)
    problems.stop_on_errors()
    return Loaded(
        model,
        content,
        locales,
        figures,
        leaning,
        problems.warnings,
        problems.notices,
    )


def _template_ids(root: Path) -> frozenset[str]:
    """Give the ids that templates set themselves."""
    found: set[str] = set()
    for path in list_files(root / "templates", "**/*.html"):
        found.update(re.findall(r' id="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    return frozenset(found)


def drawings_of(figures: Mapping[tuple[str, str], Figure]) -> tuple[Drawing, ...]:
    """Give every drawing of every figure, in a stable order."""
    return tuple(d for key in sorted(figures) for d in figures[key].drawings)


def build_site(settings: Settings) -> Built:
    """Give every file of the site.

    Raises:
        BuildError: when content is wrong or a drawing is stale or missing.
    """
    loaded = load_site(settings)
    with _words_as_problems():
        return _build(loaded, settings)


def render_pages(
    loaded: Loaded, root: Path, drawings: Mapping[str, str]
) -> dict[str, tuple[Page, str]]:
    """Give every page with its HTML, by the name of its file, and nothing else of the site."""
    _, listed = render_resources(loaded.model, make_resources(loaded.model, loaded.locales))
    addresses = read_assets(root).addresses
    cards = cards_of(loaded)
    environment = make_environment(root / "templates")
    readers = {code: ProseReader() for code in loaded.locales}
    rendered = {}
    for page in _make_pages(loaded, listed):
        code = page.language
        locale, reader, card = loaded.locales[code], readers[code], cards[code]
        scope = Scope(page, loaded.model, locale, reader, drawings, addresses, card)
        rendered[file_of(page)] = (page, render_page(page, scope, environment))
    return rendered


def _build(loaded: Loaded, settings: Settings) -> Built:
    problems = Problems(forgiven=settings.forgiven)
    budget = read_budget(settings.root, settings.languages, problems)
    drawings = read_drawings(loaded, settings.root, problems)
    cards = cards_of(loaded)
    standalones = _standalones(loaded, drawings, settings.root)
    pictures = {}
    for picture in _pictures(loaded, cards, standalones, drawings, settings.root):
        data = read_picture(settings.root, picture, problems)
        if data is not None:
            pictures[picture.name] = data
    problems.stop_on_errors()
    resources = make_resources(loaded.model, loaded.locales)
    files, listed = render_resources(loaded.model, resources)
    files["data/uses.json"] = render_json(uses_as_data(loaded.model, loaded.leaning))
    assets = read_assets(settings.root)
    files |= assets.files
    pages = _make_pages(loaded, listed)
    environment = make_environment(settings.root / "templates")
    for page in pages:
        scope = Scope(
            page,
            loaded.model,
            loaded.locales[page.language],
            loaded.reader,
            drawings,
            assets.addresses,
            cards[page.language],
        )
        files[file_of(page)] = render_page(page, scope, environment).encode()
    files |= _figure_files(loaded, standalones, pictures, pages)
    if assets.explorable:
        files |= _explore_files(loaded, pages)
    files |= _names_files(loaded)
    files |= _mine_files(loaded)
    files |= {name: data for name, data in pictures.items() if name.startswith("cards/")}
    files |= icon_files(pictures)
    files |= _page_data(loaded, pages, files)
    files |= _for_machines(loaded, pages, assets.addresses["icon.svg"])
    files["_headers"] = render_headers(files)
    files["manifest.json"] = _manifest(loaded.model, files)
    if budget is not None and not settings.preview:
        check_budget(budget, pages, files, drawings, problems, every_page=settings.strict)
        problems.stop_on_errors()
    warnings = loaded.warnings + problems.warnings
    return Built(files, pages, loaded, warnings, assets.explorable)


def read_drawings(loaded: Loaded, root: Path, problems: Problems) -> dict[str, str]:
    """Give the kept SVG of every drawing, by name.

    Raises:
        BuildError: when one is stale or missing.
    """
    drawings = {}
    for drawing in drawings_of(loaded.figures):
        svg = read_drawing(root, drawing, problems)
        if svg is not None:
            drawings[drawing.name] = svg
    problems.stop_on_errors()
    return drawings


def cards_of(loaded: Loaded) -> Mapping[str, Mapping[str, Card]]:
    """Give the cards of every language by their names."""
    return {code: make_cards(_maker(loaded, locale)) for code, locale in loaded.locales.items()}


def pictures_of(loaded: Loaded, root: Path, problems: Problems) -> tuple[Picture, ...]:
    """Give every picture as it would have to be photographed now.

    Raises:
        BuildError: when a drawing is stale or missing.
    """
    return make_pictures(loaded, read_drawings(loaded, root, problems), root)


def make_pictures(loaded: Loaded, drawings: Mapping[str, str], root: Path) -> tuple[Picture, ...]:
    """Give every picture, made from these drawings (by name)."""
    standalones = _standalones(loaded, drawings, root)
    return tuple(_pictures(loaded, cards_of(loaded), standalones, drawings, root))


def _pictures(
    loaded: Loaded,
    cards: Mapping[str, Mapping[str, Card]],
    standalones: Mapping[tuple[str, str, str], str],
    drawings: Mapping[str, str],
    root: Path,
) -> Iterator[Picture]:
    colours = _colours(root)
    icon = (root / "static/img/icon.svg").read_text(encoding="utf-8")
    for side in (FAVICON_SIDE, *ICONS):
        yield icon_picture(side, icon)
    for (identifier, code), figure in sorted(loaded.figures.items()):
        yield print_picture(figure, standalones[identifier, code, "wide"])
    for code, locale in loaded.locales.items():
        for card in cards[code].values():
            yield card_picture(card, drawings, colours, loaded.model, locale)


def _colours(root: Path) -> dict[str, str]:
    return light_colours((root / "static/css/tokens.css").read_text(encoding="utf-8"))


def _standalones(
    loaded: Loaded, drawings: Mapping[str, str], root: Path
) -> dict[tuple[str, str, str], str]:
    """Give every drawing as a file of its own, by figure, language and size."""
    colours = _colours(root)
    found: dict[tuple[str, str, str], str] = {}
    for (identifier, code), figure in sorted(loaded.figures.items()):
        locale = loaded.locales[code]
        words = [
            plain_text(text[code], loaded.model, locale)
            for text in (figure.record.headline, figure.record.subtitle)
        ]
        source = source_line(figure, loaded.model, locale)
        for drawing in figure.drawings:
            found[identifier, code, drawing.size] = make_standalone(
                drawings[drawing.name],
                colours,
                title=words[0],
                subtitle=words[1],
                source=source,
                language=code,
            )
    return found


def _figure_files(
    loaded: Loaded,
    standalones: Mapping[tuple[str, str, str], str],
    pictures: Mapping[str, bytes],
    pages: tuple[Page, ...],
) -> dict[str, bytes]:
    """Give the downloads of every figure: its table, values, drawings, print and citation."""
    files: dict[str, bytes] = {}
    for page in pages:
        if not isinstance(page.context, FigureContext):
            continue
        figure, folder = page.context.figure, page.address
        locale = loaded.locales[page.language]
        files |= render_figure_files(figure, loaded.model, locale, folder)
        for size in ("wide", "narrow"):
            svg = standalones[figure.id, page.language, size]
            files[f"{folder}{size}.svg"] = svg.encode()
        files[f"{folder}wide.png"] = pictures[picture_name(figure)]
        files[f"{folder}citation.bib"] = page.context.bibtex.encode()
    return files


def _explore_files(loaded: Loaded, pages: tuple[Page, ...]) -> dict[str, bytes]:
    """Give what readers fetch when they explore a figure, beside the figure's page."""
    return {
        f"{page.address}{drawing.size}.js": render_script(drawing, loaded.locales[page.language])
        for page in pages
        if isinstance(page.context, FigureContext)
        for drawing in page.context.figure.drawings
    }


def _page_data(
    loaded: Loaded, pages: tuple[Page, ...], files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Give every page as data, from its finished HTML."""
    anchors = anchors_of(loaded.model)
    found = {}
    for page in pages:
        name = data_name(page)
        if name is not None:
            html = files[file_of(page)].decode()
            locale = loaded.locales[page.language]
            found[name] = render_json(page_as_data(html, page, loaded.model, locale, anchors))
    return found


def _for_machines(loaded: Loaded, pages: tuple[Page, ...], icon: str) -> dict[str, bytes]:
    """Give site map, robots.txt, and the feeds and the web manifest of each language."""
    model = loaded.model
    files = {"sitemap.xml": render_sitemap(pages, model), "robots.txt": render_robots(model)}
    for locale in loaded.locales.values():
        folder = f"{locale.folder}/" if locale.folder else ""
        for name in FEEDS:
            files[folder + name] = render_feed(model, loaded.figures, locale, name)
        files[f"{folder}site.webmanifest"] = render_web_manifest(model, locale, icon)
    return files


def _mine_files(loaded: Loaded) -> dict[str, bytes]:
    """Give what the explainer fetches for readers who have chosen a province, by language."""
    makers = [_maker(loaded, locale) for locale in loaded.locales.values()]
    return {
        maker.address(f"zones/{province.id}/mine.js"): render_mine(maker, province)
        for maker in makers
        for province in loaded.model.provinces.values()
        if province.region
    }


def _names_files(loaded: Loaded) -> dict[str, bytes]:
    """Give what the table of zones fetches when its reader looks for a name, by language."""
    files = {}
    for locale in loaded.locales.values():
        names = json.dumps(hidden_names(_maker(loaded, locale)), ensure_ascii=False)
        folder = f"{locale.folder}/" if locale.folder else ""
        files[f"{folder}zones/names.js"] = f"document.currentScript.spec={names};\n".encode()
    return files


def _maker(loaded: Loaded, locale: Locale, files: tuple[DataFile, ...] = ()) -> Maker:
    return Maker(
        loaded.model,
        loaded.figures,
        loaded.content,
        locale,
        loaded.reader,
        loaded.leaning,
        files,
    )


def _make_pages(loaded: Loaded, listed: tuple[DataFile, ...]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for locale in loaded.locales.values():
        maker = _maker(loaded, locale, listed)
        pages += (draft.make(maker, *draft.arguments) for draft in drafts_of(maker))
    return tuple(pages)


def drafts_of(maker: Maker) -> Iterator[Draft]:
    """Give every page of one language before it is made."""
    for make in (make_story, make_measures, make_zones, make_figures, make_reference, make_own):
        yield from make(maker)


def _manifest(model: SiteModel, files: Mapping[str, bytes]) -> bytes:
    """What this build is: version, dates, and a digest of every file."""
    digests = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in sorted(files.items())}
    whole = hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:16]
    return render_json(
        {
            "name": model.site.name["en"],
            "version": model.site.version,
            "updated": model.site.updated.text,
            "compiled": model.site.compiled.text,
            "digest": whole,
            "files": digests,
        }
    )
