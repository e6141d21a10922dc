#!/usr/bin/env bash
# Takes pictures of every page and state of the gallery, in both themes, into docs/screenshots, and writes the page that
# shows them side by side. With names, only of those: `scripts/screenshots.sh chat settings`.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docs/screenshots

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node ui/src/testing/browser/pictures.mjs "$folder" "$@"
# 96 colours are enough for pages whose pictures have few, and make one a third as large.
for picture in "$folder"/*.png; do
  convert "$picture" -strip -dither None -colors 96 -define png:compression-level=9 "PNG8:$picture.small"
  mv "$picture.small" "$picture"
done
mkdir -p "$out"
[ $# -gt 0 ] || rm -f "$out"/*.png
mv "$folder"/* "$out"
du -sh "$out"
