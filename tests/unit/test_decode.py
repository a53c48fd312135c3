"""From nodes to records: every kind of mistake has its code, its place and words to act on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

import pytest

from explainer.decode import (
    MAX_ID,
    MAX_LINE,
    Decoder,
    Help,
    Own,
    Places,
    Range,
    Record,
    Ref,
    Rich,
    Text,
    Use,
    Web,
    decode_file,
    shape_of,
)
from explainer.load import Document, Mapping
from explainer.periods import Period
from explainer.problems import Place, Problems
from explainer.records import FILES
from tests.builders import decode, dedent, kinds, only, parse, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Record):
    """A record inside a record."""

    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Record):
    """A record with one field of every sort."""

    id: Annotated[str, Own(), Help("What it is called.")]
    kind: Literal["press", "official"] = "press"
    size: Annotated[int, Range(1, 9)] = 1
    share: Decimal | None = None
    open: bool = False
    when: Period | None = None
    title: Annotated[Text | None, Rich()] = None
    word: str | None = None
    url: Annotated[str | None, Web()] = None
    zone: Annotated[str | None, Ref("zone")] = None
    zones: tuple[Annotated[str, Ref("zone")], ...] = ()
    tools: tuple[Tool, ...] = ()


def sample(lines: str = "") -> tuple[Sample | None, Problems]:
    """Decode a sample with an id and some lines."""
    return decode(Sample, "id: x\n" + lines)


# What is read -------------------------------------------------------------------------------


def test_a_whole_record_is_read_with_its_types() -> None:
    """Every sort of field comes out as what it is declared to be."""
    record, problems = decode(
        Sample,
        """
        id: kun-shan
        kind: official
        size: 9
        share: 16.90
        open: true
        when: 2024-05
        title:
          en: One
          zh: 一
        word: hello
        url: https://example.org/a?b=1
        zone: kunshan
        zones: [tianjin, kunshan]
        tools:
          - name:
              en: Saw
              zh: 锯
        """,
    )

    assert not problems.found
    assert record is not None
    assert record.share is not None
    assert f"{record.share:f}" == "16.90"
    assert (record.id, record.kind, record.size, record.open) == ("kun-shan", "official", 9, True)
    assert record.when == Period.parse("2024-05")
    assert record.title is not None
    assert (record.title["en"], record.title["zh"], record.title.rich) == ("One", "一", True)
    assert record.zones == ("tianjin", "kunshan")
    assert record.tools[0].name["en"] == "Saw"


def test_what_is_left_out_has_its_default() -> None:
    """Only fields without default must be written."""
    record, problems = sample()

    assert not problems.found
    assert record == Sample(id="x")


def test_null_leaves_an_optional_field_empty() -> None:
    """Editors may write null instead of leaving the key out."""
    record, problems = sample("share: null\nzone:\n")

    assert not problems.found
    assert record == Sample(id="x")


def test_ids_that_are_named_are_noted_with_their_place() -> None:
    """The build checks later whether they exist."""
    node, problems = parse("id: x\nzone: kunshan\n")
    decoder = Decoder(("en", "zh"), problems)
    assert node is not None

    decoder.record(Sample, node)

    (use,) = decoder.uses
    assert use == Use("zone", "kunshan", use.place)
    assert str(use.place) == "data/x.yaml:2:7"


def test_a_record_knows_where_each_field_stands() -> None:
    """Later stages name the line, not only the file."""
    record, _ = sample("zones:\n  - tianjin\n  - kunshan\n")

    assert record is not None
    assert str(record.at("zones[1]")) == "data/x.yaml:4:5"
    assert str(record.at()) == "data/x.yaml:1:1"
    assert record.at("share").key == "share"


# What is refused ----------------------------------------------------------------------------

MISTAKES = {
    "a misspelt key": (
        "kinds: press",
        "2:1 unknown-key the key “kinds” is not known here. Did you mean “kind”?",
    ),
    "an unknown key": (
        "colour: red",
        (
            "2:1 unknown-key the key “colour” is not known here. Allowed: id, kind, open, share, "
            "size, title, tools, url, when, word, zone, zones."
        ),
    ),
    "a misspelt choice": (
        "kind: offical",
        "2:7 not-allowed “offical” is not allowed here. Did you mean “official”?",
    ),
    "another choice": (
        "kind: blog",
        "2:7 not-allowed “blog” is not allowed here. Allowed: official, press.",
    ),
    "a list for a choice": (
        "kind: [press]",
        "2:7 wrong-type a list stands where one of official, press is expected.",
    ),
    "text for a number": (
        "size: many",
        "2:7 wrong-type “many” stands where a whole number is expected.",
    ),
    "a quoted number": (
        'size: "5"',
        "2:7 wrong-type “5” stands where a whole number is expected.",
    ),
    "a broken number": (
        "size: 1.5",
        "2:7 wrong-type “1.5” stands where a whole number is expected.",
    ),
    "an octal": ("size: 017", "2:7 wrong-type “017” stands where a whole number is expected."),
    "sixty-based": (
        "share: 12:30",
        "2:8 wrong-type “12:30” stands where a number such as 16.9 is expected.",
    ),
    "an exponent": (
        "share: 1e3",
        "2:8 wrong-type “1e3” stands where a number such as 16.9 is expected.",
    ),
    "no digit before the point": (
        "share: .5",
        "2:8 wrong-type “.5” stands where a number such as 16.9 is expected.",
    ),
    "a number too small": ("size: 0", "2:7 out-of-range 0 is out of range. Allowed: 1 to 9."),
    "a number too large": ("size: 10", "2:7 out-of-range 10 is out of range. Allowed: 1 to 9."),
    "no as false": ("open: no", "2:7 wrong-type “no” stands where true or false is expected."),
    "a quoted true": (
        'open: "true"',
        "2:7 wrong-type “true” stands where true or false is expected.",
    ),
    "a date that is none": (
        "when: 2024-02-30",
        (
            "2:7 bad-date “2024-02-30”: the date 2024-02-30 does not exist. "
            "Write 2024, 2024-05, 2024-05-27, 2024-q1-q3 or a span 2022/2023."
        ),
    ),
    "words for a date": (
        "when: May 2024",
        (
            "2:7 bad-date “May 2024”: this is not a time. "
            "Write 2024, 2024-05, 2024-05-27, 2024-q1-q3 or a span 2022/2023."
        ),
    ),
    "a list for a date": ("when: [2024]", "2:7 wrong-type a list stands where a date is expected."),
    "a capital in an id": (
        "zone: Kunshan",
        "2:7 bad-id “Kunshan” is not an id. Use small letters, digits and single hyphens.",
    ),
    "a double hyphen in an id": (
        "zone: kun--shan",
        "2:7 bad-id “kun--shan” is not an id. Use small letters, digits and single hyphens.",
    ),
    "an address without scheme": (
        "url: example.org",
        (
            "2:6 bad-address “example.org” is not a web address. "
            "Write it whole, starting with https://."
        ),
    ),
    "a script for an address": (
        "url: javascript:alert(1)",
        (
            "2:6 bad-address “javascript:alert(1)” is not a web address. "
            "Write it whole, starting with https://."
        ),
    ),
    "an empty text": ('word: ""', "2:7 empty-text the text is empty. Write it here."),
    "a text of spaces": ('word: "  "', "2:7 empty-text the text is empty. Write it here."),
    "a word that others convert": (
        "word: no",
        (
            "2:7 ambiguous no without quotes can be read as something else than text. "
            'Write "no" in quotes.'
        ),
    ),
    "a number for text": (
        "word: 2024",
        (
            "2:7 ambiguous 2024 without quotes can be read as something else than text. "
            'Write "2024" in quotes.'
        ),
    ),
    "a line that is too long": (
        "word: " + "x" * (MAX_LINE + 1),
        "2:7 too-long the text has 601 characters. At most 600 are allowed here.",
    ),
    "one text for all languages": (
        "title: One",
        "2:8 wrong-type “One” stands where one line for each language (en, zh) is expected.",
    ),
    "a language missing": (
        "title:\n  en: One",
        (
            "3:3 missing-translation the text in “zh” is missing. "
            "Every text stands in every language of the site."
        ),
    ),
    "a language too many": (
        "title:\n  en: One\n  zh: 一\n  fr: Un",
        "5:3 unknown-language “fr” is not a language of this site. Allowed: en, zh.",
    ),
    "a list for a text": (
        "title:\n  en: [One]\n  zh: 一",
        "3:7 wrong-type a list stands where text is expected.",
    ),
    "a word for a list": (
        "zones: kunshan",
        (
            "2:8 wrong-type “kunshan” stands where a list (lines that start with “- ”, or [a, b]) "
            "is expected."
        ),
    ),
    "an item twice": (
        "zones: [kunshan, tianjin, kunshan]",
        "2:27 duplicate-item “kunshan” stands in this list twice. Keep one of them.",
    ),
    "a word for a block": (
        "tools:\n  - saw",
        "3:5 wrong-type “saw” stands where a block of keys is expected. Write keys: name.",
    ),
    "a key missing deep inside": (
        "tools:\n  - name:\n      en: Saw\n",
        (
            "4:7 missing-translation the text in “zh” is missing. "
            "Every text stands in every language of the site."
        ),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_words_to_act_on(name: str) -> None:
    """Place, code, what is wrong and what would be right – and nothing of Python's."""
    lines, expected = MISTAKES[name]

    record, problems = sample(lines)

    problem = only(problems)
    told = f"{problem.place.line}:{problem.place.column} {problem.kind} {problem.message}"
    assert f"{told} {problem.remedy}".strip() == expected
    assert record is None


