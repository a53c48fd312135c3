"""What the preview shows: the last good site, what is wrong now, what is unfinished.

Nothing here knows how pages are served, or how files are watched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from explainer.figures.spec import Drawing
from explainer.memory import Memory, State
from explainer.model import SiteModel
from explainer.outputs import Kept, Remembered, mark_of
from explainer.problems import BuildError, Problem
from explainer.reports import problem_as_data
from explainer.settings import UNFINISHED, Settings
from explainer.site import Built, Watched, build_site, drawings_of

#: Where the preview's own files are served from; no page of the site starts so.
PREFIX = "/@preview/"
_CLIENT = (
    f'<meta name="preview-version" content="{{}}">\n'
    f'<link rel="stylesheet" href="{PREFIX}preview.css">\n'
    f'<script src="{PREFIX}preview.js" type="module"></script>\n</head>'
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that the preview puts at an element, or at the top of a page of this address."""

    element: str
    words: str
    language: str = ""
    page: str = ""


@dataclass(slots=True)
class Preview:
    """The state of a preview. It changes only by :meth:`take` and :meth:`refuse`."""

    root: Path
    contents: Mapping[str, tuple[Kept, bytes]] = field(default_factory=dict)
    errors: tuple[Problem, ...] = ()
    unfinished: tuple[Problem, ...] = ()
    waiting: tuple[Drawing, ...] = ()
    drafts: tuple[Mark, ...] = ()
    draws: bool = False
    version: int = 0
    _state: State = field(default_factory=State)

    def build(
        self, settings: Settings, *, anew: bool = False, watched: Watched | None = None
    ) -> Built:
        """Build, taking over what the last good build found; ``anew``: nothing.

        Raises:
            BuildError: when content is wrong; nothing is forgotten.
        """
        if anew:
            self._state, self.contents = State(), {}
        memory = Memory(self._state, keeps=True)
        built = build_site(settings, memory, Remembered(contents=self.contents), watched)
        self._state = memory.after
        return built

    def take_early(self, files: Mapping[str, bytes]) -> frozenset[str]:
        """Show pages before the rest is ready; give the addresses whose bytes differ."""
        fresh = {name: (mark_of(data), data) for name, data in files.items()}
        changed = {n for n, (mark, _) in fresh.items() if self.contents.get(n, (None,))[0] != mark}
        if changed:
            self.contents = {**self.contents, **fresh}
            self.version += 1
        return frozenset(changed)

    def take(self, built: Built) -> frozenset[str]:
        """Show a site that is right; give the addresses whose bytes differ."""
        before, files = self.contents, built.files
        self.contents = {name: (files.mark(name), files[name]) for name in files}
        self.errors = ()
        self.unfinished = tuple(p for p in built.warnings if p.kind in UNFINISHED)
        stale = {p.place.file.rpartition("/")[2] for p in self.unfinished}
        drawings = drawings_of(built.loaded.figures) if stale else ()
        self.waiting = tuple(drawing for drawing in drawings if drawing.name in stale)
        self.drafts = tuple(_drafts(built.loaded.model))
        self.version += 1
        changed = {n for n, (mark, _) in self.contents.items() if before.get(n, (None,))[0] != mark}
        return frozenset(changed | (before.keys() - self.contents.keys()))

    def refuse(self, error: BuildError) -> None:
        """Keep the last site that was right, and say what is wrong."""
        self.errors = error.errors

    def page_of(self, path: str) -> str | None:
        """Give the name of the file that stands at a path of the address line, if any."""
        name = path.lstrip("/")
        for candidate in (name, f"{name}index.html" if name.endswith("/") or not name else ""):
            if candidate in self.contents:
                return candidate
        return None

    def blank(self) -> bytes:
        """Give what stands in for every page as long as none was right."""
        page = '<!doctype html>\n<html lang="en">\n<head>\n<title>Preview</title>\n'
        return (page + _CLIENT.format(self.version) + "\n<body></body>\n</html>\n").encode()

    def body_of(self, name: str) -> bytes:
        """Give a file as the preview sends it: pages with the preview's own script."""
        data = self.contents[name][1]
        if not name.endswith(".html"):
            return data
        return data.replace(b"</head>", _CLIENT.format(self.version).encode(), 1)

    def news(self, path: str, changed: Iterable[str] | None = None) -> dict[str, Any]:
        """Give what a page at ``path`` must know; it renews itself if it is among ``changed``."""
        page = self.page_of(path)
        return {
            "version": str(self.version),
            "renew": changed is None or page in set(changed),
            "exists": page is not None,
            "errors": [problem_as_data(p, self.root) for p in self.errors],
            "unfinished": [problem_as_data(p, self.root) for p in self.unfinished],
            "marks": [asdict(mark) for mark in (*self.drafts, *self._stale())],
        }

    def _stale(self) -> Iterator[Mark]:
        words = (
            "Stale drawing: it is being drawn again."
            if self.draws
            else "Stale drawing: run “python build.py draw” (Chromium is needed)."
        )
        figures = dict.fromkeys((d.figure, d.language) for d in self.waiting)
        return (Mark(f"figure-{figure}", words, lang) for figure, lang in figures)


def _drafts(model: SiteModel) -> Iterator[Mark]:
    """Mark what readers do not see, wherever the preview shows it."""
    for figure in model.figures.values():
        if figure.draft:
            yield Mark(f"figure-{figure.id}", "Draft: readers do not see this figure.")
    for event in model.events.values():
        if event.draft:
            words = "Draft: readers do not see this event."
            yield Mark(event.id, words)
            yield Mark("", words, page=f"/timeline/{event.id}/")
    for term in model.terms.values():
        if term.draft:
            yield Mark(term.id, "Draft: readers do not see this term.")
    for own in model.pages.values():
        if own.draft:
            yield Mark("", "Draft: readers do not see this page.", page=f"/{own.id}/")
