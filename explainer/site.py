"""The pipeline, stage by stage: from a folder of content to every file of the site, in memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from explainer.addresses import archive_address
from explainer.assets import BUNDLE, Assets, read_assets
from explainer.budget import check_budget, read_budget
from explainer.cache import Cache
from explainer.check import (
    check_anchors,
    check_measure_pages,
    check_moves,
    check_site,
    check_texts,
)
from explainer.content import Content, compare_pages, read_content, with_outlines, without_pages
from explainer.editions import Press, Sheets, read_pdf
from explainer.entries import render_entries
from explainer.exports import (
    make_resources,
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
from explainer.figures.build import build_figure
from explainer.figures.checks import check_figures
from explainer.figures.drawing import read_drawing
from explainer.figures.picture import Picture, read_kept, read_picture
from explainer.figures.remembered import Figures, KeptFigure, keep_figure
from explainer.figures.spec import Drawing, Figure
from explainer.formats import Locale, MissingWordError
from explainer.gallery import Gallery, open_gallery
from explainer.hosting import render_headers
from explainer.leans import build_leaning, note_weak_support, uses_as_data
from explainer.load import list_files, read_bytes
from explainer.memory import Job, Memory
from explainer.model import SiteModel, build_site_model
from explainer.outputs import SiteFiles, Written, all_stand, mark_of, marks_of
from explainer.packages import RELEASES, kept_archives
from explainer.pages.base import DataFile, Draft, Maker, Page
from explainer.pages.cards import Card, card_names, make_card
from explainer.pages.figures import make_figures as make_figure_pages
from explainer.pages.measures import make_measures
from explainer.pages.mine import render_choice, render_mine
from explainer.pages.moved import make_moved
from explainer.pages.numbers import make_numbers
from explainer.pages.own import make_own
from explainer.pages.places import hidden_names
from explainer.pages.reference import make_reference
from explainer.pages.search import make_entries, make_search
from explainer.pages.sources import make_sources
from explainer.pages.story import make_story, story_of
from explainer.pages.timeline import make_timeline
from explainer.pages.zones import make_zones
from explainer.pictures import icon_files
from explainer.problems import BuildError, Place, Problem, Problems
from explainer.records_reader import Records, read_records
from explainer.redirects import render_redirects
from explainer.releases import RECORD, check_changes, check_entries, read_released
from explainer.render import Edition, Tools, file_of
from explainer.settings import LANGUAGES, Settings
from explainer.tracing import fingerprint
from explainer.unchanged import stamps_in
from explainer.workshop import Bound, Loaded, Made, Workshop, keep_bound, still_bound


@dataclass(frozen=True, slots=True)
class Built:
    """The whole site: file contents by address, and the pages they came from.

    Pages of a build that remembers have no context.
    """

    files: SiteFiles
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


def load_site(
    settings: Settings,
    memory: Memory | None = None,
    early: Callable[[Loaded], None] | None = None,
) -> Loaded:
    """Read and check all content; what an earlier build found is taken over (``memory``).

    ``early`` is called with all that pages show once nothing in it is wrong, before it is
    compared with the last release, which takes longest and gives warnings.

    Raises:
        BuildError: with every problem of every file.
    """
    with _words_as_problems():
        return _load(settings, memory or Memory(), early)


def _load(settings: Settings, memory: Memory, early: Callable[[Loaded], None] | None) -> Loaded:
    problems = Problems(forgiven=settings.forgiven)
    content = read_content(settings.root, settings.languages, problems, memory)
    records = read_records(settings.root, settings.languages, problems, memory)
    if problems.errors and not any(p.place.file.startswith("content/") for p in problems.errors):
        # What can be said of the prose is said in the same run.
        compare_pages(content, problems)
    problems.stop_on_errors()
    model = _model(records, content, settings, problems, memory)
    content = with_outlines(without_pages(content, records.unseen_pages))
    content = track_content(content, memory)
    locales = {
        code: Locale(code, tag, folder, content.words[code]) for code, folder, tag in LANGUAGES
    }
    check_texts(model, records, content, locales, problems, memory)
    check_measure_pages(model, content, problems)
    compare_pages(content, problems)
    check_site(model, problems)
    check_moves(model, problems)
    check_anchors(content, _template_ids(settings.root), problems)
    check_figures(model, problems)
    check_entries(model, problems)
    if problems.errors:
        _check_releases(model, settings.root, problems, memory)
    problems.stop_on_errors()
    figures, kept = make_figures(model, locales, memory)
    first = next(iter(locales))
    shown = {f: kept[f, first].values for f in model.figures}
    leaning = memory.track_model(build_leaning(model, records, content, shown))
    note_weak_support(model, leaning, problems)
    drawings = tuple(drawing for key in sorted(kept) for drawing in kept[key].drawings)
    reader = _tools(settings.root, memory).reader
    loaded = Loaded(model, content, locales, figures, leaning, (), (), drawings, reader)
    if early is not None:
        early(loaded)
    _check_releases(model, settings.root, problems, memory)
    problems.stop_on_errors()
    return replace(loaded, warnings=problems.warnings, notices=problems.notices)


def _model(
    records: Records, content: Content, settings: Settings, problems: Problems, memory: Memory
) -> SiteModel:
    """Give the model; of the same files, it is made once a process and looked at once for all."""
    names = content.names("name.")
    rests_on = fingerprint((records.digests, names, settings.languages, settings.forgiven))

    def make() -> tuple[SiteModel, list[Problem]]:
        before = len(problems.found)
        model = build_site_model(records, names, problems)
        told = problems.found[before:]
        del problems.found[before:]
        return model, told

    model, told = memory.aside("model", rests_on, make)
    problems.found += told
    return memory.track_model(model, rests_on)


def _tools(root: Path, memory: Memory) -> Tools:
    return memory.aside("tools", root, lambda: Tools(root, Cache(root) if memory.keeps else None))


def _check_releases(model: SiteModel, root: Path, problems: Problems, memory: Memory) -> None:
    released = read_bytes(root / RECORD, RECORD, Problems())
    before = len(problems.found)

    def check() -> None:
        check_changes(model, read_released(root, problems), problems)

    memory.task("releases", released, check)
    if len(problems.found) > before:
        memory.forget("releases")


def track_content(content: Content, memory: Memory) -> Content:
    """Give the content through mappings that note what is read."""
    return Content(
        {code: memory.track(f"prose.{code}", pages) for code, pages in content.pages.items()},
        {code: memory.track(f"words.{code}", words) for code, words in content.words.items()},
        content.digests,
        {code: memory.track(f"outlines.{code}", o) for code, o in content.outlines.items()},
    )


def make_figures(
    model: SiteModel, locales: Mapping[str, Locale], memory: Memory
) -> tuple[Mapping[tuple[str, str], Figure], Mapping[tuple[str, str], KeptFigure]]:
    """Give every figure in every language, and the same in the form in which they are kept."""
    kept = {
        (identifier, code): memory.task(
            f"figure {identifier} {code}", (), partial(_figure, identifier, model, locale)
        )
        for identifier in model.figures
        for code, locale in locales.items()
    }
    return memory.track("figures", kept, lambda figure: figure.mark, shown=Figures(kept)), kept


def _figure(identifier: str, model: SiteModel, locale: Locale) -> KeptFigure:
    return keep_figure(build_figure(model.figures[identifier], model, locale))


def _template_ids(root: Path) -> frozenset[str]:
    """Give the ids that templates set themselves."""
    found: set[str] = set()
    for path in list_files(root / "templates", "**/*.html"):
        found.update(re.findall(r' id="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    return frozenset(found)


def drawings_of(figures: Mapping[tuple[str, str], Figure]) -> tuple[Drawing, ...]:
    """Give every drawing of every figure, in a stable order."""
    return tuple(d for key in sorted(figures) for d in figures[key].drawings)


def build_site(
    settings: Settings,
    memory: Memory | None = None,
    written: Written | None = None,
    watched: Watched | None = None,
) -> Built:
    """Give every file of the site.

    What an earlier build found is taken over (``memory``) as long as what it wrote into the
    published folder still stands there (``written``). Pages that are ``watched`` are made first.

    Raises:
        BuildError: when content is wrong or a drawing is stale or missing.
    """
    memory = memory or Memory()
    early = None if watched is None else partial(_show_early, memory, watched)
    loaded = load_site(settings, memory, early)
    with _words_as_problems():
        return _build(loaded, settings, memory, written or Written())


@dataclass(frozen=True, slots=True)
class Watched:
    """Addresses of pages that somebody looks at, and whom to tell of their HTML early."""

    pages: frozenset[str]
    tell: Callable[[Mapping[str, bytes]], None]


def _show_early(memory: Memory, watched: Watched, loaded: Loaded) -> None:
    """Make the pages that somebody looks at and that changed, with the last build's assets.

    They are made again with all others, which tells what may be wrong with them.
    """
    last: Workshop | None = memory.before.aside.get("workshop")
    if last is None:
        return
    workshop = replace(last, loaded=loaded, tools=_tools(last.tools.root, memory))
    for locale in loaded.locales.values():
        start = f"{locale.folder}/" if locale.folder else ""
        pages = {page.removeprefix(start) for page in watched.pages if page.startswith(start)}
        maker = _maker(loaded, locale, last.offered)
        for draft in drafts_of(maker) if pages else ():
            if draft.tree in pages and not memory.holds(*_page_task(draft, maker)):
                with suppress(Exception):
                    page = draft.make(maker, *draft.arguments)
                    watched.tell({file_of(page): workshop.render(page).encode()})


def archive_of(loaded: Loaded) -> tuple[str, bytes]:
    """Give the archive of this version's data, and where the project keeps it."""
    resources = make_resources(loaded.model, loaded.locales)
    tables, _ = render_resources(loaded.model, loaded.locales, resources)
    address = archive_address(loaded.model)
    return f"{RELEASES}/{address.rpartition('/')[2]}", tables[address]


