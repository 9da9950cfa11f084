# make run    the demo company, or your own data, on http://localhost:8501
# make test   everything there is to check; says what it had to leave out
# make lint   ruff and mypy          make format  put the code in order
# make demo   the invented company   make bench   how quick the pages are

.DEFAULT_GOAL := run
.PHONY: run demo test lint style format bench docs system clean

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# A window for a person at this machine, none for a build.
HEADLESS := $(if $(CI),--server.headless true,)

run: $(VENV)/.run
	@$(BIN)/python cli.py demo --if-empty
	$(BIN)/streamlit run app.py --server.port $(PORT) $(HEADLESS)

demo: $(VENV)/.run
	@$(BIN)/python cli.py demo

# mypy goes on beside the tests, which often wait for a browser.
test: $(VENV)/.test system style
	$(BIN)/mypy & types=$$!; $(BIN)/pytest -n 2 --dist loadgroup $(TESTS); tests=$$?; wait $$types && exit $$tests

lint: style
	$(BIN)/mypy

style: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks.pages all

docs: $(VENV)/.run
	VORONKA_LANGUAGE=en $(BIN)/python cli.py metrics --format markdown >docs/definitions.md
	VORONKA_LANGUAGE=ru $(BIN)/python cli.py metrics --format markdown >docs/definitions.ru.md

system:
	@sh .ci/system

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Voronka needs Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Debian and Ubuntu: apt install python3-venv"; exit 1; }

# Stamps: installing again is skipped until a requirement changes.
$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what Voronka runs on: once, for a few minutes."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt requirements-engines.txt $(VENV)/.run
	@echo "Installing what its tests need."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@
