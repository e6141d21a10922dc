// Every function of the official Python server SDK: server_api.py calls them, this counts what it found.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

import { root } from "./server.mjs";

const folder = path.join(root, "tests/interop");
const python = process.env.PYTHON ?? path.join(folder, ".venv/bin/python");

export async function serverApiPython({ server, check }) {
  if (!existsSync(python)) throw new Error(`${python} is missing: make tests/interop/.venv/installed`);
  const args = [path.join(folder, "server_api.py"), server.url, server.appKey, server.appSecret];
  const child = spawn(python, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const [, not, what] = /^(not )?ok - (.*)$/.exec(line) ?? [];
    if (what) check(!not, what);
  }
  check((await ended) === 0, "the Python SDK's functions are all called and as the table says");
}
