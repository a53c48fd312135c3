"""Stages 1 and 2 together: every file under data/ into records, ids unique, uses noted."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from explainer.decode import Decoder, Record, Text, Use, decode_file
from explainer.load import list_files, read_yaml
from explainer.problems import Place, Problems, nearest
from explainer.records import FILES

if TYPE_CHECKING:
    from pathlib import Path

R = TypeVar("R", bound=Record)

#: Kinds whose file is named after the one record in it.
_NAMED_BY_FILE = {"indicator", "measure", "figure", "own-page"}


@dataclass(frozen=True, slots=True)
class Records:
    """Everything under data/: records by kind and id, in the order of the files.

    ``stems`` gives the name of the file each record came from, without folder and ending.
    """

    by_kind: MappingType[str, MappingType[str, Record]]
    stems: MappingType[tuple[str, str], str]
    uses: tuple[Use, ...]
    texts: tuple[Text, ...]
    files: MappingType[str, str]

    def all(self, kind: str, cls: type[R]) -> tuple[R, ...]:
        """Give all records of a kind."""
        return tuple(r for r in self.by_kind[kind].values() if isinstance(r, cls))


@dataclass(slots=True)
class _Collected:
    by_kind: dict[str, dict[str, Record]] = field(default_factory=dict)
    stems: dict[tuple[str, str], str] = field(default_factory=dict)


def read_records(root: Path, languages: tuple[str, ...], problems: Problems) -> Records:
    """Read all of data/; what is wrong is in ``problems`` and its records are left out."""
    decoder = Decoder(languages, problems)
    collected = _Collected()
    texts: dict[str, str] = {}
    known_files = set()
    for pattern, key, kind, cls in FILES:
        collected.by_kind.setdefault(kind, {})
        files = list(list_files(root / "data", pattern))
        if not files and "*" not in pattern:
            problems.error(Place(f"data/{pattern}"), "missing-file", "this file is missing.")
        for path in files:
            name = path.relative_to(root).as_posix()
            known_files.add(name)
            document = read_yaml(path, name, problems)
            if document is None:
                continue
            texts[name] = document.text
            for record in decode_file(decoder, document, cls, key):
                _keep(record, kind, document.stem, collected, problems)
    _refuse_strays(root, known_files, problems)
    return Records(
        collected.by_kind, collected.stems, tuple(decoder.uses), tuple(decoder.texts), texts
    )


def _keep(record: Record, kind: str, stem: str, collected: _Collected, problems: Problems) -> None:
    found = collected.by_kind[kind]
    identifier = str(getattr(record, "id", kind))
    if identifier in found:
        first = found[identifier].at("id")
        problems.error(
            record.at("id"),
            "duplicate-id",
            f"the id “{identifier}” is taken already ({first}).",
            "Ids are unique and permanent; choose another.",
        )
        return
    if kind in _NAMED_BY_FILE and identifier != stem:
        problems.error(
            record.at("id"),
            "id-not-file-name",
            f"the id “{identifier}” is not the name of the file.",
            f"Write id: {stem}, or rename the file to {identifier}.yaml.",
        )
    found[identifier] = record
    collected.stems[kind, identifier] = stem


def _refuse_strays(root: Path, known: set[str], problems: Problems) -> None:
    """A file that nothing reads is a mistake: its editor believes it is published."""
    for path in list_files(root / "data", "**/*"):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or name in known:
            continue
        expected = [pattern for pattern, _, _, _ in FILES]
        problems.error(
            Place(name),
            "stray-file",
            "no part of the site reads this file.",
            nearest(name.removeprefix("data/"), expected) or "Move it out of data/.",
        )
