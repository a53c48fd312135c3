"""The pipeline, stage by stage: from a folder of content to every file of the site, in memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.check import check_measure_pages, check_texts
from explainer.content import Content, compare_pages, read_content
from explainer.exports import (
    make_resources,
    render_figure_files,
    render_json,
    render_resources,
    source_line,
)
from explainer.feeds import plain_text, render_feed, render_robots, render_sitemap
from explainer.figures.build import build_figures
from explainer.figures.checks import check_figures
from explainer.figures.drawing import read_drawing
from explainer.figures.spec import Drawing, Figure
from explainer.figures.standalone import light_colours, make_standalone
from explainer.formats import Locale
from explainer.leans import Leaning, build_leaning, note_weak_support, uses_as_data
from explainer.load import list_files
from explainer.model import SiteModel, build_site_model
from explainer.pages.base import Maker, Page
from explainer.pages.measures import make_measures
from explainer.pages.reference import DataFile, make_reference
from explainer.pages.story import make_story
from explainer.pages.zones import make_zones
from explainer.problems import Problem, Problems
from explainer.prose import ProseReader
from explainer.records_reader import read_records
from explainer.releases import check_changes, read_released
from explainer.render import Scope, make_environment, render_page
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


@dataclass(frozen=True, slots=True)
class Built:
    """The whole site in memory: file contents by address, and the pages they came from."""

    files: Mapping[str, bytes]
    pages: tuple[Page, ...]
    loaded: Loaded


def load_site(settings: Settings) -> Loaded:
    """Read and check all content.

    Raises:
        BuildError: with every problem of every file.
    """
    problems = Problems()
    content = read_content(settings.root, settings.languages, problems)
    records = read_records(settings.root, settings.languages, problems)
    problems.stop_on_errors()
    locales = {
        code: Locale(code, tag, folder, content.words[code]) for code, folder, tag in LANGUAGES
    }
    model = build_site_model(records, content.names("name."), problems)
    check_texts(model, records, content, locales, problems)
    check_measure_pages(model, content, problems)
    compare_pages(content, problems)
    check_figures(model, problems)
    check_changes(model, read_released(settings.root, problems), problems)
    problems.stop_on_errors()
    figures = build_figures(model, locales)
    first = next(iter(locales))
    shown = {f: figures[f, first].values for f in model.figures}
    leaning = build_leaning(model, records, content, shown)
    note_weak_support(model, leaning, problems)
    problems.stop_on_errors()
    return Loaded(model, content, locales, figures, leaning, problems.warnings, problems.notices)


def drawings_of(figures: Mapping[tuple[str, str], Figure]) -> tuple[Drawing, ...]:
    """Give every drawing of every figure, in a stable order."""
    return tuple(d for key in sorted(figures) for d in figures[key].drawings)


def build_site(settings: Settings) -> Built:
    """Give every file of the site.

    Raises:
        BuildError: when content is wrong or a drawing is stale or missing.
    """
    loaded = load_site(settings)
    problems = Problems()
    drawings = {}
    for drawing in drawings_of(loaded.figures):
        svg = read_drawing(settings.root, drawing, problems)
        if svg is not None:
            drawings[drawing.name] = svg
    problems.stop_on_errors()
    resources = make_resources(loaded.model)
    files, listed = render_resources(loaded.model, resources)
    files["data/uses.json"] = render_json(uses_as_data(loaded.model, loaded.leaning))
    assets, asset_files = _read_assets(settings.root)
    files |= asset_files
    pages = _make_pages(loaded, listed)
    environment = make_environment(settings.root / "templates")
    readers = {code: ProseReader() for code in loaded.locales}
    for page in pages:
        scope = Scope(
            page,
            loaded.model,
            loaded.locales[page.language],
            readers[page.language],
            drawings,
            assets,
        )
        name = page.address + (
            "index.html" if page.address.endswith("/") or not page.address else ""
        )
        files[name] = render_page(page, scope, environment).encode()
    files |= _figure_files(loaded, drawings, settings.root)
    files["sitemap.xml"] = render_sitemap(pages, loaded.model)
    files["robots.txt"] = render_robots(loaded.model)
    for locale in loaded.locales.values():
        folder = f"{locale.folder}/" if locale.folder else ""
        files[f"{folder}feed.xml"] = render_feed(loaded.model, locale)
    files["manifest.json"] = _manifest(loaded.model, files)
    return Built(files, pages, loaded)


def _figure_files(loaded: Loaded, drawings: Mapping[str, str], root: Path) -> dict[str, bytes]:
    """Give the downloads of every figure: its table, its values and its drawings."""
    colours = light_colours((root / "static/css/tokens.css").read_text(encoding="utf-8"))
    files: dict[str, bytes] = {}
    for (_, code), figure in sorted(loaded.figures.items()):
        locale = loaded.locales[code]
        folder = f"{locale.folder}/" if locale.folder else ""
        folder = f"{folder}figures/{figure.id}/"
        files |= render_figure_files(figure, loaded.model, locale, folder)
        words = [
            plain_text(text[code], loaded.model, locale)
            for text in (figure.record.headline, figure.record.subtitle)
        ]
        source = source_line(figure, loaded.model, locale)
        for drawing in figure.drawings:
            files[f"{folder}{drawing.size}.svg"] = make_standalone(
                drawings[drawing.name], colours, title=words[0], subtitle=words[1], source=source
            ).encode()
    return files


def _make_pages(loaded: Loaded, listed: tuple[DataFile, ...]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for locale in loaded.locales.values():
        maker = Maker(
            loaded.model, loaded.figures, loaded.content, locale, ProseReader(), loaded.leaning
        )
        pages += make_story(maker)
        pages += make_measures(maker)
        pages += make_zones(maker)
        pages += make_reference(maker, listed)
    return tuple(pages)


def _read_assets(root: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """Give the addresses of style sheets and scripts by name, and the files.

    The style sheets become one file; addresses carry a hash of the content, so that browsers
    may keep them for ever.
    """
    css = "\n".join(
        (root / "static" / "css" / name).read_text(encoding="utf-8")
        for name in (root / "static" / "css" / "order.txt").read_text(encoding="utf-8").split()
    )
    contents = {"site.css": _shrink_css(css).encode()}
    for path in list_files(root / "static" / "js", "*.js"):
        contents[path.name] = path.read_bytes()
    for path in list_files(root / "static" / "img", "*"):
        contents[path.name] = path.read_bytes()
    addresses = {}
    files = {}
    for name, data in contents.items():
        stem, _, ending = name.rpartition(".")
        digest = hashlib.sha256(data).hexdigest()[:10]
        addresses[name] = f"assets/{stem}.{digest}.{ending}"
        files[addresses[name]] = data
    return addresses, files


def _shrink_css(text: str) -> str:
    """Drop comments and indentation; nothing else, so that the sheet stays readable."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


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
