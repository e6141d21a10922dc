// Our server as a process of its own, on a free port and in a folder that goes with it.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.PIPIT_SERVER ?? path.join(root, "target/debug/pipit-server");

/** Starts a server with demo users and waits for the line that says where it listens. */
export async function startServer(...options) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build -p pipit-server`);
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
