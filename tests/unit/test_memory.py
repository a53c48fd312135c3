"""What earlier builds found is taken over exactly as long as it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from explainer.cache import Cache, key_of
from explainer.decode import Places, Text
from explainer.memory import WORTH_SHARING, Job, Memory, State
from explainer.outputs import Kept, SiteFiles, Written, mark_of
from explainer.packing import pack, unpack
from explainer.problems import Place
from explainer.tracing import fingerprint

NUMBERS: Mapping[str, int] = {"one": 1, "two": 2, "three": 3}


@dataclass(frozen=True, slots=True)
class Shop:
    """A model with mappings and a whole."""

    name: str
    prices: Mapping[str, int]
    stock: Mapping[str, tuple[int, ...]]


SHOP = Shop("Corner", {"tea": 3, "salt": 1}, {"tea": (4, 5)})


def run(state: State, numbers: Mapping[str, int], read: Any, arguments: object = ()) -> Memory:
    """Build once: one task that reads numbers."""
    memory = Memory(state, keeps=True)
    tracked = memory.track("numbers", numbers)
    memory.task("task", arguments, lambda: read(tracked))
    return memory


READS = {
    "one entry": lambda numbers: numbers["one"],
    "an entry that may be missing": lambda numbers: numbers.get("four"),
    "whether an entry is there": lambda numbers: "four" in numbers,
    "the keys": list,
    "how many": len,
    "all of it": lambda numbers: sum(numbers.values()),
    "pairs": lambda numbers: list(numbers.items()),
}
CHANGES: dict[str, tuple[Mapping[str, int], set[str]]] = {
    "nothing": (NUMBERS, set()),
    "the entry": ({"one": 10, "two": 2, "three": 3}, {"one entry", "all of it", "pairs"}),
    "another entry": ({"one": 1, "two": 20, "three": 3}, {"all of it", "pairs"}),
    "a new entry": (
        {**NUMBERS, "four": 4},
        set(READS) - {"one entry"},
    ),
    "the order": (
        {"two": 2, "one": 1, "three": 3},
        {"the keys", "how many", "all of it", "pairs"},
    ),
    "an entry less": ({"one": 1, "two": 2}, {"the keys", "how many", "all of it", "pairs"}),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_task_runs_again_when_what_it_read_changed(read: str, change: str) -> None:
    """And only then."""
    first = run(State(), NUMBERS, READS[read])
    numbers, affected = CHANGES[change]

    second = run(first.after, numbers, READS[read])

    assert first.fresh == 1
    assert second.fresh == (read in affected)


def test_a_task_runs_again_with_other_arguments() -> None:
    """Arguments are ids and the like; they are part of what a result follows from."""
    first = run(State(), NUMBERS, READS["one entry"], ("a",))

    assert run(first.after, NUMBERS, READS["one entry"], ("a",)).fresh == 0
    assert run(first.after, NUMBERS, READS["one entry"], ("b",)).fresh == 1


def test_what_a_task_taken_over_rests_on_is_not_forgotten() -> None:
    """A third build still knows what the first one read."""
    second = run(run(State(), NUMBERS, READS["one entry"]).after, NUMBERS, READS["one entry"])

    third = run(second.after, {**NUMBERS, "one": 7}, READS["one entry"])

    assert third.fresh == 1


def test_a_task_around_a_task_rests_on_what_that_read() -> None:
    """Also when the inner one was taken over."""

    def build(state: State, numbers: Mapping[str, int]) -> tuple[Memory, int]:
        memory = Memory(state, keeps=True)
        tracked = memory.track("numbers", numbers)

        def outer() -> int:
            found: int = memory.task("inner", (), lambda: tracked["one"])
            return found * tracked["two"]

        result: int = memory.task("outer", (), outer)
        return memory, result

    memory, result = build(State(), NUMBERS)
    assert result == 2
    memory, result = build(memory.after, {**NUMBERS, "two": 3})
    assert (result, memory.fresh) == (3, 1)
    memory, result = build(memory.after, {**NUMBERS, "two": 3, "one": 5})
    assert (result, memory.fresh) == (15, 2)


def test_a_result_that_is_refused_is_made_again() -> None:
    """As when somebody touched the file that it stands for."""
    first = run(State(), NUMBERS, READS["one entry"])
    memory = Memory(first.after, keeps=True)
    memory.track("numbers", NUMBERS)

    assert memory.task("task", (), lambda: 9, usable=lambda _: False) == 9


def test_a_forgotten_task_runs_again() -> None:
    """What found a mistake must find it again."""
    memory = run(State(), NUMBERS, READS["one entry"])
    memory.forget("task")

    assert run(memory.after, NUMBERS, READS["one entry"]).fresh == 1


def many(memory: Memory, numbers: Mapping[str, int], number: int = WORTH_SHARING) -> list[Any]:
    """Run many tasks that each read one number and one that all read."""
    tracked = memory.track("numbers", numbers)

    def work(name: str) -> Callable[[], tuple[str, int]]:
        return lambda: (name, tracked[name] + tracked["all"])

    names = [f"n{index}" for index in range(number)]
    return memory.tasks([Job(name, (), work(name)) for name in names])


def test_shared_tasks_give_and_remember_the_same() -> None:
    """Whoever did them; afterwards exactly those run again whose number changed."""
    numbers = {"all": 1} | {f"n{index}": index for index in range(WORTH_SHARING)}
    alone, shared = Memory(keeps=True), Memory(keeps=True, shares=True)

    assert many(shared, numbers) == many(alone, numbers)

    assert shared.fresh == alone.fresh == WORTH_SHARING
    for before in (alone, shared):
        later = Memory(before.after, keeps=True, shares=True)
        assert many(later, {**numbers, "n1": 7, "n58": 9})[58] == ("n58", 10)
        assert later.fresh == 2
        assert many(Memory(later.after, keeps=True), {**numbers, "all": 2})[0] == ("n0", 2)


def test_a_task_that_fails_in_either_process_fails_as_if_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the first failure in order, and with nothing left running."""
    monkeypatch.setattr("explainer.memory.can_share", lambda: True)

    def fail(number: int) -> Callable[[], int]:
        def run() -> int:
            if number in {20, 50}:
                raise ValueError(number)
            return number

        return run

    jobs = [Job(str(number), (), fail(number)) for number in range(WORTH_SHARING)]
    for failing, rest in ((20, jobs), (50, [job for job in jobs if job.name != "20"])):
        with pytest.raises(ValueError, match=str(failing)):
            Memory(keeps=True, shares=True).tasks(rest, worth=2)


