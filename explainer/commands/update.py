"""``update``: change a value, and write the entry that tells readers so."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from dataclasses import dataclass, field, replace
from decimal import Decimal

from explainer.changeset import Changeset
from explainer.commands.asking import ask
from explainer.commands.rehearsal import (
    EXIT_CONTENT,
    Outcome,
    carried_out,
    option_problem,
    refuse,
    rehearse,
    report,
    tried_words,
)
from explainer.decode import Record
from explainer.drafts import Given, write_record
from explainer.memory import State
from explainer.model import SiteModel
from explainer.periods import Period
from explainer.problems import Problems, nearest
from explainer.records import Change, Indicator, Observation
from explainer.releases import (
    Difference,
    differences,
    is_told,
    printed,
    read_released,
    told_as,
)
from explainer.settings import LANGUAGES, Settings
from explainer.values import observation_key, offer
from explainer.yaml_edit import (
    add_item,
    add_key,
    replace_list,
    replace_value,
)

_CHANGES, _SITE = "data/changes.yaml", "data/site.yaml"


def add_options(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    del common
    parser.description = (
        "Change the value of an observation, and write the entry that tells readers so into\n"
        "data/changes.yaml. Values worked out from it get their entry, too. A value that was\n"
        "never released is changed without an entry."
    )
    parser.epilog = (
        "Example: python build.py update fdi/2024/bulletin 27.3 --kind correction \\\n"
        "  --source economic-daily-2025-05-28 \\\n"
        '  --reason "We had misread a digit." --reason "此前误读一位数字。"\n\n'
        "Exit codes: 0 written (what is left to do is listed); 1 refused, nothing written;\n"
        "2 stopped or called wrongly, nothing written; 3 a file cannot be written, nothing changed."
    )
    parser.set_defaults(run=run)
    languages = ", ".join(_languages())
    parser.add_argument("observation", help="key of the observation, such as gdp/2024/bulletin")
    parser.add_argument("value", help="the new value, with the digits that were published")
    parser.add_argument(
        "--kind", choices=("correction", "update"),
        help="correction: it was wrong; update: the publisher gave a newer value",
    )  # fmt: skip
    parser.add_argument(
        "--source", action="append", metavar="ID",
        help="id of a source of the new value, the best first; several times for several",
    )  # fmt: skip
    parser.add_argument(
        "--reason", action="append", metavar="TEXT",
        help=f"why, once for each language, in this order: {languages}",
    )  # fmt: skip
    parser.add_argument("--qualifier", metavar="WORD", help="the word printed with the new value")
    parser.add_argument("--status", metavar="WORD", help="published, preliminary or recomputed")
    parser.add_argument(
        "--date", default=dt.datetime.now(tz=dt.UTC).date().isoformat(),
        help="the day of the change (default: today)",
    )  # fmt: skip
    parser.add_argument("--no-questions", action="store_true", help="ask nothing")


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _, _ in LANGUAGES)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Change a value; give the exit code."""
    before = rehearse(Changeset(settings.root), settings)
    if before.loaded is None:
        print("The content has mistakes; mend them first.", file=sys.stderr)
        refuse(before.errors)
        return EXIT_CONTENT
    editor = _Editor(settings, options, before.loaded.model, before.state)

    def change() -> int:
        editor.check()
        if editor.problems.errors:
            refuse(editor.problems)
            return EXIT_CONTENT
        editor.ask(questions=sys.stdin.isatty() and not options.no_questions)
        changes, outcome = editor.change()
        changes.apply()
        editor.tell(changes, outcome)
        return 0

    return carried_out(change)


