// Looks at every page and state of the gallery as a strict reader would: what axe-core finds, with contrast and landmarks, in
// both themes; words that are cut; controls out of reach, and bubbles wider than their chat, also where other words make
// other lengths and where lines run the other way (statements 34, 69, 70). `node audit.mjs [NAME…]`; prints what is wrong, and fails then.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import process from "node:process";

import { withGallery } from "./gallery.mjs";
import { states } from "./states.mjs";

const names = process.argv.slice(2);
const wanted = names.length === 0 ? states : states.filter(({ name }) => names.includes(name));
/** Beside English: the shortest words, and a page that is mirrored. */
const others = ["zh-Hans", "ar"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs in the page. */
async function rules(only) {
  // A row is named in the order in which it is best heard, not in that of its parts on the screen.
  const options = only
    ? { runOnly: { type: "rule", values: only } }
    : { rules: { "label-content-name-mismatch": { enabled: false } } };
  // It is so while somebody is offered for a mention: WebKit tells nothing of what is offered below a mere text field.
  globalThis.axe.configure({ standards: { htmlElms: { textarea: { allowedRoles: ["combobox"] } } } });
  const { violations } = await globalThis.axe.run(document, { ...options, resultTypes: ["violations"] });
  const why = ({ any, all, none }) => [...any, ...all, ...none].map(({ message }) => message).join("; ");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${why(node).slice(0, 240)})`),
  );
}

/** Runs in the page: what does not fit. */
function layout() {
  const wrong = [];
  const named = (element) => element.outerHTML.slice(0, 140).replace(/\s+/g, " ");
  const scrolls = (element, axis) =>
    /auto|scroll/.test(getComputedStyle(element)[`overflow${axis}`]) ? element : null;
  const reachable = (element, axis) => {
    for (let above = element.parentElement; above; above = above.parentElement)
      if (scrolls(above, axis)) return true;
    return false;
  };
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than the window");
  for (const element of document.querySelectorAll("#app *, dialog *")) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const hides = /hidden|clip/.test(style.overflowX);
    if (
      says &&
      hides &&
      style.clipPath === "none" &&
      element.scrollWidth > element.clientWidth + 1 &&
      style.textOverflow !== "ellipsis"
    )
      wrong.push(`cut: ${named(element)}`);
    const told = element.matches(".bubble img[height]") ? Number(element.getAttribute("height")) : Infinity;
    if (element.offsetHeight > told + 1) wrong.push(`higher than its place: ${named(element)}`);
    const chat = element.classList.contains("bubble") && element.closest("[data-row]");
    if (chat) {
      const [inner, outer] = [element.getBoundingClientRect(), chat.getBoundingClientRect()];
      if (
        inner.left < outer.left - 1 ||
        inner.right > outer.right + 1 ||
        element.scrollWidth > element.clientWidth + 1
      )
        wrong.push(`wider than its chat: ${named(element)}`);
    }
    if (scrolls(element, "Y") && element.tagName !== "PRE" && element.scrollWidth > element.clientWidth + 1)
      wrong.push(`scrolls sideways: ${named(element)}`);
    if (element.matches("bdi > .cut")) {
      // The ending of a file's name, and the parts of the first line that are before it.
      const [[ending], stem] = [...element.children].map((part) => [...part.getClientRects()]);
      const beside = stem.filter(({ top }) => Math.abs(top - ending.top) < 1);
      const apart = beside.map(({ left, right }) => Math.max(ending.left - right, left - ending.right));
      if (Math.min(...apart) > 1) wrong.push(`apart: ${named(element)}`);
    }
    if (!element.matches("button, input, textarea, a[href], summary, select")) continue;
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    const outside = (left < -1 || right > innerWidth + 1) && !reachable(element, "X");
    if (outside || ((top < -1 || bottom > innerHeight + 1) && !reachable(element, "Y")))
      wrong.push(`out of reach: ${named(element)}`);
  }
  return wrong;
}

/** Runs in the page: six things that are wrong, to see that they are found. */
function spoil() {
  const spoiled = document.createElement("main");
  spoiled.id = "spoiled";
  spoiled.innerHTML = `<p style="position: fixed; inset: 0; z-index: 99; background: white; color: #bbb">faint</p>
    <p style="width: 20px; overflow: hidden; white-space: nowrap">words that are cut</p>
    <button style="position: fixed; left: -200px">gone</button>
    <bdi><span class="cut"><span>plan </span><span style="margin-left: 9px">….pdf</span></span></bdi>
    <div data-row style="width: 90px"><div class="bubble" style="width: 200px"><img height="9" style="height: 60px">https://example.org/without-an-end</div></div>`;
  document.querySelector("#app").append(spoiled);
}

let bad = 0;
const told = new Set();
function tell(state, found) {
  for (const line of found) {
    bad += 1;
    if (!told.has(line)) console.error(`${state}: ${line}`);
    told.add(line);
  }
}

const begun = Date.now();
const left = [...wanted];

/** Looks at one state after the other, as long as some are left. */
async function look(page) {
  for (let state = left.shift(); state; state = left.shift()) {
    await page.show(state, { theme: "light", language: "en" });
    await page.evaluate(axe);
    tell(state.name, await page.evaluate(`(${layout})()`));
    tell(`${state.name}, light`, await page.evaluate(`(${rules})()`));
    await page.evaluate(`void (document.documentElement.dataset.theme = "dark")`);
    tell(`${state.name}, dark`, await page.evaluate(`(${rules})(["color-contrast"])`));
    for (const language of others) {
      await page.show(state, { theme: "light", language });
      tell(`${state.name}, ${language}`, await page.evaluate(`(${layout})()`));
    }
  }
}

/** Whoever finds nothing must be able to find something. */
async function tryOut(page) {
  await page.show(states[0], { theme: "light", language: "en" });
  await page.evaluate(axe);
  await page.evaluate(`(${spoil})()`);
  const found = [...(await page.evaluate(`(${layout})()`)), ...(await page.evaluate(`(${rules})()`))].join(
    "\n",
  );
  for (const fault of [
    "cut: ",
    "out of reach: ",
    "apart: ",
    "wider than its chat: ",
    "higher than its place: ",
    "color-contrast: ",
  ])
    if (!found.includes(fault)) throw new Error(`"${fault}" is not found where it is:\n${found}`);
}

await withGallery(async (...pages) => {
  await tryOut(pages[0]);
  await Promise.all(pages.map(look));
}, 2);
console.log(
  `${wanted.length} pages and states in ${Math.round((Date.now() - begun) / 1000)} s: ${bad || "nothing"} wrong`,
);
process.exit(bad > 0 ? 1 : 0);
