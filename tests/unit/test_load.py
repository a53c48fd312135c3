"""Reading files: a strict part of YAML, every value with its place, every trick refused."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from explainer.load import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_KEY,
    MAX_TOLD,
    Mapping,
    Scalar,
    Sequence,
    decode_text,
    list_files,
    markdown_document,
    parse_yaml,
    read_text,
    read_yaml,
)
from explainer.problems import Problems
from tests.builders import ROOT, dedent, kinds, only, parse, said


def read(tmp_path: Path, raw: bytes) -> tuple[str | None, Problems]:
    """Write bytes to a file and read it as text."""
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    problems = Problems()
    return read_text(path, "data/x.yaml", problems), problems


def scalar(text: str) -> Scalar:
    """Give the value that stands after ``a:``."""
    node, problems = parse(f"a: {text}\n")
    assert not problems.found
    assert isinstance(node, Mapping)
    value = node.items["a"][1]
    assert isinstance(value, Scalar)
    return value


# Places ------------------------------------------------------------------------------------


def test_every_value_knows_line_column_and_key_path() -> None:
    """Places count from 1 and name the way to the value."""
    node, problems = parse(
        dedent("""
            # a comment
            zones:
              - id: kunshan
                name:
                  zh: 昆山
            """)
    )

    assert not problems.found
    assert isinstance(node, Mapping)
    zones = node.items["zones"][1]
    assert isinstance(zones, Sequence)
    zone = zones.items[0]
    assert isinstance(zone, Mapping)
    name = zone.items["name"][1]
    assert isinstance(name, Mapping)
    place = name.items["zh"][1].place
    assert (place.file, place.line, place.column) == ("data/x.yaml", 5, 11)
    assert place.key == "zones[0].name.zh"


def test_folded_text_ends_on_its_last_line() -> None:
    """A value that runs over lines starts at its mark and remembers where it ends."""
    node, _ = parse("a: >-\n  one\n  two\nb: x\n")

    assert isinstance(node, Mapping)
    value = node.items["a"][1]
    assert isinstance(value, Scalar)
    assert (value.text, value.place.line, value.end_line) == ("one two", 1, 4)


def test_front_matter_counts_lines_from_the_top_of_the_file(tmp_path: Path) -> None:
    """A mistake in the keys of a page is on the line that the editor sees."""
    path = tmp_path / "p.md"
    path.write_text("---\ntitle: T\ntitle: U\n---\n\nText.\n", encoding="utf-8")
    problems = Problems()

    markdown_document(path.read_bytes(), "content/en/p.md", problems)

    assert str(only(problems).place) == "content/en/p.md:3:1"


def test_body_of_a_page_knows_its_first_line(tmp_path: Path) -> None:
    """The text starts on the line after the closing dashes."""
    path = tmp_path / "p.md"
    path.write_text("---\ntitle: T\n---\nText.\n", encoding="utf-8")

    document = markdown_document(path.read_bytes(), "content/en/p.md", Problems())

    assert document is not None
    assert (document.body, document.body_line) == ("Text.\n", 4)
    assert document.stem == "p"


# What other readers guess -------------------------------------------------------------------

SURPRISES = (
    "no yes on off y n NO Yes ~ 017 0o17 0x1f 0b1 12:30 12:30:45 1e3 1E3 1.5e-7 .5 -.5 5. "
    ".inf -.inf .NaN +5 1_000 1_000.5"
).split()


@pytest.mark.parametrize("text", SURPRISES)
def test_what_other_readers_would_convert_is_a_surprise(text: str) -> None:
    """Nothing is converted here: the text stays and is marked as doubtful."""
    value = scalar(text)

    assert value.text == text
    assert value.is_surprise
    assert not value.is_number


@pytest.mark.parametrize("text", SURPRISES)
def test_in_quotes_nothing_is_a_surprise(text: str) -> None:
    """Quotes say that text is meant."""
    assert not scalar(f'"{text}"').is_surprise


@pytest.mark.parametrize("text", ["0", "-1", "16.9", "0.10", "85000", "-0.5", "100000000000000"])
def test_plain_decimals_are_numbers(text: str) -> None:
    """Digits with at most one point, no tricks."""
    assert scalar(text).is_number


@pytest.mark.parametrize("text", ["1,000", "16,9", "1 000", "--1", "1.2.3", "１６", "9" * 16, "−5"])
def test_other_writings_are_no_numbers(text: str) -> None:
    """Commas, spaces, full-width digits and endless digits are not read as numbers."""
    assert not scalar(text).is_number


@pytest.mark.parametrize("text", ["9" * 16, "0." + "1" * 10, "9" * 40 + ".5"])
def test_more_digits_than_are_kept_are_no_number_and_no_text(text: str) -> None:
    """Arithmetic would round them, so they are neither a value nor, without quotes, words."""
    assert not scalar(text).is_number
    assert scalar(text).is_surprise


def test_a_quoted_number_is_text() -> None:
    """Quotes make text, also of digits."""
    assert not scalar('"5"').is_number


@pytest.mark.parametrize("text", ["null", ""])
def test_null_and_nothing_are_null(text: str) -> None:
    """These two, and no others, stand for nothing."""
    assert scalar(text).is_null


@pytest.mark.parametrize("text", ['"null"', '""', "Null", "NULL", "none", "~"])
def test_other_words_are_not_null(text: str) -> None:
    """A word is a word."""
    assert not scalar(text).is_null


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?", fullmatch=True))
def test_numbers_keep_the_digits_as_written(text: str) -> None:
    """Trailing zeros say how far a value was rounded, so they stay."""
    value = scalar(text)

    assert value.is_number
    assert value.text == text


# What is refused ----------------------------------------------------------------------------


def test_equal_keys_are_refused_with_both_places() -> None:
    """The last of two equal keys must never win silently."""
    _, problems = parse("a: 1\nb: 2\na: 3\n")

    problem = only(problems)
    assert problem.kind == "duplicate-key"
    assert (problem.place.line, problem.place.column) == (3, 1)
    assert "first on line 1" in problem.message


def test_equal_keys_are_refused_when_written_differently() -> None:
    """Quotes make no other key."""
    _, problems = parse("a: 1\n'a': 2\n")

    assert kinds(problems) == ["duplicate-key"]


def test_aliases_are_refused() -> None:
    """A value that stands elsewhere cannot be read in its place."""
    _, problems = parse("a: &x [1]\nb: *x\n")

    assert kinds(problems) == ["alias"]


def test_a_billion_laughs_end_at_the_first() -> None:
    """Aliases of aliases cost no time."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]

    start = time.perf_counter()
    _, problems = parse("\n".join(lines) + "\n")

    assert set(kinds(problems)) == {"alias"}
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "a: !zone x",
        "a: !!binary aGk=",
        "a: !!python/object/apply:os.system [x]",
        "a: !!set {x: null}",
        "a: !!omap [x: 1]",
        "a: !!str 5",
        "a: !!int '5'",
        "a: !!bool no",
        "a: !!python/name:os.system x",
        "!!binary aGk=: x",
    ],
)
def test_tags_are_refused(text: str) -> None:
    """A tag asks the reader to convert; nothing is converted here."""
    _, problems = parse(text + "\n")

    assert kinds(problems) == ["tag"]


@pytest.mark.parametrize("text", ["a: 1\n\tb: 2\n", "a:\n  - x\n \t- y\n"])
def test_a_tab_as_indentation_is_named(text: str) -> None:
    """Tabs look like spaces; the message says where one stands."""
    _, problems = parse(text)

    assert only(problems).kind == "tab"


def test_a_tab_inside_a_line_is_no_indentation() -> None:
    """Only leading tabs shift what belongs to what."""
    _, problems = parse("a: one\ttwo\n")

    assert not problems.found


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\nb: 2", 2), ("a: 'x\n", 2), ("a: b: c", 1), ("a: 1\n b: 2", 2), ("- a\nb: 1", 2)],
)
def test_broken_yaml_is_told_with_its_line(text: str, line: int) -> None:
    """Syntax errors have a place and advice, never a traceback."""
    _, problems = parse(text)

    problem = only(problems)
    assert (problem.kind, problem.place.line) == ("yaml-syntax", line)
    assert "Check quotes" in problem.remedy


def test_two_documents_in_one_file_are_refused() -> None:
    """Everything after --- would be lost."""
    _, problems = parse("a: 1\n---\nb: 2\n")

    assert kinds(problems) == ["yaml-syntax"]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n"])
def test_a_file_without_data_is_told(text: str) -> None:
    """An empty file is a mistake, not an empty list."""
    _, problems = parse(text)

    assert kinds(problems) == ["empty-file"]


def test_a_key_must_be_a_word() -> None:
    """Lists and blocks cannot name anything."""
    _, problems = parse("? [a, b]\n: 1\n")

    assert kinds(problems) == ["odd-key"]


def test_nesting_has_a_limit() -> None:
    """What nests deeper than any record is refused."""
    _, problems = parse("a: " + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5))

    assert kinds(problems) == ["too-deep"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_absurd_nesting_ends_in_a_problem(opening: str) -> None:
    """A thousand levels are told as any other mistake."""
    _, problems = parse(opening * 1000)

    assert set(kinds(problems)) <= {"too-deep", "yaml-syntax", "odd-key"}
    assert problems.found


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_file_of_brackets_does_not_crash_python(opening: str) -> None:
    """A file under the size limit that is all nesting is told, not died of."""
    code = (
        "from tests.builders import parse, kinds\n"
        f"_, problems = parse({opening!r} * 400_000)\n"
        "print(*kinds(problems))"
    )

    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, f"Python ended with {run.returncode}: {run.stderr[-300:]}"
    assert set(run.stdout.split()) <= {"too-deep", "yaml-syntax"}
    assert run.stdout.split()


def test_a_lone_surrogate_is_refused() -> None:
    """Half a character cannot be written to a page."""
    _, problems = parse('a: "\\ud800"\n')

    assert set(kinds(problems)) <= {"surrogate", "yaml-syntax"}
    assert problems.found


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_gives_a_node_or_a_problem(text: str) -> None:
    """Whatever stands in a file, the reader never fails with a traceback."""
    node, problems = parse(text)

    assert node is not None or problems.found


# Bytes and files ----------------------------------------------------------------------------


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    """Some editors write one; readers never see it."""
    text, problems = read(tmp_path, b"\xef\xbb\xbfa: 1\n")

    assert (text, problems.found) == ("a: 1\n", [])


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_line_ends_of_other_systems_are_understood(tmp_path: Path, ending: bytes) -> None:
    """Windows and old Mac files give the same text."""
    text, problems = read(tmp_path, b"a: 1" + ending + b"b: 2" + ending)

    assert (text, problems.found) == ("a: 1\nb: 2\n", [])


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    """A file saved as GBK is named, with the byte and what to do."""
    text, problems = read(tmp_path, b"a: 1\nb: " + "昆山".encode("gbk") + b"\n")

    problem = only(problems)
    assert text is None
    assert (problem.kind, str(problem.place)) == ("not-utf8", "data/x.yaml:2")
    assert "0xc0" in problem.message
    assert "UTF-8" in problem.remedy


@pytest.mark.parametrize(
    "letter", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\ufdd0", "\ufdef", "\U0010ffff"]
)
def test_control_characters_are_refused(tmp_path: Path, letter: str) -> None:
    """They cannot be seen and break what reads the page."""
    text, problems = read(tmp_path, f"a: x{letter}y\n".encode())

    problem = only(problems)
    assert text is None
    assert (problem.kind, problem.place.line, problem.place.column) == ("control-character", 1, 5)
    assert f"U+{ord(letter):04X}" in problem.message


@pytest.mark.parametrize("letter", ["\u200b", "\u202e", "\u2066", "\u00ad", "\u200f"])
def test_invisible_characters_are_refused_by_name(tmp_path: Path, letter: str) -> None:
    """They make one text look like another; the message names them."""
    text, problems = read(tmp_path, f"a: x\nb: {letter}y\n".encode())

    problem = only(problems)
    assert text is None
    assert (problem.kind, problem.place.line, problem.place.column) == ("invisible-character", 2, 4)
    assert "(" in problem.message


def test_every_invisible_character_is_told(tmp_path: Path) -> None:
    """One run shows them all."""
    _, problems = read(tmp_path, "a: \u200bx\u200b\n".encode())

    assert kinds(problems) == ["invisible-character"] * 2


@pytest.mark.parametrize("letter", ["\u061c", "\ufff9", "\u3164", "\u2800", "\U000e0041"])
def test_other_letters_that_show_nothing_are_refused(tmp_path: Path, letter: str) -> None:
    """Marks of direction, fillers and tags hide as well as a space without width."""
    _, problems = read(tmp_path, f"a: x{letter}y\n".encode())

    assert kinds(problems) == ["invisible-character"]


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\U0001fffe"])
def test_odd_line_ends_are_refused(tmp_path: Path, letter: str) -> None:
    """YAML counts lines by them and editors do not, so that every place would be wrong."""
    _, problems = read(tmp_path, f"a: x{letter}y\n".encode())

    assert kinds(problems) == ["control-character"]


@pytest.mark.parametrize("text", ["é", "\u0301a", "\u00a0", "\U0001f600", "\u4dc0", "\ufe0f"])
def test_letters_that_are_seen_are_read(tmp_path: Path, text: str) -> None:
    """Accents, emoji, rare characters and wide spaces are text."""
    read_back, problems = read(tmp_path, f"a: {text}\n".encode())

    assert (read_back, problems.found) == (f"a: {text}\n", [])


def test_a_file_of_hidden_characters_is_told_briefly(tmp_path: Path) -> None:
    """A ruined file of any size is told at once, by its first places."""
    _, problems = read(tmp_path, ("a" + "\u200b" * 600_000).encode())

    assert len(problems.errors) == MAX_TOLD
    assert problems.errors[-1].place.column == MAX_TOLD + 1


@pytest.mark.parametrize("text", [r'"\u202e": 1', r'a: "\u200b"', r'- "\ue000"'])
def test_an_escape_hides_nothing(text: str) -> None:
    """What is refused as a character is refused as an escape, in keys and values."""
    _, problems = parse(text)

    assert kinds(problems) == ["invisible-character"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """No traceback for a file that is not there."""
    problems = Problems()

    assert read_text(tmp_path / "none.yaml", "data/none.yaml", problems) is None
    assert only(problems).kind == "missing-file"


def test_a_folder_in_a_files_place_is_told(tmp_path: Path) -> None:
    """A folder called x.yaml is no file."""
    (tmp_path / "x.yaml").mkdir()
    problems = Problems()

    assert read_text(tmp_path / "x.yaml", "data/x.yaml", problems) is None
    assert only(problems).kind == "not-a-file"


def test_a_pipe_in_a_files_place_does_not_hang(tmp_path: Path) -> None:
    """Nobody writes into the pipe; the reader must not wait for it."""
    os.mkfifo(tmp_path / "x.yaml")
    problems = Problems()

    assert read_text(tmp_path / "x.yaml", "data/x.yaml", problems) is None
    assert only(problems).kind == "not-a-file"


def test_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    """What cannot be opened is named with the system's reason."""
    (tmp_path / "x.yaml").symlink_to(tmp_path / "x.yaml")
    problems = Problems()

    assert read_text(tmp_path / "x.yaml", "data/x.yaml", problems) is None
    assert only(problems).kind == "unreadable-file"


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """A file over the limit is a mistake; the message gives the limit."""
    text, problems = read(tmp_path, b"#" * (MAX_BYTES + 1))

    assert text is None
    assert only(problems).kind == "file-too-large"
    assert "2,000,000" in only(problems).message


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    """The limit itself is allowed."""
    text, problems = read(tmp_path, b"#" * MAX_BYTES)

    assert text is not None
    assert not problems.found


def test_a_page_without_keys_is_told(tmp_path: Path) -> None:
    """Every page starts with its title and description."""
    path = tmp_path / "p.md"
    path.write_text("# Title\n", encoding="utf-8")
    problems = Problems()

    assert markdown_document(path.read_bytes(), "content/en/p.md", problems) is None
    assert only(problems).kind == "no-front-matter"


def test_a_rule_in_the_text_does_not_end_the_keys_again(tmp_path: Path) -> None:
    """Only the first closing dashes count."""
    path = tmp_path / "p.md"
    path.write_text("---\ntitle: T\n---\none\n\n---\n\ntwo\n", encoding="utf-8")

    document = markdown_document(path.read_bytes(), "content/en/p.md", Problems())

    assert document is not None
    assert document.body == "one\n\n---\n\ntwo\n"


def test_a_whole_file_keeps_its_name_and_text(tmp_path: Path) -> None:
    """The document knows what it was called in the project."""
    path = tmp_path / "gdp.yaml"
    path.write_text("id: gdp\n", encoding="utf-8")

    document = read_yaml(path, "data/indicators/gdp.yaml", Problems())

    assert document is not None
    assert (document.stem, document.text) == ("gdp", "id: gdp\n")


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    """The order on disk never shows."""
    for name in ("c.yaml", "a.yaml", "b.yaml"):
        (tmp_path / name).touch()

    assert [path.name for path in list_files(tmp_path, "*.yaml")] == ["a.yaml", "b.yaml", "c.yaml"]


# What is said, word for word -------------------------------------------------------------------


@pytest.mark.parametrize(("text", "told"), said("yaml"))
def test_each_mistake_of_yaml_is_told_whole(text: str, told: list[str]) -> None:
    """Place, words, remedy and kind."""
    problems = Problems()

    parse_yaml(text, "data/x.yaml", problems)

    assert [str(p).removeprefix("data/x.yaml:") for p in problems.found] == told


def test_keys_and_nesting_have_a_limit() -> None:
    """At the limit they are read."""
    for text, good in (
        (f"? {'k' * MAX_KEY}\n: b\n", True),
        (f"? {'k' * (MAX_KEY + 1)}\n: b\n", False),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, True),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), False),
    ):
        problems = Problems()
        assert (parse_yaml(text, "data/x.yaml", problems) is not None) == good
        assert (problems.found == []) == good


