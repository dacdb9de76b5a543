# demo: the walk of README.ko.md, from a bare host to the ping.
# test: everything, real machines included.   check: what needs no hypervisor.
# golden: the golden files anew, to be reviewed.   bench: the figures of docs/performance.md.

BIN := .venv/bin

demo: .venv/ready
	sh docs/demo.sh

test: .venv/ready
	sh tests/prepare.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --cov --cov-report= --ignore tests/libvirt
	$(BIN)/pytest --cov --cov-append tests/libvirt

check: .venv/ready lint
	$(BIN)/pytest -q -n 2 tests/unit tests/cli tests/ruby

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: .venv/ready
	$(BIN)/pytest -q tests/unit tests/cli --update-golden

.venv/ready: pyproject.toml
	sh tests/environment.sh
	touch $@

.PHONY: demo test check lint golden
