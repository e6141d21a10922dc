#!/usr/bin/env bash
# Runs a command on a virtual display of its own, with a private session bus and an unlocked keyring:
# nothing of the person's own session is touched.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/display.sh COMMAND…" >&2; exit 2; }

folder=$(mktemp -d)
mkdir -m 700 "$folder/runtime" "$folder/home"
pids=()
cleanup() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# Xvfb picks a free display and writes its number when it is ready.
mkfifo "$folder/display"
Xvfb -displayfd 3 -screen 0 2400x900x24 -nolisten tcp 3>"$folder/display" >"$folder/xvfb.log" 2>&1 &
pids+=($!)
read -r number <"$folder/display"
export DISPLAY=":$number" GDK_BACKEND=x11
unset WAYLAND_DISPLAY
openbox >"$folder/openbox.log" 2>&1 &
pids+=($!)

# Cargo and npm keep their own homes; only the session's files are private.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
export XDG_RUNTIME_DIR="$folder/runtime" XDG_DATA_HOME="$folder/home/data" XDG_CONFIG_HOME="$folder/home/config" XDG_CACHE_HOME="$folder/home/cache"
# The bus must start no notification service by itself: a test stands in for it.
mkdir -p "$XDG_DATA_HOME/dbus-1/services"
printf '[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/bin/false\n' >"$XDG_DATA_HOME/dbus-1/services/org.freedesktop.Notifications.service"
export PIPIT_COMMAND_STATUS="$folder/status"
dbus-run-session -- bash -c '
  printf pipit | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
  "$@"; echo $? >"$PIPIT_COMMAND_STATUS"' bash "$@"
exit "$(cat "$PIPIT_COMMAND_STATUS")"
