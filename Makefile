# The two commands of the README, and what they need. Python 3.11 or newer is all that must be there.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# Servers, workers and readers of PDFs are started often: each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lock translations processes

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "SIINas membutuhkan Python 3.11 atau lebih baru.")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo '$(PYTHON) tidak dapat membuat .venv: jalankan "apt-get install python3-venv" lebih dahulu.' >&2; exit 1; }; \
		$(PYTHON) -m venv --clear .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/run.stamp
	@SIINAS_DEMO=1 PORT=$(PORT) $(BIN)/python -m flask --app app serve

# A stand-in for OSS on its own, for a portal with OSS_URL=http://127.0.0.1:8090/v1/kl/rba; `make run` brings its own.
.PHONY: oss-sim
oss-sim: .venv/run.stamp
	@$(BIN)/python -m oss_simulator $(ARGS)

test: .venv/dev.stamp
	@$(BIN)/python -m pytest -n 2 $(ARGS)

# The walks over all flows that `make test` does in 2,000 steps, in 100,000: for the night.
.PHONY: walk
walk: .venv/dev.stamp
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n 2 tests/walks $(ARGS)

check: .venv/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.migrations.head_equals_models

translations: .venv/dev.stamp
	@$(BIN)/pybabel compile -d translations -D admin -l id
	@$(BIN)/pybabel compile -d translations -D wtforms -l id

processes: .venv/run.stamp
	@$(BIN)/python -m flask --app app processes --write

lock:
	uv pip compile requirements.in -o requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
	uv pip compile requirements-dev.in -o requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: pictures
pictures: .venv/dev.stamp
	@$(BIN)/python docs/make_pictures.py
