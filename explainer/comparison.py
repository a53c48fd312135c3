"""What readers would see change between two states of the content: snapshots in, lists out."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from explainer.snapshots import ShownFigure, ShownPage, ShownValue, Snapshot, Spot, weight_of

Kind = Literal["same", "gone", "new"]

#: A piece that is compared whole: a word, a Chinese character, a space, a mark.
_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:[.,\u2019'][^\W_]+)*|\s+|.", re.S)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n{2,}")
#: How alike the words of two pages are when one is taken for the other under a new address.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence: in both states, only before, or only after."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that is new, gone or another."""

    key: str
    before: ShownValue | None
    after: ShownValue | None

    @property
    def shown(self) -> ShownValue:
        """The value as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class FactChange:
    """A plain fact of a record (a date, an id of a source) that is new, gone or another."""

    owner: str
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class WordsChange:
    """Words that are new, gone or others, sentence by sentence."""

    spot: Spot
    sentences: tuple[tuple[Run, ...], ...]

    @property
    def is_headline(self) -> bool:
        """Whether readers see it first: a headline or the title of a page."""
        return self.spot.part in {"headline", "title"}


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure whose picture is new, gone or another, in one language."""

    figure: str
    language: str
    before: ShownFigure | None
    after: ShownFigure | None


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page whose HTML differs; ``address`` before and after, weights in bytes on the wire.

    ``leads_on``: whether who follows the address before is led to another page.
    """

    before: str | None
    after: str | None
    title: str
    language: str
    weights: tuple[int, int]
    leads_on: bool = False

    @property
    def grown(self) -> int:
        """By how many bytes on the wire."""
        return self.weights[1] - self.weights[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, in the order in which an editor would ask for it."""

    values: tuple[ValueChange, ...]
    facts: tuple[FactChange, ...]
    headlines: tuple[WordsChange, ...]
    words: tuple[WordsChange, ...]
    figures: tuple[FigureChange, ...]
    added: tuple[PageChange, ...]
    removed: tuple[PageChange, ...]
    renamed: tuple[PageChange, ...]
    changed: tuple[PageChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether readers see no change."""
        return not any(getattr(self, name) for name in self.__slots__)


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Give what readers would see change."""
    words = tuple(_words(before.words, after.words))
    added, removed, renamed, changed = _pages(before.pages, after.pages)
    return Comparison(
        values=tuple(_values(before.values, after.values)),
        facts=tuple(_facts(before.facts, after.facts)),
        headlines=tuple(w for w in words if w.is_headline),
        words=tuple(w for w in words if not w.is_headline),
        figures=tuple(_figures(before.figures, after.figures)),
        added=added,
        removed=removed,
        renamed=renamed,
        changed=changed,
    )


def _values(
    before: Mapping[str, ShownValue], after: Mapping[str, ShownValue]
) -> Iterator[ValueChange]:
    for key in sorted(before.keys() | after.keys()):
        one, two = before.get(key), after.get(key)
        if one is None or two is None or (one.kept, one.words) != (two.kept, two.words):
            yield ValueChange(key, one, two)


def _facts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FactChange]:
    """Facts of records that are in both; a whole new record shows in its words and pages."""
    owners = {_owner(k) for k in before} & {_owner(k) for k in after}
    for name in sorted(before.keys() | after.keys()):
        owner, path = _owner(name), _path(name)
        if owner in owners and before.get(name) != after.get(name):
            yield FactChange(owner, path, before.get(name), after.get(name))


def _owner(name: str) -> str:
    """Give “zone:tianjin” of “zone:tianjin/year”, “gdp/2024” of “gdp/2024:since”."""
    head, _, rest = name.partition(":")
    return head if "/" in head else f"{head}:{rest.split('/')[0]}"


def _path(name: str) -> str:
    return name[len(_owner(name)) + 1 :]


def _words(before: Mapping[Spot, str], after: Mapping[Spot, str]) -> Iterator[WordsChange]:
    for spot in sorted(before.keys() | after.keys()):
        one, two = before.get(spot, ""), after.get(spot, "")
        if one != two:
            yield WordsChange(spot, compare_words(one, two))


