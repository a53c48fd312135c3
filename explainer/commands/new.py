"""``new``: add a record in every language, in the right file and place; asks or takes options."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from explainer.changeset import Changeset
from explainer.commands.asking import ask
from explainer.commands.rehearsal import (
    EXIT_CONTENT,
    carried_out,
    option_problem,
    refuse,
    rehearse,
    report,
    tried_words,
)
from explainer.decode import Record
from explainer.drafts import Field, Given, fields_of, slug_of, write_record, written
from explainer.load import Mapping as Block
from explainer.load import Sequence, list_files
from explainer.model import COMBINED_AREAS
from explainer.periods import Period
from explainer.problems import Place, Problem, Problems, allowed_list, nearest
from explainer.records import (
    Event,
    FigureRecord,
    Indicator,
    Measure,
    Observation,
    OwnPage,
    Source,
    Term,
)
from explainer.records_reader import Records, read_records
from explainer.settings import Settings
from explainer.values import observation_key, offer
from explainer.yaml_edit import (
    EditError,
    add_item,
    add_key,
    node_at,
    read_nodes,
    write_entry,
)

_INTRODUCTION = (
    "? lists what is allowed, the tabulator completes it. Ctrl-C stops, and nothing is written."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that can be made: its class, its home, and what is asked beyond the rest.

    ``home`` is the file, or the pattern of files; ``like`` the key by which one of several files
    is chosen; ``by_date`` the key that gives the place in the list.
    """

    name: str
    cls: type[Record]
    home: str
    words: str
    example: str
    key: str | None = None
    like: str = ""
    by_date: str = ""
    asks: tuple[str, ...] = ()
    head: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    open_keys: tuple[str, ...] = ()
    #: Folder of its pages of prose inside content/<language>/; None where it has none.
    prose: str | None = None


KINDS = (
    Kind(
        "measure",
        Measure,
        "measures/*.yaml",
        "a measure of the plan, with its page in every language",
        'new measure --title-en "Harbours" --title-zh "港口" --area factor-guarantees',
        asks=("sectors",),
        head="One of the entries on the Work Plan. Its cut, its number and its title are ours;\n"
        "what is reported stands under “known”, what nobody has reported under “unknown”.",
        comments={
            "official_number": "From the official text. When both are filled in, the notice on "
            "this page disappears and\nthe official number and heading show everywhere."
        },
        open_keys=("official_number", "official_heading"),
        prose="measures/",
    ),
    Kind(
        "event",
        Event,
        "events/*.yaml",
        "something that happened",
        'new event --track since --date 2026-12-05 --title-en "A zone is promoted"',
        key="events",
        like="track",
        by_date="date",
        asks=("parallel", "measures"),
    ),
    Kind(
        "source",
        Source,
        "sources/*.yaml",
        "a page, broadcast, notice or article",
        "new source --kind official --date 2026-06-12 --id mofcom-2026-bulletin",
        key="sources",
        like="kind",
        asks=("accessed", "url", "complete", "note"),
    ),
    Kind(
        "indicator",
        Indicator,
        "indicators/*.yaml",
        "something that is measured",
        'new indicator --name-en "Ports" --name-zh "港口" --unit count --group programme',
        asks=("counted", "related"),
        head="{first}: what is measured, and every published value, oldest first.\n"
        "A key such as {id}/2024 is made of id, period, series and area; it never changes.",
    ),
    Kind(
        "observation",
        Observation,
        "indicators/{}.yaml",
        "a value of an indicator",
        "new observation gdp --period 2025 --value 17.8 --series bulletin --trust high",
        key="observations",
        by_date="period",
        asks=("qualifier", "series", "area", "zones", "note"),
    ),
    Kind(
        "figure",
        FigureRecord,
        "figures/*.yaml",
        "a figure",
        "new figure --id research --form columns --marks rd-institutions/2024",
        asks=("marks", "notes"),
        head="{first}",
    ),
    Kind(
        "term",
        Term,
        "glossary.yaml",
        "a term of the glossary",
        'new term --term-en "Land quota" --term-zh "用地指标"',
        key="terms",
        asks=("also", "related"),
    ),
    Kind(
        "page",
        OwnPage,
        "pages/*.yaml",
        "a page of prose, in every language",
        'new page --id about --name-en "About us" --name-zh "关于我们"',
        head="A page of prose. Its words stand in content/<language>/{id}.md.",
        prose="",
    ),
)


