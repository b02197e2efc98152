"""What each role may read of a snapshot, whom roles.yml gives a role, and sign-ins that end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard import lists, warehouse
from dashboard.failures import cleaned
from dashboard.filters import Filters
from dashboard.shut import is_own_origin
from dashboard.sign_outs import forget_ended, is_signed_out, sign_out
from dashboard.visitor import ENDED, SIGNED_OUT, NotAllowedError, require_for, settings_now, visitor, why_ended
from wismo.doctor import examine
from wismo.errors import WismoError
from wismo.permitted import PLAIN, READABLE, WHOLE_TABLE, may
from wismo.roles import read_roles, role_of
from wismo.serve import accepted_names, who_sees
from wismo.sign_in import NEEDED_MARK, is_loopback, named_hosts, read_sign_in
from wismo.snapshot import current_snapshot, open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home

SECRET = "0123456789abcdef" * 2
AUTH = f"""
[auth]
redirect_uri = "https://wismo.brand.example/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "a"
client_secret = "b"
server_metadata_url = "https://login.example/.well-known/openid-configuration"
"""
ANN = {"email": "ann@brand.example", "email_verified": True}
# The rows that a viewer reads as they are, without the columns that name something.
ROWS_WITHOUT_NAMES = {"tickets"}


def test_every_text_column_of_the_snapshot_is_classified(snapshot: duckdb.DuckDBPyConnection) -> None:
    kinds = {tuple(row[:2]): row[2] for row in snapshot.execute("from published_texts").fetchall()}
    columns = snapshot.execute(
        f"select table_name, column_name, regexp_matches(data_type, '{PLAIN}') from duckdb_columns() "
        "where database_name = 'wismo'"
    ).fetchall()
    unclassified = [
        (table, column)
        for table, column, is_plain in columns
        if not is_plain and (table, column) not in kinds and (table, WHOLE_TABLE) not in kinds
    ]
    assert unclassified == [], "add these to seeds/published_texts.csv: a viewer does not see them until then"
    held = {(table, column) for table, column, _ in columns} | {(table, WHOLE_TABLE) for table, *_ in columns}
    assert set(kinds) <= held
    # A number that is an id would pass as a number.
    assert [column for _, column, is_plain in columns if is_plain and column.endswith(("_id", "_key"))] == []


def test_what_reads_as_an_id_is_called_one(snapshot: duckdb.DuckDBPyConnection) -> None:
    """No column that viewers read holds a name of the identifiers, an id with bars, or a key of a customer."""
    readable = [
        (table, column)
        for table, column, kind in snapshot.execute("from published_texts").fetchall()
        if kind in READABLE["viewer"] and column != WHOLE_TABLE
    ]
    assert len(readable) > 100
    for table, column in readable:
        found = snapshot.execute(
            f"""
            select count(*) from {table} where {column} like '%|%|%' or regexp_full_match({column}, '[0-9a-f]{{32}}')
                or (length({column}) > 4 and {column} in (select name from identifiers))
            """
        ).fetchone()
        assert found == (0,), f"{table}.{column}"


def test_a_viewer_reads_figures_and_nothing_that_names(demo_home: Home) -> None:
    viewer, admin = (warehouse.live_snapshot(demo_home, role) for role in ("viewer", "admin"))
    sql = "select table_name, column_name from duckdb_columns() where database_name = 'wismo'"
    open_to = {tuple(row) for row in warehouse.rows(viewer, sql).rows()}
    assert ("tickets", "reason") in open_to
    assert ("tickets", "created_at") in open_to
    for hidden in ("ticket_id", "native_id", "order_id", "shipment_id", "runner_up_order_id"):
        assert ("tickets", hidden) not in open_to
    for table in ("identifiers", "orders", "customers", "shipments", "ticket_events", "feed_health"):
        assert not warehouse.has_table(viewer, table)
        with pytest.raises(duckdb.CatalogException):
            warehouse.rows(viewer, f"from wismo.main.{table}")
    # The file itself is not attached any more, under whatever name.
    databases = warehouse.rows(viewer, "select database_name from duckdb_databases() where not internal")
    assert set(databases["database_name"]) == {"wismo", "memory"}
    for table in ("ticket_days", "order_days", "tickets"):
        count = f"select count(*) from wismo.main.{table}"
        assert warehouse.rows(viewer, count).rows() == warehouse.rows(admin, count).rows()
    with pytest.raises(duckdb.Error):
        warehouse.rows(viewer, "create table wismo.main.mine as select 1")


def test_an_agent_reads_orders_and_not_how_the_installation_does(demo_home: Home) -> None:
    agent = warehouse.live_snapshot(demo_home, "agent")
    for table in ("identifiers", "orders", "ticket_events", "customers"):
        assert warehouse.rows(agent, f"from wismo.main.{table}").height
    assert not warehouse.has_column(agent, "data_health", "detail")
    for table in ("feed_health", "feed_coverage", "unmapped_words"):
        assert not warehouse.has_table(agent, table)
    assert warehouse.has_table(warehouse.live_snapshot(demo_home), "data_health")


def test_cached_rows_of_an_agent_are_not_a_viewers(demo_home: Home) -> None:
    agent, viewer = (warehouse.live_snapshot(demo_home, role) for role in ("agent", "viewer"))
    days = warehouse.rows(agent, "select min(reporting_date), max(reporting_date) from wismo.main.tickets").row(0)
    seen = lists.tickets(agent, Filters(), *days)
    assert {"ticket_id", "order_id"} <= set(seen.columns)
    without = lists.tickets(viewer, Filters(), *days)
    assert without.height == seen.height > 0
    assert {name for name in without.columns if name.endswith("_id")} == set()
    assert without["created_at"].to_list() == seen["created_at"].to_list()


def test_an_older_snapshot_is_read_by_admins_alone(tmp_path: Path) -> None:
    path = tmp_path / "20260101T000000Z-a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table tickets as select 'a|b|1' as ticket_id")
    assert warehouse.rows(warehouse.Snapshot(path.stem, path), "from wismo.main.tickets").height == 1
    for role in ("viewer", "agent"):
        with pytest.raises(WismoError, match="before there were roles.*wismo build --full"):
            warehouse.rows(warehouse.Snapshot(path.stem, path, role), "from wismo.main.tickets")


def test_a_column_that_nobody_classified_is_withheld(tmp_path: Path) -> None:
    path = tmp_path / "20260101T000000Z-a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table tickets as select 'late' as root_cause, 'Ann' as who, ['Ann'] as all_of_them")
        connection.execute("create table notes as select 'Ann' as who, 1 as size")
        connection.execute(
            "create table published_texts as select 'tickets' as table_name, 'root_cause' as column_name"
        )
        connection.execute("alter table published_texts add column kind varchar default 'word'")
    for role in ("viewer", "agent"):
        snapshot = warehouse.Snapshot(path.stem, path, role)
        assert warehouse.rows(snapshot, "from wismo.main.tickets").to_dicts() == [{"root_cause": "late"}]
        assert warehouse.rows(snapshot, "from wismo.main.notes").to_dicts() == [{"size": 1}]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        (ANN, "agent"),
        ({**ANN, "email": "ANN@Brand.Example"}, "agent"),
        ({**ANN, "email_verified": "true"}, "agent"),
        ({**ANN, "email_verified": False}, None),
        ({"email": "ann@brand.example"}, None),
        ({**ANN, "email": "bob@brand.example"}, "viewer"),
        ({**ANN, "email": "bob@sub.brand.example"}, None),
        ({**ANN, "email": "bob@brand.example.evil.example"}, None),
        ({**ANN, "email": "bob@evil.example@brand.example"}, "viewer"),
        # The sign for kelvin becomes a plain k when it is made small: not Kim, and only one of the domain.
        ({**ANN, "email": "\u212aim@other.example"}, None),
        ({**ANN, "email": ["ann@brand.example"]}, None),
        ({"groups": ["staff", "wismo-admins"]}, "admin"),
        ({"groups": "wismo-admins"}, "admin"),
        ({"groups": ["wismo-admins2"]}, None),
        ({"level": 3}, "agent"),
        ({}, None),
    ],
)
def test_whom_the_file_gives_which_role(home: Home, claims: dict, role: str | None) -> None:
    home.root.mkdir()
    (home.root / "roles.yml").write_text(
        "viewer: ['@brand.example', kim@other.example]\n"
        "agent: [ann@brand.example, level=3]\nadmin: [groups=wismo-admins]\n"
    )
    assert role_of(read_roles(home), claims) == role


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("boss: [a@b.example]", "unknown setting boss"),
        ("admin: [everybody]", "no email"),
        ("admin: ['@']", "no email"),
        ("admin: ['=x']", "no email"),
        ("admin: {a: b}", "list of words"),
        ("admin: [a@b.example]\nadmin: [c@d.example]", "names admin twice"),
        ("admin: [a@b.example", "cannot be read as YAML"),
    ],
)
def test_a_file_of_roles_that_is_not_right_says_so(home: Home, text: str, says: str) -> None:
    home.root.mkdir()
    (home.root / "roles.yml").write_text(text)
    with pytest.raises(WismoError, match=says):
        read_roles(home)


def test_roles_are_a_ladder() -> None:
    assert [may("agent", needed) for needed in ("viewer", "agent", "admin")] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (SECRET, "short", "cookie_secret shorter"),
        ("https://wismo.brand", "http://wismo.brand", "redirect_uri without TLS"),
        ("/oauth2callback", "/elsewhere", "does not end in /oauth2callback"),
        ('redirect_uri = "https://wismo.brand.example/oauth2callback"', "", "no redirect_uri that is an address"),
        ('client_secret = "b"', "", "no client_secret of default"),
        ('client_id = "a"', "", "no client_id"),
        ("https://login.example/", "http://login.example/", "server_metadata_url without TLS"),
        ("[auth]", "[auth", "cannot be read as TOML"),
    ],
)
def test_sign_in_settings_that_are_not_right_say_so(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(AUTH.replace(old, new))
    with pytest.raises(WismoError, match=says) as found:
        read_sign_in([path])
    assert SECRET not in str(found.value)


def test_sound_settings_name_the_dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(AUTH.replace("/oauth2callback", "/team/wismo/oauth2callback"))
    found = read_sign_in([path, tmp_path / "none"])
    assert found
    assert (found.services, found.base_path) == (("default",), "team/wismo")
    assert found.public.geturl() == "https://wismo.brand.example/team/wismo"
    assert read_sign_in([tmp_path / "none"]) is None
    monkeypatch.setenv("WISMO_ALLOWED_HOSTS", "a.example, b.example")
    assert accepted_names("127.0.0.1", found) == [
        "127.0.0.1", "localhost", "a.example", "b.example", "wismo.brand.example",
    ]  # fmt: skip
    assert who_sees("0.0.0.0", found) == ""  # noqa: S104
    assert "Without sign-in" in who_sees("127.0.0.1", None)
    monkeypatch.delenv("WISMO_ALLOWED_HOSTS")
    assert who_sees("127.0.0.1", None) == ""
    assert "Without sign-in" in who_sees("0.0.0.0", None)  # noqa: S104


def test_doctor_looks_at_sign_in_and_roles(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> dict[str, str]:
        return {
            check.check: check.status for check in examine(home) if check.check in {"sign_in", "roles", "sign_in_file"}
        }

    path = tmp_path / "sign_in.toml"
    monkeypatch.setenv("WISMO_SIGN_IN", str(path))
    assert found() == {"sign_in": "fail"}
    path.write_text("[Auth]\n")
    assert found() == {"sign_in": "fail"}
    path.write_text(AUTH)
    path.chmod(0o644)
    home.root.mkdir()
    assert found() == {"sign_in": "ok", "sign_in_file": "warn", "roles": "fail"}
    path.chmod(0o600)
    (home.root / "roles.yml").write_text("agent: [ann@brand.example]")
    assert found() == {"sign_in": "ok", "roles": "ok"}
    path.write_text("[auth")
    assert found() == {"sign_in": "fail"}


def test_a_sign_in_ends_with_its_token_or_by_the_person(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sign_in.toml"
    path.write_text(AUTH)
    settings = read_sign_in([path])
    assert settings
    now = time.time()
    claims = {"iss": "i", "sub": "ann", "iat": int(now), "exp": int(now) + 60, "nonce": "n"}
    assert why_ended(home, settings, claims) == ""
    for wrong in (now - 1, None, True, "9999999999"):
        assert why_ended(home, settings, claims | {"exp": wrong}) == ENDED
    sign_out(home, SECRET, claims)
    assert why_ended(home, settings, claims) == SIGNED_OUT
    assert not is_signed_out(home, SECRET, claims | {"nonce": "of the next sign-in"})
    notes = list((home.root / "sign_outs").iterdir())
    assert [len(note.name) for note in notes] == [64]
    assert "ann" not in notes[0].read_text()
    forget_ended(home)
    assert is_signed_out(home, SECRET, claims)
    monkeypatch.setattr(time, "time", lambda: now + 120)
    forget_ended(home)
    assert list((home.root / "sign_outs").iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "from read_csv('/etc/hostname')",
        "copy (select 1) to '/tmp/wismo-written'",
        "attach '/tmp/other.duckdb' as other",
        "set enable_external_access = true",
        "reset lock_configuration",
        "load httpfs",
        "from glob('/*')",
        "delete from wismo.main.tickets",
        "from read_text('/proc/self/environ')",
    ],
)
def test_the_command_line_opens_snapshots_shut_off_too(demo_home: Home, statement: str) -> None:
    with open_snapshot(current_snapshot(demo_home)) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()


def test_a_query_of_the_command_line_sees_no_variable(demo_home: Home) -> None:
    import polars as pl

    secret = pl.DataFrame({"a": [1]})
    assert secret.height
    with open_snapshot(current_snapshot(demo_home)) as connection, pytest.raises(duckdb.Error):
        connection.execute("from secret")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ann@brand.example is unknown", "<email> is unknown"),
        ("GET http://a.example/x?code=1&state=2 failed", "GET http://a.example/x?… failed"),
        ("a\x1b[31mred\nline", "a\\x1b[31mred\\nline"),
    ],
)
def test_the_log_names_nobody(said: str, kept: str) -> None:
    assert cleaned(said) == kept


def test_failures_are_logged_by_kind_and_place(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import subprocess
    import sys

    program = tmp_path / "fails.py"
    program.write_text(
        "import logging\nfrom dashboard.failures import scrub_logs\nscrub_logs()\nlogging.basicConfig()\n"
        "try:\n    int('4111 ann@brand.example')\nexcept ValueError:\n    logging.exception('Read %s', 'a@b.example')\n"
    )
    subprocess.run([sys.executable, str(program)], check=True)
    assert capfd.readouterr().err == "ERROR:root:Read <email> [ValueError at fails.py:6]\n"


def test_settings_that_vanish_while_the_server_runs_let_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_now() is None
    monkeypatch.setenv(NEEDED_MARK, "1")
    with pytest.raises(WismoError, match="are gone"):
        settings_now()
    assert visitor().role is None


def test_a_sign_out_that_cannot_be_written_down_holds_on_this_server(home: Home) -> None:
    home.root.mkdir()
    (home.root / "sign_outs").write_text("")
    claims = {"iss": "i", "sub": "ben", "exp": time.time() + 60}
    with pytest.raises(OSError, match="sign_outs"):
        sign_out(home, SECRET, claims)
    assert is_signed_out(home, SECRET, claims)


def test_an_address_as_a_claim_would_not_have_to_be_verified(home: Home) -> None:
    home.root.mkdir()
    (home.root / "roles.yml").write_text("admin: ['email=ann@brand.example']")
    with pytest.raises(WismoError, match="address alone"):
        read_roles(home)


def test_a_file_is_refused_to_whoever_no_page_was_drawn_for() -> None:
    with pytest.raises(NotAllowedError):
        require_for(None, "viewer")


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("http://127.0.0.1:8501", True),
        ("http://127.0.0.1:8888", False),
        ("http://localhost:8501", False),
        ("http://0.0.0.0:1", False),
        ("https://evil.example", False),
        ("null", False),
        (None, True),
    ],
)
def test_a_socket_is_opened_by_pages_of_ours_alone(origin: str | None, is_own: bool) -> None:
    headers = [(b"host", b"127.0.0.1:8501")] + ([(b"origin", origin.encode())] if origin else [])
    assert is_own_origin({"type": "websocket", "headers": headers}) is is_own


def test_behind_names_of_its_own_nobody_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WISMO_ALLOWED_HOSTS", "wismo.brand.example, ")
    assert named_hosts() == ["wismo.brand.example"]
    assert not is_loopback("127.evil.example")
    assert is_loopback("127.0.0.2")
