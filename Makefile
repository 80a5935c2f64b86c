# Palimpsest. `make dataset` and `make test` set up all that they need.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: dataset test setup setup-replay setup-scale compiled ui check audit docs format bench eval torture lock clean

# The dataset first; then, where there is a C compiler, the form of the rules in which later builds find parties faster.
dataset: setup
	$(BIN)/palimpsest build
	$(BIN)/python -m dagster_project.compiled.build --if-possible

# Tests run the plain sources; one of them compares the compiled form with these.
test: setup
	PALIMPSEST_COMPILED=0 $(BIN)/python -m pytest

setup: $(READY)

$(READY): requirements.lock requirements-setup.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"Python {v[0]}.{v[1]} found; Palimpsest needs 3.11 to 3.13: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q dagster_project tests
	@touch $(READY)

# The rules that find who is named as extension modules: the same results in less time. Needs a C compiler and Python's headers.
compiled: setup
	$(BIN)/python -m dagster_project.compiled.build

# Ray, DuckDB's extensions for PostgreSQL and S3, and a server that speaks S3 for tests: what several machines need.
setup-scale: .venv/ready-scale

.venv/ready-scale: $(READY) requirements-scale.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-scale.lock
	@touch .venv/ready-scale

# pywb, in an environment of its own: a test lets it replay what was captured.
setup-replay: .venv-replay/ready

.venv-replay/ready: requirements-replay.lock
	$(PYTHON) -m venv --clear .venv-replay
	.venv-replay/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-replay.lock
	@touch .venv-replay/ready

ui: setup
	$(BIN)/palimpsest ui

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar sql

# Asks a database of advisories for known faults of the locked libraries; needs the network.
audit: setup
	$(BIN)/python -m pip_audit -r requirements.lock --require-hashes --disable-pip --progress-spinner off

docs: setup
	$(BIN)/mkdocs build --strict

bench: setup
	$(BIN)/python -m dagster_project.compiled.build --if-possible
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.party_speed

eval: setup
	$(BIN)/python -m benchmarks.evaluate

# Killed runs, full and broken disks, fuzzing and a day under load: hours of it. TORTURE_KILLS and TORTURE_MINUTES make it shorter.
TORTURE_KILLS ?= 200
TORTURE_MINUTES ?= 60
torture: setup
	$(BIN)/python -m tests.torture.run builds --kills $(TORTURE_KILLS)
	$(BIN)/python -m tests.torture.run crawls --kills $(TORTURE_KILLS)
	$(BIN)/python -m tests.torture.run commands --kills 20
	$(BIN)/python -m tests.torture.run load
	$(BIN)/python -m tests.hostile.fuzz --minutes $(TORTURE_MINUTES)

# Needs uv (https://docs.astral.sh/uv/): resolves the dependencies anew for every supported Python.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --output-file requirements.lock
	uv pip compile pyproject.toml --extra scale-tests --constraints requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --output-file requirements-scale.lock

clean:
	rm -rf .venv .venv-replay build/compiled data/captures data/staging data/lake data/docs data/dagster data/*.duckdb data/home.json data/report.html data/writer.*
