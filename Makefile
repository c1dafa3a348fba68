# The commands of the project. Each makes what it needs: only Python >= 3.11, make and a package registry are required.
#
#   PYTHON=python3.12 make test     choose the interpreter
#   VENV=/elsewhere   make demo     choose where the virtual environment goes
#   ARGS="--port 9000" make demo    pass options on

VENV ?= .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
# One process for each processor, a file of tests in one of them; PARALLEL= runs them one after another.
PARALLEL ?= -n auto --dist loadfile
CODE := ontology loaders shapes server samples conformance benchmarks

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types check-tests coverage bench fuzz fidelity conformance ontology install constraints clean

help: ## Show this list
	@echo "Mingzhang: budget disclosures as a knowledge graph. Targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done

demo: $(VENV)/.run ## Load the sample disclosures, check them and serve them in the browser
	$(BIN)/mingzhang demo $(ARGS)

test: lint types check-tests ## Everything that must hold: lint, types, tests

lint: $(VENV)/.dev ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## Check types
	$(BIN)/mypy

check-tests: $(VENV)/.dev ## Run the tests alone
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

coverage: $(VENV)/.dev ## Run the tests and report which lines they reach
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage report

format: $(VENV)/.dev ## Rewrite the code in the house style
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Run every measurement in benchmarks/
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" $(ARGS) || exit 1; done

fidelity: $(VENV)/.run ## Count the numbers of documents a second way and compare: FOLDER=folder with documents
	@test -n "$(FOLDER)" || { echo "Name the folder with documents: make fidelity FOLDER=folder"; exit 1; }
	$(BIN)/mingzhang fidelity "$(FOLDER)" $(ARGS)

fuzz: $(VENV)/.dev ## Load 10,000 mutated documents: no crash, no hang, no figure read wrong or lost in silence
	$(BIN)/python benchmarks/robustness.py --count 10000 $(ARGS)

conformance: $(VENV)/.dev ## Run suites that others wrote: SUITES=folder with copies of them
	@test -n "$(SUITES)" || { echo "Name the folder with copies of the suites: make conformance SUITES=folder (see docs/conformance.md)"; exit 1; }
	$(BIN)/python -m conformance --suites "$(SUITES)" $(ARGS)

ontology: $(VENV)/.dev ## Write the generated Turtle files of the ontology again
	$(BIN)/python -m ontology.build

install: $(VENV)/.dev ## Make the virtual environment for development

constraints: $(VENV)/.dev ## Write down the versions that are installed now
	$(PIP) list --format=freeze --exclude pip --exclude mingzhang > constraints.new
	{ head -n 1 constraints.txt; cat constraints.new; } > constraints.all
	mv constraints.all constraints.txt
	rm constraints.new

clean: ## Remove what these commands made
	rm -rf $(VENV) .demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* htmlcov
	find $(CODE) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps: running needs less than developing. Both are renewed when the pinned versions or the metadata change.
$(VENV)/.run: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt setuptools
	$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: constraints.txt pyproject.toml | $(VENV)/.run
	$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) lacks the venv module. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
