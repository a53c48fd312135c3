"""Records are taken in, kept back or refused, with their words."""

from __future__ import annotations

from pathlib import Path

from explainer.memory import Memory
from explainer.problems import Problems
from explainer.records_reader import Records, digest, read_records
from tests.builders import append, edit

EVENTS = "data/events/all.yaml"
MEETING = "  - id: meeting-2025\n"


def read(root: Path, *, forgiven: frozenset[str] = frozenset()) -> tuple[Records, list[str]]:
    """Give the records of a tiny project and what is said of them, one line each."""
    problems = Problems(forgiven=forgiven)
    records = read_records(root, ("en", "zh"), problems)
    return records, [str(problem) for problem in sorted(problems.found)]


def texts_under(records: Records, key: str) -> list[str]:
    """Give the keys of the texts that stand in one event."""
    return [t.at().key for t in records.texts_of[EVENTS] if t.at().key.startswith(key)]


def test_a_draft_is_kept_back_with_all_it_says(project: Path) -> None:
    """Its texts and the ids that it names are nobody's; those of its neighbours stay."""
    whole, said = read(project)
    assert said == []
    edit(project, EVENTS, MEETING, f"{MEETING}    draft: true\n")

    records, said = read(project)

    assert said == [
        (
            f"{EVENTS}:31:12: events[2].draft: notice: “meeting-2025” is a draft: readers do not "
            "see it. Without this line they do. [draft]"
        )
    ]
    assert set(whole.by_kind["event"]) - set(records.by_kind["event"]) == {"meeting-2025"}
    assert str(records.drafts["event", "meeting-2025"]) == f"{EVENTS}:30:9"
    assert texts_under(whole, "events[2].")
    assert texts_under(records, "events[2].") == []
    assert texts_under(records, "events[1].") == texts_under(whole, "events[1].")
    places = [use.place.key for use in records.uses if use.place.file == EVENTS]
    assert any(key.startswith("events[1].measures[") for key in places)
    assert not any(key.startswith("events[2]") for key in places)


def test_a_draft_that_is_a_file_is_kept_back_whole(project: Path) -> None:
    """No text and no id of its file is left; nor is its page of prose wanted."""
    (project / "data/pages").mkdir()
    (project / "data/pages/plans.yaml").write_text(
        "id: plans\nname:\n  en: Plans\n  zh: 计划\ndraft: true\n", encoding="utf-8"
    )

    records, _ = read(project)

    assert records.by_kind["own-page"] == {}
    assert records.texts_of["data/pages/plans.yaml"] == ()
    assert records.unseen_pages == {"plans"}


def test_the_preview_keeps_drafts_and_says_so(project: Path) -> None:
    """The same words, as a warning."""
    edit(project, EVENTS, MEETING, f"{MEETING}    draft: true\n")

    records, said = read(project, forgiven=frozenset({"draft"}))

    assert said == [
        (
            f"{EVENTS}:31:12: events[2].draft: warning: “meeting-2025” is a draft: readers do not "
            "see it. Without this line they do. [draft]"
        )
    ]
    assert "meeting-2025" in records.by_kind["event"]
    assert records.drafts == {}
    assert records.unseen_pages == frozenset()


def test_the_id_of_a_draft_is_taken(project: Path) -> None:
    """Ids are permanent from the first day."""
    edit(project, EVENTS, MEETING, f"{MEETING}    draft: true\n")
    text = (project / EVENTS).read_text(encoding="utf-8")
    again = text[text.index(MEETING) :].replace("    draft: true\n", "")
    (project / EVENTS).write_text(text + again, encoding="utf-8")

    _, said = read(project)

    assert any(
        "events[3].id: error: the id “meeting-2025” is taken already (data/events/all.yaml:30:9). "
        "Ids are unique and permanent; choose another. [duplicate-id]" in line
        for line in said
    )


def test_a_file_that_nothing_reads_is_refused(project: Path) -> None:
    """With the nearest name, else with what to do."""
    (project / "data/evnts").mkdir()
    (project / "data/serie.yaml").write_text("a: b\n", encoding="utf-8")
    (project / "data/q.txt").write_text("a: b\n", encoding="utf-8")

    _, said = read(project)

    assert said == [
        (
            "data/q.txt: error: no part of the site reads this file. Move it out of data/. "
            "[stray-file]"
        ),
        (
            "data/serie.yaml: error: no part of the site reads this file. "
            "Did you mean “series.yaml”? [stray-file]"
        ),
    ]


def test_the_texts_of_files_are_given_as_editors_see_them(project: Path) -> None:
    """Without mark of byte order, with plain line ends; what is no text is shown as such."""
    records, _ = read(project)
    raw = "\ufeffa: 1\r\nb: 2\rc: 3\n".encode() + b"\xff"
    records.files.raw["data/q.yaml"] = raw  # type: ignore[attr-defined]

    assert records.files["data/q.yaml"] == "a: 1\nb: 2\nc: 3\n\ufffd"
    assert EVENTS in list(records.files)
    assert len(records.files) == len(list(records.files))


def test_what_was_right_is_remembered_and_what_was_wrong_is_told_again(project: Path) -> None:
    """File by file; a file that changed is read anew."""
    append(project, "data/sectors.yaml", "nobody: knows\n")
    first = Memory(keeps=True)
    before = read_records(project, ("en", "zh"), Problems(), first)
    edit(project, EVENTS, "en: People met.", "en: People talked.")
    again, problems = Memory(first.after, keeps=True), Problems()

    after = read_records(project, ("en", "zh"), problems, again)

    assert [problem.kind for problem in problems.errors] == ["unknown-key"]
    assert again.recall_file("data/areas.yaml", after.digests["data/areas.yaml"]) is not None
    assert again.recall_file("data/sectors.yaml", after.digests["data/sectors.yaml"]) is None
    event = {"before": before, "after": after}
    words = {k: str(r.by_kind["event"]["meeting-2025"].text["en"]) for k, r in event.items()}  # type: ignore[attr-defined]
    assert words == {"before": "People met.", "after": "People talked."}


def test_files_are_told_apart_by_all_that_they_hold() -> None:
    """Two contents have two digests, of the same length."""
    assert len({digest(b"a"), digest(b"b"), digest(b""), digest(b"a\n")}) == 4
    assert {len(digest(b"a" * n)) for n in range(99)} == {16}


def test_a_file_that_cannot_be_read_stops_no_other(project: Path) -> None:
    """Those after it are read."""
    (project / "data/zones/jiangsu.yaml").unlink()
    (project / "data/zones/jiangsu.yaml").mkdir()

    records, said = read(project)

    assert said == [
        (
            "data/zones/jiangsu.yaml: error: this is not an ordinary file. Put a file there. "
            "[not-a-file]"
        )
    ]
    assert list(records.by_kind["zone"]) == ["yinchuan"]
