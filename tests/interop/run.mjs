// Starts our server and lets the unmodified official SDKs judge it. Every check is counted; one that fails says what
// it saw. PIPIT_SERVER names the server's binary, CHROME the browser.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { openBrowser } from "./browser.mjs";
import { connect } from "./connect.mjs";
import { group } from "./group.mjs";
import { kick } from "./kick.mjs";
import { multiDevice } from "./multi-device.mjs";
import { privateChat } from "./private-chat.mjs";
import { serverSdk } from "./server-sdk.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.PIPIT_SERVER ?? path.join(root, "target/debug/pipit-server");

let passed = 0;
let failed = 0;

/** Counts a check. */
function check(holds, what, seen) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok" : "not ok"} - ${what}${holds || seen === undefined ? "" : `: saw ${JSON.stringify(seen)}`}`);
}

/** Starts a server with demo users and waits for the line that says where it listens. */
async function startServer(...options) {
  const data = mkdtempSync(path.join(tmpdir(), "pipit-interop-"));
  const args = ["serve", "--demo", "--data", data, "--listen", "127.0.0.1:0", ...options];
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PIPIT_LOG: "warn" } });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const line = /^listening on (\S+)\n/.exec(text);
      if (line) resolve(line[1]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
  const demo = await (await fetch(`${url}/demo.json`)).json();
  const token = (id) => demo.users.find((user) => user.userId === id).token;
  return {
    url,
    appKey: demo.appKey,
    appSecret: "pipit-demo-secret",
    group: demo.groupId,
    alice: token("alice"),
    bob: token("bob"),
    async stop() {
      const ended = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

async function judge(title, script, ...options) {
  console.log(`# ${title}`);
  const server = await startServer(...options);
  const browser = await openBrowser(server);
  try {
    await script({ server, browser, check });
  } catch (error) {
    check(false, `${title} runs to its end`, error.message ?? error);
  } finally {
    await browser.close();
    check((await server.stop()) === 0, "the server ends in order");
  }
}

if (!existsSync(binary)) {
  console.error(`${binary} is missing: cargo build -p pipit-server`);
  process.exit(1);
}
await judge("connecting", connect);
await judge("a private chat", privateChat);
await judge("a group", group);
await judge("the second login", kick);
await judge("the server SDK", serverSdk);
await judge("two devices of one user", multiDevice, "--allow-web-devices", "4");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
