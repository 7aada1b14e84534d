.DEFAULT_GOAL := help
.PHONY: help run test check lint fmt lock extension mutate screenshots bench services clean
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start the whole portal with pretend vendors (same as ./run)
	@./run

test: ## Run some tests: make test ARGS="tests/core -k money"
	@./test $(or $(ARGS),tests)

check: ## Run every check and every test, with the coverage gates (same as ./test)
	@./test

lint: ## Run the checks that run no test
	@tests/lint.sh

fmt: ## Put code and templates in shape
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q . ; $(BIN)/djlint templates --reformat --quiet || true

lock: ## Compile requirements*.in into pinned, hashed lock files (UP=--upgrade takes newer ones)
	@$(COMPILE) $(UP) requirements.in -o requirements.txt
	@$(COMPILE) $(UP) requirements-demo.in -c requirements.txt -o requirements-demo.txt
	@$(COMPILE) $(UP) requirements-dev.in -c requirements-demo.txt -o requirements-dev.txt
	@$(COMPILE) $(UP) requirements-zcrmsdk.in -o requirements-zcrmsdk.txt

extension: ## Pack the extension for Zoho CRM into var/xero2zoho.zip
	@$(BIN)/python -m connectors.zoho.packing var/xero2zoho.zip

mutate: ## Plant known bugs one by one; each must be caught by its tests
	@$(BIN)/python -m tests.mutate $(ARGS)

screenshots: ## Keep a picture of each page that the browser tests visit, in screenshots/
	@SCREENSHOTS=screenshots ./test tests/browser

bench: ## Run the benchmarks of benchmarks/README.md
	@$(BIN)/python -m benchmarks $(ARGS)

services: ## Keep a private PostgreSQL and Redis up for pytest; stop: tests/services.sh down
	@tests/services.sh up

clean: ## Remove what ./run and ./test made: the demo's data, caches, .venv
	@case "$$(cat var/postgres.path 2>/dev/null)" in /var/tmp/syncportal-*) rm -rf "$$(cat var/postgres.path)";; esac
	@rm -rf var .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov screenshots test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
