#!/usr/bin/env bash
# Prints the figures of the server and of the app as a table; docs/benchmarks.md holds those that were taken last.
# `bench.sh server` and `bench.sh app` print one half.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
data=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$data"' EXIT

cargo build --release --locked -p pipit-server --bins --examples
[ "$what" = server ] || cargo build --release --locked -p pipit --features custom-protocol --bins --examples
[ "$what" = server ] || cargo build --release --locked -p pipit-im --features testing --example seal_bench --example store_bench
echo "$(uname -srm), $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, $(date -u +%F), $(git rev-parse --short HEAD)"
echo "| what | figure | beside it |"
echo "|---|---|---|"

if [ "$what" != app ]; then
  ulimit -n "$(ulimit -Hn)"
  mkfifo "$data/ready"
  PIPIT_LOG=warn target/release/pipit-server serve --demo --data "$data" --listen 127.0.0.1:0 --api-rate 100000 >"$data/ready" &
  server=$!
  read -r line <"$data/ready"
  target/release/examples/load --address "${line#listening on http://}" --pid "$server"
  kill "$server"
fi
if [ "$what" != server ]; then
  target/release/examples/seal_bench --folder "$data"
  target/release/examples/store_bench --folder "$data"
  target/release/examples/store_bench --folder "$data" --messages 5000000
  scripts/display.sh target/release/examples/feel_bench
  scripts/display.sh target/release/examples/app_bench
fi
