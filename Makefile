# Everything that is done with this repository. `make help` lists it.
# The first that runs and is new enough: a name on the PATH may lead to nothing (pyenv's shims do).
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
RUN := .venv/bin/
PREPARE := $(PYTHON) tools/prepare.py
# One more than the cores of a small machine: a test with a browser or processes waits half of its time.
JOBS ?= 3
ARGS ?=
.DEFAULT_GOAL := help
# A machine that forbids Python to keep what it compiled makes every start of a process three times as long.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo dev test pictures lint bench lighthouse docs lock clean base ready

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

base:
	@$(PREPARE) base frontend messages letters

ready:
	@$(PREPARE) dev frontend messages browser letters

demo: base ## Build what is missing, then serve the demonstration at http://127.0.0.1:8000
	@$(RUN)tinhso demo $(ARGS)

dev: ## Serve for developing: reload on change, debug pages, component catalogue
	@$(PREPARE) dev frontend messages
	@TINHSO_DEBUG=1 $(RUN)tinhso demo --reload $(ARGS)

test: ready ## Run every test (ARGS="-k name" narrows, JOBS=4 widens)
	@TINHSO_DATA=$${TINHSO_DATA:-$(CURDIR)/var} $(RUN)pytest -n $(JOBS) $(ARGS)

pictures: ready ## Play the browser tests and keep a picture of every page in build/screenshots
	@TINHSO_PICTURES=1 TINHSO_DATA=$${TINHSO_DATA:-$(CURDIR)/var} $(RUN)pytest -n $(JOBS) tests/browser $(ARGS)

lint: ## Check style, types, import contracts, templates, migrations
	@$(PREPARE) dev frontend
	$(RUN)ruff check src tests tools bench
	$(RUN)ruff format --check src tests tools bench
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)djlint --quiet --lint src
	$(RUN)python tools/check_migrations.py

bench: ## Measure; writes build/bench.json
	@$(PREPARE) dev frontend messages
	@mkdir -p build
	@$(RUN)python -m bench $(ARGS)

lighthouse: ## Grade the citizens' pages as a slow telephone sees them; writes build/lighthouse.json
	@$(PREPARE) dev frontend messages browser lighthouse
	@mkdir -p build
	@$(RUN)python tools/lighthouse.py

docs: ## Refresh the reference lists and build the documentation into site/
	@$(PREPARE) dev
	$(RUN)tinhso docs lists
	$(RUN)mkdocs build --strict

lock: ## Compile the lock files anew from requirements/*.in
	@$(PREPARE) dev
	$(RUN)python tools/lock.py $(ARGS)

clean: ## Stop the embedded database and remove what was built; the data in var/ stays
	-@if [ -x $(RUN)tinhso ]; then $(RUN)tinhso database stop; fi
	rm -rf .venv build site frontend/node_modules src/tinhso/kernel/web/static/dist src/*.egg-info
	rm -rf .ruff_cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis
