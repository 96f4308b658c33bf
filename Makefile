# SPDX-License-Identifier: EUPL-1.2
# Every command we type. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help run test quick check bench translate wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the site with the Dortmund demo at http://localhost:8000 (PORT and MITWIRKEN_HOME are honoured)
	@scripts/environment base
	@.venv/bin/python scripts/translations.py compile
	@MITWIRKEN_DEMO=$${MITWIRKEN_DEMO-1} exec .venv/bin/mitwirken run

test: ## every test: SQLite, PostgreSQL, a real browser; installs what is missing
	@scripts/test

quick: ## the tests without browser and without PostgreSQL, e.g. make quick WHAT=tests/civic
	@scripts/environment dev
	@.venv/bin/pytest -q -m "not journey and not served" $(WHAT)

check: ## lint, types, import contracts, templates, migrations, translations
	@scripts/environment dev
	@scripts/check

bench: ## measure and write docs/performance.md
	@scripts/environment dev
	@scripts/need nginx nchan wrk
	@.venv/bin/python bench/run.py $(WHAT)

translate: ## gather the words of the code into locale/ and compile them
	@scripts/environment dev
	@.venv/bin/python scripts/translations.py gather
	@.venv/bin/python scripts/translations.py compile

wheel: ## dist/mitwirken-*.whl with templates, static files and translations inside
	@scripts/environment base
	@.venv/bin/python scripts/translations.py compile
	@scripts/wheel

clean: ## take away what can be made again (never your data in var/)
	@rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete
