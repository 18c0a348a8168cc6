# Everything runs in .venv, which is made on first use. Needs only Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint real bench bar clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*##/  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.demo  ## crawl four editions of an invented press on loopback and show what is kept
	@$(BIN)/kliping --archive kliping-demo demo

# Four at a time on two cores: much of a test's time is waiting for sockets, disks and the ends of processes.
test: $(VENV)/.test  ## the whole suite, in parallel
	@$(BIN)/python -m pytest -q -n 4 --dist loadscope --no-loadscope-reorder

lint: $(VENV)/.test  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

real: $(VENV)/.bench  ## newspapers made of real articles, crawled once and over eight days, compared (needs ../shared)
	@$(BIN)/python -m tests.bench.real
	@$(BIN)/python -m tests.bench.real --sites 12 --editions 8 --articles 600

bench: $(VENV)/.bench  ## the crawl beside its peers in one run (needs ../shared)
	@$(BIN)/python -m tests.bench.crawl

bar: $(VENV)/.bench  ## the reliability bar: long checks, each with its figure (make bar ONLY="01 11" for some)
	@$(BIN)/python -m tests.bar $(ONLY)

clean:  ## remove what was made here, archives excepted
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './kliping-*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kliping needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python has no venv here. On Debian and Ubuntu: apt install python3-venv   then run make again."; exit 1; }

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing Kliping into $(VENV) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@$(INSTALL) --editable '.[test]'
	@touch $@

$(VENV)/.bench: $(VENV)/.test
	@$(INSTALL) --editable '.[test,bench]'
	@touch $@
