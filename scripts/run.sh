#!/usr/bin/env bash
# Starts a server with demo users and opens Alice's and Bob's windows on it. Without a display the same happens under
# a virtual one, and the two talk by themselves.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  scripts/install.sh test
  echo "no display here: Alice and Bob meet on a virtual one"
  exec scripts/display.sh cargo run --quiet --features custom-protocol --locked --example two_people
fi

bin=target/debug
data=${PIPIT_DEMO_DATA:-target/demo}
mkdir -p "$data"
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap cleanup EXIT INT TERM

mkfifo "$data/ready.$$"
"$bin/pipit-server" serve --data "$data/server" --listen "${PIPIT_DEMO_LISTEN:-127.0.0.1:8585}" --demo >"$data/ready.$$" &
pids+=($!)
read -r line <"$data/ready.$$" || { rm -f "$data/ready.$$"; echo "the server did not start" >&2; exit 1; }
rm -f "$data/ready.$$"
url=${line#listening on }
echo "server: $url   (stop with Ctrl+C)"

token() { # the token of a demo user
  curl -fsS "$url/demo.json" | node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>console.log(JSON.parse(t).users.find(u=>u.userId===process.argv[1]).token))' "$1"
}
for user in alice bob; do
  PIPIT_NAVI=$url PIPIT_APP_KEY=pipit-demo PIPIT_TOKEN=$(token "$user") "$bin/pipit" --profile "$data/$user" &
  pids+=($!)
done
wait "${pids[1]}" "${pids[2]}" # until both windows are closed
