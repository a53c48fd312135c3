"""docs/commands.md tells every command, and every command tells how it is called."""

from __future__ import annotations

import re

import pytest

from explainer import cli
from tests.builders import ROOT

GUIDE = (ROOT / "docs/commands.md").read_text("utf-8")


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Give the names of all commands, from the help."""
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    return re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.M)


def test_every_command_is_told_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    """A table that forgets one is worse than none."""
    rows = re.findall(r"^\| (`.*?) \|", GUIDE, re.M)
    told = {name for row in rows for name in re.findall(r"`([a-z]+)", row)}

    assert told == set(commands(capsys))


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """At the end of its help."""
    without = []
    for name in commands(capsys):
        with pytest.raises(SystemExit):
            cli.main([name, "--help"])
        if f"build.py {name}" not in capsys.readouterr().out.rpartition("xample")[2]:
            without.append(name)

    assert without == []


def test_exit_codes_are_those_of_the_code() -> None:
    """Scripts rely on them."""
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", GUIDE, re.M)]

    told = [cli.EXIT_CONTENT, cli.EXIT_CALL, cli.EXIT_OUTPUT, cli.EXIT_UNSAID, cli.EXIT_UNHEARD]
    assert codes == [0, *told]
