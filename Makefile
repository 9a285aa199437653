# `make run` opens the console; `make check` is what must pass. A virtual environment is made once, in .venv.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# One more than there are cores: half of the time a test waits for a screen to come to rest.
PYTEST := $(BIN)/pytest -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist worksteal

.PHONY: help run test test-all check format bench bench-console screens clean

help:
	@echo "make run       open the console (sets everything up first)"
	@echo "make test      run the tests"
	@echo "make test-all  run the tests and the long campaigns"
	@echo "make check     format, lint, types, layers, tests: what must pass"
	@echo "make format    rewrite the source in the project's format"
	@echo "make bench     measure, beside others, on this machine (QUICK=1: the short form)"
	@echo "make bench-console  measure the console in a pseudo-terminal (FULL=1: up to a million people)"
	@echo "make screens   draw the pictures of the console in screens/"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "scimconsole needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "no virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }

# What the program needs. Stamps: installed again only when a requirement changes.
$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

# What working on it needs besides.
$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp
	$(BIN)/scimconsole

test: $(VENV)/dev.stamp
	$(PYTEST)

test-all: $(VENV)/dev.stamp
	$(PYTEST) -m ""

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST)

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench $(if $(QUICK),--quick)

bench-console: $(VENV)/dev.stamp
	$(BIN)/python -m bench.console $(if $(FULL),--full)

screens: $(VENV)/dev.stamp
	$(BIN)/python -m tests.console.draw_screens

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
