// One Chromium, one isolated context per user, each with a blank page that runs the official Web SDK as it was published.

import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { olderPage, versions } from "./older-page.mjs";

const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), "node_modules");
const chrome = process.env.CHROME ?? "/usr/bin/chromium";
const patience = 15_000;

/** The module that a package offers to pages. */
function entry(name) {
  const file = ["index.mjs", "index.esm.js", "dist/index.esm.js"].find((file) => existsSync(path.join(modules, name, file)));
  return `/modules/${name}/${file}`;
}

/** The page: the SDK as `RC`, and every event that it fires, in order. */
const page = `<!doctype html><meta charset="utf-8"><title>interop</title>
<script type="importmap">${JSON.stringify({
  imports: {
    "@rongcloud/engine": entry("@rongcloud/engine"),
    "@rongcloud/imlib-next": entry("@rongcloud/imlib-next"),
  },
})}</script>
<script type="module">
  import * as RC from "@rongcloud/imlib-next";
  window.RC = RC;
  window.fired = [];
  window.init = (options) => {
    RC.init(options);
    for (const name of Object.values(RC.Events)) {
      RC.addEventListener(name, (data) => window.fired.push({ name, data: JSON.parse(JSON.stringify(data ?? null)) }));
    }
  };
  window.ready = true;
</script>`;

function serve() {
  const server = http.createServer((request, response) => {
    const url = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.join(modules, url.replace("/modules/", ""));
    if (url === "/") {
      const version = versions.find((version) => version.name === new URL(request.url, "http://localhost").searchParams.get("sdk"));
      response.writeHead(200, { "Content-Type": "text/html" }).end(version ? olderPage(version) : page);
    } else if (url.startsWith("/modules/") && file.startsWith(modules) && existsSync(file)) {
      response.writeHead(200, { "Content-Type": "text/javascript" });
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Opens the browser; `user` opens a page and connects it. `onFrame(socket, from, bytes)` sees every frame. */
export async function openBrowser({ url, appKey }, onFrame = () => {}) {
  if (!existsSync(chrome)) throw new Error(`${chrome} is missing: apt-get install chromium, or set CHROME`);
  const pages = await serve();
  const profile = mkdtempSync(path.join(tmpdir(), "pipit-chromium-"));
  const browser = await chromium.launch({
    executablePath: chrome,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // The SDK would call its maker's hosts; nothing but this machine exists here.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
  return {
    async user(token, more = {}) {
      const context = await browser.newContext();
      const tab = await context.newPage();
      const requests = [];
      tab.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
      tab.on("websocket", (socket) => {
        socket.on("framesent", ({ payload }) => onFrame(socket, "client", payload));
        socket.on("framereceived", ({ payload }) => onFrame(socket, "server", payload));
      });
      await tab.goto(`http://localhost:${pages.address().port}/`);
      await tab.waitForFunction("window.ready");
      await tab.evaluate((options) => window.init(options), { appkey: appKey, navigators: [url], logOutputLevel: 1, ...more });
      const rc = (name, ...args) =>
        tab.evaluate(async ({ name, args }) => JSON.parse(JSON.stringify((await RC[name](...args)) ?? null)), { name, args });
      return {
        requests,
        rc,
        /** Runs a function in the page. */
        run: (act, argument) => tab.evaluate(act, argument),
        connected: await rc("connect", token),
        status: () => tab.evaluate("RC.getConnectionStatus()"),
        serverTime: () => tab.evaluate("RC.getServerTime()"),
        /** Sends a text and answers what the SDK answers. */
        say: (conversation, content, options) =>
          tab.evaluate(
            async ([conversation, content, options]) =>
              JSON.parse(JSON.stringify(await RC.sendTextMessage(conversation, content, options ?? undefined))),
            [conversation, typeof content === "string" ? { content } : content, options ?? null],
          ),
        /** Sends a message of one of the SDK's classes. */
        send: (conversation, kind, content) =>
          tab.evaluate(
            async ([conversation, kind, content]) =>
              JSON.parse(JSON.stringify(await RC.sendMessage(conversation, new RC[kind](content)))),
            [conversation, kind, content],
          ),
        /** Waits for an event of this name whose data fits. */
        async event(name, fits = () => true) {
          const deadline = Date.now() + patience;
          for (;;) {
            const fired = await tab.evaluate("window.fired");
            const hit = fired.find((event) => event.name === name && fits(event.data));
            if (hit) return hit.data;
            if (Date.now() > deadline) throw new Error(`no ${name}; fired: ${fired.map((event) => event.name)}`);
            await new Promise((resolve) => setTimeout(resolve, 25));
          }
        },
        /** Waits for a message that fits. */
        async message(fits) {
          const { messages } = await this.event("MESSAGES", (data) => data.messages.some(fits));
          return messages.find(fits);
        },
        /** All messages that arrived, in order. */
        async messages() {
          const fired = await tab.evaluate("window.fired");
          return fired.filter((event) => event.name === "MESSAGES").flatMap((event) => event.data.messages);
        },
      };
    },
    /** Opens a page with an older SDK; `call` calls its driver. */
    async older({ name }) {
      const context = await browser.newContext();
      const tab = await context.newPage();
      tab.on("pageerror", (error) => console.log(`# ${name}: ${error.message}`));
      await tab.goto(`http://localhost:${pages.address().port}/?sdk=${encodeURIComponent(name)}`);
      await tab.waitForFunction("window.ready");
      await tab.evaluate((options) => window.init(options), { appKey, url });
      const until = async (list, fits) => {
        const deadline = Date.now() + patience;
        for (;;) {
          const all = await tab.evaluate(`window.${list}`);
          const hit = all.find(fits);
          if (hit) return hit;
          if (Date.now() > deadline) throw new Error(`it did not arrive; ${list}: ${JSON.stringify(all)}`);
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
      };
      const any = (fits) => until("received", fits);
      return {
        call: (name, ...args) => tab.evaluate(({ name, args }) => window.call(name, ...args), { name, args }),
        any,
        heard: (name, fits = () => true) => until("heard", (one) => one.name === name && fits(one.data)),
        message: (uid) => any((message) => message.uid === uid),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      pages.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The platform's numbers of conversation types. */
export const privateWith = (targetId) => ({ conversationType: 1, targetId });
export const groupOf = (targetId) => ({ conversationType: 3, targetId });
