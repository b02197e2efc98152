# Everything runs in .venv, which `make install` makes (Sail: in .venv-sail); only Python 3.11-3.13 and make are needed.
# Two commands matter: `make demo` shows the product, `make test` checks it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMP := .venv/installed
SAIL := .venv-sail/installed

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export OMP_NUM_THREADS := 1
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false

.PHONY: help install demo test check soak simulate distributed test-distributed format lock clean

help: ## Show these lines
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

install: $(STAMP) ## Make .venv with the locked packages (done again only when the lock changes)

$(STAMP): requirements/wismo.lock requirements/uv.lock pyproject.toml scripts/install
	@scripts/install

demo: $(STAMP) ## Sample brand, load, build, and the dashboard on http://127.0.0.1:8501
	@$(BIN)/wismo demo

check: $(STAMP) ## Linters: ruff, ty, sqlfluff, dbt-bouncer
	@scripts/check

test: check ## Linters, then the tests (long ones wait for `make soak`), in two processes with one demo brand
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: $(STAMP) ## What is too long for `make test`: spoilt files, kills, days one by one, a brand full of payloads, every page at every width
	@scripts/fuzz --minutes 10
	@scripts/storm
	@d=$$(mktemp -d); trap 'rm -rf $$d' EXIT; WISMO_HOME=$$d scripts/incremental_days --orders 60000
	@WISMO_SOAK=1 $(BIN)/python -m pytest -m soak
	@WISMO_SOAK=1 $(BIN)/python -m pytest -m "not soak" tests/test_same_number.py tests/test_text_model.py tests/test_intake_shortcuts.py
	@WISMO_KILLS=20 WISMO_SOAK=1 $(BIN)/python -m pytest tests/test_intake_kill.py
	@WISMO_CANARIES=1000 $(BIN)/python -m pytest tests/test_canaries.py
	@$(BIN)/python -m tests.forget_storm --kills 10

simulate: $(STAMP) ## The statistics' claims in worlds whose truth is known
	@$(BIN)/python -m tests.simulate

$(SAIL): $(STAMP) requirements/sail.lock scripts/install_distributed
	@scripts/install_distributed

distributed: $(SAIL) ## Make .venv-sail, where `wismo build --target sail` runs (docs/distributed.md)

test-distributed: $(SAIL) ## The same marts from both engines, row for row, Sail on a cluster of this machine
	@.venv-sail/bin/python -m pytest tests/distributed

format: $(STAMP) ## Lay out Python and SQL
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --quiet models analyses tests/dbt

lock: $(STAMP) ## Pin the newest allowed versions, with hashes
	@scripts/lock

clean: ## Remove what the tools made; keeps .venv and var/
	@rm -rf target logs .pytest_cache .ruff_cache .hypothesis *.egg-info
