"""Problems: collected, sorted, and never more than anybody reads."""

from __future__ import annotations

import pytest

from explainer.problems import MAX_ERRORS, MAX_MESSAGE, BuildError, Place, Problems


def test_a_ruined_project_is_told_up_to_a_limit() -> None:
    """Looking for the rest would take for ever; what was found is told."""
    problems = Problems()
    for line in range(1, MAX_ERRORS):
        problems.error(Place("data/x.yaml", line), "tab", "a tab.")

    with pytest.raises(BuildError) as told:
        problems.error(Place("data/x.yaml", MAX_ERRORS), "tab", "a tab.")

    assert len(told.value.errors) == MAX_ERRORS


def test_as_many_warnings_as_there_are_stop_nothing() -> None:
    """Only errors stop a build."""
    problems = Problems()

    for line in range(2 * MAX_ERRORS):
        problems.warning(Place("data/x.yaml", line + 1), "review-due", "old.")

    problems.stop_on_errors()
    assert len(problems.warnings) == 2 * MAX_ERRORS


def test_a_message_about_a_very_long_word_is_cut_in_its_middle() -> None:
    """Its start says what it is about and its end what is wrong."""
    problems = Problems()

    problems.error(Place("data/x.yaml", 1), "unknown-key", f"the key “{'x' * 9_000}” is odd.")

    told = problems.errors[0].message
    assert len(told) <= MAX_MESSAGE + 3
    assert told.startswith("the key “xxx")
    assert told.endswith("xxx” is odd.")
