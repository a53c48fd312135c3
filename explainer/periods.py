"""Years, months, days and spans of them, as sources give them: never more exact than known."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_PART = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
_SINGLE = re.compile(_PART)
_SPAN = re.compile(rf"{_PART}/{_PART}")
_QUARTERS = re.compile(r"([0-9]{4})-q([1-4])(?:-q([1-4]))?")
#: The form of a time, for other programs; whether such a day exists is not in it.
FORM = rf"^(?:{_PART}|{_PART}/{_PART}|{_QUARTERS.pattern})$"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A time as far as it is known.

    Written ``2024``, ``2024-05``, ``2024-05-27``, ``2024-q1-q3``, or as a span ``2022/2023``
    ("between these two").

    ``first`` and ``last`` are the first and last day it covers, ISO dates; they give the order.
    """

    first: str
    last: str
    text: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Give the period that a text names.

        Raises:
            ValueError: in words fit for an editor, when the text names no time.
        """
        if match := _QUARTERS.fullmatch(text):
            year, start, end = match.group(1), int(match.group(2)), int(match.group(3) or 0)
            end = end or start
            if end < start:
                raise ValueError("the quarters run backwards")
            _refuse_odd_year(int(year))
            last_month = end * 3
            return cls(
                f"{year}-{start * 3 - 2:02}-01", _last_day(int(year), last_month).isoformat(), text
            )
        if match := _SPAN.fullmatch(text):
            one, two = text.split("/")
            first, last = cls.parse(one), cls.parse(two)
            if last.first < first.first or last.last < first.last:
                raise ValueError("the span runs backwards")
            return cls(first.first, last.last, text)
        if match := _SINGLE.fullmatch(text):
            year, month, day = (int(part) if part else 0 for part in match.groups())
            _refuse_odd_year(year)
            if match.group(2) and not 1 <= month <= 12:
                raise ValueError(f"there is no month {month}")
            if match.group(3):
                try:
                    date = dt.date(year, month, day)
                except ValueError:
                    raise ValueError(f"the date {text} does not exist") from None
                return cls(date.isoformat(), date.isoformat(), text)
            if month:
                return cls(f"{year}-{month:02}-01", _last_day(year, month).isoformat(), text)
            return cls(f"{year}-01-01", f"{year}-12-31", text)
        raise ValueError("this is not a time")

    @property
    def year(self) -> int:
        """The year in which the period ends."""
        return int(self.last[:4])

    @property
    def is_day(self) -> bool:
        """Whether the time is known to the day."""
        return self.first == self.last

    @property
    def parts(self) -> tuple[int, int, int]:
        """Year, month and day of a single time; 0 for what is not known or is a span."""
        match = _SINGLE.fullmatch(self.text)
        if match is None:
            return (self.year, 0, 0)
        year, month, day = (int(part) if part else 0 for part in match.groups())
        return (year, month, day)

    def __str__(self) -> str:
        """Give the period as editors write it."""
        return self.text


def _refuse_odd_year(year: int) -> None:
    if not 1900 <= year <= 2100:
        raise ValueError(f"the year {year} is not between 1900 and 2100")


def _last_day(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
