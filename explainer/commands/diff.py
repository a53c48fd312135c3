"""`diff`: what would readers see change? Two states of the content, one page and a short text."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from explainer.addresses import PAGES
from explainer.cache import Cache, key_of
from explainer.comparison import Comparison, PageChange, Run, ValueChange, WordsChange, compare
from explainer.content import read_content
from explainer.memory import Memory, State
from explainer.packing import pack, unpack
from explainer.problems import BuildError, Problems
from explainer.rebuild import code_digest
from explainer.records import FILES
from explainer.releases import RECORD
from explainer.render import render_tool
from explainer.settings import LANGUAGES, Settings
from explainer.snapshots import Snapshot, take_snapshot

T = TypeVar("T")

#: What editors write; the rest (templates, style, code) is today's for both states.
CONTENT = ("content", "data", "drawings", RECORD)
BUILDER = ("budget.yaml", "bundle", "static", "templates")

#: Pages for editors come with the builder, not with the content.
TOOLS = Path(__file__).resolve().parents[2] / "templates"

#: By this line a workflow finds its own comment again.
MARK = "<!-- what readers would see change -->"
#: Code hosts take 65,536 characters in a comment.
LIMIT = 60_000
#: How many rows of each table, and sentences, a comment holds.
ROWS = 25


class DiffError(Exception):
    """The states cannot be compared; the message is for the editor."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The state that is compared with: how it was asked for, its commit, its day."""

    name: str
    commit: str
    day: str

    def __str__(self) -> str:
        """Give it in words."""
        return f"{self.name} ({self.commit[:10]}, {self.day})"


def find_revision(root: Path, name: str) -> Revision:
    """Give the commit asked for; without a name the one that last put a release on record.

    Raises:
        DiffError: when there is none.
    """
    if name:
        asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
        commit = _git(root, *asked).decode().strip()
        if not commit:
            raise DiffError(
                f"There is no revision “{name}” here. Name a branch, a tag or a commit."
            )
    else:
        commit = _git(root, "log", "-1", "--format=%H", "--", RECORD).decode().strip()
        if not commit:
            raise DiffError(f"Nothing was released yet ({RECORD}); name a branch or a commit.")
    day = _git(root, "show", "-s", "--format=%cs", commit).decode().strip()
    return Revision(name or "the last release", commit, day)


def _git(root: Path, *arguments: str) -> bytes:
    """Give what git says; nothing where it finds nothing.

    Raises:
        DiffError: when git is missing or the project is under no version control.
    """
    try:
        told = subprocess.run(  # noqa: S603 - the arguments are ours but one, which is verified
            ["git", *arguments],  # noqa: S607 - whichever git the editor uses
            cwd=root,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise DiffError("git is needed to read the earlier state, and is not installed.") from None
    words = told.stderr.decode(errors="replace").strip()
    if told.returncode and words:
        raise DiffError(f"git cannot tell: {words.splitlines()[0]}")
    return told.stdout


@contextmanager
def checked_out(root: Path, revision: Revision) -> Iterator[Path]:
    """Give a folder with the content of a revision, beside today's builder; it is gone after.

    Raises:
        DiffError: when the revision holds no content.
    """
    listed = _git(root, "ls-tree", "--name-only", revision.commit, "--", *CONTENT).decode()
    there = [name for name in CONTENT if name in listed.split("\n")]
    if "content" not in there or "data" not in there:
        raise DiffError(f"{revision} holds no content/ and data/ to compare with.")
    archive = _git(root, "archive", "--format=tar", revision.commit, "--", *there)
    with tempfile.TemporaryDirectory(prefix="earlier-state-") as name:
        folder = Path(name)
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        for part in BUILDER:
            if (root / part).exists():
                (folder / part).symlink_to(root / part)
        _fill_in(folder, root)
        yield folder


def _fill_in(folder: Path, root: Path) -> None:
    """Give an earlier state the files of today that every site has and that came after it."""
    fixed = [f"data/{pattern}" for pattern, *_ in FILES if "*" not in pattern]
    fixed += [
        f"content/{code}/{page}.md" for code, *_ in LANGUAGES for page in (*PAGES, "notfound")
    ]
    for name in fixed:
        if (root / name).is_file() and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)


