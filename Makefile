# Everything installs itself into .venv; Debian's python3, python3-venv and make are enough.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DEMO := build/demo
PLATFORM ?= linux-x86_64
EXTRAS ?= pdf,repair
PYTHONS ?= 3.11,3.12,3.13
# Other processes, databases, documents by the hundred: seconds each, and left out of the fast lane.
SLOW := test_accounts test_architecture test_area_properties test_audit_pages test_auditing test_batch test_bulk test_by_body test_cells test_cli \
  test_closed_sets test_collecting test_collection test_command test_commands test_comparison test_conditions \
  test_connections test_containment test_contract test_contributions test_decimal_context test_decimals test_docs test_docx \
  test_doors test_drafting test_drilldown test_embedded_report test_embedding test_engines test_error_localization test_every_small_report test_example_city \
  test_flattened test_folders test_form test_formulas test_fragment test_guide test_health_commission test_html test_intake \
  test_json_schemas test_kept test_killed test_kit_contracts test_kit_standards test_kit_strategies test_languages test_library test_linear \
  test_markdown test_marking test_measures test_mojibake test_narration test_national_properties test_new_plugin \
  test_number_measures test_official_document test_ofd test_offline test_operators test_output test_page test_pdf test_pdf_limits test_placement \
  test_planted test_plugin_calls test_plugins test_privacy test_published test_quick_rows test_readiness test_reading \
  test_reading_and_writing test_recognition test_release test_round_trip test_round_trips test_rule_quality test_safety test_sentences \
  test_serialization test_sql test_strategies test_tables test_text test_toy_measure test_toy_operator test_us_foia test_value_objects \
  test_xlsx
FAST = -m pytest -q -n auto --dist loadfile $(SLOW:%=--ignore-glob='*/%.py')
# The series of Python that are supported, and where one is: on the path, or installed by pyenv or uv.
SERIES := 3.11 3.12 3.13 3.14
python_of = $(firstword $(foreach place,python$(1) $(wildcard $(HOME)/.pyenv/versions/$(1).*/bin/python$(1) \
  $(HOME)/.local/share/uv/python/cpython-$(1).*/bin/python$(1)),$(shell $(place) -c 'import venv; print("$(place)")' 2>/dev/null)))
