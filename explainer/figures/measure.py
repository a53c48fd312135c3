"""How wide words will be, and where lines break: enough to compose without a browser.

Widths are those of the widest face that the site may fall back to, so that what fits here fits
everywhere. The drawing engine is never asked: its answer depends on the machine's fonts.
"""

from __future__ import annotations

import re
import unicodedata

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
#: What may not begin a line in Chinese, and what may not end one.
_NOT_FIRST = set("，。、；：？！）》」』”’,.;:?!)%·…—–-~/年月日个家万亿元")
_NOT_LAST = set("（《「『“‘(约近超第$")
_PIECE = re.compile(r"[A-Za-z0-9.,%>≥<~+−–\-\u00a0]+|.", re.S)


def is_wide(letter: str) -> bool:
    """Whether a character takes a full square, as Chinese characters and punctuation do."""
    return unicodedata.east_asian_width(letter) in "WF"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the widest that a line may become, in pixels, for type of ``size`` pixels."""
    total = sum(1000 if is_wide(c) else _ADVANCE.get(c, 640) for c in text)
    return total * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines no wider than ``width`` pixels; a word that is wider stands alone.

    Latin text breaks at spaces; Chinese between characters, minding punctuation and numbers.
    """
    lines = _fill(text, size, width, bold)
    if len(lines) < 2:
        return lines
    # As many lines, but as even as they can be, ending at punctuation where the text has some.
    narrow, step = width, size / 2
    best = lines
    while narrow > width * 0.5:
        narrow -= step
        tried = _fill(text, size, narrow, bold)
        if len(tried) > len(lines):
            break
        if _good_ends(tried) >= _good_ends(best):
            best = tried
    return best


def _good_ends(lines: tuple[str, ...]) -> int:
    return sum(line[-1] in "，。、；：" for line in lines[:-1])


def _fill(text: str, size: float, width: float, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and text_width((line + piece).rstrip(" "), size, bold=bold) > width:
            lines.append(line.rstrip(" "))
            line = piece.lstrip(" ")
        else:
            line += piece
    if line.strip(" "):
        lines.append(line.rstrip(" "))
    return tuple(lines)


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