def compare_with(settings: Settings, revision: Revision) -> Comparison:
    """Give what readers would see change since a revision.

    Raises:
        BuildError: when the present state cannot be understood.
        DiffError: when the earlier one cannot.
    """
    words = read_content(settings.root, settings.languages, Problems()).words
    plain = {code: dict(found) for code, found in words.items()}
    cache = Cache(settings.root)
    key = key_of("earlier state", revision.commit, code_digest(settings), sorted(plain.items()))
    state_key = key_of("states", code_digest(settings))
    memory = Memory(_recall(cache.get(state_key), State), keeps=True, shares=True)
    after = take_snapshot(settings, words=plain, memory=memory)
    if memory.fresh:
        cache.put(state_key, pack(memory.after))
    before = _recall(cache.get(key), Snapshot)
    if before is None:
        with checked_out(settings.root, revision) as folder:
            # What both states have in common was made a moment ago.
            shared = Memory(memory.after, keeps=True, shares=True)
            before = _earlier(replace(settings, root=folder), plain, shared, revision)
        cache.put(key, pack(before))
    return compare(before, after)


def _recall(raw: bytes | None, cls: type[T]) -> T | None:
    """Give what was kept by an earlier run."""
    if raw is None:
        return None
    try:
        found = unpack(raw)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no help
        return None
    return found if isinstance(found, cls) else None


def _earlier(
    settings: Settings, words: Mapping[str, Mapping[str, str]], memory: Memory, revision: Revision
) -> Snapshot:
    try:
        return take_snapshot(settings, words=words, memory=memory)
    except BuildError as error:
        first = error.errors[0]
        raise DiffError(
            f"The content of {revision} is written in a way that this version of the builder does "
            f"not read ({len(error.errors)} places, the first: {first}). Compare with a later one."
        ) from None


def counts(found: Comparison) -> str:
    """Give in one line how much differs."""
    figures = len({change.figure for change in found.figures})
    parts = [
        _count(len(found.values), "value"),
        _count(len(found.facts), "fact"),
        _count(len(found.headlines), "headline"),
        _count(len(found.words), "text"),
        _count(figures, "figure"),
        _count(len(found.added), "new page"),
        _count(len(found.removed), "removed page"),
        _count(len(found.renamed), "renamed page"),
        _count(len(found.changed), "changed page"),
    ]
    return ", ".join(part for part in parts if part) or "nothing"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


# The page ---------------------------------------------------------------------------------------


def render_changes(found: Comparison, revision: Revision, settings: Settings) -> str:
    """Give the page: whole in one file, without scripts, fit to be sent around."""
    css = settings.root / "static/css"
    style = "\n".join(
        (css / name).read_text(encoding="utf-8") for name in ("tokens.css", "figure.css")
    )
    own = (TOOLS / "tools/changes.css").read_text(encoding="utf-8")
    context = {"found": found, "since": str(revision), "counts": counts(found)}
    return render_tool("changes", context | {"style": style + own}, TOOLS)


# The short text ---------------------------------------------------------------------------------


def as_review(found: Comparison, revision: Revision) -> str:
    """Give the short text for a review comment, in Markdown; what is long can be opened."""
    text = "\n".join(
        [
            MARK,
            "### What readers would see change",
            "",
            f"Compared with {_safe(str(revision))}: {counts(found)}.",
            "",
            *_section("Values", [_value_row(v) for v in found.values], _VALUES, is_open=True),
            *_section("Headlines and titles", [_words(w) for w in found.headlines], is_open=True),
            *_section("Words", [_words(w) for w in found.words]),
            *_section("Figures", _figure_rows(found), is_open=True),
            *_section(
                "Facts of records",
                [_row(f.owner, f.path, f.before or "–", f.after or "–") for f in found.facts],
                ("| record | fact | before | now |", "|---|---|---|---|"),
            ),
            *_section("Pages added, removed, renamed", _moved(found), is_open=True),
            *_section("Pages changed, by weight", [_weight_row(p) for p in found.changed], _PAGES),
        ]
    )
    if len(text) <= LIMIT:
        return text + "\n"
    cut = text[:LIMIT].rpartition("\n")[0]
    opened = cut.count("<details") - cut.count("</details>")
    return cut + "\n" + "</details>\n" * opened + "\n… cut here; the page tells all.\n"