def test_a_text_inside_a_file_counts_from_its_first_line() -> None:
    """Whatever is wrong with it."""
    for text, line in (("a: 'b\n", 6), ("", 5), ("a:\n\tb: c\n", 6), ("a: *b\n", 5)):
        problems = Problems()
        parse_yaml(text, "data/x.yaml", problems, first_line=5)
        assert only(problems).place.line == line


@pytest.mark.parametrize(
    "error", [yaml.YAMLError("odd"), yaml.MarkedYAMLError(problem="odd")], ids=["bare", "unmarked"]
)
def test_a_parser_that_knows_no_place_names_the_first_line(
    monkeypatch: pytest.MonkeyPatch, error: yaml.YAMLError
) -> None:
    """And says what it knows."""

    def stumble(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(yaml, "parse", stumble)
    problems = Problems()

    assert parse_yaml("a: b", "data/x.yaml", problems, first_line=7) is None

    problem = only(problems)
    assert (problem.place.file, problem.place.line, problem.kind) == (
        "data/x.yaml",
        7,
        "yaml-syntax",
    )
    assert problem.message == "this is not valid YAML: odd."
    assert problem.place.column in {0, 1}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xff", "1: error: byte 0xff is not UTF-8 text. Save the file as UTF-8. [not-utf8]"),
        (b"\n", ""),
        (b"a\n\xc3(", "2: error: byte 0xc3 is not UTF-8 text. Save the file as UTF-8. [not-utf8]"),
        (
            b"\n\xe2\x80\xa8",
            "2:1: error: invisible control character U+2028. Delete it. [control-character]",
        ),
        (
            b"\n\nab\xee\x80\x80",
            "3:3: error: invisible character U+E000 (unnamed). Delete it. [invisible-character]",
        ),
        (
            b"\xe3\x85\xa4",
            (
                "1:1: error: invisible character U+3164 (hangul filler). Delete it. "
                "[invisible-character]"
            ),
        ),
    ],
)
def test_each_mistake_of_bytes_is_told_whole(raw: bytes, told: str) -> None:
    """Place, words, remedy and kind."""
    problems = Problems()

    decode_text(raw, "data/x.yaml", problems)

    assert [str(p) for p in problems.found] == ([f"data/x.yaml:{told}"] if told else [])


