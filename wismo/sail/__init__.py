"""The same models on Sail, a distributed engine, instead of DuckDB (docs/distributed.md)."""
