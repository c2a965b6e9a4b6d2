# Everything installs itself into .venv; Debian's python3, python3-venv and make are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DEMO := build/demo

.PHONY: demo test test-browser test-office test-spark check lint types bench clean

demo: .venv/installed  ## work out the example's report, check it, write every format
	@mkdir -p $(DEMO)
	@$(BIN)/govdisclosure tabulate examples/hengyang-2015/records --standard cn-hengyang-2015 --year 2015 \
	  -o $(DEMO)/report.json -o $(DEMO)/report.csv -o $(DEMO)/report.xlsx -o $(DEMO)/report.docx
	@$(BIN)/govdisclosure check $(DEMO)/report.json
	@$(BIN)/govdisclosure verify $(DEMO)/report.json --records examples/hengyang-2015/records
	@echo "The documents are in $(abspath $(DEMO))  文件在上述文件夹中"

test: lint types .venv/developing  ## everything that must hold before a change lands
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term-missing:skip-covered

test-browser: .venv/browser  ## the public page in Chromium and the PDF: apt-get install chromium fonts-noto-cjk libpangoft2-1.0-0
	$(BIN)/python -m pytest $(wildcard plugins/*/tests/browser)

test-spark: .venv/spark  ## the same figures on Spark, in local mode; Java comes from a wheel where there is none
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/spark

test-office: .venv/developing  ## what LibreOffice makes of what is written here: recalculated, saved again, read back
	@command -v soffice >/dev/null || { echo "LibreOffice is needed: apt-get install libreoffice-calc libreoffice-writer" >&2; exit 1; }
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/office

check: test  ## the same, under the name that contributors look for

lint: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/developing
	$(BIN)/mypy

bench: .venv/developing  ## ratios against hand-written peers, in one run
	$(BIN)/python benchmarks/tabulate.py
	$(BIN)/python benchmarks/engines.py 1
	$(BIN)/python benchmarks/locate.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/planning.py
	$(BIN)/python benchmarks/intake.py
	$(BIN)/python benchmarks/forms.py 200

clean:
	rm -rf .venv build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml .venv/bin/python
	$(PIP) install -e '.[repair]'
	@touch $@

.venv/developing: pyproject.toml $(wildcard plugins/*/pyproject.toml) .venv/bin/python
	$(PIP) install -U 'pip>=25.1'
	$(PIP) install -e '.[all]' --group dev $(patsubst %,-e %,$(wildcard plugins/*))
	@touch $@ .venv/installed

.venv/browser: .venv/developing
	$(PIP) install --group browser
	@touch $@

.venv/spark: .venv/developing
	$(PIP) install --group spark
	@touch $@
