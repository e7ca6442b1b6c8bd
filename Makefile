# What people and CI call. `make run` needs git, make and Python 3.11 or newer with its venv module.
PYTHON ?= python3
PY := .venv/bin/python
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header pyproject.toml

.PHONY: run worker test check format bench screenshots lock

run: .venv/.run
	@$(PY) manage.py start

# One more, beside the one that `make run` starts.
worker: .venv/.run
	@$(PY) manage.py worker

# Two runs: browsers and live servers want the machine to themselves, everything else shares it
# (by three on two cores, for one of them usually waits).
test: .venv/.test
	@status=0; \
	$(PY) -m pytest -m 'browser or clients' $(ARGS) || status=$$?; \
	$(PY) -m pytest -n 3 -m 'not browser and not clients' $(ARGS) || status=$$?; \
	exit $$status

check: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet
	$(PY) -m mypy itwins_site twins accounts
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check
	$(PY) manage.py check --deploy --fail-level ERROR

format: .venv/.dev
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

bench: .venv/.test
	@$(PY) -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(ONLY),--only $(ONLY))

screenshots: .venv/.test
	@$(PY) -m tests.browser

lock:
	@command -v uv >/dev/null || { echo "Compiling the locks needs uv. Next: install it (pip install uv)." >&2; exit 1; }
	$(LOCK) --all-extras --group test --group lint -o requirements-dev.lock
	$(LOCK) --all-extras -c requirements-dev.lock -o requirements-extras.lock
	$(LOCK) --extra redis --extra s3 --group test -c requirements-dev.lock -o requirements-test.lock
	$(LOCK) -c requirements-dev.lock -o requirements.lock

# A stamp per lock: packages are installed again only when their lock has changed.
.venv/.run: requirements.lock
.venv/.test: requirements-test.lock
.venv/.dev: requirements-dev.lock
.venv/.run .venv/.test .venv/.dev: | .venv/bin/pip
	@echo "Installing the packages of $< ..."
	@$(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r $< || \
	  { echo "The packages of $< could not be installed. Next: read pip's lines above, then run make again." >&2; exit 1; }
	@touch $@

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "Twinstead needs Python 3.11 or newer, but there is no $(PYTHON) here. Next: install it, or name another, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Twinstead needs Python 3.11 or newer, but $(PYTHON) is %d.%d. Next: name a newer one, as in: make run PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Twinstead needs the venv module of $(PYTHON), which is not installed. Next: install it (on Debian: apt-get install python3-venv), then run make again." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
