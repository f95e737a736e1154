# Needs Python 3.11 or newer and a package registry, nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# The question goes to the shell through the environment, and make leaves it alone: no quote and
# no dollar sign in it can break out.
override Q := $(value Q)
export Q

.PHONY: help demo ask serve test lint check clean

help:
	@echo 'make demo                                  see it in the browser, without Slack'
	@echo 'make ask Q="who owns architecture docs?"   answer a question from content/'
	@echo 'make serve                                 run the bot; see .env.sample for its settings'
	@echo 'make test                                  run the tests'
	@echo 'make lint                                  check style, types and imports'
	@echo 'make clean                                 remove what the others have made'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@echo 'Installing into .venv (once, a minute or two) …' >&2
	@$(PYTHON) -m venv .venv >&2
	@$(BIN)/pip install --disable-pip-version-check -c constraints.txt -e '.[dev]' >&2
	@touch $@

ask: $(READY)
	@# No answer (1) and a reader that has had enough (141) are no failures of make.
	@$(BIN)/rolebot ask -- "$$Q" || { code=$$?; [ $$code -eq 1 ] || [ $$code -eq 141 ]; }

demo: $(READY)
	@exec $(BIN)/rolebot demo --content content --content tests/roles

serve: $(READY)
	@exec $(BIN)/rolebot serve

test: $(READY)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv .index *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
