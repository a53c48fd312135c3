"""How wide words will be, and where lines break: enough to compose without a browser.

Widths are those of the widest face that the site may fall back to, so that what fits here fits
everywhere. The drawing engine is never asked: its answer depends on the machine's fonts.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

#: Advance widths in thousandths of the type size.
_ADVANCE = {
    **dict.fromkeys("il'|!ıjĺ", 290),
    **dict.fromkeys(" .,:;ft()[]/-–", 375),
    **dict.fromkeys("r\u00a0“”", 420),
    **dict.fromkeys("cszkvxyJ", 575),
    **dict.fromkeys("0123456789abdeghnopquF?~", 637),
    **dict.fromkeys("ABCEKLPRSTVXYZI", 680),
    **dict.fromkeys("DGHNOQU<>=+−≥≤&", 800),
    **dict.fromkeys("mwM%", 960),
    **dict.fromkeys("W—…", 1000),
}
_BOLD = 1.1
#: The cost of one more line, beyond any sum of squares.
_LINE = 1e7
#: After these a Chinese line breaks well.
_ENDS_WELL = "，。、；：）"
#: What may not begin a line in Chinese, and what may not end one.
_NOT_FIRST = set("，。、；：？！）》」』”’,.;:?!)%·…—–-~/年月日个家万亿元")
_NOT_LAST = set("（《「『“‘(约近超第$")
_PIECE = re.compile(r"[A-Za-z0-9.,%>≥<~+−–\-\u00a0]+|.", re.S)


def is_wide(letter: str) -> bool:
    """Whether a character takes a full square, as Chinese characters and punctuation do."""
    return bool(letter) and unicodedata.east_asian_width(letter) in "WF"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the widest that a line may become, in pixels, for type of ``size`` pixels."""
    total = sum(1000 if is_wide(c) else _ADVANCE.get(c, 640) for c in text)
    return total * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines no wider than ``width`` pixels; a word that is wider stands alone.

    As few lines as can be, and those as even as can be. Latin text breaks at spaces; Chinese
    after punctuation where it has some, never inside a number or before punctuation.
    """
    pieces = _pieces(text)
    cuts = _cuts(pieces, size, width, bold=bold)
    lines = ("".join(pieces[i:j]).strip(" ") for i, j in pairwise(cuts))
    return tuple(line for line in lines if line)


def _cuts(pieces: list[str], size: float, width: float, *, bold: bool) -> list[int]:
    """Give the places between pieces where lines begin and end, at the least cost.

    The cost of a line grows with the square of the room it leaves; a line more costs most.
    """
    unbroken = (size * 3) ** 2
    best: list[tuple[float, list[int]]] = [(0.0, [0])]
    for end in range(1, len(pieces) + 1):
        options = []
        for start in range(end):
            line = "".join(pieces[start:end]).strip(" ")
            room = width - text_width(line, size, bold=bold)
            if room < 0 and end - start > 1:
                continue
            cost = best[start][0] + _LINE + max(room, 0.0) ** 2
            if end < len(pieces) and is_wide(line[-1:] or " ") and line[-1] not in _ENDS_WELL:
                cost += unbroken
            options.append((cost, [*best[start][1], end]))
        best.append(min(options))
    return best[-1][1]


def _pieces(text: str) -> list[str]:
    """Give the smallest parts between which a line may break; spaces end the part before."""
    if not any(is_wide(letter) for letter in text):
        return re.findall(r"[^ ]+ *|^ +", text)
    pieces: list[str] = []
    for part in _PIECE.findall(text):
        glued = pieces and (
            part[0] in _NOT_FIRST or part == " " or pieces[-1].rstrip(" ")[-1:] in _NOT_LAST
        )
        if glued:
            pieces[-1] += part
        else:
            pieces.append(part)
    return pieces