def render_pages(
    loaded: Loaded, root: Path, drawings: Mapping[str, str], memory: Memory
) -> dict[str, tuple[Page, bytes]]:
    """Give every page with its HTML, packed by zlib, by the name of its file; nothing else."""
    _, listed = memory.task("tables", (), partial(_tables, loaded), keep=lambda made: ({}, made[1]))
    offered = memory.track("offered", {file.path: file for file in listed})
    makers = {code: _maker(loaded, locale, offered) for code, locale in loaded.locales.items()}
    cards = {code: _cards(maker, memory) for code, maker in makers.items()}
    addresses = memory.track("assets", read_assets(root).addresses)
    gallery = open_gallery(makers, drawings, root)
    tools = _tools(root, memory)
    workshop = Workshop(loaded, drawings, cards, addresses, tools, gallery, memory=memory)
    jobs = [
        Job(*_page_task(draft, maker), partial(workshop.show, draft, maker))
        for maker in makers.values()
        for draft in drafts_of(maker)
    ]
    return {file_of(page): (page, small) for page, small in memory.tasks(jobs)}


def _build(loaded: Loaded, settings: Settings, memory: Memory, written: Written) -> Built:
    problems = Problems(forgiven=settings.forgiven)
    budget = read_budget(settings.root, settings.languages, problems)
    drawings = memory.track("drawings", read_drawings(loaded, settings.root, problems))
    makers = {code: _maker(loaded, locale) for code, locale in loaded.locales.items()}
    gallery = open_gallery(makers, drawings, settings.root)
    cards = {code: _cards(maker, memory) for code, maker in makers.items()}
    pictures = _read_pictures(gallery, settings.root, memory, problems)
    problems.stop_on_errors()
    tables, listed = memory.task(
        "tables",
        (),
        partial(_tables, loaded),
        keep=lambda made: (marks_of(made[0]), made[1]),
        usable=lambda made: all_stand(written, made[0]),
    )
    assets = _assets(settings.root, memory, written)
    addresses = memory.track("assets", assets.addresses)
    workshop = Workshop(
        loaded,
        drawings,
        cards,
        addresses,
        _tools(settings.root, memory),
        gallery,
        pictures,
        memory,
        memory.track("inside", assets.inside),
    )
    files = SiteFiles(written)
    files.add(kept_archives(settings.root) | tables)
    memory.files("uses", (), partial(_uses_files, loaded), files)
    files.add(assets.files)
    pages = []
    offered = memory.track("offered", {file.path: file for file in listed})
    shelves = _shelve(workshop, offered, settings.root, problems, files)
    workshop = replace(workshop, editions=memory.track("editions", shelves), offered=offered)
    if memory.keeps:
        # Without the memory itself, which would hold on to the one before it.
        memory.after.aside["workshop"] = replace(workshop, memory=Memory())
    drafts = [
        (draft, maker)
        for maker in (_maker(loaded, locale, offered) for locale in loaded.locales.values())
        for draft in drafts_of(maker)
    ]
    jobs = [
        Job(
            *_page_task(draft, maker),
            partial(workshop.make, draft, maker),
            _keep_page,
            partial(_still_stands, written),
        )
        for draft, maker in drafts
    ]
    for made in memory.tasks(jobs):
        pages.append(made.page)
        files.add(made.files)
    files.add({name: data for name, data in pictures.items() if name.startswith("cards/")})
    files.add(icon_files(pictures))
    _add_common(loaded, tuple(pages), makers, assets, memory, files)
    files.add({"_headers": render_headers(files)})
    files.add({"manifest.json": _manifest(loaded.model, files)})
    if budget is not None and not settings.preview:
        every = settings.strict
        check_budget(budget, tuple(pages), files, drawings, problems, memory, every_page=every)
        problems.stop_on_errors()
    warnings = loaded.warnings + problems.warnings
    return Built(files, tuple(pages), loaded, warnings, assets.explorable)


