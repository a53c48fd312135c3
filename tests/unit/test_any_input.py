"""Whatever is typed: never a traceback, and what is read back is what was written.

tests/proof/fuzz.py goes on where these stop, led by what code each input reaches.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from explainer.decode import Decoder, Record, shape_of
from explainer.formats import Locale
from explainer.ledger import check_relations
from explainer.load import Mapping, Node, Scalar, Sequence, markdown_document, parse_yaml
from explainer.problems import Problems
from explainer.prose import ProseReader
from explainer.records import FILES, Relation
from explainer.references import (
    BadReferenceError,
    Reference,
    find_amounts,
    find_dates,
    find_doubled,
    find_references,
    find_unbound,
    find_years,
    nearest_values,
    print_reference,
)
from explainer.values import Value, interval_of, operate, round_to
from tests.builders import make_observation, make_text, make_value, values_of
from tests.inputs import (
    LOCALES,
    OPERATIONS,
    OPTION_LISTS,
    PROSE,
    QUALIFIERS,
    TREES,
    UNITS,
    as_yaml,
    intervals,
    written_numbers,
)

# References ---------------------------------------------------------------------------------


@given(intervals(), OPTION_LISTS, st.sampled_from(LOCALES))
def test_any_value_prints_with_any_options_or_says_why_not(
    value: Value, options: list[str], locale: Locale
) -> None:
    """A reference gives words, or a problem that an editor can read; nothing else."""
    reference = Reference(0, 0, value.key, tuple(options))
    kind = shown = ""
    try:
        shown = print_reference(reference, values_of(value), locale)
    except BadReferenceError as error:
        kind = error.kind

    assert kind in {"", "unknown-option", "option-does-not-fit"}
    assert bool(shown) == (not kind)
    assert shown.strip() == shown
    assert not set(shown) & set("[]|<>&")


@given(PROSE, st.sampled_from(["en", "zh"]))
def test_any_prose_is_searched_without_failing(text: str, language: str) -> None:
    """References, dates, years, amounts, typed and doubled numbers; what is found stands there."""
    values = values_of(make_value("gdp/2024"))
    for reference in find_references(text):
        assert text[reference.start : reference.end].startswith("[[")
        assert find_doubled(text, reference, language) in text
    for numeral in find_unbound(text, language):
        assert text[numeral.start :].lstrip().startswith(numeral.text[:1])
        nearest_values(numeral.text, values, LOCALES[0])
    assert all(year in text for year in find_years(text))
    assert len(find_dates(text, language)) <= len(text)
    assert find_amounts(text, language) == sorted(find_amounts(text, language))


@given(PROSE)
def test_references_and_the_text_between_them_make_the_whole(text: str) -> None:
    """They come in order, never overlap, and writing them again gives the same ones."""
    found = list(find_references(text))
    ends = [0, *(r.end for r in found)]
    assert all(r.start >= end for r, end in zip(found, ends, strict=False))

    again = "".join(
        f"[[literal: {r.literal} | {r.reason}]]"
        if r.literal is not None
        else f"[[{r.key} | {' '.join(r.options)}]]"
        for r in found
    )

    assert [(r.key, r.options, r.literal, r.reason) for r in find_references(again)] == [
        (r.key, r.options, r.literal, r.reason) for r in found
    ]


# Intervals ----------------------------------------------------------------------------------


@given(written_numbers(), st.sampled_from(QUALIFIERS), st.sampled_from(UNITS))
@example("999999999999999.999999999", "exact", "percent")
@example("-999999999999999.999999999", "about", "usd-trillion")
@example("-0", "about", "count")
def test_the_interval_of_any_number_holds_it(written: str, qualifier: str, unit: str) -> None:
    """With every digit that a file may hold; an exact count has no width."""
    low, high = interval_of(make_observation(written, qualifier=qualifier), unit)

    assert low <= Decimal(written) <= high
    if qualifier == "exact":
        assert (low == high) == (unit in {"count", "hectare"})


@given(written_numbers(), st.integers(0, 8), st.sampled_from(UNITS))
def test_fewer_digits_never_narrow_an_interval(written: str, cut: int, unit: str) -> None:
    """The number printed with more digits lies within what fewer of its digits allow."""
    number = Decimal(written)
    shorter = round_to(number, cut)
    low, high = interval_of(make_observation(f"{shorter:f}"), unit)

    if unit not in {"count", "hectare"}:
        assert low <= number <= high


def compute(operation: str, inputs: list[Value]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Give number and bounds, or nothing where the operation is refused in words."""
    try:
        number, low, high, _ = operate(operation, inputs)
    except (ArithmeticError, ValueError):
        return None
    return number, low, high


