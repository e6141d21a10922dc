import { versions } from "./older-page.mjs";

const PRIVATE = 1;
const GROUP = 3;

/** Each older SDK with itself on both sides, and with the newest one on the other. */
export async function olderSdks({ server, browser, check }) {
  for (const version of versions) {
    try {
      await judge(version, { server, browser, check });
    } catch (error) {
      check(false, `${version.name} runs to its end`, error.message ?? error);
    }
  }
}

async function judge(version, { server, browser, check }) {
  const says = (holds, what, seen) => check(holds, `${version.name}: ${what}`, seen);
  const alice = await browser.older(version);
  const bob = await browser.older(version);
  says((await alice.call("connect", server.alice)) === "alice", "a token connects");
  await bob.call("connect", server.bob);

  const sent = await alice.call("send", PRIVATE, "bob", `from ${version.name} 你好 🐦`);
  const got = await bob.message(sent.uid);
  says(got.text === `from ${version.name} 你好 🐦`, "a private text arrives", got);
  const back = await bob.call("send", PRIVATE, "alice", "and back");
  says((await alice.message(back.uid)).text === "and back", "its answer too");
  const toGroup = await alice.call("send", GROUP, server.group, "to all");
  says((await bob.message(toGroup.uid)).text === "to all", "a group's text arrives");
  const fromGroup = await bob.call("send", GROUP, server.group, "from all");
  says((await alice.message(fromGroup.uid)).text === "from all", "its answer too");

  const history = await bob.call("history", PRIVATE, "alice");
  const both = history.map((message) => message.uid).filter((uid) => uid === sent.uid || uid === back.uid);
  says(both.join() === [sent.uid, back.uid].join(), "the history has both, in order", history);
  const ofGroup = await alice.call("history", GROUP, server.group);
  says(ofGroup.some((message) => message.uid === fromGroup.uid), "the group's history too", ofGroup);
  const list = await alice.call("conversations");
  says(list.includes("bob") && list.includes(server.group), "the list has both conversations", list);

  await alice.call("recall", PRIVATE, "bob", sent);
  const told = await bob.any((message) => message.kind === "RC:RcCmd");
  says(told !== undefined, "a recall is told");
  const after = await bob.call("history", PRIVATE, "alice");
  says(after.every((message) => message.text !== got.text), "and gone from the history", after);

  await besideMessages(says, alice, bob);
  await inRooms(says, alice, bob, `hall of ${version.name}`);
  await onAllDevices(says, await browser.older(version), { server, alice, bob });

  await bob.close();
  const newest = await browser.user(server.bob);
  const across = await alice.call("send", PRIVATE, "bob", "to the newest");
  says((await newest.message((message) => message.messageUId === across.uid)).content.content === "to the newest", "it writes to the newest SDK");
  const reply = await newest.say({ conversationType: PRIVATE, targetId: "alice" }, "from the newest");
  says((await alice.message(reply.data.messageUId)).text === "from the newest", "and reads from it");
  await newest.rc("disconnect");
  await alice.close();
}

/** Typing, receipts, pairs, and the token for a file. */
async function besideMessages(says, alice, bob) {
  await alice.call("types", PRIVATE, "bob");
  says((await bob.heard("typing")) !== undefined, "typing is seen");

  const sent = await alice.call("send", PRIVATE, "bob", "read me");
  await bob.message(sent.uid);
  await bob.call("tellRead", "alice", sent);
  // The older two leave the receipt to the application, as a message.
  const isIt = (read) => JSON.stringify(read).includes(sent.uid);
  await Promise.any([alice.heard("read", isIt), alice.any((message) => message.kind === "RC:ReadNtf" && isIt(message))]);
  says(true, "reading is told to the sender");

  const carries = await alice.call("sendPairs", PRIVATE, "bob", "with pairs", { colour: "red" });
  const got = await bob.message(carries.uid);
  says(got.original.canIncludeExpansion === true && got.original.expansion.colour === "red", "a message carries pairs", got);
  await bob.call("expand", { colour: "green" }, got);
  const change = await alice.heard("expansion", (data) => JSON.stringify(data).includes(carries.uid));
  says(JSON.stringify(change).includes("green"), "the sender is told when they change", change);

  says((await alice.call("token", "a.png")).length > 0, "there is a token for a file");
}

async function inRooms(says, alice, bob, room) {
  await alice.call("join", room);
  await bob.call("join", room);
  const sent = await alice.call("say", room, "hello, hall");
  says((await bob.message(sent.uid)).text === "hello, hall", "a chat room's message arrives");
  says((await bob.call("members", room)) === 2, "the room tells how many are in it");
  await alice.call("setEntry", room, "seat", "1");
  let seat;
  const deadline = Date.now() + 5_000;
  do seat = await bob.call("entry", room, "seat").catch(() => undefined);
  while (seat !== "1" && Date.now() < deadline);
  says(seat === "1", "an entry reaches the other member", seat);
  await bob.call("quit", room);
  const refused = await bob.call("say", room, "outside").then(
    () => false,
    () => true,
  );
  says(refused, "who has left says nothing there");
  says((await alice.call("members", room)) === 1, "and is counted no more");
}

/** What a second device of Alice's sees of what she does on the first, and what she deletes. */
async function onAllDevices(says, second, { server, alice, bob }) {
  await second.call("connect", server.alice);
  const sent = await alice.call("send", PRIVATE, "bob", "from my desk");
  says((await second.message(sent.uid)).text === "from my desk", "the other device has what one sends");
  const reply = await bob.call("send", PRIVATE, "alice", "to both");
  await Promise.all([alice.message(reply.uid), second.message(reply.uid)]);
  says(true, "both receive");

  await alice.call("settle", PRIVATE, "bob", true, true);
  let there;
  const deadline = Date.now() + 5_000;
  do there = await second.call("settled", PRIVATE, "bob");
  while (!(there.top && there.silent) && Date.now() < deadline);
  says(there.top && there.silent, "on top and silent also there", there);
  await alice.call("settle", PRIVATE, "bob", false, false);

  await alice.call("erase", PRIVATE, "bob", sent);
  const uids = async () => (await second.call("history", PRIVATE, "bob")).map((message) => message.uid);
  const left = await uids();
  says(!left.includes(sent.uid) && left.includes(reply.uid), "a message is deleted on the server, and no other", left);
  await alice.call("clear", PRIVATE, "bob", reply.time);
  says((await uids()).length === 0, "the history is cleared", await uids());
  await alice.call("remove", PRIVATE, "bob");
  says(!(await alice.call("conversations")).includes("bob"), "a conversation is removed");
  await second.close();
}
