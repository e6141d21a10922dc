#!/usr/bin/env bash
# Prints the server's figures as a table; docs/benchmarks.md holds those that were taken last.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked -p pipit-server --bins --examples
data=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$data"' EXIT
ulimit -n "$(ulimit -Hn)"
mkfifo "$data/ready"
PIPIT_LOG=warn target/release/pipit-server serve --demo --data "$data" --listen 127.0.0.1:0 >"$data/ready" &
server=$!
read -r line <"$data/ready"
echo "$(uname -srm), $(nproc) cores, $(date -u +%F), $(git rev-parse --short HEAD)"
echo "| what | figure | latency |"
echo "|---|---|---|"
target/release/examples/load --address "${line#listening on http://}" --pid "$server" "$@"
