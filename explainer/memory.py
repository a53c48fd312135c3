"""What earlier builds found out, and whether it still holds.

A task is anything whose result follows from its arguments and from what it reads of the traced
model: the check of one text, one page, one file to download. Its result is taken over from an
earlier build as long as the arguments are the same and everything it read then still has the
same fingerprint. What was read is noted while a task runs (:mod:`explainer.tracing`).
"""

from __future__ import annotations

import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Final, TypeVar

from explainer.outputs import SiteFiles, all_stand, marks_of
from explainer.packing import unpack
from explainer.sharing import can_share, side_by_side
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

    ``living`` holds these records as they are, and ``seen`` fingerprints with what they were taken
    of, for the next build of the same process, and ``aside`` is what else it need not make again;
    none of it is kept beyond it.
    """

    prints: dict[str, dict[Any, bytes]] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    tasks: dict[str, tuple[bytes, bytes, Any]] = field(default_factory=dict)
    files: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    living: dict[str, tuple[bytes, Any]] = field(default_factory=dict)
    seen: dict[int, tuple[Any, bytes]] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> State:
        """Give what a later process can take over."""
        return replace(self, living={}, seen={}, aside={})


#: Stands for a result that no earlier build can give.
_STALE: Final = object()
#: So many tasks to run are shared with a second process; fewer take less time than sharing.
WORTH_SHARING = 60


def _itself(result: Any) -> Any:
    return result


def _always(result: Any) -> bool:
    del result
    return True


@dataclass(frozen=True, slots=True)
class Job:
    """A task: its name, the arguments it follows from besides what it reads, and the work.

    ``keep`` makes of a fresh result what a later build is to be given in its place; ``usable``
    may still refuse what was kept.
    """

    name: str
    arguments: object
    run: Callable[[], Any]
    keep: Callable[[Any], Any] = _itself
    usable: Callable[[Any], bool] = _always


class Memory:
    """One build's view of what earlier ones found, and what it adds to it."""

    def __init__(
        self, before: State | None = None, *, keeps: bool = False, shares: bool = False
    ) -> None:
        """``before`` is the state of an earlier build of the same code; ``keeps``: go on with it.

        A memory that does not keep runs every task and remembers nothing. One that ``shares``
        lets a second process do half of many tasks; what comes of them is the same.
        """
        self.keeps = keeps
        self._shares = shares
        self.tracer = Tracer()
        self.before = before or State()
        self.after = State(reads=list(self.before.reads))
        self.fresh = 0
        self._numbers = {read: number for number, read in enumerate(self.after.reads)}
        self._changed: set[int] = set()
        self._once: dict[Hashable, tuple[Any, set[Read], object]] = {}

    # What tasks read ---------------------------------------------------------------------------

    def track(
        self,
        name: str,
        entries: Mapping[K, V],
        print_of: Callable[[V], bytes] = fingerprint,
        shown: Mapping[K, Any] | None = None,
    ) -> Tracked[K, Any]:
        """Give a mapping through which tasks read; ``name`` is its own.

        They read ``shown`` where it is given: the same entries in another form.
        """
        if self.keeps:
            self._compare(name, prints_of(entries, print_of))
        return Tracked(name, entries if shown is None else shown, self.tracer)

    def track_model(self, model: M, rests_on: bytes = b"") -> M:
        """Give a frozen dataclass through which tasks read, mappings entry by entry.

        ``rests_on`` is a digest of all that it follows from, where there is one: while that is
        the same, so is the model, and nothing in it is looked at.
        """
        cls = type(model)
        wholes: dict[str, Any] = {}
        values: dict[str, Any] = {}
        is_same = bool(rests_on) and self.before.notes.get(cls.__name__) == rests_on
        for item in fields(model):  # type: ignore[arg-type]
            value = getattr(model, item.name)
            if not isinstance(value, Mapping):
                wholes[item.name] = value
                continue
            name = f"{cls.__name__}.{item.name}"
            if is_same:
                self.after.prints[name] = self.before.prints[name]
                values[item.name] = Tracked(name, value, self.tracer)
            else:
                values[item.name] = self.track(name, value, self._print)
        if is_same:
            self.after.prints[cls.__name__] = self.before.prints[cls.__name__]
            self.after.seen.update(self.before.seen)
        elif self.keeps:
            self._compare(cls.__name__, {name: self._print(v) for name, v in wholes.items()})
        if self.keeps:
            self.after.notes[cls.__name__] = rests_on
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
        for seen in (self.after.seen, self.before.seen):
            found = seen.get(id(thing))
            # A number is given to another thing as soon as its first owner is gone.
            if found is not None and found[0] is thing:
                self.after.seen[id(thing)] = found
                return found[1]
        mark = fingerprint(thing)
        self.after.seen[id(thing)] = (thing, mark)
        return mark

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
        keep: Callable[[T], Any] = _itself,
        usable: Callable[[Any], bool] = _always,
    ) -> Any:
        """Give a task's result: as an earlier build found it, or by running it.

        ``keep`` makes of a fresh result what a later build is to be given in its place;
        ``usable`` may still refuse what was kept. A task that raises is not remembered.
        """
        (result,) = self.tasks((Job(name, arguments, run, keep, usable),))
        return result

    def tasks(self, jobs: Sequence[Job], worth: int = WORTH_SHARING) -> list[Any]:
        """Give the results of tasks that do not read each other's.

        From so many that have to be run (``worth``) they are shared with a second process.
        """
        if not self.keeps:
            return [job.run() for job in jobs]
        owns = [fingerprint(job.arguments) for job in jobs]
        results = [self._recall(job, own) for job, own in zip(jobs, owns, strict=True)]
        stale = [number for number, result in enumerate(results) if result is _STALE]
        self.fresh += len(stale)
        for number, (reads, result) in zip(
            stale, self._run([jobs[n] for n in stale], worth), strict=True
        ):
            job = jobs[number]
            self.after.tasks[job.name] = (owns[number], reads, job.keep(result))
            results[number] = result
        return results

    def _recall(self, job: Job, own: bytes) -> Any:
        """Give what an earlier build found, if that still holds."""
        earlier = self.before.tasks.get(job.name)
        if earlier is None or earlier[0] != own:
            return _STALE
        reads = array.array("I", earlier[1])
        if not self._changed.isdisjoint(reads) or not job.usable(earlier[2]):
            return _STALE
        self.after.tasks[job.name] = earlier
        if self.tracer.reads is not None:
            self.tracer.reads.update(self.after.reads[number] for number in reads)
        return earlier[2]

    def _run(self, jobs: Sequence[Job], worth: int) -> list[tuple[bytes, Any]]:
        """Run tasks; give the packed numbers of what each read, and its result."""
        is_inner = self.tracer.reads is not None
        if not self._shares or is_inner or len(jobs) < worth or not can_share():
            return [self._run_one(job) for job in jobs]
        known, half = len(self.after.reads), len(jobs) // 2

        def there() -> tuple[list[Read], list[tuple[bytes, Any]]]:
            done = [self._run_one(job) for job in jobs[half:]]
            return self.after.reads[known:], done

        both = side_by_side(lambda: [self._run_one(job) for job in jobs[:half]], there)
        if both is None:
            return [self._run_one(job) for job in jobs]
        mine, (new, others) = both
        # What the other process read for the first time has other numbers here.
        numbers = [*range(known), *map(self._number, new)]
        renumbered = [
            (array.array("I", [numbers[n] for n in array.array("I", reads)]).tobytes(), result)
            for reads, result in others
        ]
        return mine + renumbered

    def _run_one(self, job: Job) -> tuple[bytes, Any]:
        with self.tracer.noting() as found:
            result = job.run()
        return self._pack(found), result

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

    def aside(self, name: str, rests_on: object, make: Callable[[], T]) -> T:
        """Give what this process made for an earlier build, or make it.

        ``rests_on`` is all that it follows from; it is made anew when that differs.
        """
        found = self.before.aside.get(name)
        if found is None or found[0] != rests_on:
            found = (rests_on, make())
        if self.keeps:
            self.after.aside[name] = found
        made: T = found[1]
        return made

    def holds(self, name: str, arguments: object) -> bool:
        """Whether what an earlier build found still holds, as far as was tracked until now."""
        earlier = self.before.tasks.get(name)
        return (
            earlier is not None
            and earlier[0] == fingerprint(arguments)
            and self._changed.isdisjoint(array.array("I", earlier[1]))
        )

    def forget(self, name: str) -> None:
        """Do not keep a task's result."""
        self.after.tasks.pop(name, None)

    def _pack(self, reads: set[Read]) -> bytes:
        return array.array("I", map(self._number, reads)).tobytes()

    def _number(self, read: Read) -> int:
        number = self._numbers.get(read)
        if number is None:
            number = self._numbers[read] = len(self.after.reads)
            self.after.reads.append(read)
        return number

    # Files -------------------------------------------------------------------------------------

    def recall_file(self, file: str, digest: bytes) -> Any:
        """Give what was found in an input file with these contents, or None."""
        earlier = self.before.files.get(file)
        if earlier is None or earlier[0] != digest:
            return None
        self.after.files[file] = earlier
        living = self.before.living.get(file)
        found = living[1] if living and living[0] == digest else unpack(earlier[1])
        self.after.living[file] = (digest, found)
        return found

    def keep_file(self, file: str, digest: bytes, found: bytes) -> None:
        """Keep what was found in an input file."""
        if self.keeps:
            self.after.files[file] = (digest, found)
