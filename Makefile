# One command to run it, one to test it: `make run`, `make test`. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
# Many tests start processes: without kept bytecode each of them compiles the app anew.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help run setup test test-sqlite test-postgresql lint format bench messages clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set up all that is needed and serve the app on http://127.0.0.1:8000 (PORT=8123 for another port)
	@EVENTSAPP_ENV=$${EVENTSAPP_ENV:-development} $(BIN)/eventsapp run --port $(PORT)

setup: $(VENV)/.built ## Make .venv with everything in it, the command eventsapp included

$(VENV)/.installed: pyproject.toml constraints.txt hatch_build.py package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "eventsapp needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what eventsapp needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev,postgresql]'
	@touch $@

$(VENV)/.built: $(VENV)/.installed hatch_build.py package-lock.json $(wildcard frontend/* eventsapp/translations/*/LC_MESSAGES/*.po)
	@$(BIN)/python hatch_build.py
	@touch $@

test: setup ## Run all tests, in a real browser too; on PostgreSQL as well where EVENTSAPP_TEST_DATABASE_URL is set
	@tools/browser-packages
	@$(MAKE) --no-print-directory test-sqlite
	@if [ -n "$$EVENTSAPP_TEST_DATABASE_URL" ]; then $(MAKE) --no-print-directory test-postgresql; fi

# One process more than cores: some wait for browsers and workers.
PYTEST := $(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

test-sqlite: setup
	env -u EVENTSAPP_TEST_DATABASE_URL $(PYTEST)

test-postgresql: setup # what asks a database; the rest has been tested above
	$(PYTEST) -m "not browser" --ignore tests/architecture

lint: setup ## Check style, types, floors and rooms, templates, dependencies, spelling, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/deptry eventsapp
	$(BIN)/codespell
	$(BIN)/python tools/check_migrations.py

format: setup ## Put code into the house's form
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

messages: setup ## Gather the words of the interface into the catalogues
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k lazy_pgettext:1c,2 -k ngettext:1,2 --no-location --sort-output --project eventsapp -o eventsapp/translations/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap -i eventsapp/translations/messages.pot -d eventsapp/translations

bench: setup ## Measure speed and memory, as ratios to a reference of the same run
	$(BIN)/python -m benchmarks

clean: ## Remove what was built; the data folder stays
	rm -rf $(VENV) build-artifacts dist node_modules eventsapp/static/vendor
