"""Where every command starts: a build that finds nothing changed ends here, before all imports."""

from __future__ import annotations

import os
import sys

from explainer.unchanged import answer

# Importing typing takes as long as looking at all the files.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    looked, said = answer(arguments, ROOT)
    if said is not None:
        try:
            print(said, flush=True)
        except (OSError, ValueError):
            pass  # what cannot be written or shown is told by the command itself
        else:
            return 0
    from explainer.cli import main as run

    return run(arguments, looked=looked and said is None)
