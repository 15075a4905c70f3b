# make demo   audit the example learners against the first ready policy
# make test   everything that must hold before a change goes in
# make coverage   the tests, and which branches they leave out
# make docs   the documentation as a site, in site/
# make clean  back to a fresh checkout

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Keeps the documentation tool's announcements out of the log.
export NO_MKDOCS_2_WARNING := 1

.PHONY: demo test coverage docs clean
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

coverage: $(VENV)/installed-dev
	$(BIN)/pytest --cov -n auto

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