def slack(*numbers: Decimal) -> Decimal:
    """Give what rounding to 28 digits may move a result of this size."""
    return max(abs(n) for n in numbers) * Decimal("1e-20") + Decimal("1e-20")


@given(st.sampled_from(OPERATIONS), st.lists(intervals(), max_size=4))
def test_any_operation_on_any_values_gives_an_interval_or_says_why_not(
    operation: str, inputs: list[Value]
) -> None:
    """The number lies between its bounds."""
    result = compute(operation, inputs)
    if result is not None:
        number, low, high = result
        assert low - slack(*result) <= number <= high + slack(*result)


@given(
    st.sampled_from(OPERATIONS),
    st.sampled_from(UNITS).flatmap(lambda unit: st.lists(intervals(unit), min_size=2, max_size=2)),
    st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_true_values_within_the_inputs_give_a_result_within_the_bounds(
    operation: str, inputs: list[Value], steps: tuple[int, int]
) -> None:
    """Whatever the true values were, the published interval holds what they make."""
    true = []
    for value, step in zip(inputs, steps, strict=True):
        inside = value.low + (value.high - value.low) * step / 8
        true.append(replace(value, number=inside, low=inside, high=inside))
    wide, exact = compute(operation, inputs), compute(operation, true)

    if wide is not None and exact is not None:
        assert wide[1] - slack(*wide) <= exact[0] <= wide[2] + slack(*wide)


@given(
    st.sampled_from(OPERATIONS),
    st.sampled_from(UNITS).flatmap(lambda unit: st.lists(intervals(unit), min_size=2, max_size=2)),
    st.integers(0, 1),
    written_numbers(),
)
def test_knowing_less_never_narrows_a_result(
    operation: str, inputs: list[Value], which: int, more: str
) -> None:
    """Wider inputs give bounds that hold those of narrower ones, or none at all."""
    by = abs(Decimal(more))
    wider = list(inputs)
    wider[which] = replace(inputs[which], low=inputs[which].low - by, high=inputs[which].high + by)
    before, after = compute(operation, inputs), compute(operation, wider)

    if before is not None and after is not None:
        assert after[1] - slack(*after) <= before[1]
        assert after[2] + slack(*after) >= before[2]


@given(st.sampled_from(UNITS).flatmap(lambda u: st.tuples(intervals(u), intervals(u))))
def test_a_difference_turned_round_changes_its_sign(pair: tuple[Value, Value]) -> None:
    """A − b and b − a mirror each other, bounds included."""
    one, two = pair
    ours, theirs = compute("difference", [one, two]), compute("difference", [two, one])

    assert ours is not None
    assert theirs is not None
    assert ours == (-theirs[0], -theirs[2], -theirs[1])


@given(st.sampled_from(UNITS).flatmap(lambda u: st.tuples(intervals(u), intervals(u))))
def test_a_share_is_a_hundred_times_the_ratio(pair: tuple[Value, Value]) -> None:
    """Both are refused, or both agree."""
    share, ratio = compute("share", list(pair)), compute("ratio", list(pair))

    assert (share is None) == (ratio is None)
    if share is not None and ratio is not None:
        assert all(abs(a - 100 * b) <= slack(*share) for a, b in zip(share, ratio, strict=True))


@given(
    st.sampled_from(OPERATIONS),
    st.lists(intervals(), min_size=1, max_size=3),
    intervals(),
    st.booleans(),
)
def test_any_relation_is_checked_or_refused(
    operation: str, inputs: list[Value], left: Value, acknowledged: bool
) -> None:
    """The ledger never fails, and what it says agrees with the bounds it gives."""
    values = {f"{n}/2024": replace(v, key=f"{n}/2024") for n, v in enumerate([left, *inputs])}
    relation = Relation(
        id="r",
        says=make_text(),
        left="0/2024",
        operation=operation,  # type: ignore[arg-type]
        inputs=tuple(values)[1:],
        acknowledged=make_text() if acknowledged else None,
    )
    problems = Problems()

    for entry in check_relations((relation,), values, problems):
        assert entry.holds == (entry.low <= entry.left.high and entry.left.low <= entry.high)
        told = {p.kind for p in problems.errors}
        assert ("contradiction" in told) == (not entry.holds and not acknowledged)
        assert ("needless-acknowledgement" in told) == (entry.holds and acknowledged)


# YAML ---------------------------------------------------------------------------------------


def plain_data(node: Node) -> object:
    """Give the plain data of nodes."""
    if isinstance(node, Mapping):
        return {key: plain_data(value) for key, (_, value) in node.items.items()}
    if isinstance(node, Sequence):
        return [plain_data(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


@given(TREES)
def test_yaml_is_read_back_as_it_was_written(tree: object) -> None:
    """Quoted texts, lists and blocks come back whole, or hold what is refused."""
    problems = Problems()
    node = parse_yaml(as_yaml(tree), "data/x.yaml", problems)

    if not problems.found:
        assert node is not None
        assert plain_data(node) == tree


CLASSES: list[type[Record]] = [cls for _, _, _, cls in FILES]


@given(st.sampled_from(CLASSES), st.data())
def test_any_data_under_the_right_keys_is_a_record_or_told(
    cls: type[Record], data: st.DataObject
) -> None:
    """The keys of a record with anything under them: decoded or refused, with a place."""
    keys = st.sampled_from(sorted(shape_of(cls)))
    language = st.dictionaries(st.sampled_from(["en", "zh", "fr"]), st.text(max_size=5))
    tree = data.draw(st.dictionaries(keys, TREES | language | written_numbers(), max_size=8))
    problems = Problems()
    node = parse_yaml(as_yaml(tree), "data/x.yaml", problems)
    if node is None or problems.found:
        return

    record = Decoder(("en", "zh"), problems).record(cls, node)

    assert (record is None) == bool(problems.errors)
    assert all(p.place.file == "data/x.yaml" and p.place.line for p in problems.errors)


@given(st.binary(max_size=200) | PROSE.map(str.encode))
def test_any_bytes_are_a_page_or_told(raw: bytes) -> None:
    """Front matter and prose: a document or a problem."""
    problems = Problems()

    document = markdown_document(b"---\ntitle: T\n---\n" + raw, "content/en/x.md", problems)

    assert (document is None) == bool(problems.errors)
    if document is not None:
        assert document.text.endswith(document.body)


# Prose --------------------------------------------------------------------------------------

#: Every tag that prose can make, as the library writes it.
TAGS = re.compile(
    r"</?(?:p|em|strong|code|pre|ul|ol|li|blockquote|table|thead|tbody|tr|h[1-6])>|<(?:hr|br)>"
    r"|<ol start=\"\d+\">|</?(?:th|td)>"
    r"|<a href=\"[^\"<>]*\"(?: title=\"[^\"<>]*\")?>|</a>"
)


@given(PROSE | st.text("<>&\"'[]()!:*_`#|-\\ \nax", max_size=60))
def test_any_prose_makes_no_tag_but_those_of_prose(text: str) -> None:
    """Nothing that is typed becomes an element or attribute of its own."""
    reader = ProseReader()
    html = [reader.inline(text).html]
    for section in reader.sections(text):
        html += [block.passage.html for block in section.blocks if block.passage]

    for piece in html:
        assert "<" not in TAGS.sub("", piece)
