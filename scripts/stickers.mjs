// Draws the stickers that come with the app, as SVG, and makes their pictures with Chromium and ImageMagick:
// `node scripts/stickers.mjs`. The pictures lie in crates/pipit-api/stickers/pip; this runs only when a drawing changes.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const out = join(dirname(fileURLToPath(import.meta.url)), "../crates/pipit-api/stickers/pip");
const side = 240;

// Pip, a round bird in a field of 200 x 200: everything else is put on it.
const ink = "#3b2f2a";
const line = `stroke="${ink}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"`;
const body = (tilt = 0) => `<g transform="rotate(${tilt} 100 112)">
  <path d="M40 120 C18 116 10 104 12 92 C26 96 38 100 48 106" fill="#8a6a4f" ${line}/>
  <path d="M84 176 v14 m-9 0 h18 M116 176 v14 m-9 0 h18" fill="none" ${line}/>
  <ellipse cx="100" cy="112" rx="66" ry="66" fill="#c9a27a" ${line}/>
  <path d="M46 128 C60 104 140 104 154 128 C150 160 128 176 100 176 C72 176 50 160 46 128 Z" fill="#f7e7cf"/>
  <path d="M92 48 C90 34 98 26 108 28 C104 34 106 40 110 46" fill="#8a6a4f" ${line}/>
  <path d="M78 150 q5 7 10 0 m8 8 q5 7 10 0 m8 -8 q5 7 10 0" fill="none" stroke="#c9a27a" stroke-width="4" stroke-linecap="round"/>
</g>`;
const eye = (x, y = 96) =>
  `<circle cx="${x}" cy="${y}" r="9" fill="${ink}"/><circle cx="${x + 3}" cy="${y - 3}" r="3" fill="#fff"/>`;
const eyes = eye(76) + eye(124);
const arcs = (up) =>
  [76, 124].map((x) => `<path d="M${x - 11} 98 q11 ${up ? -14 : 12} 22 0" fill="none" ${line}/>`).join("");
const beak = `<path d="M88 108 L100 102 L112 108 L100 120 Z" fill="#f2a33a" ${line}/>`;
const open = `<path d="M86 106 L100 100 L114 106 L108 126 Q100 134 92 126 Z" fill="#f2a33a" ${line}/>
  <path d="M94 112 h12 l-3 12 q-3 4 -6 0 Z" fill="#c2453b"/>`;
const blush = `<ellipse cx="58" cy="114" rx="9" ry="6" fill="#ee8f7d" opacity=".75"/>
  <ellipse cx="142" cy="114" rx="9" ry="6" fill="#ee8f7d" opacity=".75"/>`;
const wing = (x, turn, flip = 1) =>
  `<g transform="translate(${x} 122) scale(${flip} 1) rotate(${turn})">
    <path d="M0 0 C18 -8 36 -2 42 14 C28 22 10 18 0 0 Z" fill="#8a6a4f" ${line}/></g>`;
const heart = (x, y, size, colour = "#e2504f") =>
  `<path transform="translate(${x} ${y}) scale(${size})" d="M0 6 C-3 -4 -16 -3 -14 7 C-12 15 -4 19 0 24 C4 19 12 15 14 7 C16 -3 3 -4 0 6 Z" fill="${colour}" ${line}/>`;
const rest = wing(38, 40) + wing(162, 40, -1);

