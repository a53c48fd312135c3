"""Changed files are tried in a copy before they are written; then all are written, or none."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.changeset import Changeset
from explainer.memory import Memory, State
from explainer.problems import BuildError, Problem, Problems
from explainer.settings import Settings
from explainer.site import load_site

if TYPE_CHECKING:
    from explainer.site import Loaded

#: What a check reads.
_READ = ("data", "content", "templates", "static", "released.json", "releases", "budget.yaml")

#: How many problems are listed of each kind.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check says of the changed content; ``loaded`` is None where it has errors.

    ``state`` is what the next rehearsal can take over.
    """

    loaded: Loaded | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    state: State


def rehearse(changes: Changeset, settings: Settings, before: State | None = None) -> Outcome:
    """Check the content as it would be, without touching the project."""
    memory = Memory(before, keeps=True)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
        root = Path(name)
        changes.rehearse(root, _READ)
        try:
            loaded = load_site(replace(settings, root=root), memory)
        except BuildError as error:
            return Outcome(None, error.errors, error.warnings, memory.after)
        return Outcome(loaded, (), loaded.warnings, memory.after)


def report(outcome: Outcome, changes: Changeset) -> None:
    """Tell what was written, what is left to fill in there, and what else the check says."""
    for file in changes.changed:
        print(f"{'Changed' if changes.before[file] is not None else 'New'}: {file}")
    found = (*outcome.errors, *outcome.warnings)
    here = [p for p in found if p.place.file in changes.changed]
    elsewhere = [p for p in found if p not in here]
    for words, problems in (("Left to do there:", here), ("Elsewhere:", elsewhere)):
        if problems:
            print(f"\n{words}")
        for problem in problems[:_SHOWN]:
            print(f"  {problem}")
        if len(problems) > _SHOWN:
            print(f"  … and {len(problems) - _SHOWN} more; “python build.py check” lists them.")
    if not found:
        print("The check finds nothing to complain of.")


def refuse(problems: Problems | Iterable[Problem]) -> None:
    """Tell why nothing was written."""
    for problem in problems.errors if isinstance(problems, Problems) else problems:
        print(problem, file=sys.stderr)
    print("Nothing was written.", file=sys.stderr)
