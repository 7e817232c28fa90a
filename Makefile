# The commands of this project; each may be the first one called on a fresh machine.
SHELL   := /bin/bash
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
SOURCES ?=
SEEDS   ?= seeds

.PHONY: help setup demo test torture bench crawl install-cron clean-seeds check lint types lock model

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv and install the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Khyber needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## crawl the bundled news web on loopback and show what comes out
	$(BIN)/python -m tests.web.demo --out $(or $(OUT),data/demo)

crawl: $(READY) ## crawl the enabled sources for real: SOURCES="dawn khaama" OUT=data
	$(BIN)/khyber crawl $(SOURCES) --out $(or $(OUT),data)

install-cron: $(READY) ## crawl every hour by cron: SOURCES="dawn khaama" OUT=data
	$(BIN)/python -m tools.install_cron $(SOURCES) --out $(or $(OUT),data)

clean-seeds: $(READY) ## clean files scraped long ago: SEEDS=folder OUT=data/seeds
	$(BIN)/khyber clean $(SEEDS) --out $(or $(OUT),data/seeds)

test: $(READY) ## run every test, offline
	$(BIN)/python -m pytest -n 3 --dist loadfile

torture: $(READY) ## kill a hundred crawls and cleanings at random instants, crawl 5,000 articles three times: KILLS=100
	KHYBER_KILLS=$(or $(KILLS),100) KHYBER_HOSTS=20 KHYBER_SIZE=250 $(BIN)/python -m pytest -n 2 --dist loadfile \
	    tests/e2e/test_torture.py tests/e2e/test_large_web.py tests/crawler/store/test_commands.py

bench: $(READY) ## measure speed, growth, memory and extraction, side by side
	$(BIN)/python -m benchmarks.run

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: lint types test ## lint, types, tests, docs: what CI runs

model: $(READY) ## train the models anew from the annotated texts and pages: DATA=../shared/data
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.line_model $(if $(DATA),--data $(DATA))
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.body_model $(if $(DATA),--data $(DATA))
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.page_model $(if $(DATA),--data $(DATA))

lock: ## write requirements.lock anew from pyproject.toml
	rm -rf .lock-venv && $(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check 'setuptools>=77' '.[dev]'
	{ echo '# Written by `make lock`; install with make setup.'; .lock-venv/bin/python -m pip freeze --all --exclude khyber --exclude pip | grep -v ' @ '; } > requirements.lock
	rm -rf .lock-venv build
