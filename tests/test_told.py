"""What the sample's agents told their customers: the truth of it, and how much of it is found again."""

from __future__ import annotations

import polars as pl
import pytest

from wismo.sample import told, write_sample
from wismo.truth.compare import score


@pytest.fixture(scope="module")
def brand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    write_sample(folder / "files", orders=4_000, truth=folder / "truth")
    messages = pl.read_ndjson(folder / "files" / "gorgias_messages.jsonl", infer_schema_length=None)
    tickets = pl.read_parquet(folder / "truth" / "tickets.parquet")
    parcels = pl.read_parquet(folder / "truth" / "shipments.parquet")
    return {"messages": messages, "tickets": tickets, "parcels": parcels}


def test_every_way_of_telling_is_there_and_only_a_promise_has_a_day(brand):
    told_of = brand["tickets"].filter(pl.col("told_at").is_not_null())
    assert set(told_of["told_way"]) == set(told.WAYS)
    silent = told_of.filter(pl.col("told_way").is_in(["delivered", "under_way", "not_sent"]))
    assert silent["told_eta_date"].null_count() == silent.height
    assert told_of["told_eta_date"].count() == told_of.height - silent.height
    assert (told_of["told_at"] >= told_of["replied_at"]).all()


def test_a_promise_lies_ahead_and_is_near_the_arrival(brand):
    promised = brand["tickets"].filter(pl.col("told_eta_date").is_not_null())
    days = promised.with_columns(
        told_on=pl.col("told_at").dt.replace_time_zone("UTC").dt.convert_time_zone("America/New_York").dt.date()
    )
    assert (days["told_eta_date"] >= days["told_on"]).all()
    arrived = days.join(brand["parcels"].select("shipment_id", "arrived_at"), on="shipment_id").drop_nulls("arrived_at")
    late = (arrived["arrived_at"].dt.date() - arrived["told_eta_date"]).dt.total_days()
    assert 0.15 < (late > 0).mean() < 0.45
    assert (late.abs() <= 3).mean() > 0.8


def test_no_placeholder_is_left_in_an_answer(brand):
    assert not brand["messages"]["body_text"].str.contains(r"[{}]").any()


def test_what_answers_told_is_found_again(demo_home, demo_truth):
    [row] = score(demo_home, demo_truth)["replies"]
    assert row["tickets"] > 100
    assert row["tells_precision"] > 0.97
    assert row["tells_recall"] > 0.97
    assert row["right_days"] + row["days_left_open"] <= row["promised_days"]
    assert row["right_days"] > 0.95 * row["promised_days"]
    assert row["wrong_days"] <= 0.01 * row["promised_days"]


def test_a_wrong_promise_and_an_older_truth_are_seen(demo_home, demo_truth, tmp_path):
    for path in demo_truth.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tickets = pl.read_parquet(demo_truth / "tickets.parquet")
    tickets.with_columns(pl.col("told_eta_date").dt.offset_by("1d")).write_parquet(tmp_path / "tickets.parquet")
    [row] = score(demo_home, tmp_path)["replies"]
    assert (row["right_days"], row["wrong_days"] > 0) == (0, True)
    tickets.drop("told_at").write_parquet(tmp_path / "tickets.parquet")
    assert score(demo_home, tmp_path)["replies"] == []
