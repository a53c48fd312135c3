"""The prose of the site, Markdown and interface words, and the parity of its languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from explainer.decode import UNTRANSLATED, Decoder, Help, Record, Text
from explainer.load import (
    MAX_PROSE,
    Node,
    Scalar,
    list_files,
    markdown_document,
    read_bytes,
    yaml_document,
)
from explainer.load import Mapping as YamlMapping
from explainer.memory import Memory
from explainer.outlines import Outline, outline_of
from explainer.packing import pack
from explainer.problems import Place, Problems, nearest
from explainer.records_reader import digest
from explainer.references import find_references


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter(Record):
    """The keys at the head of a Markdown page."""

    title: Annotated[str, Help("The title of the page.")]
    description: Annotated[str, Help("One sentence for search results, without numbers.")]
    standfirst: Annotated[str | None, Help("The sentence under the title.")] = None
    findings: Annotated[tuple[str, ...], Help("What a reader in a hurry must know.")] = ()


@dataclass(frozen=True, slots=True)
class ProsePage:
    """One Markdown page in one language: name ("measures/land"), keys, text, first line of text."""

    name: str
    file: str
    language: str
    front: FrontMatter
    body: str
    body_line: int

    def place(self, offset: int) -> Place:
        """Give the place of a character of the text."""
        line = self.body.count("\n", 0, offset)
        column = offset - (self.body.rfind("\n", 0, offset) + 1) + 1
        return Place(self.file, self.body_line + line, column)

    def parts(self) -> dict[str, tuple[int, str]]:
        """Give where each section starts and its text, by the section's id ("": before any)."""
        starts = [(0, "")]
        starts += [(m.start(), m.group(1) or "") for m in _HEADING.finditer(self.body)]
        ends = [start for start, _ in starts[1:]] + [len(self.body)]
        return {
            name: (start, self.body[start:end])
            for (start, name), end in zip(starts, ends, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Content:
    """Prose pages by language and name, and interface words by language and key.

    ``digests`` tell the contents of the pages' files apart. ``outlines`` are those of the pages.
    """

    pages: Mapping[str, Mapping[str, ProsePage]]
    words: Mapping[str, Mapping[str, str]]
    digests: Mapping[str, bytes] = field(default_factory=dict)
    outlines: Mapping[str, Mapping[str, Outline]] = field(default_factory=dict)

    def names(self, prefix: str) -> dict[str, Text]:
        """Give interface words as texts in all languages, by the rest of their key."""
        languages = list(self.words)
        found = {}
        for key in self.words[languages[0]]:
            if key.startswith(prefix):
                by_language = {lang: self.words[lang].get(key, key) for lang in languages}
                found[key.removeprefix(prefix)] = Text(by_language)
        return found


def read_content(
    root: Path, languages: tuple[str, ...], problems: Problems, memory: Memory | None = None
) -> Content:
    """Read all of content/; an interface word missing in one language is a problem.

    Files that are the same as in an earlier build are not read again (``memory``).
    """
    memory = memory or Memory()
    digests: dict[str, bytes] = {}
    pages = {lang: _read_pages(root, lang, problems, memory, digests) for lang in languages}
    if "missing-translation" in problems.forgiven:
        _stand_in(pages, problems)
    words: dict[str, dict[str, str]] = {}
    places: dict[str, dict[str, Place]] = {}
    for language in languages:
        words[language], places[language] = _read_words(root, language, problems, memory)
    _compare_words(words, places, problems)
    return Content(pages, words, digests)


def _read_pages(
    root: Path, language: str, problems: Problems, memory: Memory, digests: dict[str, bytes]
) -> dict[str, ProsePage]:
    folder = root / "content" / language
    pages = {}
    for path in list_files(folder, "**/*"):
        if path.is_dir() or path.name == "ui.yaml":
            continue
        file = path.relative_to(root).as_posix()
        if path.suffix != ".md":
            problems.error(Place(file), "stray-file", "no part of the site reads this file.")
            continue
        raw = read_bytes(path, file, problems, limit=MAX_PROSE)
        if raw is None:
            continue
        digests[file] = digest(raw)
        page = memory.recall_file(file, digests[file])
        if page is None:
            before = len(problems.found)
            name = path.relative_to(folder).with_suffix("").as_posix()
            page = _read_page(raw, name, file, language, problems)
            if page is not None and len(problems.found) == before:
                memory.keep_file(file, digests[file], pack(page))
        if page is not None:
            pages[page.name] = page
    return pages


def _stand_in(pages: Mapping[str, dict[str, ProsePage]], problems: Problems) -> None:
    """Where a language lacks a page, let a preview show that of another one, marked."""
    written = [page for found in pages.values() for page in found.values()]
    for page in written:
        for language, there in pages.items():
            if page.name not in there:
                _missing_page(page.name, language, page, there, problems)
                front = replace(page.front, title=UNTRANSLATED + page.front.title)
                there[page.name] = replace(page, language=language, front=front)


def _read_page(
    raw: bytes, name: str, file: str, language: str, problems: Problems
) -> ProsePage | None:
    document = markdown_document(raw, file, problems)
    if document is None:
        return None
    front = Decoder((language,), problems).record(FrontMatter, document.root)
    if front is None:
        return None
    return ProsePage(name, file, language, front, document.body, document.body_line)


def _read_words(
    root: Path, language: str, problems: Problems, memory: Memory
) -> tuple[dict[str, str], dict[str, Place]]:
    file = f"content/{language}/ui.yaml"
    words: dict[str, str] = {}
    places: dict[str, Place] = {}
    raw = read_bytes(root / file, file, problems)
    if raw is None:
        return words, places
    mark = digest(raw)
    found: tuple[dict[str, str], dict[str, Place]] | None = memory.recall_file(file, mark)
    if found is not None:
        return found
    before = len(problems.found)
    document = yaml_document(raw, file, problems)
    if document is not None:
        _flatten(document.root, "", words, places, problems)
    if len(problems.found) == before:
        memory.keep_file(file, mark, pack((words, places)))
    return words, places


def _flatten(
    node: Node, key: str, words: dict[str, str], places: dict[str, Place], problems: Problems
) -> None:
    if isinstance(node, YamlMapping):
        for name, (_, child) in node.items.items():
            _flatten(child, f"{key}.{name}" if key else name, words, places, problems)
    elif isinstance(node, Scalar) and not node.is_null and not node.is_surprise:
        if re.search(r"[{}]", re.sub(r"\{\w+\}", "", node.text)):
            problems.error(
                node.place,
                "bad-field",
                "braces stand for fields such as {name} only.",
                "Mend them.",
            )
        if "[[" in node.text or "](" in node.text:
            problems.error(
                node.place,
                "reference-not-here",
                "references and links are not printed in interface words.",
                "Say it without them.",
            )
        words[key] = node.text
        places[key] = node.place
    else:
        problems.error(node.place, "wrong-type", "interface words are text.", "Put it in quotes.")


_FIELD = re.compile(r"\{(\w*)\}")


def _compare_words(
    words: Mapping[str, dict[str, str]],
    places: Mapping[str, dict[str, Place]],
    problems: Problems,
) -> None:
    first, *others = words
    for other in others:
        for one, two in ((first, other), (other, first)):
            for key in words[one].keys() - words[two].keys():
                _missing_word(key, two, places[one][key], problems)
                words[two][key] = UNTRANSLATED + words[one][key]
                places[two][key] = places[one][key]
        for key in words[first].keys() & words[other].keys():
            ours, theirs = (sorted(_FIELD.findall(words[lang][key])) for lang in (first, other))
            if ours != theirs:
                problems.error(
                    places[other][key],
                    "fields-differ",
                    f"“{key}” has the fields {theirs} here and {ours} in “{first}”.",
                    f"See {places[first][key]}.",
                )


def _missing_word(key: str, language: str, seen: Place, problems: Problems) -> None:
    problems.error(
        Place(f"content/{language}/ui.yaml", 1, 1, key),
        "missing-translation",
        f"the interface text “{key}” is missing.",
        f"It stands at {seen}.",
    )


def with_outlines(content: Content) -> Content:
    """Give the content with the outlines of its pages."""
    outlines = {
        language: {name: outline_of(page.body) for name, page in pages.items()}
        for language, pages in content.pages.items()
    }
    return replace(content, outlines=outlines)


def without_pages(content: Content, names: Container[str]) -> Content:
    """Give the content without some pages of prose, in every language."""
    pages = {
        language: {name: page for name, page in found.items() if name not in names}
        for language, found in content.pages.items()
    }
    return replace(content, pages=pages)


def compare_pages(content: Content, problems: Problems) -> None:
    """Note every section, block, number and link that stands in one language only."""
    pages = content.pages
    first, *others = pages
    for other in others:
        for name in pages[first].keys() - pages[other].keys():
            _missing_page(name, other, pages[first][name], pages[other], problems)
        for name in pages[other].keys() - pages[first].keys():
            _missing_page(name, first, pages[other][name], pages[first], problems)
        for name in sorted(pages[first].keys() & pages[other].keys()):
            _compare_page(pages[first][name], pages[other][name], problems)


def _missing_page(
    name: str,
    language: str,
    seen: ProsePage,
    there: Mapping[str, ProsePage],
    problems: Problems,
) -> None:
    problems.error(
        Place(f"content/{language}/{name}.md"),
        "missing-translation",
        "this page is missing.",
        nearest(name, there) or f"Its other language is {seen.file}.",
    )


_HEADING = re.compile(r"^#{1,6} .*?(?:\{#([\w-]+)\})?\s*$", re.M)
_BLOCK = re.compile(r"^::(\S+(?: \S+)*)\s*$", re.M)
_LINK = re.compile(r"\]\(([a-z]+:[^)\s]+)\)")


def _compare_page(ours: ProsePage, theirs: ProsePage, problems: Problems) -> None:
    """Both languages tell the same: sections, blocks, numbers and links."""
    for what, pattern in (("section", _HEADING), ("block", _BLOCK)):
        one = [(m.group(1) or "", m.start()) for m in pattern.finditer(ours.body)]
        two = [(m.group(1) or "", m.start()) for m in pattern.finditer(theirs.body)]
        for index in range(max(len(one), len(two))):
            a = one[index] if index < len(one) else None
            b = two[index] if index < len(two) else None
            if a is None or b is None or a[0] != b[0]:
                _differ(what, a, b, ours, theirs, problems)
                break
    for what, find in (("number", _numbers), ("link", _links)):
        one_parts, two_parts = _by_section(ours, find(ours)), _by_section(theirs, find(theirs))
        for section in one_parts.keys() | two_parts.keys():
            found = one_parts.get(section, []), two_parts.get(section, [])
            _compare_counts(what, *found, ours, theirs, problems)
    pairs = [("standfirst", ours.front.standfirst or "", theirs.front.standfirst or "")]
    pairs += [
        (f"findings[{index}]", one, two)
        for index, (one, two) in enumerate(
            zip(ours.front.findings, theirs.front.findings, strict=False)
        )
    ]
    for path, one_text, two_text in pairs:
        keys = [sorted(r.key for r in find_references(words)) for words in (one_text, two_text)]
        if keys[0] != keys[1]:
            problems.error(
                theirs.front.at(path),
                "languages-differ",
                f"the numbers differ from {ours.front.at(path)}: "
                f"{', '.join(sorted(set(keys[0]) ^ set(keys[1]))) or 'one stands more often'}.",
                "Both languages carry the same references.",
            )
    if len(ours.front.findings) != len(theirs.front.findings):
        problems.error(
            theirs.front.at("findings"),
            "languages-differ",
            f"{len(theirs.front.findings)} findings stand here, {len(ours.front.findings)} in "
            f"{ours.front.at('findings')}.",
        )


Found = list[tuple[str, int]]


def _by_section(page: ProsePage, found: Found) -> dict[str, Found]:
    """Group what was found in a page by the id of the section it stands in."""
    starts = [(m.start(), m.group(1) or "") for m in _HEADING.finditer(page.body)]
    groups: dict[str, Found] = {}
    for key, offset in found:
        section = next((name for start, name in reversed(starts) if start <= offset), "")
        groups.setdefault(section, []).append((key, offset))
    return groups


def _numbers(page: ProsePage) -> Found:
    return [(r.key, r.start) for r in find_references(page.body) if r.literal is None]


def _links(page: ProsePage) -> Found:
    return [(m.group(1), m.start()) for m in _LINK.finditer(page.body)]


def _compare_counts(
    what: str,
    one: Found,
    two: Found,
    ours: ProsePage,
    theirs: ProsePage,
    problems: Problems,
) -> None:
    """The same references on both sides; order inside a section is each language's own."""
    left, right = Counter(key for key, _ in one), Counter(key for key, _ in two)
    for missing, here, there, found in (
        (left - right, theirs, ours, one),
        (right - left, ours, theirs, two),
    ):
        for key in missing:
            seen = next(offset for name, offset in found if name == key)
            problems.error(
                there.place(seen),
                "languages-differ",
                f"the {what} “{key}” stands here more often than in the same section of "
                f"{here.file}.",
                "Write it there, too, or take it out here.",
            )


def _differ(
    what: str,
    a: tuple[str, int] | None,
    b: tuple[str, int] | None,
    ours: ProsePage,
    theirs: ProsePage,
    problems: Problems,
) -> None:
    if b is not None:
        place, found = theirs.place(b[1]), b[0]
    else:
        place, found = Place(theirs.file), "nothing"
    there = f"“{a[0] or 'without id'}” at {ours.place(a[1])}" if a else f"nothing in {ours.file}"
    problems.error(
        place,
        "languages-differ",
        f"the {what} “{found or 'without id'}” stands where the other language has {there}.",
        "Both languages have the same sections and blocks in the same order.",
    )