def test_a_missing_key_is_told_with_its_help() -> None:
    """The sentence of help says what belongs there."""
    _, problems = decode(Sample, "size: 1")

    problem = only(problems)
    assert problem.kind == "missing-key"
    assert problem.message == "the key “id” is missing."
    assert problem.remedy == "What it is called."


def test_null_where_a_value_is_needed_is_refused() -> None:
    """An id of nothing is no id."""
    _, problems = decode(Sample, "id:")

    assert kinds(problems) == ["bad-id"]


@pytest.mark.parametrize("text", "True TRUE False Null NULL on ~ 1e3 0x1f".split())
def test_text_that_others_convert_needs_quotes(text: str) -> None:
    """What another YAML reader sees as no text must be quoted here."""
    record, problems = sample(f"word: {text}")

    assert kinds(problems) == ["ambiguous"]
    assert record is None


def test_all_mistakes_of_a_record_are_told_at_once() -> None:
    """Editors mend a file in one go."""
    _, problems = sample("size: 0\nkind: blog\nzone: X\nsiez: 1\nopen: no")

    assert sorted(kinds(problems)) == sorted(
        ["out-of-range", "not-allowed", "bad-id", "unknown-key", "wrong-type"]
    )


def test_long_texts_are_cut_in_messages() -> None:
    """A message stays one readable line."""
    _, problems = sample("size: " + "many " * 40)

    assert len(only(problems).message) < 120


