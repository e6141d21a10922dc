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

  await bob.close();
  const newest = await browser.user(server.bob);
  const across = await alice.call("send", PRIVATE, "bob", "to the newest");
  says((await newest.message((message) => message.messageUId === across.uid)).content.content === "to the newest", "it writes to the newest SDK");
  const reply = await newest.say({ conversationType: PRIVATE, targetId: "alice" }, "from the newest");
  says((await alice.message(reply.data.messageUId)).text === "from the newest", "and reads from it");
  await newest.rc("disconnect");
  await alice.close();
}
