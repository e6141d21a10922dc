// The gallery in a real browser: builds its pages, serves them, and drives one Chromium by its own protocol, over a pipe.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

import { build, preview } from "vite";

const ui = path.resolve(import.meta.dirname, "../../..");
const page = "src/testing/gallery.html";
/** The moment at which the gallery's clock stands. */
const now = Date.parse("2026-11-24T10:30Z");
/** A page that is not finished by then, in milliseconds, never will be. */
const PATIENCE = 60_000;

/** Runs `use` with so many tabs of a browser, which show gallery pages, and ends it afterwards. */
export async function withGallery(use, tabs = 1) {
  const folder = await mkdtemp(path.join(tmpdir(), "pipit-gallery-"));
  const outDir = path.join(folder, "pages");
  await build({
    root: ui,
    logLevel: "error",
    build: { outDir, rollupOptions: { input: path.join(ui, page) }, chunkSizeWarningLimit: 4096 },
  });
  const server = await preview({
    root: ui,
    logLevel: "error",
    build: { outDir },
    preview: { port: 0, strictPort: false },
  });
  const browser = new Browser(path.join(folder, "profile"));
  try {
    const address = new URL(page, server.resolvedUrls.local[0]);
    await use(...(await Promise.all(Array.from({ length: tabs }, () => browser.open(address)))));
  } finally {
    await browser.end();
    await new Promise((resolve) => server.httpServer.close(resolve));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Browser {
  #process;
  #asked = new Map();
  #pages = new Map();
  #next = 1;
  #rest = "";
  #ended;

  constructor(profile) {
    const flags = [
      "--headless=new",
      "--hide-scrollbars",
      "--disable-gpu",
      "--no-first-run",
      "--remote-debugging-pipe",
    ];
    if (process.getuid?.() === 0) flags.push("--no-sandbox");
    this.#process = spawn(
      process.env.PIPIT_CHROMIUM ?? "chromium",
      [...flags, `--user-data-dir=${profile}`],
      {
        env: { ...process.env, TZ: "UTC" },
        stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      },
    );
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", resolve);
      this.#process.once("error", resolve);
    }).then((why) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the browser ended: ${why}`));
    });
    this.#process.stdio[3].on("error", () => undefined);
    this.#process.stdio[4].setEncoding("utf8").on("data", (text) => this.#hear(text));
  }

  /** Messages end with a zero. */
  #hear(text) {
    const parts = (this.#rest + text).split("\0");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) {
      const { id, method, params, sessionId, result, error } = JSON.parse(part);
      if (method === "Runtime.exceptionThrown") this.#pages.get(sessionId)?.failed(params.exceptionDetails);
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) asked?.reject(new Error(error.message));
      else asked?.resolve(result);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** A tab that shows pages of the gallery. */
  async open(address) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", newWindow: true });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, sessionId), address);
    this.#pages.set(sessionId, page);
    await page.begin();
    return page;
  }

  async end() {
    this.send("Browser.close").catch(() => undefined);
    await this.#ended;
  }
}

class Page {
  #send;
  #address;
  #problem = null;

  constructor(send, address) {
    this.#send = send;
    this.#address = address;
  }

  failed({ exception, text }) {
    this.#problem ??= exception?.description ?? text;
  }

  async begin() {
    await this.#send("Runtime.enable");
    // Each window is painted, as if somebody looked at it.
    await this.#send("Emulation.setFocusEmulationEnabled", { enabled: true });
    // Nothing moves in a picture.
    await this.#send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-reduced-motion", value: "reduce" }],
    });
  }

  /** Shows a state, and waits until it stands still. */
  async show({ width, height, query, scale = 1 }, more) {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: scale,
      mobile: false,
    });
    const url = new URL(`?${new URLSearchParams({ now, ...more })}&${query}`, this.#address);
    this.#problem = null;
    await this.#send("Page.navigate", { url: url.href });
    const end = Date.now() + PATIENCE;
    while (
      !(await this.evaluate(
        `location.href === ${JSON.stringify(url.href)} && "ready" in document.documentElement.dataset`,
      ).catch(() => false))
    ) {
      if (this.#problem) throw new Error(`${url.search}: ${this.#problem}`);
      if (Date.now() > end) throw new Error(`${url.search}: the page is never finished`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** What the window shows, as a PNG. */
  async picture() {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }
}
