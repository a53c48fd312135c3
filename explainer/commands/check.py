"""`check`: every problem of every file in one run; writes nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

from explainer.check import check_texts
from explainer.content import compare_pages, read_content
from explainer.figures.picture import read_picture
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.problems import BuildError, Problem, Problems
from explainer.records_reader import read_records
from explainer.settings import LANGUAGES, Settings
from explainer.site import load_site, pictures_of

#: What a text shows by itself, whatever the records say: told even when records are broken.
OF_WORDS = frozenset(
    """
    bad-link block-not-here broken-reference dates-differ doubled-words duplicate-id heading-level
    heading-without-id languages-differ missing-translation reference-not-here too-many-marks
    unbound-number unknown-block
    """.split()
)


def find_problems(settings: Settings) -> tuple[Problem, ...]:
    """Give every problem that can be told in one run: errors, warnings and notices."""
    try:
        loaded = load_site(settings)
    except BuildError as error:
        more = _words_beside_broken_records(settings)
        return tuple(sorted({*error.errors, *error.warnings, *more}))
    found = {*loaded.warnings, *loaded.notices}
    problems = Problems()
    try:
        for picture in pictures_of(loaded, settings.root, problems):
            read_picture(settings.root, picture, problems)
    except BuildError:
        pass  # a drawing is missing or stale, which says nothing of the pictures made from it
    return tuple(sorted({*found, *problems.found}))


def _words_beside_broken_records(settings: Settings) -> set[Problem]:
    """Broken records stop the reading before any text is checked; say what texts show alone."""
    problems = Problems()
    try:
        content = read_content(settings.root, settings.languages, problems)
        records = read_records(settings.root, settings.languages, problems)
    except BuildError:
        return set()  # more is wrong than anybody reads
    if not problems.errors:
        return set()  # the texts were checked
    found = Problems()
    locales = {
        code: Locale(code, tag, folder, content.words[code]) for code, folder, tag in LANGUAGES
    }
    try:
        check_texts(_empty_model(), records, content, locales, found)
        compare_pages(content, found)
    except (LookupError, AttributeError, TypeError, ValueError):
        return set()  # the words of the language are broken, too; they are told already
    return {p for p in found.found if p.kind in OF_WORDS}


def _empty_model() -> SiteModel:
    """Give a site of which nothing is known."""
    fields: dict[str, Any] = {
        slot.name: () if str(slot.type).startswith("tuple") else {}
        for slot in dataclasses.fields(SiteModel)
    }
    return SiteModel(**fields)
