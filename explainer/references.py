"""The references that stand in prose for numbers, and the search for numbers that are not bound.

``[[gdp/2024/bulletin]]`` prints a value; ``[[count/measures | words]]`` spells a count;
``[[literal: 3D printing | a name]]`` is an exception with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from explainer.formats import (
    Locale,
    Style,
    format_fraction,
    format_number,
    format_ordinal,
    format_period,
    format_qualified,
    format_words,
)
from explainer.problems import nearest
from explainer.settings import SPOKEN, manner_of
from explainer.values import Value, offer

OPTIONS = ("number", "short", "year", "words", "ordinal", "abs", "fraction")

#: A reference: the key or “literal: text”, then options or the reason after a bar.
REFERENCE = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as written: where it starts and ends in its text, and what it asks for."""

    start: int
    end: int
    key: str
    options: tuple[str, ...]
    literal: str | None = None
    reason: str = ""


class BadReferenceError(ValueError):
    """A reference that cannot be printed; ``kind`` and ``remedy`` are for the editor."""

    def __init__(self, kind: str, message: str, remedy: str = "") -> None:
        """Keep what the editor needs to mend it."""
        super().__init__(message)
        self.kind = kind
        self.remedy = remedy


def find_references(text: str) -> Iterator[Reference]:
    """Give the references of a text, in order."""
    for match in REFERENCE.finditer(text):
        head, tail = match.group(1).strip(), (match.group(2) or "").strip()
        if head.startswith("literal:"):
            yield Reference(
                match.start(), match.end(), "", (), head.removeprefix("literal:").strip(), tail
            )
        else:
            options = tuple(tail.replace(",", " ").split())
            yield Reference(match.start(), match.end(), head, options)


def print_reference(reference: Reference, values: Mapping[str, Value], locale: Locale) -> str:
    """Give the words that stand on the page for a reference.

    Raises:
        BadReferenceError: when it names no value, or asks for a form the value does not have.
    """
    if reference.literal is not None:
        if not reference.literal or not reference.reason:
            raise BadReferenceError(
                "literal-without-reason",
                "a literal number needs its reason.",
                "Write [[literal: text | reason]].",
            )
        return reference.literal
    value = values.get(reference.key)
    if value is None:
        raise BadReferenceError(
            "unknown-value",
            f"there is no value “{reference.key}”.",
            offer(reference.key, values),
        )
    for option in reference.options:
        if option not in OPTIONS:
            raise BadReferenceError(
                "unknown-option",
                f"“{option}” is not an option of a reference.",
                nearest(option, OPTIONS) or f"Allowed: {', '.join(OPTIONS)}.",
            )
    try:
        return format_value(value, locale, reference.options)
    except ValueError as error:
        raise BadReferenceError("option-does-not-fit", f"{reference.key}: {error}.") from None


def format_value(value: Value, locale: Locale, options: tuple[str, ...] = ()) -> str:
    """Give a value as the options ask, with its qualifier.

    Raises:
        ValueError: when the value has no such form.
    """
    number = abs(value.number) if "abs" in options else value.number
    if number < 0 and value.origin == "computed" and "abs" not in options and "fraction" in options:
        raise ValueError("say with “abs” that the sign is told in words")
    if "fraction" in options:
        if value.unit != "percent":
            raise ValueError("only a percentage can be told as a fraction")
        if value.qualifier != "exact":
            raise ValueError(f"“{value.qualifier}” would be lost in a fraction")
        return format_fraction(number, locale)
    if "ordinal" in options or "words" in options:
        if value.unit != "count" or number != int(number):
            raise ValueError("only a whole number can be spelled out")
        if "ordinal" in options:
            return format_ordinal(int(number), locale, words="words" in options)
        return format_qualified(format_words(int(number), locale), value.qualifier, locale)
    style: Style = "number" if "number" in options else "short" if "short" in options else "long"
    text = format_number(number, value.unit, locale, style)
    text = format_qualified(text, value.qualifier, locale, style)
    if "year" in options:
        if value.period is None:
            raise ValueError("it has no year")
        when = format_period(value.period, locale)
        return f"{text} ({when})" if locale.manner == "en" else f"{text}({when})"
    return text


# What a reference prints must not be typed beside it -----------------------------------------

_BEFORE = {
    "en": re.compile(
        r"(?i)\b(?:more than|over|above|about|around|some|nearly|almost|roughly|at least|less than|"
        r"below|up to|fewer than)\s+$"
    ),
    "zh": re.compile(r"(?:超过|多于|大约|约|将近|近|不到|不足|少于|至少|逾|超|多达)$"),
}
_AFTER = {
    "en": re.compile(
        r"(?i)^\s*(?:percent|per cent|%|trillion|billion|million|thousand|yuan|US dollars)"
    ),
    "zh": re.compile(r"^(?:%|％|万|亿|元|美元|多(?=[\u4e00-\u9fff])|余(?=[\u4e00-\u9fff]))"),
}


