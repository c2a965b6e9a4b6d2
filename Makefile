# Everything installs itself into .venv; Debian's python3, python3-venv and make are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DEMO := build/demo

.PHONY: demo test test-spark check lint types bench clean

demo: .venv/installed  ## work out the example's report, check it, write every format
	@mkdir -p $(DEMO)
	@$(BIN)/govdisclosure tabulate examples/hengyang-2015/records --standard cn-hengyang-2015 --year 2015 \
	  -o $(DEMO)/report.json -o $(DEMO)/report.csv -o $(DEMO)/report.xlsx -o $(DEMO)/report.docx
	@$(BIN)/govdisclosure check $(DEMO)/report.json
	@$(BIN)/govdisclosure verify $(DEMO)/report.json --records examples/hengyang-2015/records
	@echo "The documents are in $(abspath $(DEMO))  文件在上述文件夹中"

docs: .venv/docs  ## build the documentation into build/docs; every warning is an error
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "The documentation is in $(abspath build/docs)  文档在上述文件夹中"

test: lint types .venv/developing  ## everything that must hold before a change lands
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term-missing:skip-covered

test-spark: .venv/spark  ## the same figures on Spark, in local mode; Java comes from a wheel where there is none
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/spark

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

.venv/docs: .venv/developing
	$(PIP) install --group docs
	@touch $@

.venv/spark: .venv/developing
	$(PIP) install --group spark
	@touch $@
