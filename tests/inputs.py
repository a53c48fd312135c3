"""What editors may type, for tests that make it up: numbers, values, YAML and prose."""

from __future__ import annotations

from decimal import Decimal

import yaml
from hypothesis import strategies as st

from explainer.formats import Locale
from explainer.periods import Period
from explainer.references import OPTIONS
from explainer.values import Value
from tests.builders import EN, ZH, make_text, make_value

UNITS = tuple("cny-trillion cny-billion usd-trillion usd-billion percent count hectare".split())
QUALIFIERS = ("exact", "more-than", "at-least", "less-than", "about", "nearly")
OPERATIONS = ("share", "change", "difference", "sum", "ratio", "equal")
LOCALES: tuple[Locale, ...] = (EN, ZH)
PERIODS = ("2024", "2024-05", "2024-05-27", "2024-q1-q3", "2022/2023", "2022-01/2023-06-30")


@st.composite
def written_numbers(draw: st.DrawFn) -> str:
    """Any number that a file may hold, as written: up to 15 digits before the point, 9 after."""
    whole = draw(st.integers(0, 10 ** draw(st.integers(0, 15)) - 1))
    places = draw(st.integers(0, 9))
    part = f".{draw(st.integers(0, 10**places - 1)):0{places}}" if places else ""
    return f"{'-' if draw(st.booleans()) else ''}{whole}{part}"


@st.composite
def intervals(draw: st.DrawFn, unit: str = "") -> Value:
    """A value between its bounds, of any size that a file may hold."""
    number = Decimal(draw(written_numbers()))
    below, above = (abs(Decimal(draw(written_numbers()))) / 100 for _ in range(2))
    return make_value(
        f"{draw(st.sampled_from('abcd'))}/2024",
        str(number),
        low=number - below,
        high=number + above,
        unit=unit or draw(st.sampled_from(UNITS)),
        qualifier=draw(st.sampled_from(QUALIFIERS)),
        origin=draw(st.sampled_from(["observation", "computed", "count", "rank"])),
        period=draw(st.none() | st.sampled_from(PERIODS).map(Period.parse)),
        counted=draw(st.none() | st.just(make_text("zones", "个经开区"))),
    )


OPTION_LISTS = st.lists(st.sampled_from((*OPTIONS, "shrot", "")), max_size=4)

#: Pieces that mean something in prose, and any letters between them.
PIECES = st.sampled_from(
    "[[ ]] [[gdp/2024]] [[gdp/2024|short]] [[literal:7|x]] [a](term:zone) ]( ) ![ :: ::figure {# } "
    "## > - * ** _ ` ``` | |-| 2024 16.9 % 万 亿 sixteen 十六项 第 年 27 May 5月27日 〔2024〕7号 "
    "trillion about 约 << <script> &lt; --- \\ , . \n \n\n".split(" ")
)
PROSE = st.lists(PIECES | st.text(max_size=8), max_size=25).map(" ".join)

#: Plain data as YAML can hold it, all texts in quotes.
TREES = st.recursive(
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


def as_yaml(tree: object) -> str:
    """Give plain data as YAML with every text in quotes."""
    return yaml.safe_dump(tree, allow_unicode=True, default_style='"', width=9999)