def compare_words(before: str, after: str) -> tuple[tuple[Run, ...], ...]:
    """Give the sentences that differ, each with what is the same, gone and new in it."""
    one, two = _sentences(before), _sentences(after)
    found: list[tuple[Run, ...]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        olds, news = one[a:b], two[c:d]
        for old, new in _pair(olds, news):
            found.append(tuple(_runs(old, new)))
    return tuple(found)


def _pair(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pair sentences in their order; what is left on one side is gone or new."""
    for index in range(max(len(olds), len(news))):
        yield olds[index] if index < len(olds) else "", news[index] if index < len(news) else ""


def _sentences(text: str) -> list[str]:
    return [part for part in (p.strip() for p in _SENTENCE.split(text)) if part]


def _runs(before: str, after: str) -> Iterator[Run]:
    one, two = _PIECE.findall(before), _PIECE.findall(after)
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < 0.4:  # rewritten: word by word it would be a riddle
        yield from _sides(before, after)
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(one[a:b]))
        else:
            yield from _sides("".join(one[a:b]), "".join(two[c:d]))


def _sides(before: str, after: str) -> Iterator[Run]:
    if before:
        yield Run("gone", before)
    if after:
        yield Run("new", after)


def _figures(
    before: Mapping[tuple[str, str], ShownFigure], after: Mapping[tuple[str, str], ShownFigure]
) -> Iterator[FigureChange]:
    for name in sorted(before.keys() | after.keys()):
        one, two = before.get(name), after.get(name)
        if one is None or two is None or _differs(one, two):
            yield FigureChange(*name, one, two)


def _differs(one: ShownFigure, two: ShownFigure) -> bool:
    return one.picture != two.picture or one.wanted != two.wanted


_Pages = tuple[tuple[PageChange, ...], ...]


def _pages(before: Mapping[str, ShownPage], after: Mapping[str, ShownPage]) -> _Pages:
    leading = {a for a, page in after.items() if page.kind == "moved"}
    gone = [a for a in before if a not in after or (a in leading and before[a].kind != "moved")]
    new = [a for a in after if a not in before and a not in leading]
    renamed = dict(_renamed(gone, new, before, after))
    return (
        tuple(_page(None, a, before, after) for a in new if a not in renamed.values()),
        tuple(_page(a, None, before, after) for a in gone if a not in renamed),
        tuple(_page(a, b, before, after) for a, b in renamed.items()),
        tuple(
            sorted(
                (
                    _page(a, a, before, after)
                    for a in before.keys() & after.keys() - leading
                    if before[a].small != after[a].small
                ),
                key=lambda change: (-abs(change.grown), change.after or ""),
            )
        ),
    )


def _page(
    old: str | None,
    new: str | None,
    before: Mapping[str, ShownPage],
    after: Mapping[str, ShownPage],
) -> PageChange:
    page = after[new] if new is not None else before[old or ""]
    weights = (
        weight_of(before[old].html) if old is not None else 0,
        weight_of(after[new].html) if new is not None else 0,
    )
    leads_on = old is not None and old in after and after[old].kind == "moved"
    return PageChange(old, new, page.title, page.language, weights, leads_on)


def _renamed(
    gone: Iterable[str],
    new: Iterable[str],
    before: Mapping[str, ShownPage],
    after: Mapping[str, ShownPage],
) -> Iterator[tuple[str, str]]:
    """Pair pages that went with pages that came, where kind and most words are the same."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for address in new:
        waiting[after[address].kind, after[address].language].append(address)
    for address in gone:
        page = before[address]
        rivals = waiting[page.kind, page.language]
        best = max(rivals, key=lambda a: (_likeness(page, after[a]), a), default=None)
        if best is not None and _likeness(page, after[best]) >= _ALIKE:
            rivals.remove(best)
            yield address, best


def _likeness(one: ShownPage, two: ShownPage) -> float:
    if one.title == two.title:
        return 1.0
    ours, theirs = (re.sub(r"<[^>]*>", " ", page.html).split() for page in (one, two))
    return float(difflib.SequenceMatcher(None, ours, theirs).quick_ratio())
