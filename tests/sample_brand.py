"""The sample's files as tables, for the tests of what is in them."""

from __future__ import annotations

import polars as pl

ORDERS = 12_000


def read(files, truth):
    """Return one table per kind of export, and the truth's tables as `true_...`."""
    shop = [
        pl.read_csv(path, infer_schema=False).with_columns(file=pl.lit(number))
        for number, path in enumerate(sorted(files.glob("shopify_orders_export_*.csv")))
    ]
    parcels = [
        pl.read_csv(path, infer_schema=False)
        .rename({"Date - Ship date": "Date - Shipped Date"}, strict=False)
        .with_columns(file=pl.lit(number))
        for number, path in enumerate(sorted(files.glob("shipstation_shipments_*.csv")))
    ]
    trackings = [
        pl.read_ndjson(path, infer_schema_length=None).with_columns(file=pl.lit(number))
        for number, path in enumerate(sorted(files.glob("aftership_trackings_*.jsonl")))
    ]
    tables = {
        "shop": pl.concat(shop),
        "orders": pl.concat(shop).filter(pl.col("Created at").is_not_null()),
        "parcels": pl.concat(parcels),
        "trackings": pl.concat(trackings, how="diagonal_relaxed"),
        "log": pl.read_csv(files / "notifications.csv", infer_schema=False),
        "zendesk": pl.read_csv(files / "zendesk_tickets.csv", infer_schema=False),
        "gorgias": pl.read_ndjson(files / "gorgias_tickets.jsonl", infer_schema_length=None),
        "messages": pl.read_ndjson(files / "gorgias_messages.jsonl", infer_schema_length=None),
    }
    tables["points"] = (
        tables["trackings"]
        .select("tracking_number", "file", "checkpoints")
        .explode("checkpoints")
        .unnest("checkpoints")
    ).drop_nulls("tag")
    return tables | {
        f"true_{name}": pl.read_parquet(truth / f"{name}.parquet") for name in ("tickets", "orders", "shipments")
    }


def zoned(name):
    """A time with its offset, as UTC."""
    return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S %z", time_zone="UTC")


def utc(name):
    """A time as APIs give it, as UTC."""
    return pl.col(name).str.replace("Z$", "+00:00").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_zone="UTC")
