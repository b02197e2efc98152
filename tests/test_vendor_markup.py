"""Message text out of HTML."""

from __future__ import annotations

import time

import pytest

from wismo.intake.vendors.markup import plain


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Where is <b>#NL</b>1042?</p><p>Ann</p>", "Where is #NL1042?\nAnn"),
        ("Hi<br/>there&nbsp;&amp; thanks", "Hi\nthere & thanks"),
        ("<style>p {color: red}</style><table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<STYLE>never closed Hi", "never closed Hi"),
        ("I <3 it, 5 > 4", "I <3 it, 5 > 4"),
        ("<script>alert('<p>no</p>')</script>yes", "yes"),
        ("plain\r\n\r\n\r\ntext\x00\x1f", "plain\ntext"),
        ("<div> </div>", None),
        (None, None),
    ],
)
def test_the_words_of_a_page(page, words):
    assert plain(page) == words


@pytest.mark.parametrize("piece", ["<", "<style", "<p", "< p ", "</style", "&amp", "<a href='"])
def test_a_hostile_page_costs_no_more_than_its_length(piece):
    start = time.process_time()
    plain(piece * (2_000_000 // len(piece)))
    assert time.process_time() - start < 5
