"""The lookups that a brand edits: known words, said once, for every vendor that a reader writes."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from wismo.home import project_root
from wismo.intake.vendors.zendesk_words import MERGED_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = project_root() / "seeds"
WORDS = {"vendor", "status", "substatus"}


def rows_of(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def status_map() -> list[dict[str, str]]:
    return rows_of("status_map")


def emitted_vendors() -> Iterator[str]:
    """Every word that a reader puts into the column vendor of an event."""
    for path in sorted((project_root() / "wismo" / "intake" / "vendors").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r"""["']vendor["']:\s*(?:pl\.lit\()?["']([^"']+)["']""", text)


def test_every_word_of_the_status_map_is_said_once_and_in_lower_case(status_map):
    keys = [(row["vendor"], row["status"], row["substatus"]) for row in status_map]
    assert [key for key in keys if keys.count(key) > 1] == []
    assert [
        row for row in status_map for column in WORDS if row[column] != row[column].lower() or not row[column]
    ] == []
    assert [row for row in status_map if row["status"] == row["substatus"] == "*"] == []


def test_the_status_map_knows_only_our_states_and_says_where_each_was_read(status_map):
    states = {row["parcel_state"]: row for row in rows_of("parcel_statuses")}
    said = [row for row in status_map if row["canonical_status"]]
    assert {row["canonical_status"] for row in said} <= set(states)
    assert all(row["source"] and row["confidence"] for row in status_map)
    moving = {state for state, row in states.items() if row["is_moving"] == "true"}
    assert [row for row in said if row["canonical_status"] in moving and row["is_carrier_scan"] == "false"] == []
    before = ("unfulfilled", "label_created", "cancelled", "unknown", "lost")
    assert [row for row in said if row["canonical_status"] in before and row["is_carrier_scan"] == "true"] == []


def test_a_fine_word_that_says_nothing_is_no_scan_and_has_no_finer_meaning(status_map):
    silent = [row for row in status_map if not row["canonical_status"]]
    assert silent
    assert {(row["status"], row["canonical_substatus"], row["is_carrier_scan"]) for row in silent} == {
        ("*", "", "false")
    }


@pytest.mark.parametrize("word", ["confirmed", "label_purchased", "label_printed", "submitted", "marked_as_fulfilled"])
def test_what_shopify_says_of_a_label_is_no_scan(status_map, word):
    (row,) = [row for row in status_map if (row["vendor"], row["status"]) == ("shopify", word)]
    assert (row["canonical_status"], row["is_carrier_scan"]) == ("label_created", "false")


def test_aftership_calls_a_pickup_on_its_way_and_an_acceptance_a_pickup(status_map):
    words = {row["substatus"]: row["canonical_status"] for row in status_map if row["vendor"] == "aftership"}
    assert (words["intransit_001"], words["intransit_002"]) == ("in_transit", "picked_up")


def test_every_vendor_that_a_reader_writes_has_words(status_map):
    vendors = set(emitted_vendors())
    assert {"aftership", "easypost"} <= vendors
    assert vendors <= {row["vendor"] for row in status_map}


def test_carriers_are_found_as_their_vendors_write_them():
    forms = {re.sub(r"[ _-]", "", row["alias"].lower()): row["carrier"] for row in rows_of("carrier_aliases")}
    written = {
        "usps": ["USPS", "stamps_com", "21051"],
        "ups": ["UPS", "ups_walleted", "UPSDAP", "UPSSurePost", "100002"],
        "fedex": ["FedEx", "FedExDefault", "fedex_walleted", "100003"],
        "dhl_express": ["DHL Express", "DHLExpress", "dhl", "dhl_express_worldwide", "100001"],
        "dhl_ecommerce": ["DHL eCommerce", "DhlEcs", "dhl-global-mail", "dhl_ecommerce"],
        "dhl_paket": ["dhl-germany", "DHLPaket", "7041"],
        "canada_post": ["Canada Post", "CanadaPost", "canada-post", "canada_post_walleted", "3041"],
        "royal_mail": ["Royal Mail", "royal-mail", "RoyalMail", "11031"],
        "australia_post": ["Australia Post", "AustraliaPost", "australia-post", "1151"],
        "dpd_uk": ["DPD UK", "dpd-uk", "DPD Local", "100010"],
        "evri": ["Evri", "hermes_uk", "100331"],
    }
    assert {word: forms.get(re.sub(r"[ _-]", "", word.lower())) for words in written.values() for word in words} == {
        word: carrier for carrier, words in written.items() for word in words
    }


def test_the_tag_of_merged_tickets_is_the_same_in_files_and_in_tables_of_tags():
    assert [row["tag"] for row in rows_of("ticket_tags") if row["meaning"] == "merged"] == [MERGED_TAG]


def test_no_finer_word_of_easypost_overturns_how_a_journey_ended(status_map):
    """Its details stay behind: what was delivered has the detail arrived_at_destination."""
    pairs = {(row["status"], row["substatus"]) for row in status_map if row["vendor"] == "easypost"}
    ends = {"delivered", "return_to_sender", "cancelled", "available_for_pickup", "out_for_delivery", "pre_transit"}
    assert {fine for status, fine in pairs if status in ends} == {"*"}
    assert "*" not in {status for status, _ in pairs}
