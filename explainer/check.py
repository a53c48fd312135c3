"""Between model and pages: every text says what the data says, and every link leads somewhere.

After this no page can fail for what an editor wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from explainer.addresses import BENEATH, PAGES, UnknownTargetError, address_of, addresses_of
from explainer.content import Content, ProsePage
from explainer.decode import Text
from explainer.formats import Locale
from explainer.memory import Memory
from explainer.model import SiteModel, refuse_draft
from explainer.problems import Place, Problems, nearest
from explainer.prose import has_piles
from explainer.records_reader import Records
from explainer.references import (
    BadReferenceError,
    find_amounts,
    find_dates,
    find_doubled,
    find_other_year,
    find_references,
    find_unbound,
    find_years,
    nearest_values,
    print_reference,
)
from explainer.settings import LANGUAGES, SPOKEN, manner_of
from explainer.values import Value, offer

_LINK = re.compile(r"(\[?)\]\(([^)]*)\)")
_HEADING = re.compile(r"^## +.*?(?:\{#([a-z0-9-]+)\})? *$", re.M)
_OTHER_HEADING = re.compile(r"^ {0,3}(?:#(?!# )#* |#{3,}|(?:=+|-+) *$)", re.M)
_BLOCK = re.compile(r"^::([a-z-]+)(?: +(.*?))? *$", re.M)

#: Blocks that a page may hold, and whether they take an argument (and of which kind).
BLOCKS: Mapping[str, str] = {
    "figure": "figure",
    "timeline": "track",
    "measures": "",
    "who-runs-a-zone": "",
}
#: First steps of addresses that the site itself gives, which no page of an editor may take.
TAKEN = frozenset(
    {
        *PAGES,
        "notfound",
        "archive",
        "assets",
        "cards",
        "editions",
        "embed",
        "icons",
        "search",
        "terms",
    }
    | {code for code, _, _ in LANGUAGES}
)
#: Pages whose templates show blocks, by name.
PAGES_WITH_BLOCKS = ("explainer", "methods")
#: Figures that pages of their own show, so that they must exist.
NEEDED_FIGURES = ("tile-map", "measures-by-area")


def check_texts(
    model: SiteModel,
    records: Records,
    content: Content,
    locales: Mapping[str, Locale],
    problems: Problems,
    memory: Memory | None = None,
) -> None:
    """Check references, unbound numbers, links and blocks of every text of the site.

    What an earlier build found right is not checked again while nothing it rests on changed.
    """
    memory = memory or Memory()

    def check(file: str, digests: object, run: Callable[[], None]) -> None:
        before = len(problems.found)
        memory.task(f"texts of {file}", digests, run)
        if len(problems.found) > before:
            memory.forget(f"texts of {file}")

    for file, texts in records.texts_of.items():
        check(
            file,
            records.digests.get(file),
            partial(_check_file, texts, records.files, locales, model, problems),
        )
    for language, pages in content.pages.items():
        for page in pages.values():
            check(
                page.file,
                content.digests.get(page.file),
                partial(_check_page, page, locales[language], model, problems),
            )
    _check_language_names(content, problems)
    _check_page_dates(content, problems, check)
    _check_page_uses(model, records, problems)
    _check_changes(model, problems)


def _check_file(
    texts: tuple[Text, ...],
    files: Mapping[str, str],
    locales: Mapping[str, Locale],
    model: SiteModel,
    problems: Problems,
) -> None:
    for text in texts:
        if text.rich:
            for language, words in _translated(text):
                find = _Finder(text.at(language), words, files)
                _check(words, locales[language], model, find, problems)
        else:
            for language, words in _translated(text):
                _refuse_references(words, text.at(language), problems)
        _check_parity(text, problems)


def _translated(text: Text) -> Iterator[tuple[str, str]]:
    """Give the words that were written for their language, which are all but in a preview."""
    for language, words in text.by_language.items():
        if language not in text.untranslated:
            yield language, words


def _check_language_names(content: Content, problems: Problems) -> None:
    """The switch at the top of a page names every language."""
    for language, words in content.words.items():
        for code in content.words:
            if f"language.{code}" not in words:
                problems.error(
                    Place(f"content/{language}/ui.yaml", 1, 1, f"language.{code}"),
                    "missing-word",
                    f"the interface text “language.{code}” is missing.",
                    "Write the name of the language in its own words.",
                )


def _refuse_references(words: str, place: Place, problems: Problems) -> None:
    """Names, titles and descriptions are shown where a reference cannot be printed."""
    if "[[" in words or "](" in words:
        problems.error(
            place,
            "reference-not-here",
            "references and links are not printed in this text.",
            "Say it without the number, or say it in a text that prints references.",
        )


def check_site(model: SiteModel, problems: Problems) -> None:
    """What the whole site shares must be fit for feeds and addresses."""
    site = model.site
    for path, period in (("updated", site.updated), ("compiled", site.compiled)):
        if not period.is_day:
            problems.error(
                site.at(path), "bad-date", f"“{period}” is no day.", "Write it as 2026-11-21."
            )
    if not site.address.endswith("/"):
        problems.error(
            site.at("address"),
            "bad-address",
            f"“{site.address}” does not end in /.",
            f"Write {site.address}/.",
        )
    for province in model.provinces.values():
        if province.programme and province.region is None:
            problems.error(
                province.at("region"),
                "missing-key",
                f"“{province.id}” is covered by the programme and has no region.",
                "Name its region, or write programme: false.",
            )
    for code, _, _ in LANGUAGES:
        if code not in SPOKEN:
            problems.warning(
                Place(f"content/{code}/ui.yaml", 1),
                "borrowed-words",
                f"numbers and dates of “{code}” are told in the words of “{manner_of(code)}”, and "
                "its dates are not compared with those of the other languages.",
                "A developer adds its words in explainer/formats.py and explainer/references.py.",
            )
    for figure in NEEDED_FIGURES:
        if figure not in model.figures:
            problems.error(
                Place(f"data/figures/{figure}.yaml"),
                "missing-file",
                "pages of the site show this figure.",
                "Restore it.",
            )


_PATH = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*(?:#[a-z0-9]+(?:-[a-z0-9]+)*)?")


def check_moves(model: SiteModel, problems: Problems) -> None:
    """An address that moved is no page's any more, and leads to one in a single step."""
    known = addresses_of(model)
    moves = {move.old: move.new for move in model.moves}
    seen: set[str] = set()
    for move in model.moves:
        for key, path in (("old", move.old), ("new", move.new)):
            if not _PATH.fullmatch(path) or (key == "old" and not path.endswith("/")):
                problems.error(
                    move.at(key), "bad-path", f"“{path}” is no address inside a language.",
                    "Write it like measures/land/ or glossary/#land, without zh/ and index.html.",
                )  # fmt: skip
        if move.old in known:
            problems.error(
                move.at("old"), "moved-from-page", f"“{move.old}” is the address of a page.",
                "Take the move out, or correct the old address.",
            )  # fmt: skip
        if move.old in seen:
            problems.error(
                move.at("old"), "duplicate-item", f"“{move.old}” moved already above.",
                "Keep one of them.",
            )  # fmt: skip
        seen.add(move.old)
        if move.new not in known and _PATH.fullmatch(move.new):
            on = moves.get(move.new)
            problems.error(
                move.at("new"), "moved-nowhere", f"there is no page at “{move.new}”.",
                f"It moved on: write {on}." if on in known else nearest(move.new, known),
            )  # fmt: skip


