"""Who is erased with an address and who is not, what becomes of files and counts, and what a missing key means."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import polars as pl
import pytest

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.intake import key as key_module
from wismo.intake.key import customer_keys, read_key
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.leftovers import clear_leftovers
from wismo.privacy import forget as forget_module
from wismo.privacy.erased import PURGE, Erased, add_erased, erased_path, read_erased, read_erased_list
from wismo.privacy.forget import forget, purge, still_there
from wismo.privacy.mentions import ERASED, Mentions, id_words
from wismo.privacy.person import find_person, normal_email
from wismo.privacy.refused_purge import split_records
from wismo.privacy.retention import shed_text, text_files
from wismo.privacy.scrub import scrubbed
from wismo.privacy.traces import listed_phones
from wismo.score.label_file import put_labels
from wismo.score.run import LABEL_COLUMNS, score_raw
from wismo.setup_checks import erasure_checks, setup_checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home

JANE = "jane@example.com"
KEY = b"0123456789abcdef"
ORDERS = """order_id,order_name,created_at,customer_email,customer_phone,customer_id
1000001,#1001,2026-01-01T08:00:00,Jane@Example.com,+1 555 010 0001,c1
1000002,#1002,2026-01-02T08:00:00,jane.new@example.com,,c1
1000003,#1003,2026-01-03T08:00:00,tom@example.com,+1 555 010 0002,c2
1000004,#1004,2026-01-04T08:00:00,mary.jane@example.com,,c3
1000005,#1005,2026-01-05T08:00:00,jane@example.com,+1 555 010 0002,
"""
TICKETS = """ticket_id,created_at,subject,body,customer_email,customer_phone,requester_id,tags
8001,2026-02-01T08:00:00,Where is it?,I am jane,jane@example.com,,,[]
8002,2026-02-02T08:00:00,By phone,Where is it?,,(555) 010-0001,,[]
8003,2026-02-03T08:00:00,By id,Where is it?,,,77,[]
8004,2026-02-04T08:00:00,Not hers,Please answer jane@example.com and mary.jane@example.com,tom@example.com,,,[]
8005,2026-02-05T08:00:00,Family phone,Where is it?,tom@example.com,+1 555 010 0002,,[]
8006,2026-02-06T08:00:00,Answered by Jane,Where is it?,tom@example.com,,99,[]
"""
CONTACTS = """contact_id,role,customer_email
77,customer,jane@example.com
99,agent,jane@example.com
"""
MESSAGES = """message_id,ticket_id,created_at,author_id,direction,body
9001,8001,2026-02-01T08:00:00,77,in,Where is my parcel
9002,8006,2026-02-06T09:00:00,99,out,It is on its way
9003,8004,2026-02-06T09:00:00,77,in,Me too says she
"""
SHIPMENTS = """shipment_id,order_id,order_name,tracking_number,carrier
s1,1000001,,1Z 999-1,ups
s2,,#1003,1Z9992,ups
s3,,,1Z9991,ups
"""
EVENTS = """tracking_number,occurred_at,status
1Z9991,2026-01-03T08:00:00,in_transit
1Z9992,2026-01-03T08:00:00,in_transit
"""
BAD = """order_id,order_name,created_at,customer_email
1000009,#1009,yesterday,jane@example.com
1000001,#1001,yesterday,
1000010,#1010,yesterday,tom@example.com
"""


@pytest.fixture
def loaded(home: Home, inbox: Callable[..., Path]) -> tuple[Home, Path]:
    """A small brand with Jane in it, loaded; and its exports."""
    folder = inbox(
        orders__csv=ORDERS, tickets__csv=TICKETS, contacts__csv=CONTACTS, messages__csv=MESSAGES, bad__csv=BAD,
        shipments__csv=SHIPMENTS, events__csv=EVENTS,
    )  # fmt: skip
    assert [report.error for report in load_paths(home, [folder], None)] == [None] * 7
    return home, folder


def _killed_on_sail(home: Home) -> None:
    for path in ("20261126T104500Z-17-0123456789abcdef/orders/part.parquet", "target/run_results.json"):
        (home.work / "sail" / path).parent.mkdir(parents=True)
        (home.work / "sail" / path).write_bytes(b"keys")


def _ids(home: Home, name: str, column: str) -> list[str]:
    return sorted(pl.read_parquet(home.raw / name / "*.parquet")[column].drop_nulls())


def _told(home: Home) -> dict[str, str]:
    return {
        check.check: check.status
        for check in (*setup_checks(home), *erasure_checks(home))
        if check.check in ("key", "erasure")
    }


def _entries_of(home: Home, file: str) -> list[Path]:
    return [path for path in (home.raw / "ledger").glob("*.json") if f'"{file}"' in path.read_text()]


def _erase(home: Home, email: str = JANE) -> Erased:
    """All that `wismo forget` does before it builds."""
    add_erased(home, find_person(home, KEY, email).hashes)
    erased = read_erased(home)
    assert erased
    purge(home, erased, lambda _: None)
    return erased


def test_what_hangs_on_the_person_goes_and_nothing_else(loaded):
    home, _ = loaded
    person = find_person(home, KEY, JANE)
    assert person.found == {"orders": 3, "tickets": 3, "contacts": 1}
    _erase(home)
    assert _ids(home, "orders", "order_id") == ["1000003", "1000004"]
    assert _ids(home, "tickets", "ticket_id") == ["8004", "8005", "8006"]
    assert _ids(home, "contacts", "contact_id") == []
    assert _ids(home, "ticket_messages", "message_id") == ["9002"]
    assert _ids(home, "shipments", "shipment_id") == ["s2"]
    assert _ids(home, "tracking_events", "tracking_number") == ["1Z9992"]


def test_what_a_killed_build_on_sail_left_goes_too(loaded):
    home, _ = loaded
    _killed_on_sail(home)
    _erase(home)
    assert not (home.work / "sail").exists()


def test_any_build_clears_away_what_a_killed_one_on_sail_left(home):
    _killed_on_sail(home)
    clear_leftovers(home)
    assert not (home.work / "sail").exists()


def test_in_somebody_elses_words_only_the_address_goes(loaded):
    home, _ = loaded
    before = pl.read_parquet(home.raw / "tickets" / "*.parquet").filter(ticket_id="8004")["_record"].item()
    _erase(home)
    ticket = pl.read_parquet(home.raw / "tickets" / "*.parquet").filter(ticket_id="8004")
    assert ticket["body"].item() == f"Please answer {ERASED} and mary.jane@example.com"
    assert ticket["_record"].item() == before


def test_the_counts_of_every_file_still_add_up_and_a_purge_that_was_stopped_mends_itself(loaded):
    home, _ = loaded
    orders = next(entry for entry in read_ledger(home) if entry.file == "orders.csv")
    assert orders.parquet
    before = {path: path.read_bytes() for path in (home.raw / orders.parquet, *_entries_of(home, "orders.csv"))}
    _erase(home)
    assert balance(home) == []
    after = next(entry for entry in read_ledger(home) if entry.file == "orders.csv")
    assert (after.records, after.loaded, after.erased) == (orders.records - 3, orders.loaded - 3, 3)
    bad = next(entry for entry in read_ledger(home) if entry.file == "bad.csv")
    assert (bad.records, bad.quarantined, bad.erased, sum(bad.reasons.values())) == (1, 1, 2, 1)
    assert bad.quarantine
    assert "1000010" in (home.quarantine / bad.quarantine).read_text()
    assert "1000001" not in (home.quarantine / bad.quarantine).read_text()
    # The new Parquet is in its place, and the process died before the ledger went over to it.
    for path, content in before.items():
        path.write_bytes(content)
    assert balance(home) == []
    assert home.raw / (after.parquet or "") in set((home.raw / "orders").glob("*.parquet"))
    erased = read_erased(home)
    assert erased
    purge(home, erased, lambda _: None)
    assert balance(home) == []
    assert next(entry for entry in read_ledger(home) if entry.file == "orders.csv") == after
    assert not any(path.exists() for path in before if path.suffix == ".parquet")


def test_no_later_load_brings_the_person_back(loaded, tmp_path):
    home, folder = loaded
    _erase(home)
    kept = {name: _ids(home, name, "_record") for name in ("orders", "tickets", "contacts", "shipments")}
    mapped = tmp_path / "mapped.yml"
    mapped.write_text(
        "sources: [{name: shop, object: orders, format: csv, time_zone: America/New_York, files: [orders.csv], "
        "columns: {order_id: order_id, order_name: order_name, created_at: created_at, customer_email: customer_email, "
        "customer_id: customer_id}}]"
    )
    (folder / "more.csv").write_text(
        "order_id,order_name,created_at,customer_email\n2000001,#2001,2026-03-01T08:00:00, JANE@example.com \n"
        "1000001,#1001,2026-03-02T08:00:00,\n2000002,#2002,2026-03-01T08:00:00,tom@example.com\n"
    )
    reports = load_paths(home, [folder], None)
    (more,) = [report for report in reports if report.file == "more.csv"]
    assert (more.records, more.loaded, more.erased) == (1, 1, 2)
    assert more.note == "left out, as their people were erased: 2"
    (again,) = load_paths(home, [folder / "orders.csv"], mapped)
    assert (again.records, again.erased) == (2, 3)
    assert again.records == again.loaded + again.duplicates + again.quarantined
    (folder / "orders.csv").write_text(ORDERS + "\n")
    (folder / "bad.csv").write_text(BAD.replace("yesterday", "tomorrow"))
    assert [report.erased for report in load_paths(home, [folder / "bad.csv"], None)] == [2]
    load_paths(home, [folder], None)
    assert balance(home) == []
    assert {"1000001", "1000002", "1000005", "2000001"} & set(_ids(home, "orders", "order_id")) == set()
    for name in ("tickets", "contacts", "shipments"):
        assert _ids(home, name, "_record") == kept[name]


def test_the_list_holds_no_plain_value_and_is_for_the_owner_alone(loaded):
    home, _ = loaded
    _erase(home)
    text = erased_path(home).read_text()
    assert not any(plain in text for plain in ("jane", "1000001", "#1001", "8001", "5550100001", "1Z9991"))
    assert stat.S_IMODE(erased_path(home).stat().st_mode) == 0o600
    erased_path(home).write_text("{")
    with pytest.raises(WismoError, match="says who was erased"):
        load_paths(home, [home.raw], None)


def test_an_erasure_that_was_begun_is_told_by_the_doctor(loaded):
    home, _ = loaded
    assert _told(home) == {"key": "ok"}
    add_erased(home, find_person(home, KEY, JANE).hashes)
    assert read_erased_list(home).pending == PURGE
    assert _told(home)["erasure"] == "fail"


@pytest.mark.parametrize(
    "text", ["jane", "jane@", "@example.com", "jane@example", "a b@example.com", "a@b@example.com", ""]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(WismoError, match="not an email address"):
        normal_email(text)


def test_an_address_that_nobody_has_changes_nothing(loaded):
    home, _ = loaded
    before = {path: path.read_bytes() for path in home.root.rglob("*.parquet")}
    with pytest.raises(WismoError, match="Nobody has this address"):
        forget(home, "jnae@example.com")
    assert {path: path.read_bytes() for path in home.root.rglob("*.parquet")} == before
    assert not erased_path(home).exists()


def test_an_address_that_many_share_needs_a_word(home, inbox):
    rows = [f"{number},2026-01-01T08:00:00,shop@market.example" for number in range(101)]
    load_paths(home, [inbox(orders__csv="\n".join(["order_id,created_at,customer_email", *rows]) + "\n")], None)
    with pytest.raises(WismoError, match="101 orders have this address, more than the 100"):
        find_person(home, KEY, "shop@market.example")
    assert find_person(home, KEY, "shop@market.example", is_shared=True).found["orders"] == 101


def test_the_inbox_loses_records_or_files(loaded):
    home, _ = loaded
    home.inbox.mkdir(exist_ok=True)
    (home.inbox / "orders.csv").write_text(ORDERS)
    note = '{"a": "jane\\u0040example.com"}\n{"a": "mary.jane@example.com"}\n'
    (home.inbox / "notes.jsonl").write_text(note)
    (home.inbox / "never.json").write_text('[{"x": "Jane@example.com"}]')
    (home.inbox / "quoted.csv").write_text('a,b\n"line one\nJANE@example.com",1\n"line\nof tom",2\n')
    pl.DataFrame({"email": [JANE]}).write_parquet(home.inbox / "orders.parquet")
    (home.inbox / "others.csv").write_text(TICKETS.splitlines()[0] + "\n")
    add_erased(home, find_person(home, KEY, JANE).hashes)
    erased = read_erased(home)
    assert erased
    report = purge(home, erased, lambda _: None).inbox
    assert report.rewritten == ("notes.jsonl", "orders.csv", "quoted.csv")
    assert report.deleted_unloaded == ("never.json", "orders.parquet")
    left = ["order_id,order_name,created_at,customer_email,customer_phone,customer_id", *ORDERS.splitlines()[3:5]]
    assert (home.inbox / "orders.csv").read_text().splitlines() == left
    assert (home.inbox / "notes.jsonl").read_text() == note.splitlines(keepends=True)[1]
    assert (home.inbox / "quoted.csv").read_text() == 'a,b\n"line\nof tom",2\n'
    assert (home.inbox / "others.csv").exists()


@pytest.mark.parametrize(
    "text",
    [
        "write to JANE@example.com.", "<jane@example.com>", "mailto:jane@example.com?x=1", "*jane@example.com*",
        "'jane@example.com'", "jane%40example.com", "jane&#64;example.com", '{"a": "\\njane@example.com"}',
        "a,jane@example.com,b", "+1 (555) 010-0001", "555.010.0001 call me", '{"order": 1000001}',
        "jane@example.com.csv", "x=jane@example.com&y", "_jane@example.com_",
    ],
)  # fmt: skip
def test_an_address_a_number_and_an_id_are_found_however_they_stand(text):
    phones = [word for words in listed_phones(pl.Series(["+1 555 010 0001"])) for word in words]
    words = [JANE, *phones, *id_words(["1000001"])]
    mentions = Mentions(KEY, frozenset(customer_keys(KEY, pl.Series(words))))
    assert mentions.is_in(text)
    assert not mentions.is_in(
        "mary.jane@example.com, jane@example.community, +1 555 010 0003, +2 555 010 0001, 10000011"
    )
    if "order" not in text:
        assert ERASED in mentions.redact(text)
    assert mentions.redact("mary.jane@example.com and 12,000 things") == "mary.jane@example.com and 12,000 things"


def test_a_refused_record_of_several_lines_is_one():
    header, records = split_records(
        '_reason,_row,a,b\n"no, wrong",1,"x\ny",z\n"no, wrong",12,"open\nbad,3,d\n', ["no, wrong", "bad"]
    )
    assert header == "_reason,_row,a,b\n"
    assert [reason for reason, _ in records] == ["no, wrong", "no, wrong", "bad"]
    assert records[0][1] == '"no, wrong",1,"x\ny",z\n'


def test_a_missing_key_is_said_and_no_new_one_is_made(loaded, monkeypatch, tmp_path):
    home, folder = loaded
    monkeypatch.delenv("WISMO_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (folder / "new.csv").write_text(ORDERS.replace("10000", "30000"))
    with pytest.raises(WismoError, match="The customer key is missing"):
        read_key(home, lambda _: None)
    assert [
        "The customer key is missing" in (report.error or "") for report in load_paths(home, [folder / "new.csv"], None)
    ] == [True]
    with pytest.raises(WismoError, match="The customer key is missing"):
        forget(home, JANE)
    assert not key_module.key_file().exists()
    assert _told(home) == {"key": "fail"}
    key_module.key_file().parent.mkdir(parents=True)
    key_module.key_file().write_bytes(KEY)
    key_module.key_file().chmod(0o644)
    assert _told(home) == {"key": "warn"}
    key_module.key_file().chmod(0o600)
    assert _told(home) == {"key": "ok"}
    key_module.key_file().write_bytes(b"f" * 32)
    with pytest.raises(WismoError, match="loaded with another customer key"):
        forget(home, JANE)


def test_folders_with_personal_data_are_for_their_owner_alone(loaded):
    home, _ = loaded
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (home.raw, home.quarantine)} == {0o700}


def test_old_words_go_and_what_they_said_stays(home, inbox):
    seeds = project_root() / "seeds"
    tickets = (
        "ticket_id,created_at,updated_at,subject,body,customer_email,tags\n"
        "1,2024-01-01T08:00:00,2024-01-01T08:00:00,Where is my order?,It should be here,jane@example.com,[]\n"
        "2,2024-01-01T08:00:00,2024-01-01T08:00:00,Long talk,Where is my order?,tom@example.com,[]\n"
        "3,2026-01-01T08:00:00,2026-01-01T08:00:00,Where is my order?,It should be here,ann@example.com,[]\n"
    )
    messages = (
        "message_id,ticket_id,created_at,direction,body\nm1,2,2026-01-01T08:00:00,in,Still waiting for my order\n"
    )
    folder = inbox(tickets__csv=tickets, messages__csv=messages)
    load_paths(home, [folder], None)
    score_raw(home, seeds)
    labels = pl.read_parquet(home.raw / "ticket_labels" / "*.parquet")
    rest = [
        column
        for column in pl.read_parquet(home.raw / "tickets" / "*.parquet").columns
        if column not in ("subject", "body", "customer_email")
    ]
    before = pl.read_parquet(home.raw / "tickets" / "*.parquet").select(rest)
    assert shed_text(home, None, text_files(home)) == 0
    assert shed_text(home, 400, []) == 0
    assert shed_text(home, 400, text_files(home)) == 1
    after = pl.read_parquet(home.raw / "tickets" / "*.parquet").sort("ticket_id")
    assert after["subject"].to_list() == ["[removed]", "Long talk", "Where is my order?"]
    assert after["customer_email"].to_list() == [None, "tom@example.com", "ann@example.com"]
    assert after["customer_key"].null_count() == 0
    assert after.select(rest).equals(before.sort("ticket_id"))
    assert shed_text(home, 400, text_files(home)) == 0
    assert balance(home) == []
    # The label stays, though the model is another one now; what its tags say is told anew.
    path = home.raw / "ticket_labels" / "labels.parquet"
    stale = pl.read_parquet(path).with_columns(model_version=pl.lit("an older one"), tag_label=pl.lit("wismo"))
    stale.write_parquet(path.with_suffix(".tmp"))
    put_labels(path.with_suffix(".tmp"), path)
    assert score_raw(home, seeds) == 2
    words = [column for column in LABEL_COLUMNS if column not in ("model_version", "tag_label", "helpdesk_reason")]
    assert pl.read_parquet(path).select(words).equals(labels.select(words))
    assert pl.read_parquet(path)["tag_label"].to_list() == [None] * 3
    # Damaged, they cannot be made anew, and are not silently made of nothing.
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with pytest.raises(WismoError, match=r"labels\.parquet was damaged .* 1 of the messages"):
        score_raw(home, seeds)
    path.write_bytes(whole)
    assert score_raw(home, seeds) == 0
    # The same export again is known by its hashes, and the old text stays away.
    (folder / "copy.csv").write_text(tickets + "\n")
    (copy,) = load_paths(home, [folder / "copy.csv"], None)
    assert (copy.loaded, copy.duplicates) == (0, 3)


def test_words_of_the_future_remove_nothing_early(home, inbox):
    tickets = "ticket_id,created_at,subject,tags\n1,2026-06-01T08:00:00,Where is it?,[]\n2,2099-01-01T08:00:00,Hi,[]\n"
    load_paths(home, [inbox(tickets__csv=tickets)], None)
    assert shed_text(home, 3650, text_files(home)) == 0


@pytest.mark.parametrize(("value", "days"), [("30", 30), ("0", 0), ("none", None)])
def test_how_long_words_are_kept_is_a_setting(home, inbox, value, days):
    from wismo.intake.brand import read_brand

    sources = (
        f"brand: {{message_retention_days: {value}}}\nsources: [{{name: shop, format: canonical, time_zone: UTC}}]"
    )
    load_paths(home, [inbox(sources, orders__csv="order_id,created_at\n1,2026-01-01T08:00:00\n")], None)
    assert read_brand(home).message_retention_days == days


@pytest.mark.parametrize("value", ["-1", "yes", "1.5", "soon"])
def test_a_wrong_setting_is_refused(home, inbox, value):
    sources = (
        f"brand: {{message_retention_days: {value}}}\nsources: [{{name: shop, format: canonical, time_zone: UTC}}]"
    )
    with pytest.raises(WismoError, match="must be a whole number of days"):
        load_paths(home, [inbox(sources, orders__csv="order_id,created_at\n1,2026-01-01T08:00:00\n")], None)


def test_a_log_keeps_what_happened_and_no_value():
    log = (
        "08:00:00.000001 [info ] [MainThread]: Running with dbt=1.11.16\n"
        "08:00:01.000001 [info ] [Thread-1  ]: 3 of 9 ERROR creating sql view model main.broken ... [ERROR in 0.1s]\n"
        "08:00:02.000001 [error] [MainThread]:   Runtime Error in model broken (models/broken.sql)\n"
        "  Conversion Error: Could not convert string 'jane@example.com' to INT32\n"
    )
    said = scrubbed(log, lambda _: "A plain cause.")
    assert "jane" not in said
    assert said.splitlines()[:2] == log.splitlines()[:2]
    assert said.splitlines()[2].endswith("A plain cause.")


def test_a_refused_line_may_hold_any_sign_or_be_mended_by_hand():
    lines = ['{"_reason": "bad", "_row": 1, "x": "one\u2028two"}\n', '{"x": 3}\n', "not json\n"]
    assert split_records("".join(lines), ["bad"]) == ("", list(zip(["bad", "", ""], lines, strict=True)))


def test_nobody_is_erased_from_damaged_data_until_it_is_loaded_again(loaded):
    home, _ = loaded
    entry = next(entry for entry in read_ledger(home) if entry.file == "orders.csv")
    assert entry.parquet
    path = home.raw / entry.parquet
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(WismoError, match=r"orders\.csv \(orders\).*Load them again"):
        forget(home, JANE)
    assert not erased_path(home).exists()
    path.write_bytes(whole)
    assert forget(home, JANE, is_dry=True).found


def test_an_export_that_holds_old_words_goes_whole_and_one_that_waits_stays(home, inbox):
    head = "ticket_id,created_at,subject,customer_email\n"
    old = head + "1,2020-01-01T08:00:00Z,where,jane@example.com\n2,2026-01-01T08:00:00Z,there,tom@example.com\n"
    folder = home.inbox / "shop"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text((inbox() / "sources.yml").read_text())
    (folder / "tickets.csv").write_text(old)
    (folder / "young.csv").write_text(head + "3,2026-01-02T08:00:00Z,now,ann@example.com\n")
    load_paths(home, [folder], None)
    (folder / "waits.csv").write_text(head + "4,2020-01-02T08:00:00Z,late,eve@example.com\n")
    shed_text(home, 400, text_files(home))
    assert sorted(path.name for path in folder.iterdir()) == ["sources.yml", "waits.csv", "young.csv"]
    assert balance(home) == []


def test_a_copy_stays_in_the_inbox_where_nothing_is_old(home, inbox):
    head = "ticket_id,created_at,subject,customer_email\n1,2026-01-01T08:00:00Z,where,jane@example.com\n"
    folder = home.inbox / "shop"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text((inbox() / "sources.yml").read_text())
    for name, end in (("first.csv", ""), ("second.csv", "\n")):
        (folder / name).write_text(head + end)
    assert sum(report.loaded for report in load_paths(home, [folder], None)) == 1
    assert shed_text(home, 400, text_files(home)) == 0
    assert len(list(folder.glob("*.csv"))) == 2


def test_an_address_is_found_where_a_piece_of_a_large_file_ends(home, monkeypatch):
    monkeypatch.setattr(forget_module, "_PIECE", 16)
    home.root.mkdir()
    (home.root / "found.bin").write_bytes(b"x" * 11 + JANE.upper().encode() + b"y" * 40)
    (home.root / "wide.bin").write_bytes(b"x" * 5 + JANE.encode("utf-16-le"))
    (home.root / "other.bin").write_bytes(b"jane@example" * 9)
    assert still_there(home, JANE) == ("found.bin", "wide.bin")
