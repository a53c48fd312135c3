"""The terminal: lines with colour where somebody looks, plain where a program reads; progress.

The only module that knows the library for it. Colour is left out when the output is no terminal
or NO_COLOR is set.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from explainer.reports import Line, Look

_STYLES: dict[Look, str] = {
    "heading": "bold underline",
    "error": "bold red",
    "warning": "yellow",
    "notice": "cyan",
    "source": "",
    "mark": "bold red",
    "aside": "dim",
    "plain": "",
}


def show_work(words: str, done: threading.Event) -> None:
    """Show on the terminal that work goes on, until it is done."""
    with Console(stderr=True).status(words):
        done.wait()


def show(lines: Iterable[Line], *, errors: bool = False) -> None:
    """Print lines, to the standard output or to that for errors."""
    console = Console(file=sys.stderr if errors else sys.stdout, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text(line.text, style=_STYLES[line.look]))
