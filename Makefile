# The commands of this project; each may be the first one called on a fresh machine.
SHELL   := /bin/bash
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
SOURCES ?=
SEEDS   ?= seeds

.PHONY: help setup demo test test-slow torture bench crawl install-cron clean-seeds check lint types lock model

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv and install the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Khyber needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q cleaners crawler khyber
	@touch $@

demo: $(READY) ## crawl the bundled news web on loopback and show what comes out
	$(BIN)/python -m tests.web.demo --out $(or $(OUT),data/demo)

crawl: $(READY) ## crawl the enabled sources for real: SOURCES="dawn khaama" OUT=data
	$(BIN)/khyber crawl $(SOURCES) --out $(or $(OUT),data)

install-cron: $(READY) ## crawl every hour by cron: SOURCES="dawn khaama" OUT=data
	$(BIN)/khyber cron install $(SOURCES) --out $(or $(OUT),data)

clean-seeds: $(READY) ## clean files scraped long ago: SEEDS=folder OUT=data/seeds
	$(BIN)/khyber clean $(SEEDS) --out $(or $(OUT),data/seeds)

# Three at a time on two cores, since crawls wait for part of theirs. Bytecode is kept, whatever the environment says:
# each of a hundred processes would compile all modules anew.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test: $(READY) ## run the tests, offline, but for the slow ones
	$(PYTEST) -m 'not slow'

test-slow: $(READY) ## run the tests that `make test` leaves out: kills, bombs, memory, Dask, large webs
	$(PYTEST) -m slow

torture: $(READY) ## kill a hundred crawls and cleanings at random instants, crawl 5,000 articles three times: KILLS=100
	KHYBER_KILLS=$(or $(KILLS),100) KHYBER_HOSTS=20 KHYBER_SIZE=250 $(BIN)/python -m pytest -n 2 --dist loadfile \
	    tests/e2e/test_torture.py tests/e2e/test_large_web.py tests/crawler/store/test_commands.py
	KHYBER_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 --dist loadfile -m hypothesis

bench: $(READY) ## measure speed, growth, memory and extraction, side by side
	$(BIN)/python -m benchmarks.run

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: lint types test test-slow ## lint, types, every test and the docs: what CI runs

model: $(READY) ## train the models anew from the annotated texts and pages: DATA=../shared/data
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.line_model $(if $(DATA),--data $(DATA))
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.body_model $(if $(DATA),--data $(DATA))
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.page_model $(if $(DATA),--data $(DATA))

lock: ## write requirements.lock anew from pyproject.toml
	rm -rf .lock-venv && $(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check 'setuptools>=77' '.[dev]'
	{ echo '# Written by `make lock`; install with make setup.'; .lock-venv/bin/python -m pip freeze --all --exclude khyber --exclude pip | grep -v ' @ '; } > requirements.lock
	rm -rf .lock-venv build
