import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { DiscussionPage, GroupPage, NameHit, Summary } from "../bindings";
import { avatar, conversation } from "../testing/rows";
import { FakeEngine } from "../testing/fake";
import { session } from "../stores/session.svelte";
import { settle } from "../testing/settle";
import Blacklist from "./Blacklist.svelte";
import Contacts from "./Contacts.svelte";
import Details from "./Details.svelte";
import Devices from "./Devices.svelte";
import NewChat from "./NewChat.svelte";

const person = (id: string) => ({ id, name: id.toUpperCase(), avatar: avatar("X", 1), me: id === "alice" });
const hit = (id: string): NameHit => ({
  key: `private:${id}`,
  conversation: { kind: "private", targetId: id },
  avatar: avatar("X", 1),
  name: [{ text: id.toUpperCase(), found: false }],
});
const lunch = conversation("d1", "Lunch", { conversation: { kind: "discussion", targetId: "d1" } });
const refusal = { code: "refused", message: "21407" };
const click = async (id: string, at = 0): Promise<void> => {
  await fireEvent.click(screen.getAllByTestId(id)[at] as HTMLElement);
  await settle();
};
const members = () => screen.getAllByTestId("member").map((row) => row.querySelector(".name")?.textContent);

/** A discussion that changes as the page wishes. */
function discussing(mine: boolean): FakeEngine {
  const page: DiscussionPage = {
    name: "Lunch",
    creator: mine ? "alice" : "bob",
    mine,
    open: false,
    members: [person("alice"), person("bob")],
  };
  return new FakeEngine({
    discussion: () => ({ ...page }),
    contacts: () => [hit("bob"), hit("carol")],
    changeDiscussion: ({ change }) => {
      if (!mine && change.type === "rename") throw refusal;
      if (change.type === "rename") page.name = change.name;
      if (change.type === "open") page.open = change.open;
      if (change.type === "add") page.members = [...page.members, ...change.users.map(person)];
      if (change.type === "remove") page.members = page.members.filter((one) => one.id !== change.user);
      return null;
    },
  });
}

test("people are found by name, and opened", async () => {
  const engine = new FakeEngine({ contacts: ({ words }) => [hit("bob"), hit("carol")].slice(words ? 1 : 0) });
  const opened: string[] = [];
  render(Contacts, { onopen: ({ targetId }) => opened.push(targetId), onclose: () => undefined });
  await settle();
  expect(screen.getAllByTestId("person")).toHaveLength(2);
  await fireEvent.input(screen.getByTestId("people-search"), { target: { value: "ca" } });
  await settle();
  expect(engine.asked("contacts")).toEqual([{ words: "" }, { words: "ca" }]);
  await click("person");
  expect(opened).toEqual(["carol"]);
});

test("a new chat is opened with whom one knows by name, and with anybody by id", async () => {
  new FakeEngine({
    contacts: ({ words }) => [hit("bob"), hit("carol")].filter((one) => one.key.includes(words)),
  });
  const opened: string[] = [];
  render(NewChat, { onopen: (user: string) => opened.push(user), onclose: () => undefined });
  await settle();
  const field = screen.getByTestId("new-chat-user");
  expect(document.activeElement).toBe(field);
  expect(screen.queryByTestId("new-chat-open"), "nobody is named").toBeNull();
  await fireEvent.input(field, { target: { value: "car" } });
  await settle();
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(opened, "the first who was found").toEqual(["carol"]);
  await click("new-chat-open");
  await fireEvent.input(field, { target: { value: " dave " } });
  await settle();
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(opened, "where nobody is found the id is all there is").toEqual(["carol", "car", "dave"]);
});

test("why nobody was found goes with the next answer", async () => {
  let offline = true;
  new FakeEngine({
    contacts: () => {
      if (offline) throw { code: "offline", message: "" };
      return [hit("bob")];
    },
  });
  render(Contacts, { onopen: () => undefined, onclose: () => undefined });
  await settle();
  expect(screen.getByRole("alert").textContent).toContain("no connection");
  offline = false;
  await fireEvent.input(screen.getByTestId("people-search"), { target: { value: "b" } });
  await settle();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getAllByTestId("person")).toHaveLength(1);
});

test("a sheet is closed by a press beside it, and not by letting go there of words that are marked", async () => {
  new FakeEngine({ contacts: () => [] });
  let closed = 0;
  render(NewChat, { onopen: () => undefined, onclose: () => (closed += 1) });
  const sheet = screen.getByTestId("new-chat-sheet");
  await fireEvent.pointerDown(screen.getByTestId("new-chat-user"));
  await fireEvent.click(sheet); // what both lie in
  expect(closed).toBe(0);
  await fireEvent.pointerDown(sheet);
  await fireEvent.click(sheet);
  expect(closed).toBe(1);
});

test("Enter takes the first who was found and begins no discussion, the arrows lead through all", async () => {
  new FakeEngine({
    contacts: ({ words }) => [hit("bob"), hit("carol")].filter((one) => one.key.includes(words)),
  });
  render(Contacts, { onopen: () => undefined, onclose: () => undefined });
  await click("contacts-discussion");
  const field = screen.getByTestId<HTMLInputElement>("people-search");
  field.focus();
  await fireEvent.input(field, { target: { value: "car" } });
  await settle();
  expect(await fireEvent.keyDown(field, { key: "Enter" }), "the form is not sent").toBe(false);
  await settle();
  expect(field.value, "the next one can be looked for").toBe("");
  expect(screen.getAllByTestId("person").map((one) => one.getAttribute("aria-checked"))).toEqual([
    "false",
    "true",
  ]);
  const [bob, carol] = screen.getAllByTestId("person") as [HTMLElement, HTMLElement];
  for (const [key, there] of [
    ["ArrowUp", field],
    ["ArrowDown", bob],
    ["ArrowDown", carol],
    ["ArrowDown", carol],
    ["ArrowUp", bob],
    ["ArrowUp", field],
  ] as const) {
    await fireEvent.keyDown(document.activeElement as Element, { key });
    expect(document.activeElement).toBe(there);
  }
});

test("a discussion is made of a name and people, and what the server refuses is said", async () => {
  let refuses = true;
  const engine = new FakeEngine({
    contacts: () => [hit("bob"), hit("carol")],
    createDiscussion: () => {
      if (refuses) throw refusal;
      return lunch.conversation;
    },
  });
  const opened: string[] = [];
  render(Contacts, { onopen: ({ targetId }) => opened.push(targetId), onclose: () => undefined });
  await click("contacts-discussion");
  const make = screen.getByTestId<HTMLButtonElement>("discussion-make");
  expect(make.disabled).toBe(true);
  await click("person", 1);
  expect(make.disabled, "what is missing is said").toBe(true);
  expect(make.textContent).toBe("Give it a name");
  await fireEvent.input(screen.getByTestId("discussion-name"), { target: { value: "Lunch" } });
  expect(make.textContent).toBe("Start with 1 person");
  await click("discussion-make");
  expect(screen.getByRole("alert").textContent).not.toBe("");
  refuses = false;
  await click("discussion-make");
  expect(engine.asked("createDiscussion").at(-1)).toEqual({ name: "Lunch", users: ["carol"] });
  expect(opened).toEqual(["d1"]);
});

test("its creator renames it, adds, removes, and says who may add", async () => {
  const engine = discussing(true);
  render(Details, { row: lunch, onclose: () => undefined });
  await settle();
  await fireEvent.input(screen.getByTestId("discussion-name"), { target: { value: "Dinner" } });
  await click("discussion-rename");
  await click("discussion-add");
  expect(screen.getAllByTestId("person"), "members are not offered").toHaveLength(1);
  await click("person");
  expect(members()).toEqual(["ALICE", "BOB", "CAROL"]);
  await click("discussion-remove");
  expect(members()).toEqual(["ALICE", "CAROL"]);
  await click("discussion-open");
  expect(engine.asked("changeDiscussion").map((asked) => (asked as { change: object }).change)).toEqual([
    { type: "rename", name: "Dinner" },
    { type: "add", users: ["carol"] },
    { type: "remove", user: "bob" },
    { type: "open", open: true },
  ]);
});