def test_records_of_a_file_live_on_in_the_same_process_alone() -> None:
    """What goes into the cache is their bytes."""
    first = Memory(keeps=True)
    first.keep_file("a.yaml", b"1", pack(("x",)))
    second = Memory(first.after, keeps=True)
    found = second.recall_file("a.yaml", b"1")

    assert Memory(second.after, keeps=True).recall_file("a.yaml", b"1") is found
    assert Memory(second.after, keeps=True).recall_file("a.yaml", b"2") is None
    assert unpack(pack(second.after)).living == {}


def test_a_memory_that_does_not_keep_runs_everything() -> None:
    """Builds without a cache go the same way."""
    memory = Memory()
    tracked = memory.track("numbers", NUMBERS)

    assert memory.task("task", (), lambda: tracked["one"]) == 1
    assert not memory.after.tasks
    assert not memory.after.prints


@pytest.mark.parametrize(
    ("change", "fresh"),
    [
        ({}, 0),
        ({"name": "Market"}, 1),
        ({"prices": {"tea": 9, "salt": 1}}, 1),
        ({"prices": {"tea": 3, "salt": 9}}, 0),
        ({"stock": {"tea": (4,)}}, 1),
    ],
)
def test_wholes_and_mappings_of_a_model_are_noted(change: dict[str, Any], fresh: int) -> None:
    """A page that prints the shop's name, and price and stock of tea."""

    def build(state: State, shop: Shop) -> Memory:
        memory = Memory(state, keeps=True)
        traced = memory.track_model(shop)
        memory.task("page", (), lambda: (traced.name, traced.prices["tea"], traced.stock["tea"]))
        return memory

    first = build(State(), SHOP)

    assert build(first.after, replace(SHOP, **change)).fresh == fresh


