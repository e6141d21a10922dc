// Our server as a process of its own, on a free port and in a folder that goes with it.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.PIPIT_SERVER ?? path.join(root, "target/debug/pipit-server");

/** Runs the binary and waits for the line that says where it listens. */
async function run(args) {
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
  const end = () => {
    const ended = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
    child.kill("SIGTERM");
    return ended;
  };
  return { url, end };
}

/** Starts a server with demo users. */
export async function startServer(...options) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build -p pipit-server`);
  const data = mkdtempSync(path.join(tmpdir(), "pipit-interop-"));
  const args = (address) => ["serve", "--demo", "--data", data, "--listen", address, ...options];
  let running = await run(args("127.0.0.1:0"));
  const { url } = running;
  const demo = await (await fetch(`${url}/demo.json`)).json();
  const token = (id) => demo.users.find((user) => user.userId === id).token;
  const sign = (nonce, time) => createHash("sha1").update(`pipit-demo-secret${nonce}${time}`).digest("hex");
  return {
    url,
    appKey: demo.appKey,
    appSecret: "pipit-demo-secret",
    group: demo.groupId,
    alice: token("alice"),
    bob: token("bob"),
    /** Ends the server and starts it again on the same data and port. */
    async restart() {
      const code = await running.end();
      running = await run(args(new URL(url).host));
      return code;
    },
    sign,
    /** A call of the server API that no SDK has. */
    async post(call, body) {
      const headers = { "App-Key": demo.appKey, Nonce: "1", Timestamp: "1", Signature: sign("1", "1") };
      headers["Content-Type"] = "application/x-www-form-urlencoded";
      return (await fetch(`${url}/${call}.json`, { method: "POST", headers, body })).json();
    },
    async stop() {
      const code = await running.end();
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}
