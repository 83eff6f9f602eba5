# What people and workflows run. Each target works on a bare machine: what is missing
# is installed into .venv or built into the cache.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
STACK ?= sandbox
PY := .venv/bin/python
READY := .venv/.ready

# In the sandbox's own shell for its own stack; as the caller is for every other.
IN_SANDBOX := environment="$$($(PY) -m sandbox env)"; eval "$$environment";
ifeq ($(STACK),sandbox)
ENVIRONMENT := $(IN_SANDBOX)
endif

.PHONY: help up down test check fmt lint types arrows unit rules render verify audit preview mutate \
	bench-rules deploy destroy demo status golden lock names

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(READY) ## cluster, monitoring and what plays Seldon, proved; then how to go on
	@$(PY) -m sandbox up
	@$(IN_SANDBOX) $(PY) -m operations heal --stack sandbox
	@$(IN_SANDBOX) pulumi stack select --create sandbox > /dev/null
	@$(IN_SANDBOX) pulumi up --yes --stack sandbox --suppress-outputs \
		--policy-pack policies --policy-pack-config policies/config/sandbox.json
	@$(IN_SANDBOX) pulumi stack output seldonDeployValues --json --stack sandbox \
		| $(PY) -m sandbox seldon up --values -
	@$(IN_SANDBOX) $(PY) -m operations verify --stack sandbox
	@$(IN_SANDBOX) $(PY) -m operations summary --stack sandbox

down: $(READY) ## take the sandbox away, with all that ran in it
	@$(PY) -m sandbox down

status: $(READY) ## what of the sandbox runs, with versions
	@$(PY) -m sandbox status

demo: $(READY) ## let the sample model fail, see its alert reach Seldon, let it recover
	@$(IN_SANDBOX) $(PY) -m sandbox seldon demo

test: $(READY) ## every proof: pure, rules, routes, engine, cluster
	@$(PY) -m pytest -q

check: lint types arrows unit rules ## the fast proofs

lint: $(READY)
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .

types: $(READY)
	@$(PY) -m mypy .

arrows: $(READY)
	@.venv/bin/lint-imports
	@[ ! -d sandbox ] || .venv/bin/lint-imports --config sandbox/importlinter.ini

unit: $(READY)
	@$(PY) -m pytest -q tests/unit tests/program tests/policies

rules: $(READY)
	@$(PY) -m pytest -q tests/rules tests/routes

fmt: $(READY) ## format the code
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix-only .

mutate: $(READY) ## change the rules, or those of RULES, place by place: who notices?
	@[ ! -d sandbox ] || PATH="$$(dirname "$$($(PY) -m sandbox tools promtool)"):$$PATH"; \
		$(PY) -m tests.mutation $(RULES) $(if $(JSON),--json)

render: $(READY) ## what STACK declares, as files under build/STACK
	@$(PY) -m operations render --stack $(STACK)

# Against the sandbox, with its chart; CLUSTER=declared takes the stack file at its
# word, in the environment of the caller. COMMENT names a file for a pull request.
ifeq ($(CLUSTER),declared)
preview: SHELL_OF_PREVIEW :=
else
preview: SHELL_OF_PREVIEW := $(IN_SANDBOX)
preview: PREVIEW ?= --this-cluster --chart-path sandbox/chart
endif
preview: $(READY) ## what STACK's committed file would change, with policy verdicts
	@$(SHELL_OF_PREVIEW) $(PY) -m operations preview --stack $(STACK) \
		$(COMMENT:%=--comment %) $(PREVIEW)

deploy: $(READY) ## pulumi up of STACK with its policies, then verify
	@$(ENVIRONMENT) $(PY) -m operations deploy --stack $(STACK)

# NAMES: tables of domain/metrics (all); the sandbox that it needs is taken down again.
names: $(READY) ## the table of known metrics against what the real software serves
	@$(PY) -m tests.names $(NAMES)

verify: $(READY) ## every link of STACK's chain, with cause and fix where one is broken
	@$(ENVIRONMENT) $(PY) -m operations verify --stack $(STACK)

audit: $(READY) ## the policies on what STACK has deployed; FILE names an exported state
	@$(ENVIRONMENT) $(PY) -m operations audit --stack $(STACK) \
		$(if $(FILE),--file $(FILE)) $(if $(JSON),--json)

destroy: $(READY) ## take STACK's monitoring away and say what stays
	@$(ENVIRONMENT) $(PY) -m operations destroy --stack $(STACK)

# With a cluster of its own, for the pod labels. BENCH='--pods 100,1000 --json' and the
# like go to the benchmark; it wants a machine on which nothing else runs.
BENCH_INSTANCE ?= 2
bench-rules: $(READY) ## what the rules cost, as ratios into docs/performance.md
	@trap '$(PY) -m sandbox down --instance $(BENCH_INSTANCE) > /dev/null' EXIT; \
	$(PY) -m sandbox up --instance $(BENCH_INSTANCE); \
	for tool in $$($(PY) -m sandbox tools prometheus kube-state-metrics); do \
		PATH="$${tool%/*}:$$PATH"; done; \
	KUBECONFIG="$$($(PY) -m sandbox kubeconfig --instance $(BENCH_INSTANCE))" \
		$(PY) -m benchmarks --out docs/performance.md $(BENCH)

golden: $(READY) ## write tests/golden anew: rules and receivers of each stack; docs/faults.md
	@$(PY) -m tests.program.golden
	@$(PY) -m tests.faults

lock: $(READY) ## pin what requirements*.in ask for, by version and hash
	@for part in requirements requirements-dev; do \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
			$$part.in --output-file $$part.txt; done

$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	@echo "installing Python packages into .venv"
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-dev.txt
	@touch $@
