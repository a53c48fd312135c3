"""Changed files are tried in a copy before they are written; then all are written, or none."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.changeset import ChangeError, Changeset
from explainer.commands.asking import Stopped
from explainer.decode import Decoder, Record, Use
from explainer.memory import Memory, State
from explainer.problems import BuildError, Place, Problem, Problems
from explainer.settings import Settings
from explainer.site import load_site
from explainer.yaml_edit import EditError, node_at, read_nodes

if TYPE_CHECKING:
    from explainer.workshop import Loaded

#: What a check reads.
_READ = ("data", "content", "templates", "static", "released.json", "releases", "budget.yaml")

#: How a command that changes files ends where it does not end well.
EXIT_CONTENT, EXIT_CALL, EXIT_OUTPUT = 1, 2, 3

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


def carried_out(change: Callable[[], int]) -> int:
    """Change files; give the exit code, and say in one line why nothing was changed."""
    try:
        return change()
    except Stopped:
        print("\nStopped. Nothing was changed.", file=sys.stderr)
        return EXIT_CALL
    except (EditError, ChangeError) as error:
        print(f"Nothing was changed: {error}", file=sys.stderr)
        return EXIT_OUTPUT


def tried_words(
    cls: type[Record], name: str, lines: Sequence[str], languages: Sequence[str]
) -> tuple[tuple[Problem, ...], tuple[Use, ...]]:
    """Give what the check says of one key of a record, and which records the key names."""
    problems = Problems()
    decoder = Decoder(tuple(languages), problems)
    try:
        root = read_nodes("\n".join(lines) + "\n")
        decoder.value(cls, name, node_at(root, [name]))
    except EditError as error:
        problems.error(Place(), "yaml-syntax", f"{error}.")
    return tuple(problems.found), tuple(decoder.uses)


def option_problem(option: str, kind: str, message: str, remedy: str) -> Problem:
    """Give a mistake in the call of a command."""
    return Problem(Place(f"--{option.replace('_', '-')}"), kind, message, remedy)


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