test("a member sees the rule, may not remove, is told what is refused, and leaves", async () => {
  let closed = false;
  discussing(false);
  render(Details, { row: lunch, onclose: () => (closed = true) });
  await settle();
  expect(screen.queryByTestId("discussion-remove")).toBeNull();
  expect(screen.queryByTestId("discussion-add")).toBeNull();
  expect(screen.getByText("Only the creator may add others.")).toBeTruthy();
  expect(screen.getAllByTestId("member").map((one) => one.lastElementChild?.textContent)).toEqual([
    "You",
    "Creator",
  ]);
  await fireEvent.input(screen.getByTestId("discussion-name"), { target: { value: "Mine" } });
  await click("discussion-rename");
  expect(screen.getByRole("alert").textContent).not.toBe("");
  expect(screen.getByTestId<HTMLInputElement>("discussion-name").value, "what stands").toBe("Lunch");
  await click("discussion-leave");
  expect(closed, "it is asked first").toBe(false);
  await click("leave-confirm");
  expect(closed).toBe(true);
});

test("somebody is blocked from their page, and unblocked from the blacklist", async () => {
  let blocked = ["carol"];
  new FakeEngine({
    blocked: () => blocked.map(person),
    setBlocked: ({ user, blocked: wanted }) => {
      blocked = wanted ? [...blocked, user] : blocked.filter((one) => one !== user);
      return null;
    },
  });
  const page = render(Details, { row: conversation("bob", "Bob"), onclose: () => undefined });
  await settle();
  await click("block");
  expect(blocked).toEqual(["carol", "bob"]);
  page.unmount();
  render(Contacts, { onopen: () => undefined, onclose: () => undefined });
  await click("contacts-blacklist");
  await click("unblock");
  expect(blocked).toEqual(["bob"]);
  await click("unblock");
  expect(screen.getByText("You have not blocked anybody.")).toBeTruthy();
});

const hike = conversation("g1", "Hike", { conversation: { kind: "group", targetId: "g1" }, muted: true });

/** A group whose notice changes as the page wishes. */
function hiking(more: Partial<GroupPage> = {}): FakeEngine {
  const page: GroupPage = {
    name: "Hike",
    owner: "alice",
    notice: "At eight, https://oak.example",
    mayNotice: true,
    mayLeave: true,
    members: ["alice", ...[..."bcdefgh"]].map(person),
    ...more,
  };
  return new FakeEngine({
    group: () => ({ ...page }),
    groupMembers: ({ words }) => page.members.filter((one) => one.id.includes(words)),
    changeGroup: ({ change }) => {
      if (change.type === "notice") page.notice = change.text;
      return null;
    },
  });
}

test("a group's page shows notice, owner and members, who are found by name", async () => {
  const engine = hiking();
  render(Details, { row: hike, onclose: () => undefined });
  await settle();
  expect(screen.getByTestId("notice").textContent).toContain("At eight");
  expect(members()).toHaveLength(8);
  expect(screen.getAllByTestId("member")[0]?.textContent).toMatch(/ALICE\s*Owner/);
  await fireEvent.input(screen.getByTestId("member-search"), { target: { value: "c" } });
  await settle();
  expect(members()).toEqual(["ALICE", "C"]);
  expect(engine.asked("groupMembers")).toEqual([{ conversation: hike.conversation, words: "c" }]);
  await fireEvent.input(screen.getByTestId("member-search"), { target: { value: "zz" } });
  await settle();
  expect(screen.getByText("Nobody found.").getAttribute("role")).toBe("status");
});

test("an open page follows the group, and not what is said in it", async () => {
  const engine = hiking();
  const { rerender } = render(Details, { row: hike, onclose: () => undefined });
  await settle();
  const said = (summary: Summary, time: number) =>
    rerender({ row: { ...hike, time, preview: { type: "message", sender: "Bob", summary, state: null } } });
  await said({ type: "text", text: "hello" }, 1);
  await said({ type: "text", text: "hello again" }, 2);
  expect(engine.asked("group"), "words change nothing").toHaveLength(1);
  const asked = engine.asked("group").length;
  await said({ type: "group", event: "added", byMe: false, by: "Bob", what: ["Zoe"] }, 3);
  await settle();
  expect(engine.asked("group")).toHaveLength(asked + 1);
  await rerender({ row: { ...hike, title: "Long hike" } });
  await settle();
  expect(engine.asked("group").length, "its name is another one").toBeGreaterThan(asked + 1);
});

