"""A drawing as a file of its own: title above, source below, and the light colours inside.

On a page the drawing takes its colours and faces from the style sheet; a downloaded file has no
page around it, so the colour tokens go into the file as presentation attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from explainer.figures.spec import Figure
from explainer.formats import Locale, format_period
from explainer.model import SiteModel
from explainer.settings import manner_of

#: How many sources a file names; the page of the figure names all of them.
NAMED = 3

_CLASS = re.compile(r' class="([^"]*)"')
_HEAD = re.compile(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")

SANS = "Helvetica, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
#: Faces of headlines, by language. The Latin of Noto Serif CJK is Source Serif; its Korean form
#: has narrow quotation marks.
SERIFS: Mapping[str, str] = {
    "en": "'Source Serif 4', Charter, 'Noto Serif CJK KR', Georgia, serif",
    "zh": "'Songti SC', 'Source Han Serif SC', 'Noto Serif CJK SC', STSong, SimSun, serif",
}
_WORD = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*")


def light_colours(css: str) -> dict[str, str]:
    """Give the light value of each colour token of static/css/tokens.css."""
    return dict(_TOKEN.findall(css.split("@media", 1)[0]))


def make_standalone(
    svg: str,
    colours: Mapping[str, str],
    *,
    title: str,
    subtitle: str,
    source: str,
    language: str,
) -> str:
    """Give a drawing as a whole SVG file, ready to be placed in another publication."""
    width, height = size_of(svg)
    inner = paint(svg, colours)
    small = width < 500
    edge = 14 if small else 20
    lines, y = [], float(edge - 8)
    for words, size, fill, face in (
        (title, 18 if small else 22, "ink", SERIFS[manner_of(language)]),
        (subtitle, 12 if small else 14, "muted", ""),
    ):
        for line in wrap(words, width, size):
            y += size * 1.3
            lines.append(_line(line, edge, y, size, colours[fill], face))
        y += 4
    top = y + 12
    y = top + height + 6
    foot = []
    for line in wrap(source, width, 11):
        y += 15
        foot.append(_line(line, edge, y, 11, colours["muted"]))
    across, total = width + 2 * edge, y + edge
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {total:g}" '
        f'width="{across:g}" height="{total:g}" font-family="{SANS}">'
        f"<title>{_escape(title)}</title>"
        f'<rect width="100%" height="100%" fill="{colours["paper"]}"/>'
        f"{''.join(lines)}"
        f'<svg x="{edge}" y="{top:g}" width="{width:g}" height="{height:g}" overflow="visible">'
        f"{inner}</svg>{''.join(foot)}</svg>\n"
    )


def size_of(svg: str) -> tuple[float, float]:
    """Give width and height of a drawing or of a file made from one."""
    head = _HEAD.search(svg)
    assert head is not None
    return float(head.group(1)), float(head.group(2))


def paint(svg: str, colours: Mapping[str, str]) -> str:
    """Give what stands inside a drawing, coloured by attributes instead of classes."""
    head = _HEAD.search(svg)
    assert head is not None
    inner = _CLASS.sub(lambda m: _attributes(m.group(1), colours), svg[head.end() :])
    return inner.rstrip().removesuffix("</svg>").rstrip()


def _attributes(classes: str, colours: Mapping[str, str]) -> str:
    """Give presentation attributes for the classes of a mark (f-accent: fill, s-rule: stroke)."""
    shown = []
    for name in classes.split():
        kind, _, token = name.partition("-")
        if kind in {"f", "s"} and token in colours:
            shown.append(f' {"fill" if kind == "f" else "stroke"}="{colours[token]}"')
    return "".join(shown)


def _line(words: str, x: float, y: float, size: float, fill: str, bold_face: str = "") -> str:
    face = f' font-weight="bold" font-family="{bold_face}"' if bold_face else ""
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-size="{size}" fill="{fill}"{face}>'
        f"{_escape(words)}</text>"
    )


def _escape(words: str) -> str:
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        words = words.replace(raw, safe)
    return words


def wrap(words: str, width: float, size: float) -> list[str]:
    """Break a text into lines, reckoning a Chinese sign as one em and a letter as half of one."""
    lines, line, used = [""], "", 0.0
    for piece in _WORD.findall(words):
        wide = sum(1.0 if ord(sign) > 0x2E80 else 0.53 for sign in piece) * size
        if used + wide > width and line:
            lines[-1] = line.rstrip()
            lines.append("")
            line, used = "", 0.0
        line += piece
        used += wide
        lines[-1] = line.rstrip()
    return [text for text in lines if text]


def source_line(figure: Figure, model: SiteModel, locale: Locale) -> str:
    """Give the line that names a figure's best sources and this site, for files that leave it."""
    site = model.site.name[locale.code]
    if not figure.sources:
        return locale("figure.counted", site=site)
    named = []
    for identifier in figure.sources[:NAMED]:
        source = model.sources[identifier]
        when = format_period(source.date, locale) if source.date else locale("date.unknown")
        named.append(source.publisher[locale.code] + locale("list.pause") + when)
    joined = locale("list.semicolon").join(named)
    others = len(figure.sources) - NAMED
    if others > 0:
        joined += locale("figure.others", n=others)
    return f"{locale('figure.sources')} {joined}{locale('list.stop')}{site}".replace("： ", "：")
