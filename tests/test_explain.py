"""wismo explain: one ticket with everything that was compared, for whatever a person types."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from datetime import datetime, timedelta

import duckdb
import pytest

from dashboard import account, lookup, warehouse
from dashboard.clock import Clock, ago, clock
from dashboard.explanation import explain
from dashboard.moments import AFTER, BEFORE, THIS, UNKNOWN
from dashboard.names import wording
from dashboard.tried import DECIDED, HELD, NOT_HELD
from tests.copied_home import copied_home
from wismo.cli import run
from wismo.home import Home, project_root
from wismo.snapshot import current_snapshot


@pytest.fixture
def wismo(capsys, monkeypatch, demo_home):
    """Return a function that explains a ticket of the sample brand: exit code, output, errors."""
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))

    def wismo(*arguments: str, home: Home | None = None) -> tuple[int, str, str]:
        if home:
            monkeypatch.setenv("WISMO_HOME", str(home.root))
        code = run(["explain", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return wismo


@pytest.fixture
def copied(demo_home, tmp_path):
    """A copy of the snapshot that a test may change, and a function that runs SQL on it."""
    home = copied_home(demo_home, tmp_path / "copy")
    target = current_snapshot(home)

    def change(*statements: str) -> Home:
        with duckdb.connect(str(target)) as connection:
            for statement in statements:
                connection.execute(statement)
        warehouse._open.cache_clear()
        return home

    return change


def test_every_ticket_is_explained_and_its_rules_agree_with_its_cause(demo_home, snapshot):
    live = warehouse.live_snapshot(demo_home)
    sql = """
        select ticket_id, root_cause, lesser_causes from tickets
        qualify row_number() over (partition by root_cause, lesser_causes order by ticket_id) <= 2
    """
    seen = snapshot.sql(sql).fetchall()
    assert len({cause for _, cause, _ in seen}) > 12
    for ticket_id, cause, lesser in seen:
        told = explain(live, ticket_id)
        decided = [rule for rule in told.rules if rule.outcome == DECIDED]
        assert [rule.root_cause for rule in decided] == ([cause] if cause else [])
        assert list(told.verdict.lesser_causes) == (lesser.split(",") if lesser else [])
        if cause:
            before = [rule.order for rule in told.rules if rule.order < decided[0].order]
            assert before == list(range(1, decided[0].order))
            later = {rule.root_cause for rule in told.rules if rule.outcome == HELD}
            assert later <= set(told.verdict.lesser_causes)
        for part in (account.verdict, account.question, account.match, account.state, account.timeline, account.rules):
            assert all(line.text for line in part(told, wording(live)).lines)


def test_the_facts_say_why_the_rule_held(demo_home, snapshot):
    ticket_id, hours, due = snapshot.sql("""
        select ticket_id, hours_since_pickup_due, pickup_due_at
        from ticket_facts inner join tickets using (ticket_id)
        where variant = 'happened' and tickets.root_cause = 'label_no_scan_overdue' order by 1
    """).fetchall()[0]
    told = explain(warehouse.live_snapshot(demo_home), ticket_id)
    rule = told.rules[15]
    assert (rule.order, rule.root_cause, rule.outcome) == (16, "label_no_scan_overdue", DECIDED)
    compared = {item.fact: item.value for item in rule.compared}
    grace = next(item for item in rule.thresholds if item.name == "label_scan_grace_hours")
    assert compared["hours_since_pickup_due"] == hours
    assert hours > grace.value
    assert compared["pickup_due_at"] == Clock(told.time_zone).local(due)
    assert compared["first_scan_at"] is None
    lines = [line.text for line in account.rules(told, wording(warehouse.live_snapshot(demo_home))).lines]
    assert "16. Label printed and pickup overdue: yes, and decides" in lines
    assert f"since the next pickup was due: {round(hours, 1):g} h" in lines
    assert rule.sentence in lines
    assert "15. No tracking to go by: no" in lines


def test_a_rule_of_which_only_a_part_held_says_what_it_asks(demo_home, snapshot):
    found = snapshot.sql("""
        select ticket_id from tickets
        where lesser_causes like '%split_shipment%' and root_cause in ('late_in_transit', 'processing_late') order by 1
    """).fetchall()
    told = explain(warehouse.live_snapshot(demo_home), found[0][0])
    split = told.rules[10]
    assert (split.root_cause, split.outcome) == ("split_shipment", "passed_over")
    lines = [line.text for line in account.rules(told, wording(warehouse.live_snapshot(demo_home))).lines]
    assert "11. Part of the order still to come: in part" in lines
    assert f"not all of this was so: {split.sentence}" in lines


def test_the_timeline_knows_what_was_not_known_yet(demo_home, snapshot):
    ticket_id, known, happened = snapshot.sql("""
        select ticket_id, parcel_state_known, parcel_state from tickets
        where root_cause_known <> root_cause order by 1
    """).fetchall()[0]
    told = explain(warehouse.live_snapshot(demo_home), ticket_id)
    assert (told.state, told.state_known) == (happened, known)
    for moment in told.timeline:
        if moment.when == UNKNOWN:
            assert moment.recorded_at is not None
            assert moment.occurred_at <= told.created_at < moment.recorded_at
        elif moment.when == BEFORE:
            assert moment.occurred_at <= told.created_at
        elif moment.when == AFTER:
            assert moment.occurred_at > told.created_at
    assert [moment.detail for moment in told.timeline if moment.when == THIS] == [ticket_id]
    assert any(moment.when == UNKNOWN for moment in told.timeline)
    state = [line.text for line in account.state(told, wording(warehouse.live_snapshot(demo_home))).lines]
    assert any(line.startswith("By what we could know the cause was: ") for line in state)


def test_a_disagreement_is_said_in_a_sentence(demo_home, snapshot, wismo):
    ticket_id, sentence = snapshot.sql("""
        select ticket_id, sentence from tickets inner join reason_conflicts using (customer_reason, root_cause)
        order by 1
    """).fetchall()[0]
    assert f"  {sentence}\n" in wismo(ticket_id)[1]
    agreeing = snapshot.sql("""
        select ticket_id from tickets anti join reason_conflicts using (customer_reason, root_cause)
        where is_wismo order by 1
    """).fetchall()[0][0]
    assert explain(warehouse.live_snapshot(demo_home), agreeing).disagreements == ()


def test_the_report_is_plain_when_piped_and_names_the_zone(wismo, snapshot):
    ticket_id, native_id, created_at, reason = snapshot.sql(
        "select ticket_id, native_id, created_at, reason from tickets where root_cause = 'late_in_transit' order by 1"
    ).fetchall()[0]
    code, output, errors = wismo(ticket_id)
    assert (code, errors) == (0, "")
    assert "\x1b" not in output
    opened = Clock("America/New_York").said(created_at)
    assert output.startswith(f"Ticket {native_id}, ")
    assert f"opened {opened}\n{ticket_id}; all times are America/New_York\n" in output
    assert f"  Reason: {reason}\n" in output
    titles = ["Verdict", "What was asked", "Which order", "The parcel at that second", "What happened"]
    assert [line for line in output.splitlines() if line in titles] == titles


def test_the_report_fits_a_terminal_of_80_columns(demo_home, snapshot):
    (ticket_id,) = snapshot.sql("select ticket_id from tickets where root_cause = 'stalled_in_transit'").fetchall()[0]
    main, other = pty.openpty()
    environment = {**os.environ, "WISMO_HOME": str(demo_home.root), "COLUMNS": "80", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "wismo", "explain", ticket_id]
    process = subprocess.Popen(command, stdout=other, stderr=other, env=environment, cwd=project_root())
    os.close(other)
    printed = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        printed += part
    os.close(main)
    assert process.wait(timeout=30) == 0
    text = printed.decode()
    assert "\x1b[1m" in text
    plain = [_uncoloured(line) for line in text.splitlines()]
    assert max(map(len, plain)) <= 80
    assert "18. No scan for too long: yes, and decides" in "\n".join(plain)


def test_json_holds_the_same_with_offsets_and_is_described(wismo, snapshot):
    (ticket_id,) = snapshot.sql("select ticket_id from tickets where root_cause = 'stalled_in_transit'").fetchall()[0]
    code, output, _ = wismo(ticket_id, "--json")
    assert code == 0
    told = json.loads(output)
    assert told["ticket_id"] == ticket_id
    assert datetime.fromisoformat(told["created_at"]).utcoffset() in {timedelta(hours=-5), timedelta(hours=-4)}
    assert told["rules"][17]["root_cause"] == "stalled_in_transit"
    assert told["rules"][17]["outcome"] == DECIDED
    assert {rule["outcome"] for rule in told["rules"][:17]} <= {NOT_HELD, "passed_over"}
    documented = (project_root() / "REFERENCE.md").read_text(encoding="utf-8").partition("`wismo explain --json`")[2]
    for key in told:
        assert f'"{key}":' in documented


def test_a_ticket_is_found_by_whatever_people_call_it(wismo, snapshot):
    ticket_id, native_id, order_id, order_name, number = snapshot.sql("""
        select tickets.ticket_id, tickets.native_id, tickets.order_id, orders.name, parcels.name
        from tickets
        inner join identifiers as orders on orders.kind = 'order' and orders.id = tickets.order_id
        inner join identifiers as parcels on parcels.kind = 'tracking' and parcels.id = tickets.shipment_id
        where not exists (
            from tickets as others where others.order_id = tickets.order_id and others.ticket_id <> tickets.ticket_id
        )
        order by 1
    """).fetchall()[0]
    expected = wismo(ticket_id)
    assert expected[0] == 0
    spaced = " ".join(number)
    for said in (native_id, f"  {native_id} ", order_id, order_name, f"#{order_name.lower()}", number.lower(), spaced):
        assert wismo(said) == expected, said


def test_several_tickets_of_one_name_are_listed(wismo, snapshot, copied):
    order_id, count = snapshot.sql("""
        select order_id, count(*) from tickets where order_id is not null
        group by 1 having count(*) > 1 order by 2 desc, 1
    """).fetchall()[0]
    code, output, errors = wismo(order_id)
    assert (code, output) == (1, "")
    assert errors.startswith(f"{count} tickets are meant by {order_id}. Name one by its full id")
    assert len(errors.splitlines()) == 1 + count
    first, second = snapshot.sql("select ticket_id, native_id from tickets order by ticket_id limit 2").fetchall()
    home = copied(f"update tickets set native_id = '{first[1]}' where ticket_id = '{second[0]}'")
    code, output, errors = wismo(first[1], home=home)
    assert (code, output) == (1, "")
    assert {first[0], second[0]} <= set(errors.split())
    assert wismo(first[0], home=home)[0] == 0


def test_a_typo_names_the_nearest(wismo, snapshot):
    native_id, order_name = snapshot.sql("""
        select tickets.native_id, orders.name from tickets
        inner join identifiers as orders on orders.kind = 'order' and orders.id = tickets.order_id
        order by tickets.ticket_id
    """).fetchall()[0]
    live = warehouse.live_snapshot(Home.from_environment())
    swapped = f"{order_name[:-2]}{order_name[-1]}{order_name[-2]}"
    for typo in (f"{native_id}7", f"{order_name}7", swapped):
        assert 1 <= len(lookup.alike(live, typo)) <= 3
    code, output, errors = wismo(f"gorgias|main|{native_id}7")
    assert (code, output) == (1, "")
    assert errors.startswith(f"No ticket, order or parcel is called gorgias|main|{native_id}7. Did you mean ")
    assert native_id in lookup.alike(live, f"{native_id}7")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Say which ticket"),
        ("   ", "Say which ticket"),
        ("' or 1=1 --", "No ticket, order or parcel is called ' or 1=1 --."),
        ('"; drop table tickets; --', 'is called "; drop table tickets; --.'),
        ("$text", "is called $text."),
        ("%", "is called %."),
        ("日本語のチケット", "is called 日本語のチケット."),
        ("\x1b[31mred", r"is called \x1b[31mred."),
        ("two\nlines", r"is called two\nlines."),
        ("\udcff", "is called ?."),
        ("x" * 100_000, "is called " + "x" * 200 + "."),
    ],
)
def test_whatever_is_typed_ends_in_a_sentence(wismo, typed, said):
    code, output, errors = wismo(typed)
    assert (code, output) == (1, "")
    assert said in errors
    assert "unexpected" not in errors
    assert errors.count("\n") == 1


def test_an_order_that_nobody_asked_about_says_so(wismo, snapshot):
    (order_id,) = snapshot.sql("select order_id from orders anti join tickets using (order_id) order by 1").fetchall()[
        0
    ]
    code, _, errors = wismo(order_id)
    assert code == 1
    assert errors.startswith(f"No ticket is tied to the order {order_id}.")


def test_a_ticket_without_an_order_is_explained_with_the_order_it_might_be(wismo, snapshot, copied):
    (ticket_id,) = snapshot.sql("select ticket_id from tickets where root_cause = 'unmatched' order by 1").fetchall()[0]
    (order_id,) = snapshot.sql("select order_id from orders order by 1").fetchall()[0]
    code, output, _ = wismo(ticket_id)
    assert code == 0
    assert "  No order was found.\n" in output
    assert "1. No order found for it: yes, and decides\n" in output
    home = copied(f"update tickets set runner_up_order_id = '{order_id}' where ticket_id = '{ticket_id}'")
    assert "  The other order it might be: " in wismo(ticket_id, home=home)[1]


def test_candidates_are_told_where_the_snapshot_keeps_them(snapshot, copied):
    ticket_id, order_id = snapshot.sql(
        "select ticket_id, order_id from tickets where root_cause = 'late_in_transit' order by 1"
    ).fetchall()[0]
    home = copied(
        "drop table if exists ticket_candidates",
        f"""
        create table ticket_candidates as select '{ticket_id}' as ticket_id, order_id, null::varchar as shipment_id,
            row_number() over (order by order_id = '{order_id}' desc, order_id) as place,
            'customer_open' as match_method, 0.75 as match_confidence, 'open' as order_state, 'oldest_open' as reason
        from orders order by place limit 2
        """,
    )
    live = warehouse.live_snapshot(home)
    told = explain(live, ticket_id)
    candidates = [other.order_id for other in told.match.candidates or ()]
    assert len(candidates) == 2
    assert candidates[0] == order_id
    lines = [line.text for line in account.match(told, wording(live)).lines]
    assert sum(line.endswith("(confidence 0.75); open; oldest open") for line in lines) == 2


def test_snapshots_without_the_newer_tables_are_explained_without_them(snapshot, copied, wismo):
    (ticket_id,) = snapshot.sql("select ticket_id from tickets where root_cause = 'late_in_transit'").fetchall()[0]
    home = copied(
        "drop table ticket_rules", "drop table ticket_facts", "drop table reason_conflicts",
        "alter table snapshot_info drop column time_zone",
    )  # fmt: skip
    code, output, _ = wismo(ticket_id, home=home)
    assert code == 0
    assert "all times are UTC\n" in output
    assert "This snapshot does not keep what was compared." in output
    assert clock(warehouse.live_snapshot(home)) == Clock("UTC")


def test_an_empty_warehouse_and_a_missing_or_damaged_snapshot_say_what_to_do(wismo, copied, tmp_path):
    assert "Run `wismo load`" in wismo("1", home=Home(tmp_path / "nothing"))[2]
    home = copied("delete from tickets")
    assert wismo("1", home=home)[2].startswith("The published snapshot holds no tickets. Run `wismo load`")
    path = current_snapshot(home)
    whole = path.read_bytes()
    path.write_bytes(whole[:20_000])
    warehouse._open.cache_clear()
    assert "cannot be read. Run `wismo rollback`" in wismo("1", home=home)[2]
    path.unlink()
    assert "is missing from" in wismo("1", home=home)[2]


def test_a_block_that_was_damaged_later_is_a_sentence_too(wismo, snapshot, copied):
    (ticket_id,) = snapshot.sql("select ticket_id from tickets order by 1").fetchall()[0]
    home = copied()
    path = current_snapshot(home)
    whole = path.read_bytes()
    said = set()
    for block in range(len(whole) // 262_144):
        place = 12_288 + block * 262_144 + 500
        path.write_bytes(whole[:place] + bytes(2_000) + whole[place + 2_000 :])
        warehouse._open.cache_clear()
        code, _, errors = wismo(ticket_id, home=home)
        assert code == 0 or "cannot be read. Run `wismo rollback`" in errors
        said.add(code)
    assert said == {0, 1}


def test_how_long_before_is_said_in_whole_units():
    at = datetime(2026, 3, 10, 12, tzinfo=Clock().local(datetime(2026, 1, 1)).tzinfo)  # noqa: DTZ001 - UTC, as stored
    assert ago(at - timedelta(minutes=59), at) == "59 min before"
    assert ago(at - timedelta(hours=71, minutes=59), at) == "71 h before"
    assert ago(at - timedelta(hours=72), at) == "3 days before"
    assert ago(at + timedelta(hours=2), at) == "2 h after"


def _uncoloured(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)
