"""Numbers, periods and lists as readers of each language write them.

Pure functions of a value and a locale. Charts, tables, prose and downloads all come here, so
they cannot disagree. Rounding happened at the publisher; nothing is rounded here but computed
values, half away from zero, as most readers expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from explainer.periods import Period
from explainer.settings import manner_of

Style = Literal["long", "short", "number"]

MINUS = "\u2212"
NBSP = "\u00a0"

#: Base-ten exponent of each unit's scale.
_SCALE = {
    "cny-trillion": 12,
    "cny-billion": 9,
    "usd-trillion": 12,
    "usd-billion": 9,
    "percent": 0,
    "count": 0,
    "hectare": 0,
}


class MissingWordError(LookupError):
    """An interface text that content/<code>/ui.yaml does not have as the site needs it."""

    def __init__(self, code: str, key: str, what: str) -> None:
        """Keep where to look and what is wrong."""
        super().__init__(f"the interface text “{key}” {what}.")
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True)
class Locale:
    """A language of the site: its code, the tag pages carry, its folder and its words.

    ``words`` are the interface texts of content/<code>/ui.yaml, flat: "group.key" -> text.
    """

    code: str
    tag: str
    folder: str
    words: Mapping[str, str]

    @property
    def manner(self) -> str:
        """The language in whose words numbers and dates are told."""
        return manner_of(self.code)

    def __call__(self, key: str, **values: object) -> str:
        """Give an interface text with its {fields} filled in.

        Raises:
            MissingWordError: when ui.yaml has no such text, or the text names another field.
        """
        if key not in self.words:
            raise MissingWordError(self.code, key, "is missing")
        try:
            return self.words[key].format_map(values) if values else self.words[key]
        except (KeyError, ValueError, AttributeError, IndexError):
            fields = ", ".join(f"{{{name}}}" for name in values)
            raise MissingWordError(self.code, key, f"must use the fields {fields}") from None


def exponent_of(unit: str) -> int:
    """Give the power of ten by which values of the unit are scaled."""
    return _SCALE[unit]


def is_money(unit: str) -> bool:
    """Whether the unit is an amount of money."""
    return unit.startswith(("cny", "usd"))


def round_to(number: Decimal, decimals: int) -> Decimal:
    """Round half away from zero to so many digits after the point."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(number: Decimal, *, group: bool = True) -> str:
    """Give digits with a true minus and, from five digits on or in English, thousands commas."""
    text = f"{abs(number):,f}" if group else f"{abs(number):f}"
    return (MINUS if number < 0 else "") + text


def format_number(number: Decimal, unit: str, locale: Locale, style: Style = "long") -> str:
    """Give a number with its unit: “16.9 trillion yuan”, “16.9万亿元”, “24.5 percent”.

    ``short`` is for tables and charts (“16.9 tn”, “24.5%”); ``number`` leaves the unit out but
    keeps the scale the unit states.
    """
    if unit == "percent":
        if style == "number":
            return plain(number)
        if locale.manner == "en" and style == "long":
            return f"{plain(number)}{NBSP}percent"
        return f"{plain(number)}%"
    if is_money(unit):
        return _money(number, unit, locale, style)
    if unit == "hectare":
        if style == "number":
            return plain(number)
        word = "hectare" if str(abs(number)) == "1" else "hectares"
        return f"{plain(number)}{NBSP}{word}" if locale.manner == "en" else f"{plain(number)}公顷"
    return _count(number, locale, style)


def _money(number: Decimal, unit: str, locale: Locale, style: Style) -> str:
    currency = unit[:3]
    exponent = _SCALE[unit]
    base_digits = number.adjusted() + exponent
    if locale.manner == "zh":
        scale, word = (12, "万亿") if base_digits >= 12 else (8, "亿")
        shown = plain(_shift(number, exponent - scale), group=False)
        if style == "number":
            return shown
        unit_word = {"cny": "元", "usd": "美元"}[currency]
        return f"{shown}{word}" if style == "short" else f"{shown}{word}{unit_word}"
    scale, word, short = (12, "trillion", "tn") if base_digits >= 12 else (9, "billion", "bn")
    shown = plain(_shift(number, exponent - scale))
    if style == "number":
        return shown
    if style == "short":
        return f"{shown}{NBSP}{short}"
    unit_word = {"cny": "yuan", "usd": "US dollars"}[currency]
    return f"{shown}{NBSP}{word} {unit_word}".replace("US ", f"US{NBSP}")


def _shift(number: Decimal, places: int) -> Decimal:
    """Move the point without losing or inventing digits."""
    shifted = number.scaleb(places)
    return shifted.quantize(Decimal(1)) if shifted.as_tuple().exponent > 0 else shifted  # type: ignore[operator]


def _count(number: Decimal, locale: Locale, style: Style) -> str:
    if locale.manner == "zh":
        if abs(number) >= 10_000 and number % 100 == 0:
            return plain((number / 10_000).normalize(), group=False) + "万"
        return plain(number, group=False)
    if style != "short" and abs(number) >= 1_000_000 and number % 100_000 == 0:
        return plain((number / 1_000_000).normalize()) + f"{NBSP}million"
    return plain(number)