_VALUES = ("| value | before | now | shown on |", "|---|---|---|---|")
_PAGES = ("| page | bytes before | now | |", "|---|--:|--:|--:|")


def _section(
    title: str, rows: Sequence[str], head: tuple[str, ...] = (), *, is_open: bool = False
) -> list[str]:
    if not rows:
        return []
    more = [f"\n… and {len(rows) - ROWS} more on the page."] if len(rows) > ROWS else []
    state = " open" if is_open and len(rows) <= ROWS else ""
    summary = f"<details{state}><summary>{title} ({len(rows)})</summary>"
    return [summary, "", *head, *rows[:ROWS], *more, "", "</details>", ""]


def _value_row(change: ValueChange) -> str:
    before, after = (
        " · ".join(value.words.values()) if value else "–"
        for value in (change.before, change.after)
    )
    shown = change.shown
    places = [*shown.pages, *(f"figure {f}" for f in shown.figures)]
    where = ", ".join(places[:4]) + (f" and {len(places) - 4} more" if len(places) > 4 else "")
    return f"| {_safe(shown.names['en'])} `{change.key}` | " + " | ".join(
        (
            *map(
                _safe,
                (before, after, where or "no text"),
            ),
            "",
        )
    ).rstrip(" ")


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_safe, cells))} |"


def _weight_row(page: PageChange) -> str:
    before, after = page.weights
    return _row(page.after or page.before or "", f"{before:,}", f"{after:,}", f"{page.grown:+,}")


def _words(change: WordsChange) -> str:
    spot = change.spot
    sentences = " … ".join("".join(map(_run, sentence)) for sentence in change.sentences)
    return f"- `{spot.owner} {spot.part} ({spot.language})` {sentences or '(spaces)'}"


def _run(run: Run) -> str:
    words = _safe(run.text)
    return {"same": words, "gone": f"<del>{words}</del>", "new": f"<ins>{words}</ins>"}[run.kind]


def _figure_rows(found: Comparison) -> list[str]:
    rows = []
    for change in found.figures:
        state = "new" if change.before is None else "gone" if change.after is None else "changed"
        stale = change.after is not None and not change.after.current
        rows.append(
            f"- {change.figure} ({change.language}): {state}"
            f"{', **not drawn yet** (python build.py draw)' if stale else ''}"
        )
    return rows


def fate_of(page: PageChange) -> str:
    """Give what becomes of who follows the old address of a page."""
    if page.leads_on:
        return "the old address leads on"
    if page.after is None:
        return "who follows the old address finds nothing"
    return "the old address needs a redirect"


def _moved(found: Comparison) -> list[str]:
    return [
        *(f"- new: {_safe(p.after or '')} – {_safe(p.title)}" for p in found.added),
        *(
            f"- **removed**: {_safe(p.before or '')} – {_safe(p.title)}; {fate_of(p)}"
            for p in found.removed
        ),
        *(
            f"- **renamed**: {_safe(p.before or '')} → {_safe(p.after or '')}; {fate_of(p)}"
            for p in found.renamed
        ),
    ]


_MARKDOWN = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_{}[]|#"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " ", "@": "@\u2060"}
)


def _safe(text: str) -> str:
    """Give words that the code host shows as they are: no markup, nobody called by name."""
    return text.translate(_MARKDOWN)


def as_lines(found: Comparison, revision: Revision) -> Iterator[str]:
    """Give the short text for the terminal."""
    yield f"What readers would see change since {revision}: {counts(found)}."
    for change in found.values[:ROWS]:
        before = change.before.words["en"] if change.before else "nothing"
        after = change.after.words["en"] if change.after else "nothing"
        yield f"  {change.key}: {before} → {after}"
    for text in (*found.headlines, *found.words)[:ROWS]:
        yield f"  {text.spot.owner} {text.spot.part} ({text.spot.language})"
        for sentence in text.sentences[:3]:
            yield "    " + "".join(_plain(run) for run in sentence)
    for page in found.added:
        yield f"  new page: {page.after}"
    for page in found.removed:
        yield f"  removed page: {page.before} ({fate_of(page)})"
    for page in found.renamed:
        yield f"  renamed page: {page.before} → {page.after} ({fate_of(page)})"


def _plain(run: Run) -> str:
    return {"same": run.text, "gone": f"[-{run.text}-]", "new": f"{{+{run.text}+}}"}[run.kind]