# Whole files --------------------------------------------------------------------------------


def decode_list(text: str) -> tuple[list[Sample], Problems]:
    """Decode a file whose list stands under ``samples:``."""
    node, problems = parse(dedent(text))
    assert node is not None
    decoder = Decoder(("en", "zh"), problems)
    document = Document("data/x.yaml", text, node)
    return list(decode_file(decoder, document, Sample, "samples")), problems


def test_one_bad_record_does_not_hide_the_others() -> None:
    """The good ones are still read, so that one run tells everything."""
    records, problems = decode_list("samples:\n  - id: a\n  - id: B\n  - id: c\n")

    assert [record.id for record in records] == ["a", "c"]
    assert kinds(problems) == ["bad-id"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sample:\n  - id: a\n", "missing-key"),
        ("- id: a\n", "missing-key"),
        ("samples: none\n", "wrong-type"),
        ("samples: []\nextra: 1\n", "unknown-key"),
    ],
)
def test_a_file_starts_with_the_key_of_its_list(text: str, kind: str) -> None:
    """What stands beside or instead of the list is told."""
    _, problems = decode_list(text)

    assert kinds(problems) == [kind]


# The schema ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [cls for _, _, _, cls in FILES], ids=lambda cls: cls.__name__)
def test_every_field_that_editors_write_has_a_sentence_of_help(cls: type[Record]) -> None:
    """Hover text and the reference are made of these sentences."""
    assert [name for name, slot in shape_of(cls).items() if not slot.help] == []


