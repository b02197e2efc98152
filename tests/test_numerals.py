"""Numbers in sentences, as other countries write them."""

from __future__ import annotations

import pytest

from dashboard.numerals import Numerals, numerals, rewritten

GERMAN = numerals("de-DE")


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("2.41 per 100 orders (n = 12,345).", "2,41 per 100 orders (n = 12.345)."),
        ("from -10.8 to +5.5 points", "from -10,8 to +5,5 points"),
        ("1,234,567.8 h", "1.234.567,8 h"),
        ("23 Nov 2026, 14:05 UTC; 2026-11-23", "23 Nov 2026, 14:05 UTC; 2026-11-23"),
        ("version 1.11.16, shopify|main|12.5, #10.5, 10.0.0.1", "version 1.11.16, shopify|main|12.5, #10.5, 10.0.0.1"),
        ("weeks 1, 2 and 3.", "weeks 1, 2 and 3."),
        ("late: 4.2, before 3.9.", "late: 4,2, before 3,9."),
    ],
)
def test_numbers_change_and_everything_else_stays(english: str, german: str) -> None:
    assert rewritten(english, GERMAN) == german
    assert rewritten(english, Numerals()) == english


@pytest.mark.parametrize("locale", [None, "", "en-US", "xx-YY", "nonsense", "*"])
def test_an_unknown_country_reads_english(locale: str | None) -> None:
    assert numerals(locale) == Numerals()
