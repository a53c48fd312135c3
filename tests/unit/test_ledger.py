"""The ledger: what must agree with what, within the rounding of the published values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from explainer.decode import NOWHERE, Places, Text
from explainer.ledger import Entry, check_relations
from explainer.problems import Place, Problems
from explainer.records import Relation
from explainer.values import Value
from tests.builders import kinds, make_text, make_value, only, values_of


def rounded(key: str, number: str, unit: str = "cny-trillion", **other: Any) -> Value:
    """Give a value known to half a unit of its last digit."""
    exact = Decimal(number)
    half = Decimal(1).scaleb(int(exact.as_tuple().exponent)) / 2
    return make_value(key, number, low=exact - half, high=exact + half, unit=unit, **other)


VALUES = values_of(
    rounded("gdp/2024", "16.9", sources=("ministry",)),
    rounded("national-gdp/2024", "134.9", sources=("bureau",)),
    rounded("gdp-share/2024", "12.5", "percent", sources=("daily",)),
    rounded("gdp-share/2023", "13.5", "percent", sources=("daily",)),
    make_value("zones/2024", "232", unit="count"),
    make_value("zones/2025", "232", unit="count"),
)


def check(
    left: str,
    operation: str,
    *inputs: str,
    acknowledged: Text | None = None,
    at: Places = NOWHERE,
) -> tuple[tuple[Entry, ...], Problems]:
    """Check one relation."""
    problems = Problems()
    relation = Relation(
        id="r",
        says=make_text(),
        left=left,
        operation=operation,  # type: ignore[arg-type]
        inputs=inputs,
        acknowledged=acknowledged,
        at=at,
    )
    return check_relations([relation], VALUES, problems), problems


def test_what_agrees_within_rounding_holds() -> None:
    """12.5 percent follows from 16.9 of 134.9 although 12.53 is not 12.5."""
    entries, problems = check("gdp-share/2024", "share", "gdp/2024", "national-gdp/2024")

    assert not problems.found
    (entry,) = entries
    assert entry.holds
    assert entry.low < entry.result < entry.high


def test_a_contradiction_names_both_sides_and_their_sources() -> None:
    """Editors see which values, from whom, and by how much they miss."""
    _, problems = check("gdp-share/2023", "share", "gdp/2024", "national-gdp/2024")

    problem = only(problems)
    assert problem.kind == "contradiction"
    assert problem.message == (
        "gdp-share/2023 is 13.5 (true value 13.45 to 13.55; daily), but share of gdp/2024 and "
        "national-gdp/2024 gives 12.5278 (between 12.4861 and 12.5695; bureau, ministry)."
    )
    assert problem.remedy == "Correct one of them, or write “acknowledged” with the reason."


def test_an_acknowledged_contradiction_stands() -> None:
    """The reason is printed on the methods page; the entry says that it does not hold."""
    entries, problems = check(
        "gdp-share/2023", "share", "gdp/2024", "national-gdp/2024", acknowledged=make_text("why")
    )

    assert not problems.found
    assert not entries[0].holds


def test_a_needless_acknowledgement_is_refused() -> None:
    """An excuse must go when its reason is gone."""
    _, problems = check(
        "gdp-share/2024", "share", "gdp/2024", "national-gdp/2024", acknowledged=make_text("why")
    )

    assert kinds(problems) == ["needless-acknowledgement"]


def test_two_equal_values_hold() -> None:
    """“equal” compares the value with one input."""
    entries, problems = check("zones/2024", "equal", "zones/2025")

    assert not problems.found
    assert entries[0].holds


@pytest.mark.parametrize(
    ("left", "operation", "inputs", "kind"),
    [
        ("gdp/2024", "share", ("gdp/2024", "national-gdp/2024"), "mixed-units"),
        ("zones/2024", "sum", ("zones/2025", "gdp/2024"), "cannot-compute"),
        ("gdp-share/2024", "share", ("gdp/2024",), "cannot-compute"),
        ("zones/2024", "equal", (), "cannot-compute"),
        ("gdp-share/1999", "share", ("gdp/2024", "national-gdp/2024"), "unknown-value"),
        ("gdp-share/2024", "share", ("gdp/2024", "national-gpd/2024"), "unknown-value"),
    ],
)
def test_a_relation_that_cannot_be_checked_is_refused(
    left: str, operation: str, inputs: tuple[str, ...], kind: str
) -> None:
    """Unknown values and mixed units are mistakes of the relation."""
    entries, problems = check(left, operation, *inputs)

    assert (entries, kinds(problems)) == ((), [kind])


def test_every_unknown_value_is_told() -> None:
    """Not only the first."""
    at = Places(
        Place("data/relations.yaml", 1),
        {
            "left": Place("data/relations.yaml", 2),
            "inputs[0]": Place("data/relations.yaml", 3),
            "inputs[1]": Place("data/relations.yaml", 4),
        },
    )

    _, problems = check("no/1", "sum", "no/2", "no/3", at=at)

    assert kinds(problems) == ["unknown-value"] * 3
    assert [problem.place.line for problem in problems.errors] == [2, 3, 4]


def test_a_relation_that_cannot_be_checked_stops_no_other() -> None:
    """What stands behind it is checked all the same."""
    share = ("share", ("gdp/2024", "national-gdp/2024"))
    rows = [
        ("gdp-share/2042", *share),
        ("zones/2024", "sum", ("zones/2025", "gdp/2024")),
        ("zones/2024", *share),
        ("gdp-share/2023", *share),
    ]
    relations = [
        Relation(id=f"r{n}", says=make_text(), left=left, operation=operation, inputs=inputs)  # type: ignore[arg-type]
        for n, (left, operation, inputs) in enumerate(rows)
    ]
    problems = Problems()

    entries = check_relations(relations, VALUES, problems)

    found = [problem.kind for problem in problems.found]
    assert found == ["unknown-value", "cannot-compute", "mixed-units", "contradiction"]
    assert [entry.relation.id for entry in entries] == ["r3"]
