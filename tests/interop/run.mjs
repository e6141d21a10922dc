// Starts our server and lets the unmodified official SDKs judge it. Every check is counted; one that fails says what
// it saw. PIPIT_SERVER names the server's binary, CHROME the browser.

import { openBrowser } from "./browser.mjs";
import { chatroom } from "./chatroom.mjs";
import { connect } from "./connect.mjs";
import { editing } from "./editing.mjs";
import { group } from "./group.mjs";
import { keptReceipts } from "./kept-receipts.mjs";
import { kick } from "./kick.mjs";
import { multiDevice } from "./multi-device.mjs";
import { olderSdks } from "./older-sdks.mjs";
import { privateChat } from "./private-chat.mjs";
import { serverApiNode } from "./server-api-node.mjs";
import { serverApiPython } from "./server-api-python.mjs";
import { serverSdk } from "./server-sdk.mjs";
import { startServer } from "./server.mjs";
import { settings } from "./settings.mjs";
import { signals } from "./signals.mjs";
import { upload } from "./upload.mjs";

let passed = 0;
let failed = 0;

/** The titles that the command line names; all if it names none. */
const only = process.argv.slice(2);

/** Counts a check. */
function check(holds, what, seen) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok" : "not ok"} - ${what}${holds || seen === undefined ? "" : `: saw ${JSON.stringify(seen)}`}`);
}

async function judge(title, script, ...options) {
  if (only.length > 0 && !only.includes(title)) return;
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

await judge("connecting", connect);
await judge("a private chat", privateChat);
await judge("edited messages", editing);
await judge("a group", group);
await judge("a chat room", chatroom);
await judge("the second login", kick);
await judge("the server SDK", serverSdk);
await judge("every function of the Node server SDK", serverApiNode);
await judge("every function of the Python server SDK", serverApiPython);
await judge("two devices of one user", multiDevice, "--allow-web-devices", "4");
await judge("older SDKs", olderSdks, "--allow-web-devices", "4");
await judge("files", upload);
await judge("signals beside messages", signals);
await judge("receipts that the server keeps", keptReceipts, "--keep-receipts");
await judge("settings on all devices", settings, "--allow-web-devices", "4");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
