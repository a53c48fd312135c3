"""Questions in the terminal: what a key is for, what is allowed, and a check of each answer.

The input of the standard library serves every terminal, a screen reader and a pipe alike; with
the line editor of the system, the tabulator completes what is allowed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

from explainer.problems import allowed_list


class Checker(Protocol):
    """Says what is wrong with an answer; an empty text where nothing is."""

    def __call__(self, answer: str) -> str:
        """Give what is wrong."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """The editor ended the questions; nothing is to be written."""


def ask(
    label: str,
    words: str,
    check: Checker,
    *,
    allowed: Sequence[str] = (),
    default: str = "",
    empty: str = "leaves it to be filled in",
    read: Callable[[str], str] = input,
) -> str:
    """Ask until the answer can stand; an empty one takes the default, or does what ``empty`` says.

    Raises:
        Stopped: when the input ends.
    """
    print(f"\n{label}: {words}" if words else f"\n{label}")
    if allowed:
        print(f"  Allowed: {allowed_list(allowed, 8)}." + ("  (? lists all)" * (len(allowed) > 8)))
    if default:
        print(f"  Enter takes: {default}")
    else:
        print(f"  Enter {empty}.")
    with _completing(allowed):
        while True:
            try:
                answer = read("> ").strip()
            except EOFError:
                raise Stopped from None
            if answer == "?":
                print("  " + ", ".join(sorted(allowed)) if allowed else f"  {words}")
                continue
            if not answer:
                return default
            wrong = check(answer)
            if not wrong:
                return answer
            print(f"  {wrong}")


@contextlib.contextmanager
def _completing(allowed: Sequence[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    try:
        import readline
    except ImportError:  # systems without a line editor
        yield
        return

    def complete(text: str, state: int) -> str | None:
        found = [word for word in sorted(allowed) if word.startswith(text)]
        return found[state] if state < len(found) else None

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)
