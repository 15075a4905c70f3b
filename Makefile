# make demo   audit the example learners against the first ready policy
# make test   everything that must hold before a change goes in
# make test-spark   the same core on a local Spark; needs Java
# make coverage   the tests, and which branches they leave out
# make bench  how fast, beside others asked the same
# make translations   what the code says now, into the catalogues of every language
# make docs   the documentation as a site, in site/
# make clean  back to a fresh checkout

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Keeps the documentation tool's announcements out of the log.
export NO_MKDOCS_2_WARNING := 1

.PHONY: demo test test-spark coverage bench translations docs clean
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	@$(BIN)/microcredit audit policies/hkuspace.policy \
		--catalogue examples/hkuspace/catalogue \
		--records examples/hkuspace/learners.json \
		--on 2026-03-01

# pytest comes last, so that its closing line is the last line of a good run.
test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mkdocs build --strict --quiet
	$(BIN)/pytest -n auto

# Spark is large, so `make test` leaves these tests out, and says so, unless it is installed.
test-spark: $(VENV)/installed-spark
	$(BIN)/pytest -m spark tests/batches

coverage: $(VENV)/installed-dev
	$(BIN)/pytest --cov -n auto

bench: $(VENV)/installed-bench
	$(BIN)/python -m tests.benchmarks

translations: $(VENV)/installed-dev
	$(BIN)/python -m tests.translations

docs: $(VENV)/installed-dev
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) site dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "microcredit needs Python 3.11 or later, and $(PYTHON) is not: try make PYTHON=python3.11" >&2; \
		exit 1; }
	$(PYTHON) -m venv $(VENV)

# The stamps are newer than pyproject.toml while what it asks for is installed.
$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[bench,solver,batch]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-spark: $(VENV)/installed-dev
	@command -v java >/dev/null || { echo "Spark needs Java 17 or later, and there is no java" >&2; exit 1; }
	$(PIP) install --editable '.[dev,spark]'
	@touch $@