def check_anchors(content: Content, template_ids: frozenset[str], problems: Problems) -> None:
    """Headings do not take ids that templates use, and links to anchors lead to one."""
    for pages in content.pages.values():
        for page in pages.values():
            for match in _HEADING.finditer(page.body):
                if match.group(1) in template_ids:
                    problems.error(
                        page.place(match.start()),
                        "duplicate-id",
                        f"the id “{match.group(1)}” is used by the page itself.",
                        "Choose another.",
                    )
            for match in re.finditer(r"\]\(page:([a-z]+)#([a-z0-9-]+)\)", page.body):
                target = pages.get(match.group(1))
                known = set(target.parts()) if target else set()
                if match.group(2) not in known | template_ids:
                    problems.error(
                        page.place(match.start(1)),
                        "unknown-id",
                        f"the page “{match.group(1)}” has no section “{match.group(2)}”.",
                        nearest(match.group(2), known),
                    )


def _check_page_dates(
    content: Content,
    problems: Problems,
    check: Callable[[str, object, Callable[[], None]], None],
) -> None:
    """The same dates stand in the same sections of every language."""
    first, *others = content.pages
    for language in others:
        for name, theirs in content.pages[language].items():
            ours = content.pages[first].get(name)
            if ours is None:
                continue
            digests = (content.digests.get(ours.file), content.digests.get(theirs.file))
            check(
                f"{theirs.file} and {ours.file}", digests, partial(_dates, ours, theirs, problems)
            )


