# make feeds      build the feeds in feeds/ into public/
# make test       everything that a change needs: ruff, mypy, pytest
# make test-long  what takes minutes: fuzzing and fault injection
PYTHON ?= python3
BIN := .venv/bin

.PHONY: feeds test test-long format clean

feeds: .venv/installed
	$(BIN)/feedtool build

test: .venv/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

test-long: .venv/test-installed
	$(BIN)/pytest -m long

format: .venv/test-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv public feedtool.db feedtool.db-* build

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "feedtool needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	@touch $@

.venv/test-installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable '.[test]'
	@touch $@ .venv/installed