def test_where_something_stands_does_not_change_it() -> None:
    """A line more at the top of a file moves everything and changes nothing."""
    one = Text({"en": "Tea"}, Places(Place("a.yaml", 1)))
    two = Text({"en": "Tea"}, Places(Place("a.yaml", 2)))

    assert fingerprint(one) == fingerprint(two)
    assert fingerprint(one) != fingerprint(Text({"en": "Salt"}))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ("b",)), (("a", "b"),)),
        ((1,), ("1",)),
        ((None,), ("-",)),
        ({"a": "b"}, ("a", "b")),
        (("a\x00sb",), ("a", "b")),
        ((True,), (1,)),
    ],
)
def test_different_things_have_different_fingerprints(one: object, two: object) -> None:
    """However they are put together."""
    assert fingerprint(one) != fingerprint(two)


def test_a_record_comes_back_from_its_bytes_with_its_places() -> None:
    """Places are unpacked when they are asked for."""
    text = Text({"en": "Tea"}, Places(Place("a.yaml", 1), {"en": Place("a.yaml", 2, 5, "name.en")}))

    back = unpack(pack((text, text)))

    assert back == (text, text)
    assert back[0] is back[1]
    assert back[0].at("en") == Place("a.yaml", 2, 5, "name.en")
    assert back[0].at.written("en")
    assert unpack(pack(back))[0].at("en") == Place("a.yaml", 2, 5, "name.en")


# The cache and the folder --------------------------------------------------------------------


def test_an_entry_comes_back_whole_or_not_at_all(tmp_path: Any) -> None:
    """A damaged entry is none."""
    cache = Cache(tmp_path)
    key = key_of("a", 1)
    assert cache.get(key) is None

    cache.put(key, b"found")
    assert cache.get(key) == b"found"

    (path,) = (p for p in (tmp_path / ".cache").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert cache.get(key) is None


def test_a_cache_that_cannot_be_written_is_no_cache(tmp_path: Any) -> None:
    """It never stops a build."""
    (tmp_path / ".cache").write_text("a file", encoding="utf-8")
    cache = Cache(tmp_path)

    cache.put(key_of("a"), b"x")

    assert cache.get(key_of("a")) is None


def test_files_that_stand_already_are_kept(tmp_path: Any) -> None:
    """By digest and size; others are new."""
    (tmp_path / "a.html").write_bytes(b"a")
    written = Written(tmp_path, {"a.html": (mark_of(b"a"), (1, 1, 1))})
    files = SiteFiles(written)

    files.add({"a.html": b"a", "b.html": b"b"})

    assert (files.kept.keys(), files.new) == ({"a.html"}, {"b.html": b"b"})
    assert (files["a.html"], files["b.html"], list(files)) == (b"a", b"b", ["a.html", "b.html"])
    with pytest.raises(KeyError):
        files.add({"c.html": Kept("0", 1)})


def test_what_was_set_aside_is_made_once_while_all_it_rests_on_is_the_same() -> None:
    """In one process; nothing of it goes into the cache."""
    made: list[int] = []

    def build(before: State, rests_on: object) -> Memory:
        memory = Memory(before, keeps=True)
        memory.aside("tools", rests_on, lambda: made.append(1) or len(made))
        return memory

    first = build(State(), ("a",))
    second = build(first.after, ("a",))
    build(second.after, ("b",))

    assert len(made) == 2
    assert unpack(pack(second.after)).aside == {}


def test_a_model_of_the_same_files_is_not_looked_at_again() -> None:
    """And what is read of it still holds, also in another process; of other files it is."""
    state = State()
    for rests_on, price, fresh in ((b"1", 3, 1), (b"1", 3, 0), (b"2", 3, 0), (b"3", 9, 1)):
        memory = Memory(state, keeps=True)
        traced = memory.track_model(replace(SHOP, prices={"tea": price}), rests_on)
        memory.task("page", (), lambda traced=traced: traced.prices["tea"])
        assert memory.fresh == fresh
        state = unpack(pack(memory.after))


def test_a_task_holds_until_something_it_read_has_changed() -> None:
    """Asked before it is run again; other arguments make it another task."""
    first = Memory(State(), keeps=True)
    tracked = first.track("numbers", NUMBERS)
    first.task("task", ("a",), lambda: tracked["one"])

    second = Memory(first.after, keeps=True)
    second.track("numbers", NUMBERS)
    assert second.holds("task", ("a",))
    assert not second.holds("task", ("b",))

    third = Memory(first.after, keeps=True)
    third.track("numbers", {**NUMBERS, "one": 9})
    assert not third.holds("task", ("a",))
