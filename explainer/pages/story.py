"""The first page: the long read, its key numbers and its findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.figures.spec import Figure
from explainer.pages.base import Draft, Maker, Page
from explainer.prose import Section
from explainer.records import Area, Event, Measure
from explainer.values import Value

_WORDS_A_MINUTE = 230
_CHARACTERS_A_MINUTE = 350


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One of the five key figures: the value and, where there is one, its share of the nation."""

    value: Value
    share: Value | None


@dataclass(frozen=True, slots=True)
class AreaMeasures:
    """An area of the plan with its measures."""

    area: Area
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the named blocks of prose can show."""

    figures: dict[str, Figure]
    areas: tuple[AreaMeasures, ...]
    tracks: dict[str, tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class StoryContext:
    """The explainer."""

    standfirst: str
    findings: tuple[str, ...]
    key_numbers: tuple[KeyNumber, ...]
    sections: tuple[Section, ...]
    blocks: Blocks
    minutes: int


def make_story(maker: Maker) -> Iterator[Draft]:
    """Give the first page."""
    del maker
    yield Draft("", story_of)


def story_of(maker: Maker) -> Page:
    """Give the page of the explainer."""
    prose = maker.prose("explainer")
    values = maker.model.values
    context = StoryContext(
        standfirst=prose.front.standfirst or "",
        findings=prose.front.findings,
        key_numbers=tuple(
            KeyNumber(values[key.value], values[key.share] if key.share else None)
            for key in maker.model.site.key_numbers
        ),
        sections=maker.sections("explainer"),
        blocks=make_blocks(maker),
        minutes=reading_minutes(prose.body, maker.locale.code),
    )
    return maker.page("", "explainer", context, prose="explainer", schema_type="Article")


def make_blocks(maker: Maker) -> Blocks:
    """Give what blocks such as ``::figure weight`` show, in one language."""
    model = maker.model
    code = maker.locale.code
    return Blocks(
        figures={f: maker.figures[f, code] for f in model.figures},
        areas=tuple(AreaMeasures(a, model.measures_of(a.id)) for a in model.areas.values()),
        tracks={
            track: tuple(e for e in model.events.values() if e.track == track)
            for track in ("programme", "plan", "since")
        },
    )


def reading_minutes(body: str, language: str) -> int:
    """Give how long a text takes to read, in minutes."""
    if language == "zh":
        return max(1, round(len(re.findall(r"[\u4e00-\u9fff]", body)) / _CHARACTERS_A_MINUTE))
    return max(1, round(len(body.split()) / _WORDS_A_MINUTE))