const drawings = {
  hello: body(-4) + eyes + beak + blush + wing(38, 44) + wing(158, -62, -1).replace("scale(-1 1)", "scale(1 1)") +
    `<path d="M184 52 q8 -4 10 -14 M176 40 q5 -6 3 -14" fill="none" ${line}/>`,
  yes: body() + arcs(true) + beak + blush + rest +
    `<g transform="translate(152 150)"><circle r="27" fill="#4aa564" ${line}/><path d="M-12 0 l9 10 l16 -19" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/></g>`,
  no: body() + eyes + `<path d="M62 80 l24 8 M138 80 l-24 8" fill="none" ${line}/>` + beak + rest +
    `<g transform="translate(152 150)"><circle r="27" fill="#d9534f" ${line}/><path d="M-10 -10 l20 20 m0 -20 l-20 20" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round"/></g>`,
  thanks: body(6) + arcs(false) + beak + blush +
    `<path d="M40 122 C60 120 88 136 101 158 C78 168 48 154 40 122 Z M160 122 C140 120 112 136 99 158 C122 168 152 154 160 122 Z" fill="#8a6a4f" ${line}/>` +
    heart(162, 40, 0.9, "#f2a33a"),
  love: body() + heart(76, 84, 0.9) + heart(124, 84, 0.9) + beak + blush + rest + heart(34, 30, 0.9) + heart(168, 24, 1.2),
  laugh: body(-8) + [76, 124].map((x, at) => `<path d="M${x + (at ? 10 : -10)} 88 l${at ? -18 : 18} 8 l${at ? 18 : -18} 8" fill="none" ${line}/>`).join("") +
    open + blush + rest + `<path d="M44 96 q-10 10 -6 18 q8 4 10 -6 Z M156 96 q10 10 6 18 q-8 4 -10 -6 Z" fill="#7fc4e8" ${line}/>`,
  sad: body(4) + eye(76, 100) + eye(124, 100) + `<path d="M60 84 l24 -8 M140 84 l-24 -8" fill="none" ${line}/>` +
    beak + wing(38, 62) + wing(162, 62, -1) + `<path d="M132 116 q-9 15 0 20 q9 -5 0 -20 Z" fill="#7fc4e8" ${line}/>`,
  sleepy: body(8) + arcs(false) + beak + blush + rest +
    `<g fill="none" ${line}><path d="M150 56 h14 l-14 16 h14"/><path d="M172 30 h16 l-16 20 h16"/></g>`,
  wow: body() + [76, 124].map((x) => `<circle cx="${x}" cy="94" r="14" fill="#fff" ${line}/><circle cx="${x}" cy="94" r="6" fill="${ink}"/>`).join("") +
    open + wing(40, -30, -1) + wing(160, -30) + `<path d="M100 18 v-12 M132 24 l6 -10 M68 24 l-6 -10" fill="none" ${line}/>`,
  party: body(-4) + arcs(true) + open + blush + wing(40, -34, -1) + wing(160, -34) +
    `<path d="M78 52 L104 -4 L126 50 Z" transform="rotate(8 100 30)" fill="#6b7fd7" ${line}/><circle cx="112" cy="2" r="8" fill="#f2a33a" ${line}/>` +
    [["#e2504f", 22, 44], ["#4aa564", 40, 18], ["#f2a33a", 172, 30], ["#7fc4e8", 186, 64], ["#e2504f", 160, 8], ["#6b7fd7", 14, 84]]
      .map(([colour, x, y], at) => `<rect x="${x}" y="${y}" width="9" height="9" rx="2" transform="rotate(${at * 31} ${x} ${y})" fill="${colour}"/>`).join(""),
};

const folder = mkdtempSync(join(tmpdir(), "stickers-"));
try {
  for (const [name, drawing] of Object.entries(drawings)) {
    // A light rim keeps the ink readable on a dark page.
    const page = join(folder, `${name}.html`);
    writeFileSync(
      page,
      `<!doctype html><style>body{margin:0}svg{display:block;filter:drop-shadow(0 0 2px #fff) drop-shadow(0 0 2px #fff)}</style>
       <svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="-10 -14 220 220">${drawing}</svg>`,
    );
    const picture = join(folder, `${name}.png`);
    execFileSync("chromium", [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000",
      `--user-data-dir=${join(folder, "browser")}`, `--window-size=${side},${side}`, `--screenshot=${picture}`, `file://${page}`,
    ], { stdio: "ignore" });
    execFileSync("convert", [picture, "-strip", "-colors", "96", "-define", "png:compression-level=9", join(out, `${name}.png`)]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
