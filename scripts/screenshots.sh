#!/usr/bin/env bash
# Takes a picture of every page and state of the gallery, in both themes and languages, into docs/screenshots, and writes
# the page that shows them side by side. The gallery's people are made up and its clock stands still, so a picture changes
# only when the look does.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docs/screenshots
port=${PIPIT_GALLERY_PORT:-5199}

# Name, width, height, query, and what it shows.
states=(
  "login 960 680 page=login                         The first start: a server, an app key, a token, or a demo user"
  "login-refused 960 680 page=problem               A token that the server does not take"
  "passphrase-new 960 680 page=locked               No keyring: a passphrase is chosen"
  "passphrase 960 680 page=keyring                  A keyring that stays locked"
  "empty 960 680 page=empty                         Nobody has written yet"
  "list 1100 720 page=chat                          The list, and no chat open"
  "chat 1100 720 page=chat&open=bob                 A chat with unread messages, a failed and an unknown one"
  "media 1100 1500 page=chat&open=bob&media         Pictures, films, voices, files, places, cards"
  "offline 1100 720 page=chat&open=bob&offline      The network is away"
  "ended 1100 720 page=chat&ended                   Signed in on another device"
  "settings 1100 860 page=chat&open=bob&sheet=settings The settings"
  "search 1100 720 page=chat&open=bob&search=har    What was found: people, messages by conversation"
  "search-inside 1100 720 page=chat&search=har&steps=found,found The messages of one conversation"
  "menu 1100 720 page=chat&steps=private:bob        What can be done with a conversation"
  "contacts 1100 720 page=chat&sheet=contacts       The people whom one knows"
  "group 1100 720 page=chat&open=g-hike&steps=details All about a group"
  "discussion 1100 860 page=chat&open=d-lunch&steps=details All about a discussion of one's own"
  "sync 1100 720 page=chat&steps=settings,section-sync How far this machine and the server agree"
  "new-chat 1100 720 page=chat&sheet=new-chat       A new conversation"
  "own-window 560 680 chat=%7B%22kind%22:%22private%22,%22targetId%22:%22bob%22%7D A chat in a window of its own"
  "narrow-list 400 720 page=chat                    A narrow window: the list"
  "narrow-chat 400 720 page=chat&open=bob           A narrow window: the chat"
)

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
(cd ui && exec node_modules/.bin/vite --port "$port" --strictPort --logLevel error) &
server=$!
until curl -fs -o /dev/null "http://localhost:$port/src/testing/gallery.html"; do
  kill -0 "$server" || { echo "the gallery does not start on port $port" >&2; exit 1; }
  sleep 0.2
done

browser=(chromium --headless=new --hide-scrollbars --force-device-scale-factor=1 --disable-gpu --user-data-dir="$folder/browser")
[ "$(id -u)" != 0 ] || browser+=(--no-sandbox)
mkdir -p "$out"
rm -f "$out"/*.png
{
  echo "# Every page and state"
  echo
  echo "Made by \`make screenshots\`. Each is light and dark, in English and Chinese."
} >"$out/README.md"
now=$(date --utc --date='2026-11-24 10:30' +%s)000
for state in "${states[@]}"; do
  read -r name width height query words <<<"$state"
  printf '\n## %s\n\n%s.\n\n' "$name" "$words" >>"$out/README.md"
  for language in en zh-Hans; do
    for theme in light dark; do
      picture=$name-$theme-$language.png
      TZ=UTC "${browser[@]}" --window-size="$width,$height" --virtual-time-budget=5000 --screenshot="$folder/$picture" \
        "http://localhost:$port/src/testing/gallery.html?now=$now&theme=$theme&language=$language&$query" 2>"$folder/log" ||
        { cat "$folder/log" >&2; exit 1; }
      [ -s "$folder/$picture" ] || { echo "no picture of $name" >&2; exit 1; }
      convert "$folder/$picture" -strip -define png:compression-level=9 "$out/$picture"
      printf '<img src="%s" width="49%%" alt="%s, %s, %s">\n' "$picture" "$name" "$theme" "$language" >>"$out/README.md"
    done
  done
done
du -sh "$out"
