# Quotewire: `make run` and `make test` are all a first visit needs; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS := ingest nlp search local
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --upgrade --custom-compile-command 'make lock'
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  \033[36m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# A stamp per set of requirements: the environment is remade only when what it needs has changed.
$(VENV)/.%: requirements/%.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else "Quotewire needs Python 3.11, 3.12 or 3.13; this is %d.%d. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" % v[:2])'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements/$*.txt pins ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: run
run: $(VENV)/.local ## Start everything on this machine, post the seeds, show the quotes, serve until Ctrl-C
	@$(BIN)/quotewire run

.PHONY: up
up: $(VENV)/.local ## The same without the seeds
	@$(BIN)/quotewire up

.PHONY: setup
setup: $(VENV)/.dev ## Set up the development environment

.PHONY: test
test: $(VENV)/.dev ## Run the tests (those whose real part is missing skip and say so)
	@$(BIN)/python -m pytest $(ARGS)

.PHONY: test-fast
test-fast: $(VENV)/.dev ## Run the unit tests and the contract on SQLite, in parallel: under a minute on two cores
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 -m "not slow and not elasticsearch and not docker" tests/unit tests/docs tests/contract $(ARGS)

.PHONY: matrix
matrix: ## Run test-fast on Python 3.11, 3.12 and 3.13, each in an environment of its own
	@for version in 3.11 3.12 3.13; do \
	  python=$$(command -v python$$version || ls -d $$HOME/.pyenv/versions/$$version.*/bin/python 2>/dev/null | tail -n 1); \
	  if [ -z "$$python" ]; then echo "Python $$version is not on this machine: skipped"; test -z "$$CI" || exit 1; continue; fi; \
	  echo "=== Python $$version"; \
	  $(MAKE) --no-print-directory test-fast PYTHON="$$python" VENV=".venv-$$version" || exit 1; \
	done

.PHONY: coverage
coverage: $(VENV)/.dev ## Run test-fast and report which lines and branches it runs
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 -m "not slow and not elasticsearch and not docker" --cov --cov-report=term:skip-covered --cov-report=html tests/unit tests/docs tests/contract $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.dev ## Send changed documents to every parser of what strangers send, ten minutes each (ARGS="--minutes 2 feed warc")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.fuzz $(ARGS)

.PHONY: golden
golden: $(VENV)/.dev ## Record what the annotator makes of the golden set, once GENERATION is raised (ARGS=--help)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.golden.record $(ARGS)

.PHONY: golden-coverage
golden-coverage: $(VENV)/.dev ## Show which lines and branches of the annotator's rules the golden set runs
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.golden.rule_coverage

.PHONY: docs
docs: $(VENV)/.dev ## Write what is generated in the documents: tables, figures, the examples of the APIs
	@$(BIN)/python -m tests.docs

.PHONY: screenshots
screenshots: $(VENV)/.dev ## Take pictures of every page, wide, narrow and dark, into screenshots/ (ARGS=--readme for the README's)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.browser.screenshots $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev ## Style, spelling, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/.dev ## Put the code into its one style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: lock
lock: $(VENV)/.dev ## Resolve requirements/*.txt anew from pyproject.toml (pins and hashes, no addresses)
	@mkdir -p requirements
	$(BIN)/uv pip compile -q pyproject.toml --extra dev $(LOCK) -o requirements/dev.txt
	for extra in $(EXTRAS); do $(BIN)/uv pip compile -q pyproject.toml --extra $$extra -c requirements/dev.txt $(LOCK) -o requirements/$$extra.txt || exit 1; done

.PHONY: chaos
chaos: $(VENV)/.dev ## Take parts of a stack away for ten minutes, by a seed (ARGS="--seed 7 --minutes 2 --stack distributed")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.chaos.schedule $(ARGS)

.PHONY: guards
guards: $(VENV)/.dev ## Take one guard of the promise out at a time, in a copy: its test has to fail (ARGS="--only lease")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.chaos.guards $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## Measure all of speed beside the bare parts, write tables and picture (ARGS=--quick: in minutes, printed only)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench $(ARGS)

.PHONY: bench-pipeline
bench-pipeline: $(VENV)/.dev ## Measure the pipeline beside bare nlp.pipe (ARGS="--texts FILE.jsonl" for texts of your own)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.throughput $(ARGS)

.PHONY: bench-latency
bench-latency: $(VENV)/.dev ## Measure how soon a single article is searchable (ARGS=--elasticsearch: on a node of its own, too)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.latency $(ARGS)

.PHONY: bench-annotator
bench-annotator: $(VENV)/.dev ## Measure the annotator beside bare nlp.pipe, in processor time (ARGS="--rounds 5")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.annotator $(ARGS)

.PHONY: bench-acceptance
bench-acceptance: $(VENV)/.dev ## Measure accepting articles beside a bare handler, from 1, 16 and 64 clients (ARGS="--posts 1280")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.acceptance $(ARGS)

.PHONY: bench-stack
bench-stack: $(VENV)/.dev ## Measure the start of the embedded stack, and its memory when idle (ARGS="--rounds 5")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.stack $(ARGS)

.PHONY: bench-growth
bench-growth: $(VENV)/.dev ## Measure SQLite at 1,000, 10,000 and 100,000 articles, in processor time (ARGS="--folder DIR" keeps the files)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.growth $(ARGS)

.PHONY: bench-search
bench-search: $(VENV)/.dev ## Measure search at 20,000 articles beside the bare engines (ARGS="--engine sqlite" for one)
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.search $(ARGS)

.PHONY: bench-search-parts
bench-search-parts: $(VENV)/.dev ## Measure where the milliseconds of an answer go on Elasticsearch (ARGS="--only quotes")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.search_parts $(ARGS)

.PHONY: bench-indexing
bench-indexing: $(VENV)/.dev ## Measure writing to Elasticsearch beside bare bulks of the same documents (ARGS="--articles 1000")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.elastic_indexing $(ARGS)

.PHONY: bench-crowd
bench-crowd: $(VENV)/.dev ## Ask 100,000 articles by 64 clients at once, and amid a rebuild (ARGS="--engine elasticsearch")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.crowd $(ARGS)

.PHONY: bench-identities
bench-identities: $(VENV)/.dev ## Measure what identities cost indexing on SQLite, in processor time, pair by pair (ARGS="--pairs 5")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.identities $(ARGS)

.PHONY: bench-feeds
bench-feeds: $(VENV)/.dev ## Poll a hundred feeds, rude ones among them, in simulated time beside two other pollers (ARGS="--days 2")
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.feeds $(ARGS)

.PHONY: eval
eval: $(VENV)/.dev ## Score the annotator on annotated sets, record the figures (EVAL=folder with evaluate.py and its data)
	@test -f "$(EVAL)/evaluate.py" || { echo "Say where the annotated sets are: make eval EVAL=folder-with-evaluate.py"; exit 1; }
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.eval.figures "$(EVAL)" $(ARGS)

.PHONY: fit
fit: $(VENV)/.dev ## Fit the rankers anew, record what they reach on publishers not seen (EVAL=folder with polnear; needs scikit-learn)
	@test -f "$(EVAL)/evaluate.py" || { echo "Say where the annotated sets are: make fit EVAL=folder-with-evaluate.py"; exit 1; }
	@EVAL="$(EVAL)" OMP_NUM_THREADS=1 $(BIN)/python -m services.nlp.fitting.rankers $(ARGS)
