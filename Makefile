# Everything a developer types. Needs Python >= 3.11 and make; the rest is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test readme lint types contracts bench growth benchmark benchmark-small benchmark-reading compiled lock clean clean-kernels verify-flee bench-flee

# The user's environment: the package as `pip install .` would give it.
$(VENV)/.base: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kilis needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 2; }
	@echo "Installing Kilis into $(VENV) (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# The developer's environment on top of it.
$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	@echo "Installing the developers' tools into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.base
	@$(BIN)/kilis run examples/aleppo-2016 --members 200 --on 2016-02-10 --force --out runs/aleppo
	@echo
	@$(BIN)/kilis compare examples/aleppo-2016 --members 200 --force --out runs/aleppo-what-if
	@echo
	@$(BIN)/kilis report runs/aleppo-what-if --output runs/aleppo.html

.PHONY: browser
# A browser for tests/web, and axe-core, which looks for barriers. What cannot be had is skipped, and said to be.
browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || echo "No chromium here: the tests in a browser are skipped. Debian's package chromium has it."
	@test -f tests/web/node_modules/axe-core/axe.min.js || { command -v npm >/dev/null && npm ci --prefix tests/web --silent --no-audit --no-fund; } || echo "No axe-core here: the search for barriers is skipped. npm ci in tests/web gets it."

# A test process that breaks down ends the run: with a new one in its place, the tests it still had would be waited for.
test: $(VENV)/.dev browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --max-worker-restart=0 -q

# What `make demo` prints, into the README.
readme: $(VENV)/.base
	$(BIN)/python tools/readme.py

# How good the forecasts are, as docs/benchmark.md; and the gate of a submission. Both say so where the conflicts are not there.
benchmark: $(VENV)/.dev
	$(BIN)/python benchmarks/forecast.py

benchmark-small: $(VENV)/.dev
	$(BIN)/python benchmarks/forecast.py --small

# Kilis beside Flee 3.1, which lives in an environment of its own (its parallel dependencies are not needed).
CONFLICTS ?= $(or $(KILIS_CONFLICTS),../shared/data/flee-conflicts)
$(VENV)-flee/.done:
	$(PYTHON) -m venv $(VENV)-flee
	$(VENV)-flee/bin/python -m pip install --quiet --disable-pip-version-check numpy pandas pyyaml beartype
	$(VENV)-flee/bin/python -m pip install --quiet --disable-pip-version-check --no-deps flee==3.1
	touch $@

verify-flee: $(VENV)/.dev $(VENV)-flee/.done
	$(BIN)/python benchmarks/verify_flee.py --flee-python $(VENV)-flee/bin/python --conflicts $(CONFLICTS) --page docs/flee-verification.md

bench-flee: $(VENV)/.base $(VENV)-flee/.done
	$(BIN)/python benchmarks/bench_flee.py --flee-python $(VENV)-flee/bin/python --conflicts $(CONFLICTS) --page docs/flee-speed.md --picture docs/pictures/walk-growth.svg

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

# requirements.lock: what `pip install kilis` gives, pinned. requirements-dev.lock: the extras and the developers' tools,
# without the parser, which is heavy and which no test needs.
EXTRAS := excel forecast read plot web cluster netcdf
COMPILE := -m uv pip compile --universal --quiet --no-header --no-emit-index-url --no-emit-find-links pyproject.toml
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	$(VENV)-lock/bin/python $(COMPILE) --upgrade -o requirements.lock
	$(VENV)-lock/bin/python $(COMPILE) --upgrade $(addprefix --extra ,$(EXTRAS)) --group dev -c requirements.lock -o requirements-dev.lock

# How fast the engine is, beside its lower bound; a minute of CPU.
bench: $(VENV)/.base
	@$(BIN)/python benchmarks/speed.py

# How the cost grows with people, places, days and members; table, and picture in docs.
growth: $(VENV)/.base
	@$(BIN)/python benchmarks/growth.py

benchmark-reading: $(VENV)/.base
	@$(BIN)/python benchmarks/reading.py

# The reader compiled into an environment of its own (two minutes of a C compiler), and whether it reads the same, faster.
compiled: $(VENV)/.base
	@command -v cc >/dev/null || { echo "Compiling needs a C compiler and Python's headers (Debian: gcc, python3-dev)."; exit 2; }
	@rm -rf build/compiled && mkdir -p build/compiled && cp -r src pyproject.toml README.md LICENSE build/compiled
	@test -x $(VENV)-compiled/bin/python || $(PYTHON) -m venv $(VENV)-compiled
	@$(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@CFLAGS="-fvisibility=hidden $$CFLAGS" HATCH_BUILD_HOOKS_ENABLE=1 $(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall ./build/compiled
	@$(BIN)/python benchmarks/reading_compiled.py $(VENV)-compiled/bin/python

clean-kernels:
	find src -name '*.nb[ic]' -delete

clean: clean-kernels
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
