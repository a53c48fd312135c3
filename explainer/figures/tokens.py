"""The colour tokens of static/css/tokens.css, and the stand-ins with which pictures are drawn.

A picture is drawn once and shown in light and in dark. So each token is drawn in one colour that
occurs nowhere else (its sentinel), and the clean-up puts a CSS class in its place. No mark is
ever coloured by a value; see static/css/figure.css for the classes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Every colour that stands in tokens.css, in its order. A test proves the two lists equal.
TOKENS: tuple[str, ...] = (
    "paper",
    "raised",
    "ink",
    "muted",
    "rule",
    "grid",
    "accent",
    "accent-soft",
    "uncertain",
    "area-1",
    "area-2",
    "area-3",
    "area-4",
    "ramp-0",
    "ramp-1",
    "ramp-2",
    "ramp-3",
    "ramp-4",
    "ramp-5",
)

#: Steps of the sequential ramp that carry data (ramp-0 is “nothing”).
RAMP: tuple[str, ...] = ("ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5")

#: The colour that is no colour; marks drawn in it keep fill or stroke “none”.
CLEAR = "rgba(0,0,0,0)"

_RED = 0xA0
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")
_RGB = re.compile(rf"rgba?\(\s*{_RED}\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*1\s*)?\)")


def sentinel(token: str) -> str:
    """Give the colour in which a token is drawn, such as ``#a00700``.

    Raises:
        ValueError: when there is no such token.
    """
    return f"#{_RED:02x}{TOKENS.index(token) + 1:02x}00"


def sentinels() -> Mapping[str, str]:
    """Give sentinel colour -> token, for whoever draws the same specification in a browser."""
    return {sentinel(token): token for token in TOKENS}


def token_of(colour: str) -> str | None:
    """Give the token that a drawn colour (``rgb(160, 7, 0)``) stands for, or None."""
    match = _RGB.fullmatch(colour.strip())
    if match is None or match.group(2) != "0":
        return None
    index = int(match.group(1)) - 1
    return TOKENS[index] if 0 <= index < len(TOKENS) else None


def read_tokens(css: str) -> Mapping[str, str]:
    """Give the colour tokens of a style sheet with their light values, in its order."""
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall(css):
        found.setdefault(name, colour)
    return found
