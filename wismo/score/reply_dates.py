"""Days that a sentence names, and which calendar day each is, seen from the moment the sentence was written.

First the words of seven languages become tokens (``wd5`` a Friday, ``mo12`` December, ``in1`` tomorrow,
``num12x5`` 12/5, ``iso2026x12x5``); then one set of patterns reads them all. A day that could be two days is
no day: it stays empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from wismo.score.reply_phrases import ReplyPhrases

LATEST_DAYS = 180  # a promise further away than this is a misread one
_LIKELY_DAYS = 60  # of two readings of 5/6, one within this many days and one without
_PAST_DAYS = 30  # a day and month this long ago are those of next year

_CLOCK = r"\b[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\b\.?)?|\b[0-9]{1,2} ?(?:[ap]\.?m\b\.?|uhr\b|uur\b)|\b24/7\b"
_ISO = r"\b(20[0-9]{2})-([0-9]{2})-([0-9]{2})\b"
_SLASHED = r"\b([0-9]{1,2})/([0-9]{1,2})(?:/(20[0-9]{2}|[0-9]{2}))?\b"
_DOTTED = r"\b([0-9]{1,2})\.([0-9]{1,2})\.(20[0-9]{2}|[0-9]{2})?"
_DASHED = r"\b([0-9]{1,2})-([0-9]{1,2})-(20[0-9]{2})\b"
_ORDINAL = r"\b([0-9]{1,2})(?:st|nd|rd|th|er|o)\b"
_DAY_MONTH = r"\b([0-9]{1,2})(?: de| of| di)? mo([0-9]{1,2})\b(?:(?: de)? (20[0-9]{2}))?"
_MONTH_DAY = r"\bmo([0-9]{1,2})(?: the)? ([0-9]{1,2})\b(?:(?: joins)? ([0-9]{1,2})\b)?(?:(?: of| joins)? (20[0-9]{2}))?"
_TO_MONTH_DAY = r"\bmo[0-9]+ [0-9]{1,2} (?:[a-z]+ )?mo([0-9]{1,2}) ([0-9]{1,2})\b"
_TO_DAY_MONTH = r"\b[0-9]{1,2}(?: de| of)? mo[0-9]+ (?:[a-z]+ ){0,2}([0-9]{1,2})(?: de| of)? mo([0-9]{1,2})\b"
_COUNTED = r"\b([0-9]{1,3}) unit(businessdays|days|hours|weeks)\b"
DATED = (
    r"\bwd[1-7]\b|\bin[0-2]\b|\biso20|\bnum[0-9]|\bdot[0-9]|[0-9](?: de| of| di)? mo[0-9]"
    r"|\bmo[0-9]+ (?:the )?[0-9]|[0-9] unit|\bvague\b"
)


def numeric_dates(folded: pl.Expr, phrases: ReplyPhrases) -> pl.Expr:
    """Folded text in which dates in figures are tokens and times of day are gone."""
    text = folded.str.replace_all(_CLOCK, " ").str.replace_all(_ISO, " iso${1}x${2}x${3} ")
    text = text.str.replace_all(_SLASHED, " num${1}x${2}x${3} ").str.replace_all(_DASHED, " dot${1}x${2}x${3} ")
    text = text.str.replace_all(_DOTTED, " dot${1}x${2}x${3} ")
    # "12. Dezember" and "Dec. 12" do not end a sentence.
    months = "|".join(phrases.valued["month"].values())
    return text.str.replace_all(rf"\b([0-9]{{1,2}})\. ?({months})\b", "${1} ${2}").str.replace_all(
        rf"\b({months})\. ?([0-9])", "${1} ${2}"
    )


def tokens(plain: pl.Expr, phrases: ReplyPhrases) -> pl.Expr:
    """Plain text with the words for days, months, numbers and units as tokens."""
    text = plain.str.replace_all(r"\b(?:guten|goede|buona|bonne) ?morgen\b", " ").str.replace_all(_ORDINAL, "${1}")
    # "the day after tomorrow" holds "tomorrow", and "next week" a week.
    for kind, token in (("in_days", "in{}"), ("weekday", "wd{}")):
        for value, words in phrases.valued[kind].items():
            text = text.str.replace_all(rf"\b(?:{words})\b", token.format(value))
    text = text.str.replace_all(rf"\b(?:{phrases.asked['vague']})\b", "vague")
    for value, words in phrases.valued["unit"].items():
        text = text.str.replace_all(rf"\b(?:{words})\b", f"unit{value.replace('_', '')}")
    for value, words in phrases.valued["month"].items():
        text = text.str.replace_all(rf"\b(?:{words})\b", f"mo{value}")
    # A number word counts only before a unit: "due" is two in Italian and expected in English.
    for value, words in phrases.valued["number"].items():
        text = text.str.replace_all(rf"\b(?:{words}) (unit|(?:{phrases.joiner}) [a-z0-9]+ unit)", f"{value} ${{1}}")
    joiner = rf"(?:{phrases.joiner})(?: (?:the|el|la|le|il|den|dem))?"
    between = rf"(\b(?:[0-9]+|wd[1-7]))(?: {joiner})? ((?:[0-9]+|wd[1-7])\b)"
    return text.str.replace_all(between, "${1} joins ${2}").str.replace_all(
        rf"\bmo([0-9]+) (?:the )?([0-9]+) (?:{phrases.joiner}) ([0-9]+)\b", "mo${1} ${2} joins ${3}"
    )


def resolved(said: pl.Expr, written: pl.Expr, phrases: ReplyPhrases) -> pl.Expr:
    """The day that tokenised words name; NULL where they name none or could mean two.

    ``written`` is the moment of writing on the brand's clock. An explicit date goes before a weekday, a weekday
    before a number of days.
    """
    today = written.dt.date()
    explicit = pl.coalesce(_explicit(said, today))
    by_weekday = _weekday(said, today, phrases)
    is_relative = said.str.contains(r"\bwd[1-7]\b")
    return (
        pl.when(explicit.is_not_null())
        .then(explicit)
        .when(is_relative)
        .then(by_weekday)
        .otherwise(pl.coalesce(_in_days(said, today), _counted(said, written)))
    )


def _explicit(said: pl.Expr, today: pl.Expr) -> list[pl.Expr]:
    iso = said.str.extract(r"\biso(20[0-9]{2}x[0-9]{2}x[0-9]{2})").str.to_date("%Yx%mx%d", strict=False)
    day_month = _groups(said, _DAY_MONTH, 3)
    month_day = _groups(said, _MONTH_DAY, 4)
    until = pl.when(_number(month_day[2]) > _number(month_day[1])).then(month_day[2]).otherwise(month_day[1])
    dotted, slashed = (_groups(said, rf"\b{token}([0-9]+)x([0-9]+)x([0-9]*)", 3) for token in ("dot", "num"))
    european = _calendar_day(today, slashed[2], slashed[1], slashed[0])
    american = _calendar_day(today, slashed[2], slashed[0], slashed[1])
    months, days = _groups(said, _TO_MONTH_DAY, 2), _groups(said, _TO_DAY_MONTH, 2)
    return [
        iso,
        _calendar_day(today, pl.lit(""), months[0], months[1]),
        _calendar_day(today, pl.lit(""), days[1], days[0]),
        _calendar_day(today, day_month[2], day_month[1], day_month[0]),
        _calendar_day(today, month_day[3], month_day[0], until),
        _calendar_day(today, dotted[2], dotted[1], dotted[0]),
        _one_of(european, american, today),
    ]


def _one_of(first: pl.Expr, second: pl.Expr, today: pl.Expr) -> pl.Expr:
    """5/6 is May or June: the one that is near, and none where both or neither are."""
    near = [(day - today).dt.total_days().is_between(0, _LIKELY_DAYS).fill_null(value=False) for day in (first, second)]
    return (
        pl.when(first == second).then(first)
        .when(near[0] & ~near[1]).then(first)
        .when(near[1] & ~near[0]).then(second)
        .when(second.is_null()).then(first)
        .when(first.is_null()).then(second)
    )  # fmt: skip


def _calendar_day(today: pl.Expr, year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The day, in the year that is said or the one that makes it lie ahead; NULL where there is no such day."""
    said = pl.when(year.str.len_chars() == 2).then(pl.lit("20") + year).when(year != "").then(year)
    this_year = pl.coalesce(said, today.dt.year().cast(pl.String))
    next_year = (today.dt.year() + 1).cast(pl.String)
    here, later = (
        pl.concat_str(one, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)
        for one in (this_year, next_year)
    )
    is_over = said.is_null() & ((here.is_null()) | ((today - here).dt.total_days() > _PAST_DAYS))
    return pl.when(is_over).then(later).otherwise(here)


