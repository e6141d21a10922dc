#!/usr/bin/env bash
# Builds what people install, into target/package/out: the app for this system, and on Linux the server.
#   package.sh [BUNDLE…]    deb appimage rpm (Linux), dmg (macOS), nsis msi (Windows); the first two where nothing is named
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- deb appimage

# What a package holds must not tell where it was built. Other flags than a developer's, so a folder of its own. Opus alone has
# its files' full names in it; what stood in CFLAGS, OpenSSL would tell.
here=$PWD
cargo_home=${CARGO_HOME:-$HOME/.cargo}
if [ "${OS:-}" = Windows_NT ]; then # the compiler knows no /c/Users
  here=$(cygpath -m "$here")
  cargo_home=$(cygpath -m "$cargo_home")
fi
export CARGO_TARGET_DIR=$here/target/package
export RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$cargo_home=/cargo --remap-path-prefix=$here=/pipit"
export CMAKE_TOOLCHAIN_FILE=$CARGO_TARGET_DIR/toolchain.cmake
mkdir -p "$CARGO_TARGET_DIR"
[ "${OS:-}" = Windows_NT ] || flag=-ffile-prefix-map=$cargo_home=/cargo # MSVC knows none
echo "${flag:+add_compile_options($flag)}" >"$CMAKE_TOOLCHAIN_FILE"
out=$CARGO_TARGET_DIR/out
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
mkdir -p "$out"

bundles=$(IFS=,; echo "$*")
packaging/node_modules/.bin/tauri build --ci --bundles "$bundles" -- --locked
find "$CARGO_TARGET_DIR/release/bundle" -maxdepth 2 -type f \
  \( -name '*.deb' -o -name '*.rpm' -o -name '*.AppImage' -o -name '*.dmg' -o -name '*.exe' -o -name '*.msi' \) \
  -exec cp {} "$out" \;

# Newer versions that replace older ones by themselves are signed, as the version that they are: docs/deployment.md.
if [ -n "${TAURI_SIGNING_PRIVATE_KEY:-}" ]; then
  app=$CARGO_TARGET_DIR/release/bundle/macos/Pipit.app
  [ ! -d "$app" ] || tar --create --gzip --file "$out/Pipit.app.tar.gz" --directory "$(dirname "$app")" Pipit.app
  for file in "$out"/*.AppImage "$out"/*-setup.exe "$out"/*.msi "$out"/*.app.tar.gz; do
    [ ! -f "$file" ] || packaging/node_modules/.bin/tauri signer sign --app-version "$version" "$file"
  done
fi

if [ "$(uname)" = Linux ]; then
  cargo build --release --locked -p pipit-server --bin pipit-server
  name=pipit-server-$version-linux-$(uname -m)
  folder=$CARGO_TARGET_DIR/$name
  rm -rf "$folder"
  mkdir "$folder"
  cp "$CARGO_TARGET_DIR/release/pipit-server" packaging/server/pipit-server.service packaging/server/server.toml \
    docs/server.md LICENSE LICENSE-APACHE LICENSE-MIT "$folder"
  # The same input makes the same archive.
  tar --create --gzip --file "$out/$name.tar.gz" --directory "$CARGO_TARGET_DIR" \
    --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" "$name"
fi
ls -l "$out"
