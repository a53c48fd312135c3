# Every target sets up what it needs, once, under .venv, bundle/ and tests/node_modules.
# It needs make and Python 3.11 or newer; another Python than python3: make site PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet
UV_VERSION := 0.13.9
# What readers fetch when they explore a figure (docs/decisions/0008).
LIBRARY := bundle/out/plotly.js

# Programs of the set-up come first; those of the machine fill in.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Steps of the set-up write to one folder.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help site preview check serve diff draw editions lint test proof mutants bench lock clean

# Say what each target does.
help:
	@awk '/^# [A-Z]/ {said = substr($$0, 3); next} /^[a-z]+:/ {if (said) \
	  printf "make %-8s %s\n", substr($$1, 1, length($$1) - 1), said} {said = ""}' Makefile

# Build the site into dist/, with compressed copies.
site: $(VENV)/site.lock
	@$(MAKE) --no-print-directory $(LIBRARY) || \
	  echo "The library could not be made; the site is built without it." >&2
	@$(RUN) build.py publish

# Serve dist/ with nginx, as in production.
preview: $(VENV)/site.lock
	@.ci/needs nginx
	@$(RUN) build.py preview

# List every mistake in data/ and content/, write nothing.
check: $(VENV)/site.lock
	@$(RUN) build.py check

# Show the site while you edit; what you save appears in the browser.
serve: $(VENV)/serve.lock
	@$(RUN) build.py serve

# Write changes.html and say in short what readers would see change since the last release.
diff: $(VENV)/site.lock
	@$(RUN) build.py diff $(WITH)

# Draw the figures whose data or words changed; needs Chromium.
draw: $(VENV)/draw.lock
	@.ci/needs chromium
	@$(RUN) build.py draw

# Set the PDFs to take away whose text changed; needs Pango.
editions: $(VENV)/print.lock
	@.ci/needs pango
	@$(RUN) build.py editions

# Check style, types, spelling, templates and the direction of imports, without running anything.
lint: $(VENV)/dev.lock
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m yamllint --strict data content .yamllint.yaml
	$(RUN) -m djlint templates --lint --quiet
	codespell
	PYTHONPATH=. lint-imports --no-cache
	$(RUN) -m deptry .
	$(RUN) -m vulture
	$(RUN) build.py supply

# Run every check, build the site, run every test; the last line is the result.
test: lint tests/node_modules/.package-lock.json $(LIBRARY)
	@.ci/needs chromium nginx caddy java
	$(RUN) build.py
	$(RUN) -m pytest -n 2

# Run the proofs that take minutes.
proof: $(VENV)/dev.lock $(VENV)/proof.lock tests/node_modules/.package-lock.json $(LIBRARY)
	@.ci/needs chromium firefox nginx caddy java strace wrk
	$(RUN) -m pytest -m proof

# Change the code that decides what may be published, bit by bit, and see whether tests notice; two hours.
mutants: $(VENV)/dev.lock $(VENV)/proof.lock
	$(RUN) tests/proof/mutants.py --list $(MUTANTS)

# Time builds of the real site and of synthetic ones, beside Hugo.
bench: $(VENV)/dev.lock $(VENV)/bench.lock $(LIBRARY)
	@$(RUN) bench/scale.py --real

# (UPGRADE=--upgrade takes the newest versions of whatever is not pinned by name.)
# Make the lock files anew, after a change of pyproject.toml or of a package.json.
lock: $(RUN)
	@$(PIP) install uv==$(UV_VERSION)
	@$(call compile,--group dev,dev)
	@$(call compile,--constraint requirements/dev.lock,site)
	@$(call compile,--constraint requirements/dev.lock --group draw,draw)
	@$(call compile,--constraint requirements/dev.lock --group print,print)
	@$(call compile,--constraint requirements/dev.lock --group serve,serve)
	@$(call compile,--constraint requirements/dev.lock --group proof,proof)
	@uv pip compile $(COMPILE) --group bench --output-file requirements/bench.lock
	@uv pip compile $(COMPILE) --group node --output-file requirements/node.lock
	@for folder in bundle tests; do (cd $$folder && npm install --package-lock-only --silent); done

COMPILE := --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header $(UPGRADE)
compile = uv pip compile $(COMPILE) pyproject.toml $(1) --output-file requirements/$(2).lock

# Remove the built site, the set-up and all caches.
clean:
	rm -rf dist $(VENV) bundle/out bundle/node_modules tests/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The set-up ----------------------------------------------------------------------------------

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; name it: make site PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make environments here (Debian: apt-get install python3-venv)." >&2; exit 2; }

# A copy of each lock file marks that its packages are installed.
$(VENV)/%.lock: requirements/%.lock | $(RUN)
	@echo "Installing $< …"
	@$(PIP) install --no-compile --require-hashes --requirement $<
	@cp $< $@

NODE := bundle/node_modules/.package-lock.json tests/node_modules/.package-lock.json
$(NODE): %/node_modules/.package-lock.json: %/package-lock.json %/.npmrc requirements/node.lock | $(RUN)
	@.ci/needs node || $(MAKE) --no-print-directory $(VENV)/node.lock
	@echo "Installing $< …"
	@npm ci --prefix $* --silent
	@touch $@

$(LIBRARY): bundle/node_modules/.package-lock.json bundle/build.js bundle/cuts.js bundle/entry.cjs
	@echo "Making $@ …"
	@node bundle/build.js
