#!/usr/bin/env bash
# Installs the system packages that building (`build`), testing (`test`) or packaging (`package`) needs, if any is missing.
# Debian and Ubuntu: asks for sudo where it must. Other systems: says exactly what to install, and fails.
set -euo pipefail

build=(libwebkit2gtk-4.1-dev pkg-config libasound2-dev build-essential cmake perl curl)
test=(webkit2gtk-driver xvfb openbox xdotool x11-utils imagemagick dbus dbus-x11 dunst gnome-keyring pulseaudio libasound2-plugins pipewire wireplumber gstreamer1.0-pipewire gstreamer1.0-plugins-bad gstreamer1.0-tools ibus ibus-gtk3 ibus-libpinyin fonts-noto-cjk fonts-noto-color-emoji chromium python3-venv)
package=("${build[@]}" xvfb openbox xdotool imagemagick dbus dbus-x11 gnome-keyring desktop-file-utils appstream file patchelf librsvg2-dev xdg-utils)

case "${1:-}" in
build) wanted=("${build[@]}") ;;
test) wanted=("${test[@]}") ;;
package) wanted=("${package[@]}") ;;
*) echo "usage: scripts/install.sh build|test|package" >&2; exit 2 ;;
esac

command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs" >&2; exit 1; }
command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is missing: install it from https://nodejs.org" >&2; exit 1; }

if [ "$(uname)" != Linux ]; then
  [ "$1" != test ] && exit 0 # macOS and Windows bring the web view; Xcode's or MSVC's tools come with Rust
  echo "the window tests run on Linux only; run the others with: make check unit" >&2
  exit 1
fi

if ! command -v dpkg-query >/dev/null; then
  echo "This is not Debian or Ubuntu. Install what these packages hold, by your system's names, then try again:" >&2
  echo "  ${wanted[*]}" >&2
  exit 1
fi

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}"
root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "as root, run: apt-get install ${missing[*]}" >&2; exit 1; }
  root=(sudo)
fi
"${root[@]}" apt-get update -q
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
