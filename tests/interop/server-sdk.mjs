import { createRequire } from "node:module";

import { privateWith } from "./browser.mjs";

const rongcloud = createRequire(import.meta.url)("rongcloud-sdk");

export async function serverSdk({ server, browser, check }) {
  const sdk = rongcloud({ appkey: server.appKey, secret: server.appSecret, api: server.url });
  const issued = await sdk.User.register({ id: "dora", name: "Dora", portrait: "https://example.org/dora.png" });
  check(issued.code === 200 && issued.userId === "dora" && issued.token, "getToken registers and answers", issued);
  const dora = await browser.user(issued.token);
  check(dora.connected.code === 0, "the token logs in", dora.connected);

  const published = await sdk.Message.Private.send({
    senderId: "notices",
    targetId: ["dora"],
    objectName: "RC:TxtMsg",
    content: JSON.stringify({ content: "from the server" }),
  });
  check(published.code === 200, "the server publishes", published);
  const got = await dora.message((message) => message.content.content === "from the server");
  check(got.senderUserId === "notices", "the client receives it", got);

  const alice = await browser.user(server.alice);
  const black = await sdk.User.Blacklist.add({ id: "dora", blacklist: [{ id: "alice" }] });
  check(black.code === 200, "the blacklist takes somebody", black);
  const refused = await alice.say(privateWith("dora"), "hello?");
  check(refused.code === 405, "who is on it is refused", refused.code);

  const made = await sdk.Group.create({ id: "walkers", name: "Walkers", members: [{ id: "alice" }, { id: "dora" }] });
  check(made.code === 200, "a group is created", made);
  const members = await sdk.Group.get({ id: "walkers" });
  check(members.members?.length === 2, "it has its members", members);
  const said = await alice.say({ conversationType: 3, targetId: "walkers" }, "hello, walkers");
  check(said.code === 0, "a member writes to it", said);

  // The SDK signs once for the life of its process, so a wrong signature needs a call of our own.
  const forged = await fetch(`${server.url}/user/getToken.json`, {
    method: "POST",
    headers: { "App-Key": server.appKey, Nonce: "1", Timestamp: "1", Signature: "0".repeat(40) },
    body: new URLSearchParams({ userId: "eve", name: "Eve" }),
  });
  check(forged.status === 401 && (await forged.json()).code === 1004, "a wrong signature is refused", forged.status);
}