# What is said, word for word -------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "told"), said("values"))
def test_each_mistake_of_a_value_is_told_whole(lines: str, told: list[str]) -> None:
    """Place, key, words, remedy and kind."""
    _, problems = sample(lines + "\n")

    assert [str(p).removeprefix("data/x.yaml:") for p in problems.found] == told


@pytest.mark.parametrize(("text", "told"), said("files"))
def test_each_mistake_of_a_file_of_records_is_told_whole(text: str, told: list[str]) -> None:
    """What can be read beside it is read."""
    node, problems = parse(text)
    assert node is not None
    decoder = Decoder(("en", "zh"), problems)

    records = list(decode_file(decoder, Document("data/x.yaml", text, node), Sample, "samples"))

    assert [r.id for r in records] == [i for i in ("a", "c") if f"id: {i}}}" in text]
    assert [str(p).removeprefix("data/x.yaml:") for p in problems.found] == told


def test_a_file_of_one_record_holds_it_or_nothing() -> None:
    """Where no key is named."""
    for text, ids in (("id: x\n", ["x"]), ("id: X\n", [])):
        node, problems = parse(text)
        assert node is not None
        decoder = Decoder(("en", "zh"), problems)
        records = list(decode_file(decoder, Document("data/x.yaml", text, node), Sample, None))
        assert [record.id for record in records] == ids


def test_an_id_has_a_longest_length() -> None:
    """That of a name that fits into an address; the parts of a reference count together."""
    for length, good in ((MAX_ID, True), (MAX_ID + 1, False)):
        record, problems = sample(f"zone: {'a' * length}\n")
        assert (record is not None) == good
        assert bool(problems.found) != good


def test_a_value_alone_is_decoded_like_one_in_a_record() -> None:
    """A key by itself, a list with its places, a text with what it lacks."""
    problems = Problems()
    decoder = Decoder(("en", "zh"), problems)
    node, _ = parse("zones: [a, b]\ntitle: {en: only}\n")
    assert isinstance(node, Mapping)

    zones = decoder.value(Sample, "zones", node.items["zones"][1])
    title = decoder.value(Sample, "title", node.items["title"][1])

    assert zones == ("a", "b")
    assert [(u.kind, u.id) for u in decoder.uses] == [("zone", "a"), ("zone", "b")]
    assert title.untranslated == {"zh"}
    assert title["zh"].endswith("only")
    assert title["zh"] != "only"
    assert kinds(problems) == ["missing-translation"]


def test_places_that_are_kept_packed_are_the_same() -> None:
    """Of a field that is written, of one that is not, and of the whole."""
    whole = Place("data/x.yaml", 1, 5, "tools[0]")
    field = Place("data/x.yaml", 2, 7, "tools[0].name")
    places = Places(whole, {"name": field})

    packed = places.packed()

    assert isinstance(packed.fields, bytes)
    assert packed.packed() is packed
    for kept in (places, packed):
        assert (kept(), kept("name")) == (whole, field)
        assert kept("note") == Place("data/x.yaml", 1, 5, "tools[0].note")
        assert (kept.written("name"), kept.written("note")) == (True, False)