def _page_task(draft: Draft, maker: Maker) -> tuple[str, object]:
    """Give the name of the task that makes a page, and its arguments."""
    arguments = (draft.make.__qualname__, draft.arguments)
    return f"page {maker.locale.code} {draft.tree}", arguments


def _keep_page(made: Made) -> Made:
    return Made(made.page, marks_of(made.files))


def _still_stands(written: Written, made: Made) -> bool:
    return all_stand(written, made.files)


def _cards(maker: Maker, memory: Memory) -> Mapping[str, Card]:
    """Give the cards of a language, as pages tell of them."""
    code = maker.locale.code
    cards = {
        name: memory.task(f"card {code} {name}", (), partial(make_card, maker, name), keep=_told)
        for name in card_names(maker.model)
    }
    return memory.track(f"cards.{code}", cards, lambda card: fingerprint(_told(card)))


def _told(card: Card) -> Card:
    """Give what pages tell of a card, without what is drawn on it."""
    return replace(card, figure=None, number=None, area=None)


def _read_pictures(
    gallery: Gallery, root: Path, memory: Memory, problems: Problems
) -> Mapping[str, bytes]:
    """Give the kept pictures by name; what is missing or stale is a problem."""
    pictures: dict[str, bytes] = {}
    for name, make in gallery.pictures().items():
        data = read_kept(root, name)
        task, before = f"picture {name}", len(problems.found)
        found = memory.task(
            task,
            (mark_of(data).digest, gallery.colours, gallery.icon),
            partial(_read_picture, make, root, problems),
            keep=lambda _: True,
        )
        if len(problems.found) > before:
            memory.forget(task)
        if found is not None:
            pictures[name] = data
    return memory.track("pictures", pictures, lambda data: mark_of(data).digest.encode())


