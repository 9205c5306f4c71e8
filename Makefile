# Two commands for readers: `make brief` and `make test`. Each does its own set-up in .venv and touches nothing else.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LOCKED := $(PIP) install --require-hashes --only-binary :all:

.PHONY: brief test torture check lock clean help
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

brief: .venv/brief .venv/quarto ## build the dataset and render the brief into reports/_draft/
	@$(BIN)/dialogues render

test: .venv/test ## lint, types and tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

torture: .venv/test ## inputs, faults, kills and mutants without number, and what was lost (a quarter of an hour; KILLS=every: a command ended at every event, hours)
	@PYTHONPATH=tests:analysis $(BIN)/python -m torture $(KILLS)

check: .venv/brief ## seeds, codebook and dataset: one sentence a problem
	@$(BIN)/dialogues check

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dialogues needs Python 3.11 or later; name one with: make brief PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv 2>.venv.log || { cat .venv.log; rm -rf .venv .venv.log; echo "Python could not make a virtual environment; on Debian install the package python3-venv, then run make again."; exit 1; }
	@rm -f .venv.log

.venv/brief: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages (once; a few minutes) ..."
	@$(LOCKED) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m dialogues.render.parts
	@printf 'QUARTO_PYTHON="%s/$(BIN)/python"\n' "$(CURDIR)" > _environment.local # for Quarto, from any folder
	@touch $@

# Quarto is the engine of record, but its PyPI package downloads the program while it installs.
.venv/quarto: requirements-quarto.lock | .venv/brief
	@if command -v quarto >/dev/null 2>&1; then echo "Quarto: $$(quarto --version), found on the PATH."; \
	elif timeout 300 $(PIP) install --require-hashes -r requirements-quarto.lock >.venv/quarto.log 2>&1; then echo "Quarto: installed from PyPI."; \
	else echo "Quarto cannot be had here (its download failed; see .venv/quarto.log): the built-in engine renders the brief."; fi
	@touch $@

.venv/test: requirements-dev.lock | .venv/brief
	@echo "Installing the locked test packages (once) ..."
	@$(LOCKED) -r requirements-dev.lock
	@touch $@

# The locks are made from pyproject.toml; `uv` is needed only here.
UV_COMPILE := uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: ## make the lock files anew from pyproject.toml (needs uv)
	$(UV_COMPILE) --group build -o requirements.lock
	$(UV_COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	$(UV_COMPILE) --group build --extra quarto -c requirements.lock -o requirements-quarto.lock

clean: ## remove what can be made again (never a release)
	rm -rf .venv _environment.local reports/_draft reports/_build
