"""What Sail itself refuses outside dbt, and raw data that its server finds elsewhere, in one sentence each."""

from __future__ import annotations

import socket
import time

import pytest

from wismo.errors import WismoError
from wismo.intake.raw import ensure_raw
from wismo.sail.place import Place
from wismo.sail.raw_check import check_counts
from wismo.sail.session import open_session

# What is not of this project warns as it likes.
pytestmark = pytest.mark.filterwarnings("default")
CANARY = "canary@example.com"


@pytest.mark.parametrize("query", [f"select cast('{CANARY}' as int)", f"select '{CANARY}' +* from nowhere"])
@pytest.mark.parametrize("by", ["itself", "a server"])
def test_an_error_quotes_no_value(home, server, by, query):
    place = Place(None if by == "itself" else server, str(home.raw), str(home.work / "sail" / "1"), "ours")
    said = r"does not do what is asked \(\w+\): .* Nothing was published\.$"
    with pytest.raises(WismoError, match=said) as caught, open_session(place) as session:
        session.rows(query)
    assert CANARY not in str(caught.value)


def test_records_that_are_elsewhere_are_missed(brand, home, server):
    """As where a folder is not mounted on the server's host: both know the name, and not the same files."""
    ensure_raw(home)
    place = Place(server, str(home.raw), str(home.work / "sail" / "1"), "ours")
    with open_session(place) as session:
        session.prepare(place)
        check_counts(home, place, session.rows)
        with pytest.raises(WismoError, match="Sail reads 0 orders in .*, but [0-9,]+ are loaded"):
            check_counts(brand, place, session.rows)


def test_a_server_that_takes_the_connection_and_is_silent_does_not_answer(home):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        place = Place(address, str(home.raw), str(home.work / "sail" / "1"), "ours")
        began = time.monotonic()
        with pytest.raises(WismoError, match=f"The Sail server {address} does not answer"), open_session(place):
            pass
    assert time.monotonic() - began < 60