def _dates(ours: ProsePage, theirs: ProsePage, problems: Problems) -> None:
    mine, its = ours.parts(), theirs.parts()
    for section in mine.keys() & its.keys():
        start, words = its[section]
        dates = differing_dates(mine[section][1], ours.language, words, theirs.language)
        if dates:
            problems.error(
                theirs.place(start),
                "dates-differ",
                f"the dates of this section differ from {ours.place(mine[section][0])}: {dates}.",
                "Both languages carry the same dates, document numbers and numerals.",
            )


def _check_changes(model: SiteModel, problems: Problems) -> None:
    """A change names something that is, or was, published: a value, a page, or the whole site."""
    known = {"site", *_page_names(model)}
    for change in model.changes:
        if change.what in known or change.what in model.values or change.after == "removed":
            continue
        if ":" in change.what:
            continue
        problems.error(
            change.at("what"),
            "unknown-id",
            f"there is no value or page “{change.what}”.",
            offer(change.what, [*model.values, *known]),
        )


def _check_page(page: ProsePage, locale: Locale, model: SiteModel, problems: Problems) -> None:
    front = page.front
    for path, words in (("title", front.title), ("description", front.description)):
        _refuse_references(words, front.at(path), problems)
    parts = {"title": front.title, "description": front.description}
    if front.standfirst:
        parts["standfirst"] = front.standfirst
    parts |= {f"findings[{i}]": words for i, words in enumerate(front.findings)}
    for path, words in parts.items():
        find = _Fixed(front.at(path))
        _check(words, locale, model, find, problems)
    _check(page.body, locale, model, page.place, problems)
    for match in _BLOCK.finditer(page.body):
        _check_block(match, page, model, problems)
    for match in _OTHER_HEADING.finditer(page.body):
        problems.error(
            page.place(match.start()),
            "heading-level",
            "only headings of the second level stand in a page.",
            "Write ## Heading {#short-id}; lines of = or - are not used.",
        )
    ids = [m.group(1) for m in _HEADING.finditer(page.body)]
    for match in _HEADING.finditer(page.body):
        if match.group(1) is None:
            problems.error(
                page.place(match.start()),
                "heading-without-id",
                "the heading has no permanent id.",
                "Write it at its end: ## Heading {#short-id}.",
            )
        elif ids.count(match.group(1)) > 1:
            problems.error(
                page.place(match.start()),
                "duplicate-id",
                f"the id “{match.group(1)}” stands on this page twice.",
            )


def _check_block(
    match: re.Match[str], page: ProsePage, model: SiteModel, problems: Problems
) -> None:
    name, argument = match.group(1), match.group(2) or ""
    place = page.place(match.start())
    if name not in BLOCKS:
        problems.error(
            place,
            "unknown-block",
            f"there is no block “::{name}”.",
            nearest(name, BLOCKS) or f"Known: {', '.join(BLOCKS)}.",
        )
    elif page.name not in (*PAGES_WITH_BLOCKS, *model.pages):
        problems.error(
            place,
            "block-not-here",
            f"blocks such as “::{name}” do not stand on this page.",
            f"They stand on: {', '.join(PAGES_WITH_BLOCKS)}.",
        )
    elif BLOCKS[name] == "figure" and f"figure:{argument}" in model.drafts:
        refuse_draft("figure", argument, model.drafts[f"figure:{argument}"], place, problems)
    elif BLOCKS[name] == "figure" and argument not in model.figures:
        problems.error(
            place,
            "unknown-id",
            f"there is no figure “{argument}”.",
            nearest(argument, model.figures) or f"Known: {', '.join(model.figures)}.",
        )
    elif BLOCKS[name] == "track" and argument not in {"programme", "plan", "since"}:
        problems.error(place, "not-allowed", f"“{argument}” is no track of the timeline.")


