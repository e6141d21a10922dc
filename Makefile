# What one does here. Every target installs what it needs first; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build test bench bindings ui check fmt lint unit audit interop e2e conformance package package-test screenshots install-build install-test install-package

# The page is embedded, and tests build with the same features, so that nothing is compiled twice.
CARGO_FLAGS := --workspace --features pipit/custom-protocol --locked

help: ## Lists the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: install-build build ## Starts a server with demo users and opens Alice's and Bob's windows
	@scripts/run.sh

build: ui ## Builds the app, the server and the tools
	cargo build $(CARGO_FLAGS) --bins --example fill

test: install-build install-test ui check unit audit interop e2e conformance ## Runs everything that CI runs
	@echo "all checks passed"

check: fmt lint ## Formatting, lints and type checks

fmt: ui/node_modules
	cargo fmt --all --check
	cd ui && npm run --silent format:check

lint: ui
	cd ui && npm run --silent check && npm run --silent lint
	ui/node_modules/.bin/tsc --project examples/widget-module
	cargo clippy $(CARGO_FLAGS) --all-targets --test conformance -- -D warnings

unit: ui ## Unit, property, integration and simulation tests
	cd ui && npm run --silent test
	cargo test $(CARGO_FLAGS) --lib --bins --examples --tests -- --skip e2e_
	cargo test $(CARGO_FLAGS) --doc

audit: ui/node_modules ## axe-core, contrast and layout over every page and state, in a real browser
	node ui/src/testing/browser/audit.mjs

interop: build tests/interop/node_modules tests/interop/.venv/installed ## The official SDKs against our server
	node tests/interop/run.mjs

e2e: build ## Two real app windows, driven by WebDriver
	scripts/display.sh cargo test $(CARGO_FLAGS) --test e2e -- --test-threads=1

conformance: build ## Every method of rcIM against the contract, in the real app
	scripts/display.sh cargo test $(CARGO_FLAGS) --test conformance

bench: install-build install-test ui ## Prints the figures of server and app; docs/benchmarks.md holds the last ones
	scripts/bench.sh

package: install-package ui/node_modules packaging/node_modules ## Builds what people install: .deb and AppImage of the app, an archive of the server
	scripts/package.sh

package-test: install-package ## Unpacks those packages, looks at what is in them, and starts the programs
	scripts/package-test.sh

screenshots: install-test ui/node_modules ## Takes a picture of every page and state into docs/screenshots
	scripts/screenshots.sh

bindings: ## Writes the pages' types from the Rust types, and rcIM's types and reference from the contract
	UPDATE_BINDINGS=1 cargo test $(CARGO_FLAGS) --test bindings --test contract

ui: ui/node_modules
	cd ui && npm run --silent build

tests/interop/.venv/installed: tests/interop/requirements.txt
	python3 -m venv --clear $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

ui/node_modules packaging/node_modules tests/interop/node_modules: %/node_modules: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund && touch node_modules

install-build: ## Installs what the build needs
	@scripts/install.sh build

install-test: ## Installs what the tests need
	@scripts/install.sh test

install-package: ## Installs what packaging needs
	@scripts/install.sh package
