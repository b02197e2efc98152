"""Exports that chance made or spoilt. `scripts/fuzz --minutes 10` looks for long, `tests/test_fuzz.py` for seconds."""
