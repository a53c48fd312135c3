"""What pages and pictures weigh on the wire, held against budget.yaml.

Brotli at its strongest takes about a second per megabyte, so pages are first weighed at faster
settings, which never give less; only what would be over is weighed again (docs/decisions/0008).
"""

from __future__ import annotations

import functools
import posixpath
import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from explainer.compress import STRONGEST, shrink_brotli
from explainer.decode import Decoder, Help, Range, Record
from explainer.load import read_yaml
from explainer.memory import WORTH_SHARING, Job, Memory
from explainer.outputs import SiteFiles
from explainer.pages.base import Page
from explainer.problems import Place, Problems, nearest
from explainer.render import file_of

FILE = "budget.yaml"

#: Heaviest pages of each kind and language that an ordinary build weighs.
SAMPLE = 2
#: The settings at which a page is weighed, one after the other, until it is within its limit.
_QUALITIES = (5, 10, STRONGEST)
_FETCHED = re.compile(
    r'<(?:link rel="(?:stylesheet|modulepreload|preload)"|script|img)[^>]*? '
    r'(?:href|src)="([^"]+)"'
)

_Bytes = Annotated[int, Range(1, 10_000_000), Help("Bytes on the wire.")]
_Requests = Annotated[int, Range(1, 100), Help("Requests, the page itself among them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindBudget(Record):
    """What pages of one kind may cost."""

    kind: Annotated[str, Help("Kind of page: the name of its template.")]
    bytes: _Bytes
    requests: _Requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Record):
    """budget.yaml: what pages, scripts and pictures may cost."""

    page_bytes: _Bytes
    page_requests: _Requests
    script_bytes: _Bytes
    drawing_median: _Bytes
    drawing_largest: _Bytes
    card_bytes: _Bytes
    print_bytes: _Bytes
    kinds: tuple[KindBudget, ...] = ()

    def limits(self, kind: str) -> tuple[int, int, Place]:
        """Give bytes, requests and the place where they stand, for a kind of page."""
        for own in self.kinds:
            if own.kind == kind:
                return own.bytes, own.requests, own.at("bytes")
        return self.page_bytes, self.page_requests, self.at("page_bytes")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page costs before its reader touches anything."""

    page: str
    kind: str
    language: str
    bytes: int
    scripts: int
    requests: int


def read_budget(root: Path, languages: tuple[str, ...], problems: Problems) -> Budget | None:
    """Give the budget, or None after noting what is wrong with its file."""
    document = read_yaml(root / FILE, FILE, problems)
    return None if document is None else Decoder(languages, problems).record(Budget, document.root)


def check_budget(
    budget: Budget,
    pages: tuple[Page, ...],
    files: SiteFiles,
    drawings: Mapping[str, str],
    problems: Problems,
    memory: Memory | None = None,
    *,
    every_page: bool = False,
) -> None:
    """Warn of whatever costs more than it may; what was weighed before is not weighed again."""
    memory = memory or Memory()
    kinds = dict.fromkeys(page.template for page in pages)
    for own in budget.kinds:
        if own.kind not in kinds:
            problems.error(
                own.at("kind"), "unknown-id", f"there is no kind of page “{own.kind}”.",
                nearest(own.kind, kinds),
            )  # fmt: skip
    chosen = pages if every_page else heaviest(pages, files, SAMPLE)
    for page, weight in zip(chosen, _weigh_all(budget, chosen, files, memory), strict=True):
        _check_page(budget, page, weight, problems)
    _check_drawings(budget, drawings, problems, memory)
    for name in files:
        if name.endswith(".png"):
            is_card = name.startswith("cards/")
            key = "card_bytes" if is_card else "print_bytes"
            limit = budget.card_bytes if is_card else budget.print_bytes
            size = files.mark(name).size
            if size > limit:
                _report(problems, budget.at(key), name, size, limit, "bytes")


def heaviest(pages: Iterable[Page], files: SiteFiles, number: int) -> tuple[Page, ...]:
    """Give the longest pages of each kind and language: so many of each."""
    found: dict[tuple[str, str], list[Page]] = {}
    for page in pages:
        found.setdefault((page.template, page.language), []).append(page)
    return tuple(
        page
        for group in found.values()
        for page in sorted(group, key=lambda p: (-files.mark(file_of(p)).size, p.address))[:number]
    )


def weigh(page: Page, files: Mapping[str, bytes]) -> Weight:
    """Give what a page costs, with all that its HTML names to be fetched at once."""
    parts = _parts(file_of(page), files)
    sizes = {part: _size(part, files) for part in parts}
    return _weight(page, parts, sizes, _size(file_of(page), files))


def _weight(page: Page, parts: tuple[str, ...], sizes: Mapping[str, int], own: int) -> Weight:
    return Weight(
        page=file_of(page),
        kind=page.template,
        language=page.language,
        bytes=own + sum(sizes[part] for part in parts),
        scripts=sum(sizes[part] for part in parts if part.endswith(".js")),
        requests=1 + len(parts),
    )


def _size(name: str, files: Mapping[str, bytes], quality: int = STRONGEST) -> int:
    return on_the_wire(files[name], quality)


def _parts(name: str, files: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(_fetched(name, files))


def _weigh_all(
    budget: Budget, pages: tuple[Page, ...], files: SiteFiles, memory: Memory
) -> list[Weight]:
    """Give what each page costs: at the first setting at which it is within its limit.

    A page names what it fetches by the content, so the digest of its own content tells all.
    """

    def job(name: str, what: str, run: Callable[[], object]) -> Job:
        return Job(f"{what} of {name}", files.mark(name).digest, run)

    names = [file_of(page) for page in pages]
    found = memory.tasks([job(n, "parts", partial(_parts, n, files)) for n in names])
    parts = dict(zip(names, found, strict=True))
    fetched = sorted({part for group in found for part in group})
    found = memory.tasks([job(part, "size", partial(_size, part, files)) for part in fetched])
    sizes = dict(zip(fetched, found, strict=True))
    weights: dict[str, Weight] = {}
    waiting = list(pages)
    for quality in _QUALITIES:
        jobs = [
            job(name, f"size at {quality}", partial(_size, name, files, quality))
            for name in map(file_of, waiting)
        ]
        found = memory.tasks(jobs, worth=WORTH_SHARING if quality == _QUALITIES[0] else 2)
        for page, own in zip(waiting, found, strict=True):
            weights[file_of(page)] = _weight(page, parts[file_of(page)], sizes, own)
        waiting = [
            page
            for page in waiting
            if weights[file_of(page)].bytes > budget.limits(page.template)[0]
        ]
    return [weights[name] for name in names]


def _fetched(name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """Give the files that a browser fetches with a page, each once."""
    html = files[name].decode()
    for link in dict.fromkeys(_FETCHED.findall(html)):
        # The page for lost readers names its files from the root of the published address.
        start = f"assets/{link.rpartition('/')[2]}" if link.startswith("/") else link
        folder = "" if link.startswith("/") else posixpath.dirname(name)
        target = posixpath.normpath(posixpath.join(folder, start))
        if target in files:
            yield target


@functools.lru_cache(maxsize=4096)
def on_the_wire(data: bytes, quality: int = STRONGEST) -> int:
    """Give the bytes of a file as servers send it."""
    return len(shrink_brotli(data, quality))


def _check_page(budget: Budget, page: Page, weight: Weight, problems: Problems) -> None:
    limit, requests, place = budget.limits(page.template)
    if weight.bytes > limit:
        _report(problems, place, weight.page, weight.bytes, limit, "bytes on the wire")
    if weight.requests > requests:
        _report(problems, place, weight.page, weight.requests, requests, "requests")
    if weight.scripts > budget.script_bytes:
        _report(
            problems, budget.at("script_bytes"), weight.page, weight.scripts,
            budget.script_bytes, "bytes of scripts",
        )  # fmt: skip


def _check_drawings(
    budget: Budget, drawings: Mapping[str, str], problems: Problems, memory: Memory
) -> None:
    sizes: dict[str, int] = {
        name: memory.task(f"weight of drawings/{name}", svg, partial(on_the_wire, svg.encode()))
        for name, svg in drawings.items()
    }
    middle = round(statistics.median(sizes.values())) if sizes else 0
    if middle > budget.drawing_median:
        _report(
            problems, budget.at("drawing_median"), "drawings/ (the median)", middle,
            budget.drawing_median, "bytes on the wire",
        )  # fmt: skip
    for name, size in sizes.items():
        if size > budget.drawing_largest:
            _report(
                problems, budget.at("drawing_largest"), f"drawings/{name}", size,
                budget.drawing_largest, "bytes on the wire",
            )  # fmt: skip


def _report(problems: Problems, place: Place, what: str, found: int, limit: int, unit: str) -> None:
    problems.warning(
        place,
        "over-budget",
        f"{what} costs {found:,} {unit}, {found - limit:,} more than the {limit:,} allowed.",
        "Make it lighter, or decide here that it may cost more.",
    )