def _weekday(said: pl.Expr, today: pl.Expr, phrases: ReplyPhrases) -> pl.Expr:
    """The coming day of that name; of "Tuesday to Thursday" the later. The day's own name could mean two days."""
    first = _number(said.str.extract(r"\bwd([1-7])\b"))
    second = _number(said.str.extract(r"\bwd[1-7] joins wd([1-7])\b"))
    ahead = (first - today.dt.weekday()) % 7
    ahead = pl.when(ahead > 0).then(ahead)
    # Some say "next Friday" of this week's and some of the one after; beyond Sunday both mean the same.
    has_next = said.str.contains(
        rf"\b(?:{phrases.asked['next']})(?: [a-z]+)? wd[1-7]|\bwd[1-7] (?:{phrases.asked['next']})\b"
    )
    is_this_week = ahead + today.dt.weekday() <= 7
    further = pl.when(second.is_null()).then(0).otherwise((second - first) % 7)
    return pl.when(~(has_next & is_this_week)).then(_plus(today, ahead + further))


def _in_days(said: pl.Expr, today: pl.Expr) -> pl.Expr:
    return _plus(today, _number(said.str.extract(r"\bin([0-2])\b")))


def _counted(said: pl.Expr, written: pl.Expr) -> pl.Expr:
    """The last day of "within 2-3 business days": those are Monday to Friday, holidays are not known."""
    today = written.dt.date()
    number = _number(said.str.extract(_COUNTED, 1))
    unit = said.str.extract(_COUNTED, 2)
    hours = (written + pl.duration(hours=pl.when(number <= 24 * LATEST_DAYS).then(number))).dt.date()
    return (
        pl.when(number > LATEST_DAYS * 24).then(None)
        .when(unit == "hours").then(hours)
        .when(unit == "days").then(_plus(today, number))
        .when(unit == "weeks").then(_plus(today, number * 7))
        .when(unit == "businessdays").then(today.dt.add_business_days(number.fill_null(0), roll="backward"))
    )  # fmt: skip


def _plus(today: pl.Expr, days: pl.Expr) -> pl.Expr:
    return today + pl.duration(days=days)


def _number(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int32, strict=False)


def _groups(said: pl.Expr, pattern: str, count: int) -> list[pl.Expr]:
    return [said.str.extract(pattern, group) for group in range(1, count + 1)]
