# Everything here runs on a machine with Python 3.11+, make and git; nothing else is needed.
.DEFAULT_GOAL := help
.PHONY: help install run demo test test-bluesky check fix bench bench-matching torture lock browser
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.installed

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Tertulia needs Python 3.11 or newer; point PYTHON at one: make PYTHON=python3.12"'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-boot.lock
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements-dev.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $(STAMP)

install: $(STAMP)  ## set everything up in .venv

run: install  ## the bot: reads .env
	$(BIN)/tertulia run

demo: install  ## the playground, no account needed: make demo PORT=8123
	$(BIN)/tertulia demo --port $(PORT)

test: install  ## all tests
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

test-bluesky: install  ## Bluesky's adapter against its real server; needs Node.js 20+ and fetches some 400 MB once
	mkdir -p .venv/bluesky && cp tests/bluesky/package.json tests/bluesky/server.mjs .venv/bluesky/
	cd .venv/bluesky && npm install --no-audit --no-fund --no-package-lock
	$(BIN)/python -m tests.bluesky .venv/bluesky

check: install  ## what CI checks: style, types, imports, shape
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_shape.py tests/test_features.py tests/test_routes.py tests/test_contract_page.py tests/test_catalogues.py

fix: install  ## what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

torture: install  ## kill, starve and fuzz the bot, and let years pass, for a night: make torture SEED=7
	$(BIN)/python -m tests.torture $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.torture.posts $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.scheduler.years --zones all --on both $(or $(SEED),1)
	$(BIN)/python -m tests.fuzz --inputs 100000 $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m pytest -q tests/unit --hypothesis-profile wander

bench: install  ## measure; the table goes into docs/performance.md
	$(BIN)/python -m benchmarks

bench-matching: install  ## measure matching: quality a tier, speed and memory, a thousand years of rounds
	$(BIN)/python -m benchmarks.matching
	$(BIN)/python -m benchmarks matching_scale
	$(BIN)/python -m benchmarks.rounds 1000

browser:  ## Chromium for the browser test (Debian, Ubuntu; as root)
	command -v chromium >/dev/null || (apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core fonts-noto-color-emoji)

COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" --quiet
lock:  ## pin all dependencies again
	$(COMPILE) pyproject.toml --extra postgres -o requirements.lock
	$(COMPILE) pyproject.toml --all-extras --group dev --group build -o requirements-dev.lock
	echo uv | $(COMPILE) - -o requirements-boot.lock