def _assets(root: Path, memory: Memory, written: Written) -> Assets:
    """Give style sheets, scripts and libraries; while they are as before, none of them is read."""
    stamps = [stamps_in(root / part) for part in ("static", BUNDLE)]
    assets: Assets = memory.task(
        "assets",
        stamps,
        partial(read_assets, root),
        keep=lambda assets: replace(assets, files=marks_of(assets.files)),
        usable=lambda assets: all_stand(written, assets.files),
    )
    return assets


def _read_picture(make: Callable[[], Picture], root: Path, problems: Problems) -> bytes | None:
    return read_picture(root, make(), problems)


def _tables(loaded: Loaded) -> tuple[dict[str, bytes], tuple[DataFile, ...]]:
    resources = make_resources(loaded.model, loaded.locales)
    return render_resources(loaded.model, loaded.locales, resources)


def _uses_files(loaded: Loaded) -> dict[str, bytes]:
    return {"data/uses.json": render_json(uses_as_data(loaded.model, loaded.leaning))}


def _add_common(
    loaded: Loaded,
    pages: tuple[Page, ...],
    makers: Mapping[str, Maker],
    assets: Assets,
    memory: Memory,
    files: SiteFiles,
) -> None:
    """Add what belongs to no page: for machines, for the tables of zones, for the search."""
    icon = assets.addresses["icon.svg"]
    listed = tuple((page.address, page.tree, page.template) for page in pages)
    memory.files("site map", listed, partial(_site_map, loaded, pages), files)
    for code, maker in makers.items():
        memory.files(f"feeds {code}", icon, partial(_feeds, loaded, maker.locale, icon), files)
        memory.files(f"names {code}", (), partial(_names_files, maker), files)
        memory.files(f"mine {code}", (), partial(_mine_files, maker), files)
        if assets.searchable:
            memory.files(f"search {code}", (), partial(_search_files, maker), files)


def _shelve(
    workshop: Workshop,
    offered: Mapping[str, DataFile],
    root: Path,
    problems: Problems,
    files: SiteFiles,
) -> dict[str, tuple[Edition, ...]]:
    """Add the files to take away; give what each language offers of them."""
    loaded, memory = workshop.loaded, workshop.memory
    shelves: dict[str, tuple[Edition, ...]] = {}
    for code, locale in loaded.locales.items():
        bound: Bound = memory.task(
            f"edition {code}",
            code,
            partial(workshop.bind, _maker(loaded, locale, offered)),
            keep=keep_bound,
            usable=partial(still_bound, files.written),
        )
        files.add({bound.address: bound.data})
        pdf = read_pdf(root, bound.pdf, bound.digest, problems)
        shelf = [Edition("html", bound.address, bound.size)]
        if pdf is not None:
            files.add({bound.pdf: pdf})
            shelf.append(Edition("pdf", bound.pdf, len(pdf)))
        shelves[code] = tuple(shelf)
    return shelves


