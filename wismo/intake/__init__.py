"""Intake: exported files in, checked raw Parquet and a balanced ledger out."""
