"""The pictures of the site as HTML to be photographed: each figure for print, and the cards."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from explainer.figures.picture import Picture
from explainer.figures.spec import Figure
from explainer.figures.standalone import (
    NAMED,
    SANS,
    SERIFS,
    paint,
    size_of,
    source_line,
    wrap,
)
from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.pages.cards import CARD_SIZE, Card
from explainer.pages.story import AreaMeasures, KeyNumber
from explainer.references import format_value
from explainer.settings import manner_of

#: Pixels across a figure's PNG: 20 cm in print at 300 dots to the inch.
PRINT_WIDTH = 2400

#: Icons for the screens of telephones: sides in pixels.
ICONS = (180, 192, 512)
#: The icon that browsers ask for by its name where a page names none, and its side in pixels.
FAVICON = "favicon.ico"
FAVICON_SIDE = 32

Colours = Mapping[str, str]

#: Margin of a card, and what remains between its head and its foot, in pixels.
_EDGE = 56
_ACROSS = CARD_SIZE[0] - 2 * _EDGE
_DOWN = 420
_GAP = 44


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a card's title, or beneath it: markup of so many pixels."""

    markup: str
    width: float
    scale: float = 1.0
    beneath: bool = False


def icon_name(side: int) -> str:
    """Give where an icon of so many pixels stands, in drawings/ and on the site."""
    return f"icons/icon-{side}.png"


def icon_picture(side: int, icon: str) -> Picture:
    """Give an icon made of dots; ``icon`` is the drawn one. Larger ones have a margin of paper."""
    box = "0 0 32 32" if side <= FAVICON_SIDE else "-5 -5 42 42"
    head = f'width="{side}" height="{side}" style="display:block;background:#fbfaf6"'
    grown = icon.replace('viewBox="0 0 32 32"', f'viewBox="{box}" {head}', 1)
    return Picture(icon_name(side), grown, side, side)