def add_options(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add one command for each kind, with an option for each key of its record."""
    parser.epilog = (
        "Example: python build.py new source\n\nEach kind explains its options: "
        "python build.py new source --help"
    )
    kinds = parser.add_subparsers(title="kinds", metavar="KIND", required=True)
    for kind in KINDS:
        command = kinds.add_parser(
            kind.name,
            help=kind.words,
            description=f"Add {kind.words}. What you leave out is asked; without a terminal, or "
            "with --no-questions, it is left to be filled in. Exit codes: 0 written (what is "
            "left to do is listed); 1 refused, nothing written; 2 stopped or called wrongly, "
            "nothing written; 3 a file cannot be written, nothing changed.",
            epilog=f"Example: python build.py {kind.example}",
            parents=[common],
        )
        command.set_defaults(run=run, making=kind)
        command.add_argument("--no-questions", action="store_true", help="ask nothing")
        command.add_argument("--all", action="store_true", help="ask for every key there is")
        if kind.like:
            command.add_argument("--file", help=f"name of the file in {kind.home.split('/')[0]}/")
        if kind.name == "observation":
            command.add_argument("indicator", help="id of the indicator")
        for item in _fields(kind).values():
            _add_option(command, item)


def _fields(kind: Kind) -> dict[str, Field]:
    """Give what can be told of a record: its keys, and the words that its files need besides."""
    fields = fields_of(kind.cls)
    extra = fields_of(OwnPage)
    if kind.prose is not None:
        for name in ("title", "description"):
            fields.setdefault(name, _renamed(extra["name"], name, _EXTRA[name]))
    if kind.name == "figure":
        fields["name"] = _renamed(extra["name"], "name", _EXTRA["name"])
    return fields


_EXTRA = {
    "title": "The title of the page.",
    "description": "One sentence for search results, without numbers.",
    "name": "A short name for headings and links, in every language.",
}


def _renamed(item: Field, name: str, words: str) -> Field:
    return replace(item, name=name, slot=replace(item.slot, help=words))


def _add_option(command: argparse.ArgumentParser, item: Field) -> None:
    words = item.slot.help.replace("%", "%%")
    if item.allowed:
        words += f" One of: {', '.join(item.allowed)}."
    name = item.name.replace("_", "-")
    if item.kind in {"text", "texts"}:
        for code in Settings(Path(), Path()).languages:
            action = "append" if item.kind == "texts" else "store"
            command.add_argument(
                f"--{name}-{code}", dest=f"{item.name}.{code}", action=action, metavar="TEXT",
                help=f"{words} ({code})",
            )  # fmt: skip
    elif item.kind == "words" or item.lead:
        command.add_argument(f"--{name}", dest=item.name, nargs="+", metavar="ID", help=words)
    elif item.kind == "word":
        command.add_argument(f"--{name}", dest=item.name, metavar="WORD", help=words)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Add a record; give the exit code."""
    kind: Kind = options.making
    reading = Problems()
    records = read_records(settings.root, settings.languages, reading)
    maker = _Maker(settings, kind, records, vars(options))

    def add() -> int:
        questions = sys.stdin.isatty() and not options.no_questions
        if questions:
            print(_INTRODUCTION)
        given = maker.collect(questions=questions)
        if maker.problems.errors:
            refuse(maker.problems)
            return EXIT_CONTENT
        changes = maker.changes(given)
        outcome = rehearse(changes, settings)
        changes.apply()
        report(outcome, changes)
        if kind.name in {"figure", "measure"}:
            print("Figures are drawn anew by: python build.py draw")
        return 0

    return carried_out(add)


@dataclass(slots=True)
class _Maker:
    """Collects what is known of one new record, and makes the files."""

    settings: Settings
    kind: Kind
    records: Records
    options: Mapping[str, Any]
    problems: Problems = field(default_factory=Problems)

    # What is given -------------------------------------------------------------------------

    def collect(self, *, questions: bool) -> dict[str, Given]:
        """Give the value of each key that is known, from options, questions and proposals."""
        if self.kind.name == "observation":
            self._check_indicator()
        given: dict[str, Given] = {}
        fields = _fields(self.kind)
        for name, item in fields.items():
            value = self._option(item)
            if value:
                for problem in self._wrong(item, value):
                    self.problems.found.append(problem)
                given[name] = value
        if self.problems.errors:
            return given
        last = ["id"] if "id" in fields else []
        for name in [name for name in fields if name not in last] + last:
            if name in given:
                continue
            proposal = self._proposal(name, given)
            if questions and self._is_asked(fields[name]):
                answer = self._ask(fields[name], proposal)
            else:
                answer = proposal
            if answer:
                given[name] = answer
        if "id" in fields and "id" not in given:
            self._note("id", "missing-key", "the id is missing.", "Give it with --id.")
        if self.kind.cls is Observation and "period" in given:
            self._check_new(given)
        return given

    def _check_new(self, given: Mapping[str, Given]) -> None:
        """An indicator has one value for a time, series and area; another is no new one."""
        time = str(given["period"]).replace("/", "-to-")
        parts = [self.options["indicator"], time, given.get("series"), given.get("area")]
        key = "/".join(str(part) for part in parts if part)
        if key in self._value_keys():
            self._note(
                "period", "duplicate-observation", f"{key} is there already.",
                f"To change it: python build.py update {key} VALUE.",
            )  # fmt: skip

    def _check_indicator(self) -> None:
        known = self.records.by_kind["indicator"]
        name = self.options["indicator"]
        if name not in known:
            self._note(
                "indicator", "unknown-id", f"there is no indicator “{name}”.", nearest(name, known)
            )

    def _is_asked(self, item: Field) -> bool:
        if item.kind == "records" and not item.lead:
            return False
        return (
            item.required
            or item.name in self.kind.asks
            or item.name not in fields_of(self.kind.cls)
            or self.options["all"]
        )

    def _option(self, item: Field) -> Given | None:
        if item.kind not in {"text", "texts"}:
            value: Given | None = self.options.get(item.name)
            return value
        by_language = {
            code: self.options.get(f"{item.name}.{code}") for code in self.settings.languages
        }
        if not any(by_language.values()):
            return None
        if item.kind == "text":
            return {code: words or "" for code, words in by_language.items()}
        longest = max(len(words or []) for words in by_language.values())
        return [
            {
                code: (words or [])[index] if index < len(words or []) else ""
                for code, words in by_language.items()
            }
            for index in range(longest)
        ]

    def _proposal(self, name: str, given: Mapping[str, Given]) -> str:
        """Give what follows from the rest; never a fact."""
        if name == "id":
            return self._proposed_id(given)
        if name == "since":
            return dt.datetime.now(tz=dt.UTC).date().isoformat()
        if name == "number" and self.kind.cls is Measure:
            numbers = [m.number for m in self.records.all("measure", Measure)]
            return str(max(numbers, default=0) + 1)
        if name == "order" and self.kind.cls is Indicator:
            every = self.records.all("indicator", Indicator)
            group = [i.order for i in every if i.group == given.get("group")]
            taken = {i.order for i in every}
            order = max(group or taken, default=0) + 1
            while order in taken:
                order += 1
            return str(order)
        return ""

    def _proposed_id(self, given: Mapping[str, Given]) -> str:
        first = self.settings.languages[0]
        for name in ("publisher", "title", "name", "term", "headline"):
            words = given.get(name)
            if isinstance(words, dict) and words.get(first):
                slug = slug_of(words[first])
                date = given.get("date")
                dated = self.kind.by_date or self.kind.cls is Source
                slug = f"{slug}-{slug_of(date)}" if dated and isinstance(date, str) else slug
                return slug if slug and not self._is_taken(slug) else ""
        return ""

    def _is_taken(self, identifier: str) -> bool:
        kind = "own-page" if self.kind.name == "page" else self.kind.name
        return identifier in self.records.by_kind.get(kind, {})

    # Questions -----------------------------------------------------------------------------

    def _ask(self, item: Field, proposal: str) -> Given | None:
        help_words = item.slot.help
        allowed = item.allowed or tuple(self._known(item.names))
        if item.kind == "text":
            words = {
                code: self._answer(item, f"{item.name} ({code})", help_words, code)
                for code in self.settings.languages
            }
            return words if any(words.values()) else None
        if item.kind == "word":
            return ask(
                item.name, help_words, lambda answer: self._complaint(item, answer),
                allowed=allowed, default=proposal, empty=item.when_empty,
            )  # fmt: skip
        if item.kind == "texts":
            return self._ask_texts(item)
        items: list[str] = []
        while answer := ask(
            f"{item.name}, {len(items) + 1}",
            help_words if not items else "",
            lambda answer: self._complaint(item, [*items, answer]),
            allowed=allowed if not items else (),
            empty="ends the list" if items else item.when_empty,
        ):
            items.append(answer)
        return items or None

    def _ask_texts(self, item: Field) -> Given | None:
        texts: list[dict[str, str]] = []
        first, *others = self.settings.languages
        while words := self._answer(item, f"{item.name}, {len(texts) + 1} ({first})", "", first):
            rest = {
                code: self._answer(item, f"{item.name}, {len(texts) + 1} ({code})", "", code)
                for code in others
            }
            texts.append({first: words, **rest})
        return texts or None

    def _answer(self, item: Field, label: str, purpose: str, code: str) -> str:
        def check(answer: str) -> str:
            words = {code: answer}
            return self._complaint(item, [words] if item.kind == "texts" else words)

        return ask(label, purpose, check, empty=item.when_empty)

    def _complaint(self, item: Field, value: Given) -> str:
        wrong = self._wrong(item, value)
        return f"{wrong[0].message} {wrong[0].remedy}" if wrong else ""

    # Checks --------------------------------------------------------------------------------

    def _wrong(self, item: Field, value: Given) -> list[Problem]:
        """Give what is wrong with a value, by the same rules as the check."""
        problems = Problems()
        place = Place(f"--{item.name.replace('_', '-')}")
        languages = self.settings.languages
        if item.name in fields_of(self.kind.cls) and item.kind != "records":
            lines = write_record(self.kind.cls, {item.name: value}, languages)
            found, uses = tried_words(self.kind.cls, item.name, lines, languages)
            problems.found.extend(found)
            for use in uses:
                self._check_use(use.kind, use.id, problems)
        if item.name == "id" and isinstance(value, str) and self._is_taken(value):
            problems.error(
                place, "duplicate-id", f"the id “{value}” is taken already.", "Choose another."
            )
        if item.lead and isinstance(value, list):
            for word in value:
                self._check_use("value", str(word), problems)
        # A gap is told with its line once the file is there.
        return [
            Problem(place, p.kind, p.message, p.remedy)
            for p in problems.found
            if p.kind not in {"empty-text", "missing-translation"}
        ]

    def _known(self, kind: str) -> list[str]:
        """Give the ids that a key may name."""
        found = self.records.by_kind
        if kind == "place":
            return [*found["region"], *found["province"], *found["zone"], *COMBINED_AREAS]
        if kind == "value":
            return self._value_keys()
        return list(found.get(kind, ()))

    def _value_keys(self) -> list[str]:
        indicators = self.records.all("indicator", Indicator)
        keys = [observation_key(i.id, o) for i in indicators for o in i.observations]
        return keys + [f"computed/{name}" for name in self.records.by_kind["computed"]]

    def _check_use(self, kind: str, name: str, problems: Problems) -> None:
        known = self._known(kind)
        if not known or name in known or name.startswith(("count/", "rank/")):
            return
        if kind == "value":
            problems.error(Place(), "unknown-value", f"there is no value “{name}”.",
                           offer(name, known))  # fmt: skip
        else:
            problems.error(
                Place(), "unknown-id", f"there is no {kind} “{name}”.",
                nearest(name, known) or f"Known: {allowed_list(known, 8)}.",
            )  # fmt: skip

    def _note(self, option: str, kind: str, message: str, remedy: str) -> None:
        self.problems.found.append(option_problem(option, kind, message, remedy))

    # Files ---------------------------------------------------------------------------------

    def changes(self, given: dict[str, Given]) -> Changeset:
        """Give the files with the record in them.

        Raises:
            EditError: when a file cannot be changed safely.
            ChangeError: when one cannot be read.
        """
        changes = Changeset(self.settings.root)
        own = {name: value for name, value in given.items() if name in fields_of(self.kind.cls)}
        record = write_record(
            self.kind.cls, own, self.settings.languages,
            comments=self.kind.comments, open_keys=self.kind.open_keys,
        )  # fmt: skip
        if self.kind.key is not None:
            self._add_to_list(changes, record, own)
        else:
            identifier = str(given["id"])
            self._add_file(changes, f"data/{self.kind.home.replace('*', identifier)}",
                           self._head(given) + record)  # fmt: skip
        if self.kind.prose is not None:
            self._add_prose(changes, given)
        if self.kind.cls is FigureRecord:
            self._add_name(changes, given)
        return changes

    def _head(self, given: Mapping[str, Given]) -> list[str]:
        words = given.get("headline", given.get("name", ""))
        first = words.get(self.settings.languages[0], "") if isinstance(words, dict) else ""
        text = self.kind.head.format(first=first or given["id"], id=given["id"])
        return [f"# {line}" for line in text.split("\n") if line]

    def _add_file(self, changes: Changeset, file: str, lines: list[str]) -> None:
        if (self.settings.root / file).exists():
            raise EditError(f"{file} is there already")
        changes.write(file, "\n".join(lines) + "\n")

    def _add_to_list(
        self, changes: Changeset, record: list[str], given: Mapping[str, Given]
    ) -> None:
        assert self.kind.key is not None
        file = f"data/{self._home(given)}"
        text = changes.read(file)
        items = node_at(read_nodes(text), [self.kind.key])
        if not isinstance(items, Sequence):
            raise EditError(f"“{self.kind.key}” in {file} is not a list")
        changes.write(file, add_item(text, [self.kind.key], record, self._position(items, given)))

    def _position(self, items: Sequence, given: Mapping[str, Given]) -> int:
        """Give the place in the list: after what is not later, else at the end."""
        date = given.get(self.kind.by_date)
        if not isinstance(date, str):
            return len(items.items)
        mine = Period.parse(date)
        position = 0
        for index, item in enumerate(items.items, 1):
            if isinstance(item, Block) and self.kind.by_date in item.items:
                try:
                    theirs = Period.parse(getattr(item.items[self.kind.by_date][1], "text", ""))
                except ValueError:
                    continue
                position = index if theirs.last <= mine.last else position
        return position

    def _home(self, given: Mapping[str, Given]) -> str:
        """Give the file for the record: the one named, or the one with most of its like."""
        if "{}" in self.kind.home:
            return self.kind.home.format(self.options["indicator"])
        if "*" not in self.kind.home:
            return self.kind.home
        folder = self.kind.home.split("/")[0]
        files = [p.stem for p in list_files(self.settings.root / "data" / folder, "*.yaml")]
        named = self.options.get("file")
        if named:
            stem = str(named).removesuffix(".yaml")
            if stem not in files:
                raise EditError(
                    f"there is no file “{stem}”. {nearest(stem, files) or allowed_list(files)}"
                )
            return f"{folder}/{stem}.yaml"
        mine = given.get(self.kind.like)
        count = Counter(
            self.records.stems[self.kind.name, name]
            for name, record in self.records.by_kind[self.kind.name].items()
            if getattr(record, self.kind.like) == mine
        )
        best = max(files, key=lambda stem: count[stem], default="")
        if not best:
            raise EditError(f"there is no file in data/{folder}/")
        return f"{folder}/{best}.yaml"

    def _add_prose(self, changes: Changeset, given: Mapping[str, Given]) -> None:
        """Add the page of prose in every language, its words left to be written."""
        for code in self.settings.languages:
            words = {
                name: value.get(code, "")
                for name in ("title", "description")
                if isinstance(value := given.get(name, given.get("name", {})), dict)
                and (name in given or name == "title")
            }
            front = [
                line
                for name in ("title", "description")
                for line in write_entry(name, words.get(name, ""), 0)
            ]
            file = f"content/{code}/{self.kind.prose}{given['id']}.md"
            self._add_file(changes, file, ["---", *front, "---", ""])

    def _add_name(self, changes: Changeset, given: Mapping[str, Given]) -> None:
        """Add the short name of a figure to the interface words of every language."""
        names = given.get("name", {})
        assert isinstance(names, dict)
        for code in self.settings.languages:
            file = f"content/{code}/ui.yaml"
            entry = write_entry(str(given["id"]), names.get(code, ""), 0)
            text = add_key(changes.read(file), ["figure", "name"], str(given["id"]), entry)
            changes.write(file, text)


__all__ = ["KINDS", "add_options", "run", "written"]
