"""Stages 1 and 2 together: every file under data/ into records, ids unique, uses noted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from explainer.decode import Decoder, Record, Text, Use, decode_file
from explainer.load import list_files, read_bytes, yaml_document
from explainer.memory import Memory
from explainer.packing import pack
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

    ``stems`` gives the name of the file each record came from, without folder and ending;
    ``texts_of``, ``files`` and ``digests`` give the texts for readers, the whole text and the
    digest of each file, by its name. ``drafts`` tells where the records stand that were kept back.
    """

    by_kind: MappingType[str, MappingType[str, Record]]
    stems: MappingType[tuple[str, str], str]
    uses: tuple[Use, ...]
    texts_of: MappingType[str, tuple[Text, ...]]
    files: MappingType[str, str]
    digests: MappingType[str, bytes]
    drafts: MappingType[tuple[str, str], Place] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[Text, ...]:
        """All texts for readers, in the order of the files."""
        return tuple(text for texts in self.texts_of.values() for text in texts)

    @property
    def unseen_pages(self) -> frozenset[str]:
        """Pages of prose that were kept back with their records."""
        return frozenset(name for kind, name in self.drafts if kind == "own-page")

    def all(self, kind: str, cls: type[R]) -> tuple[R, ...]:
        """Give all records of a kind."""
        return tuple(r for r in self.by_kind[kind].values() if isinstance(r, cls))


@dataclass(slots=True)
class _Collected:
    by_kind: dict[str, dict[str, Record]] = field(default_factory=dict)
    stems: dict[tuple[str, str], str] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Place] = field(default_factory=dict)


class _Files(MappingType[str, str]):
    """The texts of files by name, decoded when they are asked for."""

    def __init__(self) -> None:
        self.raw: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> str:
        text = self.raw[name].decode("utf-8", "replace").removeprefix("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


def digest(raw: bytes) -> bytes:
    """Give the digest by which the contents of input files are told apart."""
    return hashlib.blake2b(raw, digest_size=16).digest()


def read_records(
    root: Path, languages: tuple[str, ...], problems: Problems, memory: Memory | None = None
) -> Records:
    """Read all of data/; what is wrong is in ``problems`` and its records are left out.

    Files that are the same as in an earlier build are not decoded again (``memory``).
    """
    memory = memory or Memory()
    collected = _Collected()
    files = _Files()
    digests: dict[str, bytes] = {}
    uses: list[Use] = []
    texts_of: dict[str, tuple[Text, ...]] = {}
    known_files = set()
    for pattern, key, kind, cls in FILES:
        collected.by_kind.setdefault(kind, {})
        paths = list(list_files(root / "data", pattern))
        if not paths and "*" not in pattern:
            problems.error(Place(f"data/{pattern}"), "missing-file", "this file is missing.")
        for path in paths:
            name = path.relative_to(root).as_posix()
            known_files.add(name)
            raw = read_bytes(path, name, problems)
            if raw is None:
                continue
            files.raw[name], digests[name] = raw, digest(raw)
            found = memory.recall_file(name, digests[name])
            if found is None:
                before = len(problems.found)
                found = _decode(raw, name, cls, key, languages, problems)
                if len(problems.found) == before:
                    memory.keep_file(name, digests[name], pack(found))
            records, named, texts = found
            kept_back = [
                record.at()
                for record in records
                if not _keep(record, kind, path.stem, collected, problems)
            ]
            texts_of[name] = tuple(t for t in texts if not _inside(t.at(), kept_back))
            uses += [use for use in named if not _inside(use.place, kept_back)]
    _refuse_strays(root, known_files, problems)
    return Records(
        collected.by_kind,
        collected.stems,
        tuple(uses),
        texts_of,
        files,
        digests,
        collected.drafts,
    )


def _inside(place: Place, records: list[Place]) -> bool:
    """Whether a place lies in one of the records of its file."""
    keys = (record.key for record in records)
    return any(not key or place.key.startswith((f"{key}.", f"{key}[")) for key in keys)


def _decode(
    raw: bytes,
    name: str,
    cls: type[Record],
    key: str | None,
    languages: tuple[str, ...],
    problems: Problems,
) -> tuple[tuple[Record, ...], tuple[Use, ...], tuple[Text, ...]]:
    """Give the records of a file, the ids they name, and their texts for readers."""
    document = yaml_document(raw, name, problems)
    if document is None:
        return (), (), ()
    decoder = Decoder(languages, problems)
    records = tuple(decode_file(decoder, document, cls, key))
    return records, tuple(decoder.uses), tuple(decoder.texts)


def _keep(record: Record, kind: str, stem: str, collected: _Collected, problems: Problems) -> bool:
    """Take a record in and give whether it is to be shown."""
    found = collected.by_kind[kind]
    identifier = str(getattr(record, "id", kind))
    first = collected.drafts.get((kind, identifier))
    if identifier in found:
        first = found[identifier].at("id")
    if first is not None:
        problems.error(
            record.at("id"),
            "duplicate-id",
            f"the id “{identifier}” is taken already ({first}).",
            "Ids are unique and permanent; choose another.",
        )
        return True
    if kind in _NAMED_BY_FILE and identifier != stem:
        problems.error(
            record.at("id"),
            "id-not-file-name",
            f"the id “{identifier}” is not the name of the file.",
            f"Write id: {stem}, or rename the file to {identifier}.yaml.",
        )
    if getattr(record, "draft", False):
        words = f"“{identifier}” is a draft: readers do not see it."
        if "draft" not in problems.forgiven:
            problems.notice(record.at("draft"), "draft", words, "Without this line they do.")
            collected.drafts[kind, identifier] = record.at("id")
            return False
        problems.warning(record.at("draft"), "draft", words, "Without this line they do.")
    found[identifier] = record
    collected.stems[kind, identifier] = stem
    return True


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