def icon_files(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the icons by address, those with names that browsers ask for among them."""
    files = {icon_name(side): pictures[icon_name(side)] for side in ICONS}
    files["apple-touch-icon.png"] = pictures[icon_name(ICONS[0])]
    small = pictures[icon_name(FAVICON_SIDE)]
    sides = (FAVICON_SIDE, FAVICON_SIDE, 0, 0)
    header = struct.pack("<HHHBBBBHHII", 0, 1, 1, *sides, 1, 32, len(small), 22)
    files[FAVICON] = header + small
    return files


def picture_name(figure: str, language: str) -> str:
    """Give where a figure's PNG is kept below drawings/."""
    return f"png/{figure}.{language}.png"


def print_picture(figure: Figure, standalone: str) -> Picture:
    """Give the PNG of a figure for print; ``standalone`` is its wide drawing as a file."""
    width, height = size_of(standalone)
    tall = round(height * PRINT_WIDTH / width)
    old = f'width="{width:g}" height="{height:g}"'
    grown = standalone.replace(old, f'width="{PRINT_WIDTH}" height="{tall}"', 1)
    return Picture(picture_name(figure.id, figure.language), grown, PRINT_WIDTH, tall)


def card_picture(
    card: Card, drawings: Mapping[str, str], colours: Colours, model: SiteModel, locale: Locale
) -> Picture:
    """Give a card: the site's name, the title, and a figure, a key number or a list with it."""
    if card.figure is not None:
        beside = _figure(card, card.figure, drawings, colours)
        source = source_line(card.figure, model, locale)
    elif card.number is not None:
        beside = _number(card.number, colours, locale)
        named = dict.fromkeys(
            model.sources[s].publisher[locale.code] for s in card.number.value.sources[:NAMED]
        )
        joined = locale("list.semicolon").join(named)
        source = f"{locale('figure.sources')} {joined}".replace("： ", "：")
    else:
        assert card.area is not None
        beside = _measures(card.area, locale)
        source = locale("card.plan")
    hue = f"area-{card.area.area.order}" if card.area else "ink"
    size = 44 if beside.beneath else _title_size(card, _ACROSS - _GAP - beside.width)
    words = "" if card.area or beside.beneath else f'<p class="w">{escape(card.words)}</p>'
    markup = (
        f"<style>{_style(colours, hue, card.language)}</style>"
        f'<div class="card" lang="{locale.tag}">'
        f'<header><svg viewBox="0 0 30 30" width="34" height="34" fill="none" stroke-width="6" '
        f'stroke-dasharray="6 2"><path stroke="{colours["ink"]}" d="M0 3h30M0 11h30M0 19h30'
        f'M16 27h14"/><path stroke="{colours["accent"]}" d="M0 27h14"/></svg>'
        f"<span>{escape(model.site.name[locale.code])}</span></header>"
        f'<main{" class=under" if beside.beneath else ""}><div class="t">'
        f'<h1 style="font-size:{size}px">{escape(card.title)}</h1>{words}</div>'
        f"{beside.markup}</main><footer>{escape(_cut(source, _ACROSS, 19))}</footer></div>"
    )
    return Picture(card.address, markup, *CARD_SIZE)


def _style(colours: Colours, hue: str, language: str) -> str:
    ink, muted, rule, paper = (colours[name] for name in ("ink", "muted", "rule", "paper"))
    serif = SERIFS[manner_of(language)]
    width, height = CARD_SIZE
    return (
        f".card{{box-sizing:border-box;width:{width}px;height:{height}px;padding:32px {_EDGE}px 0;"
        f"background:{paper};color:{ink};font:22px/1.4 {SANS}}}"
        f"header{{display:flex;align-items:center;gap:16px;padding-bottom:14px;"
        f"border-bottom:5px double {ink};font:700 27px/1.3 {serif}}}"
        f"main{{display:flex;justify-content:space-between;gap:{_GAP}px;height:{_DOWN + 24}px;"
        f"padding-top:20px;box-sizing:border-box}}"
        f".under{{flex-direction:column;justify-content:flex-start;gap:24px}}"
        f".t{{flex:1;border-top:8px solid {colours[hue]};padding-top:12px}}"
        f".under .t{{flex:none;border:0;padding:0}}"
        f"h1{{margin:0;font-family:{serif};font-weight:700;line-height:1.2;text-wrap:balance}}"
        f"h1:lang(zh){{line-height:1.34;text-wrap:pretty}}"
        f".w{{margin:16px 0 0;color:{muted};font-size:23px;line-height:1.4}}"
        f"footer{{border-top:1px solid {rule};padding-top:14px;color:{muted};font-size:19px;"
        f"white-space:nowrap}}"
        f"li{{display:flex;gap:20px;align-items:baseline;padding:12px 0;"
        f"border-top:1px solid {rule};font:700 29px/1.3 {serif}}}"
        f"li b{{flex:0 0 44px;color:{colours[hue]};font:700 27px/1.3 {SANS}}}"
        f"ol{{list-style:none;margin:0;padding:0}}"
        f".n{{display:flex;gap:34px;align-items:center}}"
        f".n p{{margin:0;color:{muted}}}.n .v{{color:{ink};font:700 38px/1.25 {serif};"
        f"margin-bottom:14px}}.n b{{display:block;color:{colours['accent']};font-size:44px}}"
    )


def _title_size(card: Card, width: float) -> int:
    """Give the largest size at which the title leaves room for the words beneath it."""
    beneath = 0 if card.area else len(wrap(card.words, width, 23)) * 33 + 16
    longest = max((len(word) for word in card.title.split()), default=0)
    for size in range(60, 27, -2):
        lines = len(wrap(card.title, width, size * 1.04))
        if card.language == "zh":
            fits = lines <= (1 if len(card.title) <= 12 else 4)
        else:
            fits = longest * size * 0.58 <= width and lines <= 5
        if fits and lines * size * 1.34 + beneath <= _DOWN - 30:
            return size
    return 28


def _figure(card: Card, figure: Figure, drawings: Mapping[str, str], colours: Colours) -> _Beside:
    """Give the drawing, and the place, in which its own words come out largest."""
    beneath = _DOWN - len(wrap(card.title, _ACROSS, 44)) * 44 * 1.3 - 24
    found = []
    for drawing in figure.drawings:
        width, height = size_of(drawings[drawing.name])
        for room, down, under in ((600, _DOWN, False), (_ACROSS, beneath, True)):
            scale = min(room / width, down / height)
            svg = (
                f'<svg viewBox="0 0 {width:g} {height:g}" width="{width * scale:.0f}" '
                f'height="{height * scale:.0f}" font-family="{SANS}" overflow="visible">'
                f"{paint(drawings[drawing.name], colours)}</svg>"
            )
            found.append(_Beside(svg, round(width * scale), scale, under))
    return max(found, key=lambda way: way.scale)


def _number(number: KeyNumber, colours: Colours, locale: Locale) -> _Beside:
    value, share = number.value, number.share
    square = words = ""
    if share is not None:
        rows, rest = divmod(share.number, 10)
        floor = 100 - 10 * rows
        part = f"M0 100V{floor - 10}H{rest * 10}V{floor}H100V100z"
        grid = "".join(f"M{n}0 0v100M0 {n}0h100" for n in range(1, 10))
        square = (
            f'<svg viewBox="0 0 100 100" width="300"><path fill="{colours["rule"]}" '
            f'd="M0 0h100v100H0z"/><path fill="{colours["accent"]}" d="{part}"/>'
            f'<path stroke="{colours["paper"]}" stroke-width="1.5" d="{grid}"/></svg>'
        )
        of = locale(f"share.of.{value.indicator}")
        words = f"<p><b>{escape(format_value(share, locale, ('short',)))}</b>{escape(of)}</p>"
    shown = escape(format_value(value, locale, () if locale.code == "zh" else ("short",)))
    markup = (
        f'<div class="n" style="width:600px">{square}<div><p>{escape(value.name[locale.code])}</p>'
        f'<p class="v">{shown}</p>{words}</div></div>'
    )
    return _Beside(markup, 600)


def _measures(row: AreaMeasures, locale: Locale) -> _Beside:
    items = (
        f"<li><b>{m.official_number or m.number}</b>{escape(m.title[locale.code])}</li>"
        for m in row.measures
    )
    return _Beside(f'<ol style="width:620px">{"".join(items)}</ol>', 620)


def _cut(words: str, width: float, size: float) -> str:
    """Give as much of a line as fits."""
    lines: list[str] = wrap(words, width - size * 2, size)
    return lines[0] + " …" if len(lines) > 1 else words
