"""What leans on what: for every value and every source, the places of the site that rest on it.

The index is published as data (data/uses.json) and shown on the pages of numbers and sources.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.content import Content
from explainer.model import SiteModel, group
from explainer.problems import Problems
from explainer.records_reader import Records
from explainer.references import find_references

#: A page of the site by the name records use for it ("measures/land"), and an anchor or "".
PageName = str

_FILE_PAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), page)
    for pattern, page in (
        (r"data/measures/(.+)\.yaml", r"measures/\1"),
        (r"data/figures/(.+)\.yaml", r"figures/\1"),
        (r"data/indicators/(.+)\.yaml", r"numbers/\1"),
        (r"data/zones/(.+)\.yaml", r"zones/\1"),
        (r"data/(documents|briefing)\.yaml", r"timeline/\1"),
        (r"data/(?:areas|audiences)\.yaml", "measures"),
        (r"data/(?:regions|zones_removed|provinces)\.yaml", "zones"),
        (r"data/glossary\.yaml", "glossary"),
        (r"data/digests\.yaml", "digests"),
        (r"data/changes\.yaml", "corrections"),
        (r"data/(?:computed|relations)\.yaml", "methods/arithmetic"),
        (r"data/(?:series|rankings)\.yaml", "methods"),
    )
)
_SOURCE_LINK = re.compile(r"\]\(source:([a-z0-9-]+)\)")
_SECTION = re.compile(r"^## .*?\{#([a-z0-9-]+)\} *$", re.M)


@dataclass(frozen=True, slots=True)
class Leaning:
    """Who rests on what, by value key and by source id.

    ``pages_of_value`` and ``pages_of_source`` name pages ("explainer#weight"), in reading order;
    ``figures_of_value``, ``figures_of_source`` and ``computed_of_value`` are ids; ``sentences``
    counts the places in prose, both languages together, at which a value stands.
    """

    pages_of_value: Mapping[str, tuple[PageName, ...]]
    figures_of_value: Mapping[str, tuple[str, ...]]
    computed_of_value: Mapping[str, tuple[str, ...]]
    pages_of_source: Mapping[str, tuple[PageName, ...]]
    figures_of_source: Mapping[str, tuple[str, ...]]
    sentences: Mapping[str, int]


def page_of_file(file: str) -> PageName | None:
    """Give the page that shows the texts of a data file; None where each record has its own."""
    for pattern, page in _FILE_PAGES:
        match = pattern.fullmatch(file)
        if match:
            return match.expand(page)
    return None


def build_leaning(
    model: SiteModel,
    records: Records,
    content: Content,
    figures: Mapping[str, tuple[str, ...]],
) -> Leaning:
    """Give the reverse index; ``figures`` maps figure ids to the keys of the values they show."""
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    cited: dict[str, dict[str, None]] = defaultdict(dict)
    sentences: dict[str, int] = defaultdict(int)
    for page, words in _passages(model, records, content):
        for reference in find_references(words):
            if reference.key in model.values:
                pages[reference.key][page] = None
                sentences[reference.key] += 1
                for source in model.values[reference.key].sources:
                    cited[source][page] = None
        for source in _SOURCE_LINK.findall(words):
            cited[source][page] = None
    shown: dict[str, list[str]] = defaultdict(list)
    for figure, keys in figures.items():
        for key in keys:
            shown[key].append(figure)
    inputs: dict[str, list[str]] = defaultdict(list)
    for value in model.values.values():
        for key in value.inputs:
            inputs[key].append(value.key)
    return Leaning(
        {key: tuple(found) for key, found in pages.items()},
        {key: tuple(found) for key, found in shown.items()},
        {key: tuple(found) for key, found in inputs.items()},
        {source: tuple(found) for source, found in cited.items()},
        group(
            (source, figure)
            for figure, keys in figures.items()
            for source in _sources_of_figure(model, figure, keys)
        ),
        dict(sentences),
    )


def _sources_of_figure(model: SiteModel, figure: str, keys: tuple[str, ...]) -> dict[str, None]:
    named = model.figures[figure].sources
    shown = (s for key in keys if key in model.values for s in model.values[key].sources)
    return dict.fromkeys(named or shown)


def _passages(
    model: SiteModel, records: Records, content: Content
) -> Iterator[tuple[PageName, str]]:
    """Give every text of the site with the page (and section) on which it stands."""
    for language in content.pages.values():
        for page in language.values():
            name = page.name
            head = [page.front.standfirst or "", *page.front.findings]
            yield name, "\n".join(head)
            start, section = 0, ""
            for match in _SECTION.finditer(page.body):
                yield _with_anchor(name, section), page.body[start : match.start()]
                start, section = match.start(), match.group(1)
            yield _with_anchor(name, section), page.body[start:]
    for file, texts in records.texts_of.items():
        shown_on = page_of_file(file)
        if shown_on:
            for text in texts:
                if text.rich:
                    for words in text.by_language.values():
                        yield shown_on, words
    for event in model.events.values():
        for words in event.text.by_language.values():
            yield f"timeline/{event.id}", words


def _with_anchor(name: PageName, section: str) -> PageName:
    return f"{name}#{section}" if section else name


def note_weak_support(model: SiteModel, leaning: Leaning, problems: Problems) -> None:
    """Tell editors what rests on one second-hand source only, and which sources are due."""
    alone: dict[str, list[str]] = defaultdict(list)
    for value in model.values.values():
        if value.origin == "observation" and len(value.sources) == 1:
            source = model.sources[value.sources[0]]
            if not source.primary:
                alone[source.id].append(value.key)
    for identifier, keys in alone.items():
        source = model.sources[identifier]
        printed = sum(key in leaning.sentences for key in keys)
        problems.notice(
            source.at(),
            "single-second-hand-source",
            f"{len(keys)} values rest on “{identifier}” alone, which is second-hand "
            f"({printed} of them stand in prose): {', '.join(keys[:4])}"
            f"{' …' if len(keys) > 4 else ''}.",
            "Look for a second source.",
        )
    today = model.site.updated.last
    for source in model.sources.values():
        if source.review_by is not None and source.review_by.last < today:
            problems.warning(
                source.at("review_by"),
                "review-due",
                f"“{source.id}” was to be looked at again by {source.review_by}.",
                "Read it again; then move review_by.",
            )


def uses_as_data(model: SiteModel, leaning: Leaning) -> dict[str, object]:
    """Give the index as plain data, for data/uses.json."""
    return {
        "values": {
            key: {
                "pages": leaning.pages_of_value.get(key, ()),
                "figures": leaning.figures_of_value.get(key, ()),
                "computed": leaning.computed_of_value.get(key, ()),
                "sentences": leaning.sentences.get(key, 0),
            }
            for key, value in model.values.items()
            if value.origin in {"observation", "computed"}
        },
        "sources": {
            source: {"pages": leaning.pages_of_source.get(source, ())} for source in model.sources
        },
    }
