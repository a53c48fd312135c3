"""Mappings that note what is read from them, so that a result knows what it rests on.

Whoever makes a page or checks a text reads the model through these. What was read while a
:class:`Tracer` was noting is what the result rests on; nobody declares it, so nobody can forget to.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")
M = TypeVar("M")

#: One thing that was read: the mapping's name and a key, or one of the two marks below.
Read = tuple[str, Any]

#: Read all keys in their order, but no value.
KEYS: Final = ("keys of",)
#: Read everything.
ALL: Final = ("all of",)

#: Fields that tell where something stands in a file; no page shows them.
_UNSEEN = frozenset({"at", "place"})


class Tracer:
    """Collects what is read while a task runs."""

    __slots__ = ("reads",)

    def __init__(self) -> None:
        """Note nothing yet."""
        self.reads: set[Read] | None = None

    @contextmanager
    def noting(self) -> Iterator[set[Read]]:
        """Give the set that fills with what is read inside; a task around it has read it, too."""
        outer, self.reads = self.reads, set()
        try:
            yield self.reads
        finally:
            if outer is not None:
                outer |= self.reads
            self.reads = outer


class Tracked(Mapping[K, V]):
    """A mapping that tells its tracer what is read from it."""

    __slots__ = ("_entries", "_tracer", "name")

    def __init__(self, name: str, entries: Mapping[K, V], tracer: Tracer) -> None:
        """Wrap ``entries``; ``name`` is what reads are noted under."""
        self.name = name
        self._entries = entries
        self._tracer = tracer

    def _note(self, key: Any) -> None:
        if self._tracer.reads is not None:
            self._tracer.reads.add((self.name, key))

    def __getitem__(self, key: K) -> V:
        """Give an entry, and note it."""
        self._note(key)
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        """Whether there is such an entry; note that it was asked for."""
        self._note(key)
        return key in self._entries

    def get(self, key: K, default: Any = None) -> Any:
        """Give an entry or something else, and note which was asked for."""
        self._note(key)
        return self._entries.get(key, default)

    def __iter__(self) -> Iterator[K]:
        """Give the keys in order."""
        self._note(KEYS)
        return iter(self._entries)

    def __len__(self) -> int:
        """Give how many entries there are."""
        self._note(KEYS)
        return len(self._entries)

    def keys(self) -> Any:
        """Give the keys in order."""
        self._note(KEYS)
        return self._entries.keys()

    def values(self) -> Any:
        """Give all entries in order."""
        self._note(ALL)
        return self._entries.values()

    def items(self) -> Any:
        """Give all keys and entries in order."""
        self._note(ALL)
        return self._entries.items()


def traced_class(cls: type[M], wholes: frozenset[str]) -> type[M]:
    """Give the class of a frozen dataclass that notes each whole field that is read from it.

    ``wholes`` are its fields that are no mappings; those are expected to be :class:`Tracked` and
    note for themselves. An instance keeps its wholes in ``_wholes``, its tracer in ``_tracer``.
    """

    def noting(name: str) -> property:
        def read(self: Any) -> Any:
            if self._tracer.reads is not None:
                self._tracer.reads.add((cls.__name__, name))
            return self._wholes[name]

        return property(read)

    members: dict[str, Any] = {name: noting(name) for name in wholes}
    members["__slots__"] = ("_tracer", "_wholes")
    return type(f"Traced{cls.__name__}", (cls,), members)


def prints_of(entries: Mapping[Any, Any], print_of: Callable[[Any], bytes]) -> dict[Any, bytes]:
    """Give a fingerprint of each entry of a mapping, of its keys in order, and of everything."""
    found: dict[Any, bytes] = {}
    everything = hashlib.blake2b(digest_size=12)
    for key, entry in entries.items():
        found[key] = print_of(entry)
        everything.update(repr(key).encode("utf-8", "surrogatepass"))
        everything.update(found[key])
    found[KEYS], found[ALL] = fingerprint(tuple(map(str, entries))), everything.digest()
    return found


def fingerprint(thing: object) -> bytes:
    """Give a digest of everything a reader could see of a thing; equal things have equal ones.

    Takes what records are made of: dataclasses, tuples, mappings, text, numbers, nothing.
    """
    parts: list[str] = []
    _write(thing, parts.append)
    text = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=12).digest()


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields_of(cls: type) -> tuple[str, ...]:
    found = _FIELDS.get(cls)
    if found is None:
        found = tuple(f.name for f in dataclasses.fields(cls) if f.name not in _UNSEEN)
        _FIELDS[cls] = found
    return found


def _write(thing: Any, write: Callable[[str], None]) -> None:
    kind = type(thing)
    if kind is str:
        write("s" + thing)
    elif thing is None:
        write("-")
    elif kind is tuple or kind is list:
        write(f"[{len(thing)}")
        for item in thing:
            _write(item, write)
    elif kind is Decimal or kind is int or kind is bool or kind is float:
        write(f"{kind.__name__} {thing}")
    elif isinstance(thing, Mapping):
        write(f"{{{len(thing)}")
        for key, item in thing.items():
            _write(key, write)
            _write(item, write)
    elif kind is bytes:
        write("b" + thing.hex())
    elif isinstance(thing, frozenset | set):
        _write(sorted(thing), write)
    else:
        write(kind.__name__)
        for name in _fields_of(kind):
            _write(getattr(thing, name), write)
