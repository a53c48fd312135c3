"""“update”: the value changes, and the entry that the check demands stands in data/changes.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.cli import main
from explainer.releases import RECORD, render_record
from explainer.site import load_site
from tests.builders import edit, settings_of
from tests.unit.test_new import snapshot, type_in

GDP = "gdp/2024/bulletin"
REASONS = ["--reason", "We misread a digit.", "--reason", "此前误读一位数字。"]


@pytest.fixture
def released(project: Path) -> Path:
    """A tiny project whose state is on record."""
    record = render_record(load_site(settings_of(project)).model)
    (project / RECORD).write_text(record, encoding="utf-8")
    return project


def update(root: Path, *words: str) -> int:
    """Run the command."""
    return main(["update", *words, "--root", str(root)])


def test_a_correction_is_told_and_the_check_is_content(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The value, its entry, those of the values worked out from it, and the day of the site."""
    before = snapshot(released)

    assert update(released, GDP, "16.8", "--source", "ministry-2025", "--date", "2026-12-01",
                  *REASONS) == 0  # fmt: skip

    text = (released / "data/changes.yaml").read_text(encoding="utf-8")
    entry = (
        "  - id: 2026-12-01-gdp-2024-bulletin\n    kind: correction\n    date: 2026-12-01\n"
        "    what: gdp/2024/bulletin\n    before: 16.9 cny-trillion\n"
        "    after: 16.8 cny-trillion\n    text:\n      en: We misread a digit.\n"
        "      zh: 此前误读一位数字。\n    sources:\n      - ministry-2025\n"
    )
    assert entry in text
    assert text.index(entry) < text.index("what: computed/")
    after = snapshot(released)
    assert {name for name in after if after[name] != before[name]} == {
        "data/changes.yaml", "data/indicators/gdp.yaml", "data/site.yaml",
    }  # fmt: skip
    told = capsys.readouterr().out
    assert "Entries in data/changes.yaml: gdp/2024/bulletin, computed/" in told
    assert "Its wording is printed, too: “16.9万亿元”." in told
    loaded = load_site(settings_of(released))
    assert [w for w in loaded.warnings if w.kind == "unrecorded-change"] == []
    assert loaded.model.site.updated.text == "2026-12-01"


def test_an_update_rests_on_its_own_sources(released: Path) -> None:
    """A correction keeps the old ones."""
    gdp = released / "data/indicators/gdp.yaml"

    assert update(released, GDP, "16.90", "--source", "daily-2025", "--kind", "update",
                  "--date", "2025-06-02", *REASONS) == 0  # fmt: skip

    text = gdp.read_text(encoding="utf-8")
    assert "value: 16.90\n    series: bulletin\n    zones: 3\n" in text
    observation = load_site(settings_of(released)).model.indicators["gdp"].observations[-1]
    assert observation.sources == ("daily-2025",)
    assert "updated: 2025-06-02" in (released / "data/site.yaml").read_text(encoding="utf-8")


def test_two_changes_of_one_value_have_two_entries(released: Path) -> None:
    """The newest stands first, and says where the value came from."""
    for value in ("16.8", "16.7"):
        assert update(released, GDP, value, "--date", "2026-12-01", *REASONS) == 0
    text = (released / "data/changes.yaml").read_text(encoding="utf-8")

    assert "id: 2026-12-01-gdp-2024-bulletin-2\n" in text
    assert text.index("after: 16.7 cny-trillion") < text.index("after: 16.8 cny-trillion")


def test_a_qualifier_is_exchanged_or_put_in(released: Path) -> None:
    """It is part of what readers are told."""
    assert update(released, "firms/2024", "61000", "--qualifier", "about", *REASONS) == 0
    assert update(released, GDP, "16.9", "--qualifier", "nearly", *REASONS) == 0

    model = load_site(settings_of(released)).model
    assert model.values["firms/2024"].qualifier == "about"
    assert model.values[GDP].qualifier == "nearly"


def test_what_was_never_released_needs_no_entry(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the value changes."""
    before = snapshot(project)

    assert update(project, "firms/2024", "61000", "--date", "2020-01-01") == 0

    assert "never released" in capsys.readouterr().out
    assert [n for n in before if snapshot(project)[n] != before[n]] == [
        "data/indicators/firms.yaml"
    ]


def test_a_reason_that_is_missing_is_left_and_listed(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is made up."""
    assert update(released, "firms/2024", "61000", "--reason", "We misread a digit.") == 0

    assert "changes[0].text.zh: error: the text is empty." in capsys.readouterr().out


def test_what_contradicts_other_values_is_written_and_told(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that the others can be changed next; the entry is there already."""
    assert update(released, GDP, "26.9", *REASONS) == 0

    told = capsys.readouterr().out
    assert "[contradiction]" in told
    assert "after: 26.9 cny-trillion" in (released / "data/changes.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gdp/2024/buletin", "16.8"], "Did you mean “gdp/2024/bulletin”?"),
        ([GDP, "16,8"], "--value: error: “16,8” stands where a number such as 16.9 is expected."),
        ([GDP, "16.9"], "gdp/2024/bulletin is 16.9 already."),
        ([GDP, "16.8", "--source", "ministri-2025"], "Did you mean “ministry-2025”?"),
        ([GDP, "16.8", "--date", "2026-13"], "[bad-date]"),
        ([GDP, "16.8", "--qualifier", "abuot"], "Did you mean “about”?"),
        ([GDP, "16.8", *REASONS, "--reason", "x"], "more reasons than languages"),
    ],
)
def test_what_cannot_be_right_is_refused(
    released: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    """With what would be right, and nothing is written."""
    before = snapshot(released)

    assert update(released, *words) == 1

    said = capsys.readouterr().err
    assert told in said
    assert said.endswith("Nothing was written.\n")
    assert snapshot(released) == before


def test_mistakes_elsewhere_are_mended_first(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What follows from the change could not be known."""
    edit(released, "data/sectors.yaml", "en: Machinery", "en:")
    before = snapshot(released)

    assert update(released, GDP, "16.8") == 1

    assert "mend them first" in capsys.readouterr().err
    assert snapshot(released) == before


def test_questions_ask_for_what_is_missing(
    released: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kind, the sources, the reason in every language."""
    type_in(monkeypatch, "", "ministri-2025", "ministry-2025", "", "Misread.", "误读。")

    assert update(released, GDP, "16.8") == 0

    assert "there is no source “ministri-2025”. Did you mean" in capsys.readouterr().out
    text = (released / "data/changes.yaml").read_text(encoding="utf-8")
    assert "en: Misread.\n      zh: 误读。\n" in text


def test_stopping_the_questions_changes_nothing(
    released: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The input ends."""
    before = snapshot(released)
    type_in(monkeypatch, "correction")

    assert update(released, GDP, "16.8") == 2

    assert "Nothing was changed." in capsys.readouterr().err
    assert snapshot(released) == before
