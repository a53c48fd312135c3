"""``schemas``: write the schemas for editors, the settings that name them, and the reference."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from explainer.changeset import ChangeError, Changeset
from explainer.load import list_files
from explainer.schemas import file_kinds, page_files, schema_files
from explainer.settings import Settings

EXIT_OUTPUT = 3
#: Folders in which every file is made here.
_OWN = ("schemas", "docs/reference")


def add_options(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    del common
    parser.description = (
        "Write schemas/*.json and docs/reference/*.md from the record classes, and the settings\n"
        "by which editors find the schemas. Run it after a change of explainer/records.py, of the\n"
        "languages, or of a record that the reference shows."
    )
    parser.epilog = (
        "Example: python build.py schemas\n\n"
        "Exit codes: 0 written; 3 a file cannot be written, nothing changed."
    )
    parser.set_defaults(run=run)


def made_files(root: Path, languages: tuple[str, ...]) -> dict[str, str]:
    """Give every file that the command writes, by its name in the project."""
    examples = {}
    for kind in file_kinds():
        folder, _, pattern = kind.pattern.rpartition("/")
        if kind.pattern.endswith(".md"):
            continue
        file = next(list_files(root / folder, pattern), None)
        if file is not None:
            name = file.relative_to(root).as_posix()
            examples[kind.name] = (name, file.read_text(encoding="utf-8"))
    return schema_files(languages) | page_files(examples)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Write the files; give the exit code."""
    del options
    made = made_files(settings.root, settings.languages)
    changes = Changeset(settings.root)
    try:
        for file, text in made.items():
            changes.write(file, text)
        changed = changes.changed
        changes.apply()
    except ChangeError as error:
        print(f"Nothing was changed: {error}", file=sys.stderr)
        return EXIT_OUTPUT
    stale = []
    for folder in _OWN:
        for path in list_files(settings.root / folder, "*"):
            if path.relative_to(settings.root).as_posix() not in made:
                path.unlink()
                stale.append(path)
    print(f"{len(made)} files: {len(changed)} written, {len(stale)} removed.")
    return 0