class _Fixed:
    """Gives one place for every offset, for short texts."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def __call__(self, _offset: int) -> Place:
        return self.place


class _Finder:
    """Finds the line of a piece of a YAML text that may run over several lines."""

    def __init__(self, place: Place, words: str, files: Mapping[str, str]) -> None:
        self.place = place
        self.words = words
        self.files = files

    def __call__(self, offset: int) -> Place:
        piece = self.words[offset : offset + 24].split("\n")[0]
        before = self.words[:offset].count(piece) if piece else 0
        lines = self.files.get(self.place.file, "").split("\n")
        for number in range(max(self.place.line, 1), len(lines) + 1):
            line = lines[number - 1]
            start = self.place.column - 1 if number == self.place.line else 0
            column = line.find(piece[:12], start)
            while column >= 0:
                if before == 0:
                    return Place(self.place.file, number, column + 1, self.place.key)
                before -= 1
                column = line.find(piece[:12], column + 1)
            if number - self.place.line > self.words.count("\n") + len(self.words) // 20 + 4:
                break
        return self.place


def _check(
    words: str,
    locale: Locale,
    model: SiteModel,
    find: _Finder | _Fixed | object,
    problems: Problems,
) -> None:
    assert callable(find)
    for line in re.finditer(r"[^\n]+", words):
        if has_piles(line.group()):
            problems.error(
                find(line.start()),
                "too-many-marks",
                "the line holds more brackets or stars, or nests deeper, than a text can.",
                "Take them out.",
            )
            return
    for reference in find_references(words):
        try:
            print_reference(reference, model.values, locale)
        except BadReferenceError as error:
            problems.error(find(reference.start), error.kind, f"{error}", error.remedy)
        doubled = find_doubled(words, reference, locale.code)
        if doubled:
            problems.error(
                find(reference.start),
                "doubled-words",
                f"“{doubled}” is typed beside [[{reference.key}]], which prints its own qualifier "
                "and unit.",
                f"Take “{doubled}” out.",
            )
        value = model.values.get(reference.key)
        year = find_other_year(words, reference, value, locale.code) if value else ""
        if value and year:
            problems.error(
                find(reference.start),
                "other-year",
                f"“{year}” is typed beside [[{reference.key}]], a value of {value.period}.",
                "Correct the year, or name the value of that year.",
            )
    _check_joins(words, model, find, problems)
    stray = re.sub(r"\[\[[^\[\]]*\]\]", lambda m: " " * len(m.group()), words)
    for broken in re.finditer(r"\[\[|\]\]", stray):
        problems.error(
            find(broken.start()),
            "broken-reference",
            f"“{words[broken.start() : broken.start() + 24]}” is not a whole reference.",
            "Write [[key]] or [[key | option]].",
        )
    for match in _LINK.finditer(words):
        place = find(match.start(2))
        if match.group(1):
            problems.error(place, "bad-link", "the link has no words.", "Write [words](kind:id).")
        _check_link(match.group(2), model, place, problems)
    for numeral in find_unbound(words, locale.code):
        offers = nearest_values(numeral.text, model.values, locale)
        problems.error(
            find(numeral.start),
            "unbound-number",
            f"“{numeral.text}” is typed, not bound to a value.",
            (f"Perhaps: {' or '.join(offers)}." if offers else "")
            or "Write a reference, or [[literal: … | reason]].",
        )


_SENTENCE = re.compile(r"[^.。!?！？;；\n]*(?:\[\[[^\]]*\]\][^.。!?！？;；\n]*)*[.。!?！？;；\n]?")


def _check_joins(
    words: str, model: SiteModel, find: _Finder | _Fixed | object, problems: Problems
) -> None:
    """One sentence never sets a value of one series beside a later value of another."""
    assert callable(find)
    start = 0
    for sentence in _SENTENCE.findall(words):
        references = [r for r in find_references(sentence) if r.key in model.values]
        values = [(r, model.values[r.key]) for r in references]
        for index, (reference, value) in enumerate(values):
            for _, earlier in values[:index]:
                reason = _may_not_join(earlier, value, model)
                if reason:
                    problems.error(
                        find(start + reference.start),
                        "joined-series",
                        f"{earlier.key} and {value.key} stand in one sentence, but {reason}.",
                        "Take both from one series, or tell them in separate sentences.",
                    )
        start += len(sentence)


def _may_not_join(earlier: Value, value: Value, model: SiteModel) -> str:
    """Give why two values cannot tell a development, or an empty string."""
    if not (earlier.indicator and value.indicator) or earlier.period == value.period:
        return ""
    if earlier.indicator == value.indicator:
        joinable = model.indicators[value.indicator].series_comparable is not None
        if earlier.series != value.series and earlier.series and value.series and not joinable:
            return f"“{earlier.series}” and “{value.series}” count differently"
        return ""
    one, two = model.indicators[earlier.indicator], model.indicators[value.indicator]
    if two.id in one.never_with or one.id in two.never_with:
        return f"“{one.id}” and “{two.id}” are defined differently"
    return ""


def _check_link(target: str, model: SiteModel, place: Place, problems: Problems) -> None:
    kind, colon, identifier = target.partition(":")
    if not colon or not re.fullmatch(r"[a-z]+:[a-z0-9/#-]+", target):
        problems.error(
            place,
            "bad-link",
            f"“{target}” is not a link inside the site.",
            "Write kind:id, such as measure:land or source:id; outside pages are sources.",
        )
        return
    try:
        address_of(kind, identifier, model)
    except UnknownTargetError as error:
        draft = model.drafts.get(f"{'own-page' if kind == 'page' else kind}:{identifier}")
        if draft:
            refuse_draft(kind, identifier, draft, place, problems)
            return
        problems.error(
            place,
            "unknown-id",
            f"there is no {error.kind} “{error.identifier}”.",
            nearest(error.identifier, error.known),
        )


def _references(words: str) -> list[str]:
    return sorted(r.key for r in find_references(words) if r.literal is None)


def _check_parity(text: Text, problems: Problems) -> None:
    """The same numbers stand in every language of a text."""
    if text.untranslated:
        return
    (first, ours), *others = text.by_language.items()
    for language, theirs in others:
        one, two = _references(ours), _references(theirs)
        if one != two:
            missing = [k for k in one if k not in two] + [k for k in two if k not in one]
            problems.error(
                text.at(language),
                "languages-differ",
                f"the numbers differ from “{first}” ({text.at(first)}): "
                f"{', '.join(missing) or 'one stands more often'}.",
                "Both languages carry the same references.",
            )
        dates = differing_dates(ours, first, theirs, language)
        if dates:
            problems.error(
                text.at(language),
                "dates-differ",
                f"numerals differ from “{first}” ({text.at(first)}): {dates}.",
                "Both languages carry the same dates and document numbers.",
            )


def differing_dates(ours: str, first: str, theirs: str, other: str) -> str:
    """Give the dates, document numbers and other numerals that stand in one of two texts only."""
    if other not in SPOKEN:
        return ", ".join(sorted(find_years(ours) ^ find_years(theirs)))
    one = set(find_dates(ours, first)) | find_years(ours)
    two = set(find_dates(theirs, other)) | find_years(theirs)
    differing = sorted(one ^ two)
    left, right = Counter(find_amounts(ours, first)), Counter(find_amounts(theirs, other))
    differing += sorted(((left - right) + (right - left)).elements())
    return ", ".join(differing)


def _check_page_uses(model: SiteModel, records: Records, problems: Problems) -> None:
    """Pages that records name must exist."""
    known = set(_page_names(model))
    for use in records.uses:
        if use.kind == "page" and use.id not in known:
            problems.error(
                use.place, "unknown-id", f"there is no page “{use.id}”.", nearest(use.id, known)
            )


def _page_names(model: SiteModel) -> Iterator[str]:
    yield from PAGES
    yield from model.pages
    yield from (f"measures/{m}" for m in model.measures)
    yield from (f"numbers/{i}" for i in model.indicators)
    yield from (f"figures/{f}" for f in model.figures)
    yield from (f"timeline/{e}" for e in model.events)
    yield from (f"sources/{s}" for s in model.sources)
    yield from BENEATH
    yield from (f"zones/{p}" for p in model.provinces)
    yield from (f"zones/{model.province_of[z]}/{z}" for z in model.zones)


def check_measure_pages(model: SiteModel, content: Content, problems: Problems) -> None:
    """Every measure has its prose page, and no page is left over."""
    wanted = (
        {f"measures/{m}" for m in model.measures} | set(PAGES) | {"notfound"} | set(model.pages)
    )
    for own in model.pages.values():
        if own.id in TAKEN:
            problems.error(
                own.at("id"),
                "duplicate-id",
                f"the address “{own.id}” belongs to the site itself.",
                "Choose another id.",
            )
    for language, pages in content.pages.items():
        for name in sorted(wanted - pages.keys()):
            problems.error(
                Place(f"content/{language}/{name}.md"), "missing-file", "this page is missing."
            )
        for name in sorted(pages.keys() - wanted):
            problems.error(
                Place(pages[name].file),
                "stray-file",
                "no part of the site shows this page.",
                nearest(name, wanted),
            )