def _print_card(card: Card) -> bytes:
    return fingerprint((card.name, card.language, card.title, card.words, card.alt))


def sheets_of(loaded: Loaded, root: Path, problems: Problems) -> tuple[Sheets, ...]:
    """Give what the PDFs would be set from now.

    Raises:
        BuildError: when a drawing is stale or missing.
    """
    drawings = read_drawings(loaded, root, problems)
    tools = Tools(root, reader=loaded.reader)
    press = Press(loaded.model, loaded.locales, drawings, read_assets(root).inside, tools)
    return tuple(
        press.sheets(story_of(_maker(loaded, locale, {}))) for locale in loaded.locales.values()
    )


def read_drawings(loaded: Loaded, root: Path, problems: Problems) -> dict[str, str]:
    """Give the kept SVG of every drawing, by name.

    Raises:
        BuildError: when one is stale or missing.
    """
    drawings = {}
    for drawing in loaded.drawings or drawings_of(loaded.figures):
        svg = read_drawing(root, drawing, problems)
        if svg is not None:
            drawings[drawing.name] = svg
    problems.stop_on_errors()
    return drawings


def pictures_of(loaded: Loaded, root: Path, problems: Problems) -> tuple[Picture, ...]:
    """Give every picture as it would have to be photographed now.

    Raises:
        BuildError: when a drawing is stale or missing.
    """
    return make_pictures(loaded, read_drawings(loaded, root, problems), root)


def make_pictures(loaded: Loaded, drawings: Mapping[str, str], root: Path) -> tuple[Picture, ...]:
    """Give every picture, made from these drawings (by name)."""
    makers = {code: _maker(loaded, locale) for code, locale in loaded.locales.items()}
    return tuple(make() for make in open_gallery(makers, drawings, root).pictures().values())


def _site_map(loaded: Loaded, pages: tuple[Page, ...]) -> dict[str, bytes]:
    model = loaded.model
    return {
        "sitemap.xml": render_sitemap(pages, model),
        "robots.txt": render_robots(model),
        "_redirects": render_redirects(model),
    }


def _feeds(loaded: Loaded, locale: Locale, icon: str) -> dict[str, bytes]:
    """Give the feeds and the web manifest of a language."""
    model, folder = loaded.model, f"{locale.folder}/" if locale.folder else ""
    files = {folder + name: render_feed(model, loaded.figures, locale, name) for name in FEEDS}
    files[f"{folder}site.webmanifest"] = render_web_manifest(model, locale, icon)
    return files


def _mine_files(maker: Maker) -> dict[str, bytes]:
    """Give what the explainer fetches for readers who have chosen a province."""
    files = {maker.address("zones/choose.js"): render_choice(maker)}
    files |= {
        maker.address(f"zones/{province.id}/mine.js"): render_mine(maker, province)
        for province in maker.model.provinces.values()
        if province.region
    }
    return files


def _names_files(maker: Maker) -> dict[str, bytes]:
    """Give what the table of zones fetches when its reader looks for a name."""
    words = {name: maker.locale(f"sort.{name}") for name in ("by", "ascending", "descending")}
    spec = json.dumps({"names": hidden_names(maker), "words": words}, ensure_ascii=False)
    return {maker.address("zones/names.js"): f"document.currentScript.spec={spec};\n".encode()}


def _search_files(maker: Maker) -> dict[str, bytes]:
    """Give what readers fetch when they search, beside the page of the search."""
    name = maker.address("search/entries.js")
    return {name: render_entries(make_entries(maker), maker.locale)}


def _maker(
    loaded: Loaded, locale: Locale, files: Mapping[str, DataFile] = MappingProxyType({})
) -> Maker:
    return Maker(
        loaded.model,
        loaded.figures,
        loaded.content,
        locale,
        loaded.reader,
        loaded.leaning,
        files,
    )


def drafts_of(maker: Maker) -> Iterator[Draft]:
    """Give every page of one language before it is made."""
    for make in (
        make_story,
        make_measures,
        make_zones,
        make_figure_pages,
        make_numbers,
        make_timeline,
        make_sources,
        make_reference,
        make_own,
        make_search,
        make_moved,
    ):
        yield from make(maker)


def _manifest(model: SiteModel, files: SiteFiles) -> bytes:
    """What this build is: version, dates, and a digest of every file."""
    digests = {name: files.mark(name).digest for name in sorted(files)}
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
