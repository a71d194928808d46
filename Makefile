# Every target sets up what it needs in .venv first. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLOSES_EXAMPLES ?= 200

.DEFAULT_GOAL := help
.PHONY: help run test browser lint bench truth demo docs screenshots pins corpus fuzz clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 13

run: $(VENV)/.run ## open the dashboard (honours STREAMLIT_SERVER_PORT and STREAMLIT_SERVER_HEADLESS)
	$(BIN)/streamlit run app.py

test: $(VENV)/.dev ## run the tests (browser tests skip where there is no Chromium)
	$(BIN)/python -m pytest -n 2 --dist loadfile

browser: $(VENV)/.dev ## every browser test, the twenty stories of the user guide among them
	BROWSER=all $(BIN)/python -m pytest tests/browser

lint: $(VENV)/.dev ## check style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

bench: $(VENV)/.dev ## measure speed and memory beside a plain baseline
	$(BIN)/python tests/bench/run.py

truth: $(VENV)/.dev ## audit a made-up practice of 200,000 lines: every figure against what was planted
	$(BIN)/python -m tests.bench.truth_200k

corpus: $(VENV)/.dev ## audit all 400 messed-up exports of the demo practice
	CORPUS=all $(BIN)/python -m pytest tests/corpus -n 2

fuzz: $(VENV)/.fuzz ## fuzz readers (FUZZ_SECONDS each, 600; crashes in .fuzz) and the ledger (CLOSES_EXAMPLES practices, 200)
	PYTHONPATH=tests $(BIN)/python -m fuzz
	CLOSES_EXAMPLES=$(CLOSES_EXAMPLES) $(BIN)/python -m pytest -q -n 2 tests/ledger/test_ledger_closes.py

demo: $(VENV)/.run ## write the made-up practice to ./demo
	$(BIN)/python -m analytics demo demo

docs: $(VENV)/.run ## make the documents that follow from the code: rule catalogue, data dictionary, figures
	$(BIN)/python docs/generate.py

screenshots: $(VENV)/.dev ## draw the pictures of the README from the made-up practice (needs Chromium)
	$(BIN)/python tests/browser/take_screenshots.py

pins: ## make requirements.txt and requirements-dev.txt from the .in files
	rm -rf $(VENV)/pins && $(PYTHON) -m venv $(VENV)/pins
	$(VENV)/pins/bin/pip install -q -r requirements.in
	(echo "# Made by 'make pins' from requirements.in: every package that gets installed."; $(VENV)/pins/bin/pip freeze) > requirements.txt
	$(VENV)/pins/bin/pip install -q -r requirements-dev.in
	(echo "# Made by 'make pins' from requirements-dev.in: what the tests need besides requirements.txt."; echo "-r requirements.txt"; \
	  $(VENV)/pins/bin/pip freeze | grep -vxFf requirements.txt) > requirements-dev.txt
	rm -rf $(VENV)/pins

clean: ## remove everything that was set up or measured
	rm -rf $(VENV) .bench .pytest_cache .ruff_cache .hypothesis .fuzz

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "RehabLedger needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.fuzz: requirements-fuzz.txt $(VENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-fuzz.txt
	touch $@