@dataclass(slots=True)
class _Editor:
    """Makes the change of one value."""

    settings: Settings
    options: argparse.Namespace
    model: SiteModel
    state: State
    problems: Problems = field(default_factory=Problems)
    entries: list[str] = field(default_factory=list)

    @property
    def _key(self) -> str:
        return str(self.options.observation)

    def _found(self) -> tuple[Indicator, int] | None:
        for indicator in self.model.indicators.values():
            for index, observation in enumerate(indicator.observations):
                if observation_key(indicator.id, observation) == self._key:
                    return indicator, index
        return None

    def check(self) -> None:
        """Note what is wrong with the call, by the rules of the check."""
        known = [
            observation_key(i.id, o) for i in self.model.indicators.values() for o in i.observations
        ]
        found = self._found()
        if found is None:
            self._note("observation", "unknown-value", f"there is no observation “{self._key}”.",
                       offer(self._key, known))  # fmt: skip
        self._check_as(Observation, "value", str(self.options.value), "value")
        self._check_as(Change, "date", str(self.options.date), "date")
        for name in ("qualifier", "status"):
            if getattr(self.options, name):
                self._check_as(Observation, name, getattr(self.options, name), name)
        for source in self.options.source or ():
            self._check_source(source)
        languages = self.settings.languages
        if len(self.options.reason or ()) > len(languages):
            self._note("reason", "unknown-language", "more reasons than languages are given.",
                       f"Give one for each of {', '.join(languages)}.")  # fmt: skip
        if found and not self.problems.errors:
            observation = found[0].observations[found[1]]
            if f"{observation.value:f}" == self.options.value and not (
                self.options.qualifier or self.options.status
            ):
                self._note("value", "not-allowed", f"{self._key} is {self.options.value} already.",
                           "Give another value.")  # fmt: skip

    def _check_source(self, source: str) -> str:
        if source in self.model.sources:
            return ""
        remedy = nearest(source, self.model.sources)
        self._note("source", "unknown-id", f"there is no source “{source}”.",
                   remedy or "Add it first: python build.py new source.")  # fmt: skip
        return remedy or "unknown"

    def _check_as(self, cls: type[Record], name: str, value: str, option: str) -> None:
        found, _ = tried_words(cls, name, [f"{name}: {value}"], self.settings.languages)
        for problem in found:
            self._note(option, problem.kind, problem.message, problem.remedy)

    def _note(self, option: str, kind: str, message: str, remedy: str) -> None:
        self.problems.found.append(option_problem(option, kind, message, remedy))

    # Questions -----------------------------------------------------------------------------

    def ask(self, *, questions: bool) -> None:
        """Ask for what is missing; without questions it is left to be filled in."""
        options = self.options
        if not questions:
            options.kind = options.kind or "correction"
            return
        if options.kind is None:
            options.kind = ask(
                "kind", "correction: it was wrong; update: the publisher gave a newer value.",
                lambda answer: "" if answer in _KINDS else f"Allowed: {', '.join(_KINDS)}.",
                allowed=_KINDS, default="correction",
            )  # fmt: skip
        if not options.source:
            options.source = []
            while answer := ask(
                f"source, {len(options.source) + 1}",
                "Id of a source of the new value, the best first.",
                self._complain_of_source,
                allowed=tuple(self.model.sources), empty="ends the list",
            ):  # fmt: skip
                options.source.append(answer)
        reasons = list(options.reason or ())
        reasons += [
            ask(f"reason ({code})", "Why, for readers.", lambda _: "")
            for code in self.settings.languages[len(reasons) :]
        ]
        options.reason = reasons

    def _complain_of_source(self, answer: str) -> str:
        if answer in self.model.sources:
            return ""
        return f"there is no source “{answer}”. {nearest(answer, self.model.sources)}"

    # Files ---------------------------------------------------------------------------------

    def change(self) -> tuple[Changeset, Outcome]:
        """Give the changed files, and what a check says of them.

        Raises:
            EditError: when a file cannot be changed safely.
            ChangeError: when one cannot be read.
        """
        changes = Changeset(self.settings.root)
        told = self._untold(self.model)
        self._change_observation(changes)
        self._move_date(changes)
        own = self._own_difference()
        if own is not None:
            self._add_entry(changes, own)
        outcome = rehearse(changes, self.settings, self.state)
        if outcome.loaded is None:
            # The new value contradicts others; what follows from it is not known yet.
            return changes, outcome
        follow = [d for d in self._untold(outcome.loaded.model) if d not in told]
        if not follow:
            return changes, outcome
        for position, difference in enumerate(follow, 1 if own is not None else 0):
            self._add_entry(changes, difference, position)
        return changes, rehearse(changes, self.settings, outcome.state)

    def _change_observation(self, changes: Changeset) -> None:
        found = self._found()
        assert found is not None
        indicator, index = found
        observation = indicator.observations[index]
        file = indicator.at().file
        path: list[str | int] = ["observations", index]
        text = replace_value(changes.read(file), [*path, "value"], self.options.value)
        for name in ("qualifier", "status"):
            word = getattr(self.options, name)
            if word and observation.at.written(name):
                text = replace_value(text, [*path, name], word)
            elif word:
                text = add_key(text, path, name, [f"{name}: {word}"])
        sources = self._sources(observation)
        if sources != observation.sources:
            text = replace_list(text, [*path, "sources"], sources)
        changes.write(file, text)

    def _sources(self, observation: Observation) -> tuple[str, ...]:
        """An update rests on its own sources; a correction adds the one that shows it."""
        given = tuple(dict.fromkeys(self.options.source or ()))
        if self.options.kind == "update" and given:
            return given
        return (*(s for s in given if s not in observation.sources), *observation.sources)

    def _move_date(self, changes: Changeset) -> None:
        """The site is as new as its newest change."""
        day = Period.parse(self.options.date)
        if day.last > self.model.site.updated.last:
            text = replace_value(changes.read(_SITE), ["updated"], day.text)
            changes.write(_SITE, text)

    def _own_difference(self) -> Difference | None:
        """Give the change of the value itself since its release; None where there is none."""
        released = read_released(self.settings.root, Problems()) or {}
        if self._key not in released:
            return None
        value = self.model.values[self._key]
        after = replace(
            value,
            number=Decimal(self.options.value),
            qualifier=self.options.qualifier or value.qualifier,
        )
        if released[self._key] == printed(after):
            return None
        return Difference(self._key, released[self._key], printed(after), value.place)

    def _untold(self, model: SiteModel) -> list[Difference]:
        """Give what differs from the last release without an entry, once for each name."""
        released = read_released(self.settings.root, Problems())
        if released is None:
            return []
        by_name: dict[str, Difference] = {}
        for difference in differences(model, released):
            if not is_told(difference, model.changes):
                by_name.setdefault(told_as(difference.what), difference)
        return list(by_name.values())

    def _add_entry(self, changes: Changeset, difference: Difference, position: int = 0) -> None:
        text = changes.read(_CHANGES)
        name = told_as(difference.what)
        given: dict[str, Given] = {
            "id": self._free_id(name, text),
            "kind": self.options.kind,
            "date": self.options.date,
            "what": name,
            "text": dict(
                zip(
                    self.settings.languages, (*(self.options.reason or ()), *[""] * 9), strict=False
                )
            ),
        }
        if name == difference.what:
            given |= {"before": difference.before or "nothing", "after": difference.after or ""}
        if self.options.source:
            given["sources"] = self.options.source
        entry = write_record(Change, given, self.settings.languages)
        changes.write(_CHANGES, add_item(text, ["changes"], entry, position))
        self.entries.append(name)

    def _free_id(self, name: str, text: str) -> str:
        start = f"{self.options.date}-{name.replace('/', '-').replace(':', '-')}"
        number, identifier = 1, start
        while f"id: {identifier}\n" in text:
            number += 1
            identifier = f"{start}-{number}"
        return identifier

    # Telling -------------------------------------------------------------------------------

    def tell(self, changes: Changeset, outcome: Outcome) -> None:
        """Say what was done and what is left to do."""
        report(outcome, changes)
        found = self._found()
        assert found is not None
        observation = found[0].observations[found[1]]
        if self.entries:
            print(f"Entries in {_CHANGES}: {', '.join(self.entries)}.")
        else:
            print("This value was never released with another one, so no entry is needed.")
        if observation.wording:
            print(f"Its wording is printed, too: “{observation.wording}”. See that it still fits.")
        print("If figures show it: python build.py draw")


_KINDS = ("correction", "update")

__all__ = ["add_options", "run"]
