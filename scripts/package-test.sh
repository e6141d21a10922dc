#!/usr/bin/env bash
# Unpacks what `make package` built for Linux and looks at it as a stranger would: what is in it, what it asks for, that
# nothing tells where it was built, and that both programs start. `package-test.sh install` installs the app on this machine
# with the system's package manager besides, opens a link with it, and removes it again: as root, on a machine of CI.
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/package/out
root=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$root"' EXIT

fail() { echo "package: $*" >&2; exit 1; }
one() { # the only file of that pattern
  local found=("$out"/$1)
  [ -f "${found[0]}" ] && [ ${#found[@]} = 1 ] || fail "there is not one $1 in $out: run make package"
  echo "${found[0]}"
}
secretive() { # a program that does not tell where it was built; OpenSSL knows where it would look for parts of its own
  local told
  told=$(grep -aoE "($PWD|$HOME/\.cargo|$HOME/\.rustup)[A-Za-z0-9_./+-]*" "$1" | grep -vE '/openssl-build/install/lib/(engines-3|ossl-modules)$' | sort -u | head -3 || true)
  [ -z "$told" ] || fail "$(basename "$1") names folders of this machine: $told"
}

deb=$(one 'Pipit_*.deb')
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
[ "$(dpkg-deb -f "$deb" Package Version | sed 's/.*: //' | paste -sd ' ')" = "pipit $version" ] || fail "name or version of $deb is not pipit $version"
for wanted in libwebkit2gtk-4.1-0 libgtk-3-0 libasound2; do
  dpkg-deb -f "$deb" Depends | grep -q "$wanted" || fail "the package does not ask for $wanted"
done
dpkg-deb -c "$deb" | awk '$2 != "root/root" && $2 != "0/0" { print $NF; bad = 1 } END { exit bad }' || fail "not everything belongs to root"
dpkg-deb -x "$deb" "$root"

desktop=$root/usr/share/applications/Pipit.desktop
desktop-file-validate "$desktop" || fail "the desktop file is not valid"
grep -qx 'Exec=pipit %u' "$desktop" && grep -qx 'MimeType=x-scheme-handler/rong;' "$desktop" || fail "the desktop file does not take rong:// links"
for size in 32 64 128 256 512; do
  icon=$root/usr/share/icons/hicolor/${size}x$size/apps/pipit.png
  [ "$(identify -format '%wx%h' "$icon")" = "${size}x$size" ] || fail "$icon is not $size pixels wide"
done
[ -s "$root/usr/share/icons/hicolor/scalable/apps/pipit.svg" ] || fail "the drawing of the icon is missing"
appstreamcli validate --no-net "$root/usr/share/metainfo/org.pipit.messenger.metainfo.xml" >/dev/null || fail "the metainfo is not valid"
grep -q 'desktop-id">Pipit.desktop<' "$root/usr/share/metainfo/org.pipit.messenger.metainfo.xml" || fail "the metainfo names another desktop file"
grep -q Apache-2.0 "$root/usr/share/doc/pipit/copyright" || fail "the licence is missing"

app=$root/usr/bin/pipit
! ldd "$app" | grep 'not found' || fail "libraries are missing"
secretive "$app"
[ "$("$app" --version)" = "pipit $version" ] || fail "the program is not version $version"

mkdir "$root/server"
tar -xzf "$(one 'pipit-server-*.tar.gz')" -C "$root/server" --strip-components=1
secretive "$root/server/pipit-server"
mkdir -p "$root/data"
mkfifo "$root/ready"
"$root/server/pipit-server" serve --config "$root/server/server.toml" --data "$root/data" 2>/dev/null && fail "the server starts without a secret"
PIPIT_APP_SECRET=only-for-this-test "$root/server/pipit-server" serve --config "$root/server/server.toml" --data "$root/data" --listen 127.0.0.1:0 >"$root/ready" &
server=$!
read -r line <"$root/ready"
[ "$(curl -fsS "${line#listening on }/healthz")" = ok ] || fail "the server that is in the archive does not answer"
kill "$server"
wait "$server" || fail "the server that is in the archive does not end in order"
server=
# The unit's program is put where this machine has one, so that its lines can be judged.
sed "s#/usr/local/bin/pipit-server#$root/server/pipit-server#" "$root/server/pipit-server.service" >"$root/pipit-server.service"
systemd-analyze verify --man=no "$root/pipit-server.service" || fail "the unit is not valid"

# Its window comes up: the program that was unpacked, on a profile of its own.
PIPIT_PACKAGED=$app PIPIT_SCRATCH=$root/profile scripts/display.sh bash -c '
  "$PIPIT_PACKAGED" --profile "$PIPIT_SCRATCH" & app=$!
  trap "kill $app; wait" EXIT
  timeout 60 xdotool search --sync --onlyvisible --class pipit getwindowname' | grep -q Pipit || fail "no window comes up"
echo "package: $(basename "$deb") ($(du -h "$deb" | cut -f1)) holds what it should and starts"
[ "${1:-}" = install ] || exit 0

[ "$(id -u)" = 0 ] || fail "installing needs root"
! dpkg-query -W -f '${db:Status-Status}' pipit 2>/dev/null | grep -qx installed || fail "Pipit is installed here already"
remove() { DEBIAN_FRONTEND=noninteractive apt-get purge -y -q pipit >/dev/null; }
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "./$deb" >/dev/null
trap 'remove; rm -rf "$root"' EXIT
[ "$(pipit --version)" = "pipit $version" ] || fail "what was installed is not version $version"
[ "$(XDG_DATA_HOME=$root/none xdg-mime query default x-scheme-handler/rong)" = Pipit.desktop ] || fail "rong:// links do not open in Pipit"
# A window comes up; a link finds the program that runs; what a person has stays when the program goes.
PIPIT_SCRATCH=$root/installed scripts/display.sh bash -c '
  pipit --profile "$PIPIT_SCRATCH" & app=$!
  trap "kill $app 2>/dev/null; wait" EXIT
  timeout 60 xdotool search --sync --onlyvisible --class pipit >/dev/null || exit 1
  pipit --profile "$PIPIT_SCRATCH" rong://pipit/conversationlist && kill -0 $app' || fail "the installed program does not start, or not only once"
remove
trap 'rm -rf "$root"' EXIT
! command -v pipit >/dev/null || fail "the program is still there"
[ -n "$(ls -A "$root/installed")" ] || fail "removing the program removed what a person had"
echo "package: installs, opens links, and leaves nothing but people's data"