_QUALIFIERS = {
    "en": {
        "more-than": "more than",
        "at-least": "at least",
        "less-than": "less than",
        "about": "about",
        "nearly": "nearly",
    },
    "zh": {
        "more-than": "超过",
        "at-least": "至少",
        "less-than": "不到",
        "about": "约",
        "nearly": "近",
    },
}
_QUALIFIER_SIGNS = {
    "more-than": ">",
    "at-least": "≥",
    "less-than": "<",
    "about": "~",
    "nearly": "~",
}


def format_qualified(text: str, qualifier: str, locale: Locale, style: Style = "long") -> str:
    """Put the printed qualifier before a number: “more than 60,000”, “超过6万”."""
    if qualifier == "exact":
        return text
    if style == "short":
        return f"{_QUALIFIER_SIGNS[qualifier]}{text}"
    word = _QUALIFIERS[locale.manner][qualifier]
    return f"{word}{NBSP}{text}" if locale.manner == "en" else f"{word}{text}"


_SMALL_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_ORDINAL_EN = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TENS_EN = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}
_DIGITS_ZH = "零一二三四五六七八九"


def format_words(number: int, locale: Locale) -> str:
    """Spell a whole number from 0 to 59: “sixteen”, “十六”.

    Raises:
        ValueError: when the number is out of that range.
    """
    if not 0 <= number < 60:
        raise ValueError("only whole numbers from 0 to 59 are spelled out")
    if locale.manner == "zh":
        if number < 10:
            return _DIGITS_ZH[number]
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else _DIGITS_ZH[tens]) + "十" + (_DIGITS_ZH[ones] if ones else "")
    if number <= 20:
        return _SMALL_EN[number]
    tens, ones = divmod(number, 10)
    return _TENS_EN[tens * 10] + (f"-{_SMALL_EN[ones]}" if ones else "")


def format_ordinal(number: int, locale: Locale, *, words: bool = False) -> str:
    """Give a place in an order: “26th”, “第26”; spelled: “ninth”, “第九”."""
    if locale.manner == "zh":
        return "第" + (format_words(number, locale) if words else str(number))
    if words and 0 <= number <= 20:
        return _ORDINAL_EN[number]
    last_two, last = number % 100, number % 10
    suffix = "th" if 10 <= last_two <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number:,}{suffix}"


_FRACTIONS = (
    (Decimal(50), "half", "一半"),
    (Decimal(100) / 3, "a third", "三分之一"),
    (Decimal(25), "a quarter", "四分之一"),
    (Decimal(20), "a fifth", "五分之一"),
    (Decimal(100) / 6, "a sixth", "六分之一"),
    (Decimal("12.5"), "an eighth", "八分之一"),
    (Decimal(10), "a tenth", "十分之一"),
    (Decimal(200) / 3, "two thirds", "三分之二"),
    (Decimal(75), "three quarters", "四分之三"),
    (Decimal(80), "four fifths", "五分之四"),
    (Decimal(60), "three fifths", "五分之三"),
    (Decimal(90), "nine tenths", "十分之九"),
)


def format_fraction(percent: Decimal, locale: Locale) -> str:
    """Give a share as a simple fraction: 24.5 -> “nearly a quarter”, 31.1 -> “nearly a third”.

    Raises:
        ValueError: when no simple fraction is within a tenth of the value.
    """
    size = abs(percent)
    target, english, chinese = min(_FRACTIONS, key=lambda row: abs(size - row[0]) / row[0])
    off = (size - target) / target
    if abs(off) > Decimal("0.1"):
        raise ValueError("no simple fraction comes close to this value")
    word = english if locale.manner == "en" else chinese
    if abs(off) <= Decimal("0.005"):
        return word
    return format_qualified(word, "nearly" if off < 0 else "more-than", locale).replace(NBSP, " ")


_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def format_period(period: Period, locale: Locale) -> str:
    """Give a time as readers write it: “27 May 2025”, “2025年5月27日”, “January–September 2024”."""
    text = period.text
    if "/" in text:
        first, last = text.split("/")
        joiner = "–" if len(first) == 4 else " – "
        return joiner.join(format_period(Period.parse(part), locale) for part in (first, last))
    if "-q" in text:
        return _quarters(text, locale)
    year, month, day = period.parts
    if locale.manner == "zh":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    if not month:
        return str(year)
    return f"{day} {_MONTHS[month - 1]} {year}" if day else f"{_MONTHS[month - 1]} {year}"


def _quarters(text: str, locale: Locale) -> str:
    year, *quarters = text.split("-q")
    first, last = int(quarters[0]), int(quarters[-1])
    if locale.manner == "zh":
        names = {(1, 2): "上半年", (1, 3): "前三季度", (1, 4): "全年", (3, 4): "下半年"}
        single = f"{_DIGITS_ZH[first]}季度"
        return f"{year}年" + (
            single if first == last else names.get((first, last), f"{first}–{last}季度")
        )
    return f"{_MONTHS[first * 3 - 3]}–{_MONTHS[last * 3 - 1]} {year}"


def format_bytes(size: int) -> str:
    """Give a file's size as readers know it: “3 KB”."""
    return f"{max(1, round(size / 1000)):,} KB"