PLUGINS := $(patsubst %,-e %,$(wildcard plugins/*))
# uv installs in seconds what takes pip minutes; where uv finds no index, pip does it. $(call install,ENVIRONMENT,WHAT)
install = $(BIN)/uv pip install -q --python $(1)/bin/python $(2) || \
  { $(1)/bin/python -m pip -q install -U 'pip>=25.1' && $(1)/bin/python -m pip -q install $(2); }
# Jobs that need programs outside Python: those of them that this Makefile has.
EXTERNAL := $(shell grep -oE '^test-(office|browser|mariadb)' $(firstword $(MAKEFILE_LIST)))

.PHONY: demo docs test covered test-fast test-lowest test-pythons test-browser test-mariadb test-office test-scans test-spark test-us-foia test-wheels test-bundle wheels bundle soak soak-kills check lint types bench mutate clean

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

test: lint .venv/developing  ## everything that must hold before a change lands
	@$(MAKE) --no-print-directory -j 2 types covered

covered: .venv/developing
	@$(BIN)/python -m compileall -q src plugins/*/src  # else each process that a test starts compiles it, where none may write
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term-missing:skip-covered

test-fast: .venv/developing  ## the core without what takes long, for the loop between two edits: under 40 seconds on two cores
	@HYPOTHESIS_PROFILE=few $(BIN)/python $(FAST)

test-browser: .venv/browser  ## the public page in Chromium and the PDF: apt-get install chromium fonts-noto-cjk libpangoft2-1.0-0
	$(BIN)/python -m pytest $(wildcard plugins/*/tests/browser)

test-scans: .venv/developing  ## pages of a report recognised in pictures, good and bad ones; about two minutes: apt-get install fonts-noto-cjk
	$(BIN)/python -m pytest plugins/govdisclosure-ocr/tests/scans

test-us-foia: .venv/developing  ## every FOIA report in ../shared/us-foia, held against a plain check of the same files; some minutes
	$(BIN)/python -m pytest plugins/govdisclosure-us-foia/tests/published

test-lowest: .venv/lowest/installed  ## with the oldest versions that are declared, in an environment of their own (LANE="tests/exporters")
	@HYPOTHESIS_PROFILE=few .venv/lowest/bin/python $(FAST) $(LANE)

test-pythons: $(SERIES:%=test-python%)  ## with every Python that this machine has, in an environment each (LANE="tests/exporters")

test-python%: .venv/bin/uv
	@python='$(call python_of,$*)'; \
	if [ -z "$$python" ]; then echo "Python $* is not on this machine and was not tried"; exit 0; fi; \
	echo "Python $*: $$python"; \
	"$$python" -m venv .venv/python$* && { $(call install,.venv/python$*,-e '.[all]' --group dev $(PLUGINS)); } && \
	HYPOTHESIS_PROFILE=few .venv/python$*/bin/python $(FAST) $(LANE)

wheels: .venv/developing  ## every wheel and the sdist, built twice and compared, into build/wheels
	$(BIN)/python docs/release/wheels.py

test-wheels: wheels  ## each wheel alone in a fresh environment without development packages; the demo
	$(BIN)/python docs/release/trial.py wheels

bundle: wheels  ## what an office without internet needs: make bundle PLATFORM=linux-x86_64|linux-aarch64|windows-amd64
	$(BIN)/python docs/release/bundle.py $(PLATFORM) --extras "$(EXTRAS)" --pythons "$(PYTHONS)"

test-bundle: wheels  ## this machine's bundle, installed and run with the network cut off
	$(BIN)/python docs/release/trial.py bundle

test-spark: .venv/spark  ## the same figures on Spark, in local mode and on two executors; needs Java 17 or later
	@command -v java >/dev/null || { echo "Java is needed: apt-get install default-jre-headless" >&2; exit 1; }
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/spark

test-mariadb: .venv/developing  ## the same figures on MariaDB: a server of the run's own, in a temporary folder
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin"; command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null || \
	  { echo "MariaDB is needed: apt-get install mariadb-server" >&2; exit 1; }
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/mariadb

test-office: .venv/developing  ## what LibreOffice makes of what is written here: recalculated, saved again, read back
	@command -v soffice >/dev/null || { echo "LibreOffice is needed: apt-get install libreoffice-calc libreoffice-writer" >&2; exit 1; }
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest tests/office

SOAK ?= 3000
SEEDS ?= $(shell date +%F)
soak: .venv/developing  ## thousands of published reports in print and as text, read and judged; other seeds every day
	$(BIN)/python -m govdisclosure.testing.soak grids --count $(SOAK) --seeds "$(SEEDS)"
	$(BIN)/python -m govdisclosure.testing.soak texts --count $(SOAK) --seeds "$(SEEDS)"

KILLS ?= 200
soak-kills: .venv/developing  ## intake, write and collect killed by SIGKILL, 200 times each: the old files or the new ones, nothing between
	$(BIN)/python -m tests.kills --count $(KILLS) --seed "$(SEEDS)"

# Everything; where a target needs what a machine may not have (Java, a browser, LibreOffice, MariaDB), it installs it or says so.
check: test docs test-scans test-spark test-wheels test-bundle $(EXTERNAL)  ## everything there is to check

lint: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/developing
	$(BIN)/mypy

bench: .venv/developing  ## ratios against hand-written peers, in one run
	$(BIN)/python benchmarks/tabulate.py
	$(BIN)/python benchmarks/engines.py 1
	$(BIN)/python benchmarks/locate.py
	$(BIN)/python benchmarks/findings.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/planning.py
	$(BIN)/python benchmarks/intake.py
	$(BIN)/python benchmarks/forms.py 200
	$(BIN)/python benchmarks/documents.py
	$(BIN)/python benchmarks/goals.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/desk.py

mutate: .venv/developing  ## how many small faults in the core the tests notice; a sample (SAMPLE=25 MODULES="law.*")
	$(BIN)/python -m tests.mutate $(MODULES) --sample $(or $(SAMPLE),25)

clean:
	rm -rf .venv build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml .venv/bin/python
	$(PIP) install -e '.[repair]'
	@touch $@

.venv/bin/uv: .venv/bin/python
	$(PIP) install -U 'pip>=25.1'
	-$(PIP) install uv
	@touch $@

.venv/developing: pyproject.toml $(wildcard plugins/*/pyproject.toml) .venv/bin/uv
	$(call install,.venv,-e '.[all]' --group dev $(PLUGINS))
	@touch $@ .venv/installed

.venv/lowest/installed: .venv/developing docs/release/lowest.py
	$(PYTHON) -m venv .venv/lowest
	$(BIN)/python docs/release/lowest.py > .venv/lowest/constraints.txt
	$(call install,.venv/lowest,-c .venv/lowest/constraints.txt -e '.[all]' $(PLUGINS))
	$(call install,.venv/lowest,--group dev 'pytest>=9')
	@touch $@

.venv/browser: .venv/developing
	$(call install,.venv,--group browser)
	@touch $@

.venv/docs: .venv/developing
	$(call install,.venv,--group docs)
	@touch $@

.venv/spark: .venv/developing
	$(call install,.venv,--group spark)
	@touch $@
