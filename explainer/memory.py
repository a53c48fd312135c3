"""What earlier builds found out, and whether it still holds.

A task is anything whose result follows from its arguments and from what it reads of the traced
model: the check of one text, one page, one file to download. Its result is taken over from an
earlier build as long as the arguments are the same and everything it read then still has the
same fingerprint. What was read is noted while a task runs (:mod:`explainer.tracing`).
"""

from __future__ import annotations

import array
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, TypeVar

from explainer.outputs import SiteFiles, all_stand, marks_of
from explainer.packing import unpack
from explainer.tracing import Read, Tracer, Tracked, fingerprint, prints_of, traced_class

T = TypeVar("T")
M = TypeVar("M")
K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class State:
    """Everything a later build can take over: plain data, to be pickled.

    ``tasks`` maps a task's name to its arguments' fingerprint, what it read (as numbers in
    ``reads``, four bytes each) and its result. ``files`` maps an input file to the digest of its
    bytes and the pickled records found in it.
    """

    prints: dict[str, dict[Any, bytes]] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    tasks: dict[str, tuple[bytes, bytes, Any]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


class Memory:
    """One build's view of what earlier ones found, and what it adds to it."""

    def __init__(self, before: State | None = None, *, keeps: bool = False) -> None:
        """``before`` is the state of an earlier build of the same code; ``keeps``: go on with it.

        A memory that does not keep runs every task and remembers nothing.
        """
        self.keeps = keeps
        self.tracer = Tracer()
        self.before = before or State()
        self.after = State(reads=list(self.before.reads))
        self.fresh = 0
        self._numbers = {read: number for number, read in enumerate(self.after.reads)}
        self._changed: set[int] = set()
        self._prints: dict[int, bytes] = {}
        self._once: dict[Hashable, tuple[Any, set[Read], object]] = {}

    # What tasks read ---------------------------------------------------------------------------

    def track(
        self,
        name: str,
        entries: Mapping[K, V],
        print_of: Callable[[V], bytes] = fingerprint,
    ) -> Tracked[K, V]:
        """Give a mapping through which tasks read; ``name`` is its own."""
        if self.keeps:
            self._compare(name, prints_of(entries, print_of))
        return Tracked(name, entries, self.tracer)

    def track_model(self, model: M) -> M:
        """Give a frozen dataclass through which tasks read, mappings entry by entry."""
        cls = type(model)
        wholes: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for item in fields(model):  # type: ignore[arg-type]
            value = getattr(model, item.name)
            if isinstance(value, Mapping):
                values[item.name] = self.track(f"{cls.__name__}.{item.name}", value, self._print)
            else:
                wholes[item.name] = value
        if self.keeps:
            self._compare(cls.__name__, {name: self._print(v) for name, v in wholes.items()})
        traced = object.__new__(traced_class(cls, frozenset(wholes)))
        object.__setattr__(traced, "_tracer", self.tracer)
        object.__setattr__(traced, "_wholes", wholes)
        for name, value in values.items():
            object.__setattr__(traced, name, value)
        return traced

    def _print(self, thing: Any) -> bytes:
        """Give a fingerprint; one thing that stands in several mappings is looked at once."""
        if isinstance(thing, tuple):
            return fingerprint(tuple(map(self._print, thing)))
        found = self._prints.get(id(thing))
        if found is None:
            found = self._prints[id(thing)] = fingerprint(thing)
        return found

    def _compare(self, name: str, prints: dict[Any, bytes]) -> None:
        self.after.prints[name] = prints
        earlier = self.before.prints.get(name, {})
        numbers = self._numbers
        for key in prints.keys() | earlier.keys():
            if prints.get(key) != earlier.get(key):
                number = numbers.get((name, key))
                if number is not None:
                    self._changed.add(number)

    # Tasks -------------------------------------------------------------------------------------

    def task(
        self,
        name: str,
        arguments: object,
        run: Callable[[], T],
        *,
        keep: Callable[[T], Any] = lambda result: result,
        usable: Callable[[Any], bool] = lambda _: True,
    ) -> Any:
        """Give a task's result: as an earlier build found it, or by running it.

        ``keep`` makes of a fresh result what a later build is to be given in its place;
        ``usable`` may still refuse what was kept. A task that raises is not remembered.
        """
        if not self.keeps:
            return run()
        own = fingerprint(arguments)
        earlier = self.before.tasks.get(name)
        if earlier is not None and earlier[0] == own:
            reads = array.array("I", earlier[1])
            if self._changed.isdisjoint(reads) and usable(earlier[2]):
                self.after.tasks[name] = earlier
                if self.tracer.reads is not None:
                    self.tracer.reads.update(self.after.reads[number] for number in reads)
                return earlier[2]
        self.fresh += 1
        with self.tracer.noting() as found:
            result = run()
        self.after.tasks[name] = (own, self._pack(found), keep(result))
        return result

    def files(
        self,
        name: str,
        arguments: object,
        run: Callable[[], Mapping[str, bytes]],
        into: SiteFiles,
    ) -> None:
        """Add the files that a task makes: as they stand since an earlier build, or made anew."""
        into.add(
            self.task(name, arguments, run, keep=marks_of, usable=partial(all_stand, into.written))
        )

    def once(self, key: Hashable, run: Callable[[], T]) -> T:
        """Give what a pure piece of work gives, done once a build; whoever asks has read its reads.

        ``key`` tells all that the work follows from besides what it reads.
        """
        found = self._once.get(key)
        if found is None:
            with self.tracer.noting() as reads:
                result = run()
            self._once[key] = (result, reads, run)
            return result
        if self.tracer.reads is not None:
            self.tracer.reads |= found[1]
        done: T = found[0]
        return done

    def forget(self, name: str) -> None:
        """Do not keep a task's result."""
        self.after.tasks.pop(name, None)

    def _pack(self, reads: set[Read]) -> bytes:
        numbers = array.array("I")
        for read in reads:
            number = self._numbers.get(read)
            if number is None:
                number = self._numbers[read] = len(self.after.reads)
                self.after.reads.append(read)
            numbers.append(number)
        return numbers.tobytes()

    # Files -------------------------------------------------------------------------------------

    def recall_file(self, file: str, digest: bytes) -> Any:
        """Give what was found in an input file with these contents, or None."""
        earlier = self.before.files.get(file)
        if earlier is None or earlier[0] != digest:
            return None
        self.after.files[file] = earlier
        return unpack(earlier[1])

    def keep_file(self, file: str, digest: bytes, found: bytes) -> None:
        """Keep what was found in an input file."""
        if self.keeps:
            self.after.files[file] = (digest, found)
