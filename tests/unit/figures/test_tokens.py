"""Colour tokens stand once, in tokens.css; the figures and their style sheet know all of them."""

from __future__ import annotations

import re

import pytest

from explainer.figures.tokens import TOKENS, read_tokens, sentinel, sentinels, token_of
from tests.builders import ROOT


def _css(name: str) -> str:
    return (ROOT / "static/css" / name).read_text(encoding="utf-8")


def test_the_list_is_that_of_the_style_sheet() -> None:
    """A token added to tokens.css must be added to the list, in the same place."""
    assert tuple(read_tokens(_css("tokens.css"))) == TOKENS


@pytest.mark.parametrize("kind", ["f", "s"])
def test_every_token_has_its_classes(kind: str) -> None:
    """A drawing may fill and stroke with any token."""
    found = set(re.findall(rf"^\.{kind}-([a-z0-9-]+) \{{", _css("figure.css"), re.M))

    assert found == set(TOKENS)


def test_a_sentinel_stands_for_one_token() -> None:
    """The drawing engine turns #a00700 into rgb(160, 7, 0)."""
    assert len(sentinels()) == len(TOKENS)
    assert token_of("rgb(160, 7, 0)") == TOKENS[6]
    assert sentinel(TOKENS[6]) == "#a00700"


@pytest.mark.parametrize("colour", ["rgb(160, 0, 0)", "rgb(160, 99, 0)", "rgb(1, 2, 3)", "red"])
def test_other_colours_are_no_tokens(colour: str) -> None:
    """Anything else would not follow light and dark."""
    assert token_of(colour) is None
