# demo: the walk of README.ko.md, from a bare host to the ping.
# test: everything, real machines included.   check: what needs no hypervisor.
# golden: the golden files anew, to be reviewed.   fuzz: new labs drawn, LABS=5000 a test.
# bench: the figures of docs/performance.md, each RUNS=3 times; PARTS="startup rendering": some of them.

BIN := .venv/bin
LABS := 5000
RUNS := 3

demo: .venv/ready
	sh docs/demo.sh

test: .venv/ready
	sh tests/prepare.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --cov --cov-report= --ignore tests/libvirt
	$(BIN)/pytest --cov --cov-append tests/libvirt

check: .venv/ready lint
	$(BIN)/pytest -q -n 2 tests/unit tests/cli tests/ruby

fuzz: .venv/ready
	LABS=$(LABS) $(BIN)/pytest -n 2 tests/vagrant -k drawn

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: .venv/ready
	$(BIN)/pytest -q tests/unit tests/cli --update-golden

bench: .venv/ready
	sh tests/prepare.sh
	$(MAKE) --no-print-directory .cache/peers/ready .cache/sshd/ready .cache/bench.box
	$(BIN)/vagrantgen host private -- $(BIN)/python -m bench -n $(RUNS) $(PARTS)

.cache/peers/ready: Makefile
	mkdir -p .cache
	python3 -m venv .cache/peers
	.cache/peers/bin/pip install --quiet grifter==0.2.11 networklab==26.10
	touch $@

.cache/sshd/ready:
	mkdir -p $(@D)
	cd $(@D) && apt-get download openssh-server libwrap0
	cd $(@D) && for package in *.deb; do dpkg -x $$package . || exit 1; done
	touch $@

.cache/bench.box: .venv/ready $(shell find templates/box vagrantgen/box -type f ! -name '*.pyc')
	mkdir -p .cache
	$(BIN)/vagrantgen box build --output $@ --name vagrantgen/debian12

.venv/ready: pyproject.toml
	sh tests/environment.sh
	touch $@

.PHONY: demo test check fuzz lint golden bench
