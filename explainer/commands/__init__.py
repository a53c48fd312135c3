"""The commands that do more than build, one module each, loaded only when they are asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

#: Command, what it does, and an example.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("new", "add a record: asks, or takes options, and shows what is left", "new source"),
    ("update", "change a published value and write its entry", "update gdp/2024/bulletin 16.9"),
    ("schemas", "write the schemas for editors and the reference of files", "schemas"),
)


def add_commands(
    parsers: _SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    arguments: Sequence[str],
) -> None:
    """Add the commands; only the one that is called is loaded, so that a build starts at once."""
    for name, words, example in COMMANDS:
        parser = parsers.add_parser(
            name,
            help=words,
            description=f"{words[0].upper()}{words[1:]}.",
            epilog=f"Example: python build.py {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        if name in arguments:
            import_module(f"explainer.commands.{name}").add_options(parser, common)