test("what was opened without a connection is read when there is one again", async () => {
  let offline = true;
  const told = <T>(value: T): T => {
    if (offline) throw { code: "offline", message: "" };
    return value;
  };
  const page: GroupPage = {
    name: "Hike",
    owner: "alice",
    notice: "At eight",
    mayNotice: true,
    mayLeave: true,
    members: [person("alice"), person("bob")],
  };
  const { name, members: people } = page;
  const engine = new FakeEngine({
    group: () => told(page),
    speakers: () => people,
    discussion: () => told({ name, creator: "bob", mine: false, open: false, members: people }),
    blocked: () => told([person("carol")]),
    devices: () => told([{ id: "1", class: "Web", since: 1, thisOne: false }]),
  });
  const onclose = (): void => undefined;
  const stop = session.openSignedIn();
  engine.tell("connection", { status: "connecting" });
  render(Details, { row: hike, onclose });
  render(Details, { row: lunch, onclose });
  render(Details, { row: conversation("bob", "Bob"), onclose });
  render(Blacklist);
  render(Devices);
  await settle();
  const whys = () => screen.queryAllByText("There is no connection. Try again once there is.");
  expect(whys()).toHaveLength(4);
  offline = false;
  engine.tell("connection", { status: "connected" });
  await settle();
  expect(whys()).toHaveLength(0);
  for (const found of ["notice", "discussion-name", "block", "unblock", "end-device"])
    expect(screen.queryByTestId(found), found).not.toBeNull();

  const asked = engine.calls.length;
  engine.tell("connection", { status: "connecting" });
  await settle();
  expect(engine.calls, "what is there stays as it is").toHaveLength(asked);
  stop();
});

test("who may writes the notice, and who leaves is asked first", async () => {
  const engine = hiking();
  let closed = false;
  render(Details, { row: hike, onclose: () => (closed = true) });
  await settle();
  await click("notice-edit");
  await fireEvent.input(screen.getByTestId("notice-text"), { target: { value: "At nine" } });
  await click("notice-save");
  expect(screen.getByTestId("notice").textContent?.trim()).toBe("At nine");
  await click("group-leave");
  expect(closed).toBe(false);
  await click("leave-confirm");
  expect(closed).toBe(true);
  expect(engine.asked("changeGroup").map((asked) => (asked as { change: object }).change)).toEqual([
    { type: "notice", text: "At nine" },
    { type: "quit" },
  ]);
});

test("what the app does not let a member do is not offered", async () => {
  hiking({ mayNotice: false, mayLeave: false, notice: "" });
  render(Details, { row: hike, onclose: () => undefined });
  await settle();
  expect(screen.getByText("There is no announcement.")).toBeTruthy();
  expect(screen.queryByTestId("notice-edit")).toBeNull();
  expect(screen.queryByTestId("group-leave")).toBeNull();
});

test("of a group of thousands only the rows in view are drawn", async () => {
  hiking({ members: Array.from({ length: 3000 }, (_, at) => person(`m${String(at)}`)) });
  render(Details, { row: hike, onclose: () => undefined });
  await settle();
  expect(screen.getByRole("list", { name: "3,000 members" })).toBeTruthy();
  expect(screen.queryAllByTestId("member").length).toBeLessThan(200);
});

test("where the server does not tell who is in a group, who has written is shown; its switches ask the engine", async () => {
  const engine = new FakeEngine({
    group: () => null,
    speakers: () => [person("bob")],
    setMuted: () => {
      throw refusal;
    },
  });
  render(Details, { row: hike, onclose: () => undefined });
  await settle();
  expect(members()).toEqual(["BOB"]);
  expect(screen.getByTestId<HTMLInputElement>("details-mute").checked).toBe(true);
  await click("details-mute");
  expect(screen.getByTestId("sheet-toast").textContent, "what was refused is said in the sheet").toContain(
    "The server does not allow this.",
  );
  await click("details-pin");
  expect(engine.asked("setMuted")).toEqual([{ conversation: hike.conversation, muted: false }]);
  expect(engine.asked("setPinned")).toEqual([{ conversation: hike.conversation, pinned: true }]);
});