def find_doubled(text: str, reference: Reference, language: str) -> str:
    """Give the qualifier or unit typed beside a reference that prints its own, or ''."""
    if reference.literal is not None:
        return ""
    # A word of another language is as wrong, so every language's words are looked for.
    own = manner_of(language)
    languages = (own, *(code for code in _BEFORE if code != own))
    for code in languages:
        before = _BEFORE[code].search(text[max(0, reference.start - 16) : reference.start])
        if before:
            return before.group().strip()
    if {"number", "short"} & set(reference.options):
        return ""
    for code in languages:
        after = _AFTER[code].match(text[reference.end : reference.end + 12])
        if after:
            return after.group().strip()
    return ""


_YEAR_BESIDE = {
    "en": (None, re.compile(r"^ in ((?:19|20)[0-9]{2})(?![0-9–-]|[.,][0-9])")),
    "zh": (re.compile(r"(?<![0-9–—-])((?:19|20)[0-9]{2})年$"), None),
}


def find_other_year(text: str, reference: Reference, value: Value, language: str) -> str:
    """Give the year typed right beside a reference whose value is of another year, or ''."""
    if value.period is None or value.origin != "observation":
        return ""
    first, last = value.period.first[:4], value.period.last[:4]
    before, after = _YEAR_BESIDE.get(language, (None, None))
    found = (before and before.search(text[max(0, reference.start - 8) : reference.start])) or (
        after and after.match(text[reference.end : reference.end + 12])
    )
    return found.group(1) if found and not first <= found.group(1) <= last else ""


# Dates, which are typed and must be the same in every language ---------------------------------

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DATE_EN = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:[–-](?P<day2>[0-9]{1,2}))? )?(?P<month>"
    + "|".join(_MONTHS)
    + r")(?: (?P<year>(?:18|19|20)[0-9][0-9]))?(?![a-z])"
)
_DATE_ZH = re.compile(
    r"(?:(?P<year>(?:18|19|20)[0-9][0-9])年)?(?P<month>[0-9]{1,2})月"
    r"(?:(?P<day>[0-9]{1,2})(?:[–—-](?P<day2>[0-9]{1,2}))?日)?"
)
_YEAR = re.compile(r"(?<![0-9A-Za-z.,〔])(?:18|19|20)[0-9][0-9](?![0-9]|[%万亿]|[.,][0-9])")
_SHORT_SPAN = re.compile(r"((?:18|19|20)[0-9][0-9])[–—-]([0-9][0-9])(?![0-9])")
_DOCUMENT = re.compile(r"〔([0-9]{4})〕([0-9]+)号")


def find_dates(text: str, language: str) -> list[str]:
    """Give the days, months and document numbers typed in a text, in one form for all languages.

    Years without a month are left out: languages repeat them at different places.
    """
    blank = REFERENCE.sub(lambda m: " " * len(m.group()), text)
    blank = re.sub(r"\]\([^)]*\)", lambda m: " " * len(m.group()), blank)
    found = [f"{m.group(1)}-no-{m.group(2)}" for m in _DOCUMENT.finditer(blank)]
    if language not in SPOKEN:
        return found
    pattern = _DATE_EN if language == "en" else _DATE_ZH
    for match in pattern.finditer(blank):
        month = match["month"]
        number = _MONTHS.index(month) + 1 if language == "en" else int(month)
        if language == "en" and month == "May" and not (match["day"] or match["year"]):
            continue
        day = f"{match['day'] or ''}{'-' + match['day2'] if match['day2'] else ''}"
        found.append(f"month {number}" + (f" day {day}" if day else ""))
    return found


def find_years(text: str) -> set[str]:
    """Give the years typed in a text."""
    blank = REFERENCE.sub(" ", text)
    blank = re.sub(r"\]\([^)]*\)", " ", blank)
    blank = _SHORT_SPAN.sub(lambda m: f"{m[1]}–{m[1][:2]}{m[2]}", _DOCUMENT.sub(" ", blank))
    return set(_YEAR.findall(blank))


# Other numerals that stand in texts of both languages ------------------------------------------

_LITERAL = re.compile(r"\[\[literal:([^\[\]|]*)\|[^\[\]]*\]\]")
_AMOUNT = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)[\s\u00a0]*(thousand|million|billion|trillion|万亿|[千万亿])?"
)
_SCALES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "千": 3,
    "万": 4,
    "亿": 8,
    "万亿": 12,
}