_PAGE = b"---\na: b\n---\nx"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (_PAGE + b" " * 499 + b"y", ""),
        (
            _PAGE + b" " * 500 + b"y",
            "4:2: error: the line holds more spaces than a text can. Delete them. [too-many-marks]",
        ),
        (
            b"\n" + _PAGE,
            (
                "1:1: error: the file does not start with a block of keys between two lines of "
                "---. Start it with ---, title and description, ---. [no-front-matter]"
            ),
        ),
    ],
)
def test_each_mistake_of_a_page_is_told_whole(raw: bytes, told: str) -> None:
    """Place, words, remedy and kind."""
    problems = Problems()

    document = markdown_document(raw, "content/en/x.md", problems)

    assert [str(p) for p in problems.found] == ([f"content/en/x.md:{told}"] if told else [])
    assert (document is None) == bool(told)


def test_each_mistake_of_a_file_is_told_whole(tmp_path: Path) -> None:
    """A file that is not there, a folder, one that is too large."""
    (tmp_path / "large").write_bytes(b"12345678901")
    problems = Problems()

    for name in ("none", ".", "large"):
        assert read_text(tmp_path / name, f"data/{name}", problems, limit=10) is None

    assert [str(p) for p in problems.found] == [
        "data/none: error: this file is missing. [missing-file]",
        "data/.: error: this is not an ordinary file. Put a file there. [not-a-file]",
        "data/large: error: this file is larger than 10 bytes. Split it. [file-too-large]",
    ]