def find_amounts(text: str, language: str) -> list[str]:
    """Give the numerals typed in a text, scaled and sorted: “4.9 million” and “490万” are equal.

    Dates, years, document numbers, addresses of links and references do not count; what stands in
    a literal does.
    """
    plain_text = _LITERAL.sub(r" \1 ", text)
    plain_text = REFERENCE.sub(" ", plain_text)
    plain_text = re.sub(r"\]\([^)]*\)", " ", plain_text)
    plain_text = _DOCUMENT.sub(" ", plain_text)
    plain_text = (_DATE_EN if manner_of(language) == "en" else _DATE_ZH).sub(" ", plain_text)
    plain_text = _YEAR.sub(" ", _SHORT_SPAN.sub(" ", plain_text))
    found = []
    for match in _AMOUNT.finditer(plain_text):
        number = Decimal(match.group(1).replace(",", "")).scaleb(_SCALES.get(match.group(2), 0))
        found.append(f"{number.normalize():f}")
    return sorted(found)


# Numbers that nobody bound ------------------------------------------------------------------

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_EXEMPT = re.compile(
    rf"""(?x)
      \[\[[^\]]*\]\]                                        # references
    | \]\([^)\s]*\)                                         # addresses of links
    | \{{\#[^}}]*\}}                                        # heading ids
    | ^::.*$                                                # block lines
    | [\u4e00-\u9fff]{{2,8}}〔[0-9]{{4}}〕[0-9]+号                # document numbers
    | [0-9]{{1,2}}(?:[–-][0-9]{{1,2}})?\ (?:{_MONTH})(?:\ [0-9]{{4}})?
    | (?:{_MONTH})\ [0-9]{{4}}
    | (?:18|19|20)[0-9][0-9]年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)?
    | (?<![0-9])[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?
    | (?<![0-9A-Za-z.,])(?:18|19|20)[0-9][0-9]            # years and spans of them
      (?:[–—-](?:(?:18|19|20)[0-9][0-9]|[0-9][0-9]))?s?年?(?![0-9]|[%万亿]|[,.][0-9])
    | (?i:\bfirst\ (?:two\ |three\ )?quarters?\b)|\bthree-quarter\b
    | 第[一二三](?=[个,。、:])
    | (?<![A-Za-z0-9])[A-Z]+[0-9]+(?![A-Za-z0-9])           # names such as C919
    """,
    re.M,
)
_NUMERAL = re.compile(r"[-+\u2212]?\d+(?:[.,\u00a0]\d+)*\s?(?:%|percent\b|万|亿)?")
_WORDS_EN = re.compile(
    r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety)(?:-\w+)?|hundreds?|thousands?|dozens?|a (?:million|billion|trillion)|"
    r"half|halves|thirds|(?:a|one)[ -]third(?!\s(?!of\b)[a-z])|thirds?(?= of)|quarters?|"
    r"(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen|twentie)"
    r"ths?|double[ds]?|triple[ds]?|quadruple[ds]?|twice|thrice|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|hundred|\d+)-?fold)\b|[¼-¾⅐-⅞]"
)
_WORDS_ZH = re.compile(
    r"[零一二两三四五六七八九十百千万亿]+(?:多|余)?(?:个|项|家|倍|成|座|类|条|组|种|万|亿|大|方面|分之)"
    r"|百分之|[一二三四五六七八九十]分之[一二三四五六七八九十]|一半|半数|过半|翻番|翻一番"
    r"|数(?:十|百|千|万|亿)+|第[四五六七八九十百]+(?:位|名|次|个|家|届)?|第二十\S"
)
#: “一个”, “一种” are articles in Chinese, as “a” and “one” are in English; “两个” says “both”.
_ARTICLE_ZH = re.compile(
    r"^一(?:个|项|家|座|类|条|组|种|大)$|^[一两](?:个|种|方面)$|^万(?:家|亿)$|^(?:十分|千万)$"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number typed into prose: where it starts in the text and how it reads."""

    start: int
    text: str


def find_unbound(text: str, language: str) -> Iterator[Numeral]:
    """Give the numerals and number words of a text that no reference binds."""
    blank = _EXEMPT.sub(lambda match: " " * len(match.group()), text)
    for match in _NUMERAL.finditer(blank):
        yield Numeral(match.start(), match.group().strip())
    if language not in SPOKEN:
        return
    words = _WORDS_EN if language == "en" else _WORDS_ZH
    for match in words.finditer(blank):
        if language == "zh" and _ARTICLE_ZH.match(match.group()):
            continue
        yield Numeral(match.start(), match.group())


def nearest_values(
    numeral: str, values: Mapping[str, Value], locale: Locale, limit: int = 3
) -> tuple[str, ...]:
    """Give references whose printed words hold the numeral, as text to paste."""
    digits = re.sub(r"[^\d.]", "", numeral.replace(",", ""))
    if not digits:
        return ()
    hits = []
    for key, value in values.items():
        shown = re.sub(r"[^\d.]", "", format_number(value.number, value.unit, locale))
        if shown == digits or f"{abs(value.number):f}" == digits:
            hits.append(f"[[{key}]]")
    return tuple(hits[:limit])


__all__ = [
    "OPTIONS",
    "REFERENCE",
    "BadReferenceError",
    "Numeral",
    "Reference",
    "find_references",
    "find_unbound",
    "format_value",
    "nearest_values",
    "print_reference",
]
