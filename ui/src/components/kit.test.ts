// What an integrator adds to a chat.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";

import type { Extensions, KitChat, KitPlugin, MessageView } from "../bindings";
import { offered } from "../lib/plugins";
import { Draft } from "../stores/draft.svelte";
import { extensions } from "../stores/extensions.svelte";
import { watchedChat } from "../testing/chat";
import { chat, FakeKit } from "../testing/kit";
import { avatar, own as ownMessage } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";
import ChatBar from "./ChatBar.svelte";
import Composer from "./Composer.svelte";
import MessageMenu from "./MessageMenu.svelte";
import PluginPanel from "./PluginPanel.svelte";

let engine: FakeKit;
afterEach(() => engine.show(null));

function show(wishes: Partial<KitChat> = {}): void {
  engine = new FakeKit();
  engine.show({ type: "chat", ...chat, ...wishes });
}

function bar(muted = false): void {
  const nothing = (): void => undefined;
  render(ChatBar, {
    conversation: chat.conversation,
    title: "Bob",
    avatar: null,
    muted,
    alone: false,
    onback: nothing,
    ondetails: null,
  });
}

const all: Extensions = { redPacket: true, stickers: true, shortVideo: true };
const own: KitPlugin = { type: "own", title: "Vote", icon: "widget://vote.png", tag: 5 };

test("buttons at a chat's end stand in their order, and tell their number from the end", async () => {
  show({ buttons: ["widget://a.png", "widget://b.png"] });
  bar();
  const buttons = screen.getAllByTestId("kit-button");
  expect(buttons.map((button) => button.querySelector("img")?.getAttribute("src"))).toEqual([
    "widget://b.png",
    "widget://a.png",
  ]);
  await fireEvent.click(buttons.at(-1) as HTMLElement);
  expect(engine.acts).toEqual([{ type: "pressButton", number: 0 }]);
});

test("a line below the title has the integrator's words and looks", () => {
  const subTitle = { text: "Order 17", size: 12, color: "#111111", background: "#eeeeee", height: 24 };
  show({ subTitle });
  bar();
  const line = screen.getByTestId("sub-title");
  expect(line.textContent?.trim()).toBe("Order 17");
  expect([line.style.height, line.style.fontSize]).toEqual(["24px", "12px"]);
});

test("that a chat is silent is told only where the integrator wants it", async () => {
  show();
  bar(true);
  expect(screen.queryByTestId("bar-muted")).toBeNull();
  engine.show({ type: "chat", ...chat, showsMuted: true });
  await settle();
  expect(screen.getByTestId("bar-muted")).toBeTruthy();
});

test("the panel keeps the integrator's order, and leaves out what is not there", () => {
  const wanted: KitPlugin[] = [{ type: "location" }, own, { type: "image" }, { type: "file" }];
  const plugins = { file: () => undefined, image: () => undefined };
  expect(offered(wanted, plugins, all).map(({ type }) => type)).toEqual(["own", "image", "file"]);
});

test.each([
  ["redPacket", "redPacket"],
  ["emoji", "stickers"],
  ["sight", "shortVideo"],
] as const)("%s is offered as long as the deployment has %s", (type, part) => {
  const offers = (extensions: Extensions) =>
    offered([{ type }], { [type]: () => undefined }, extensions).length;
  expect(offers(all)).toBe(1);
  expect(offers({ ...all, [part]: false })).toBe(0);
});

test("a button of the integrator's own tells its tag, the others act", async () => {
  show();
  const file = vi.fn();
  render(PluginPanel, { shown: [own, { type: "file" }], plugins: { file } });
  await fireEvent.click(screen.getByTestId("plugin-own"));
  await fireEvent.click(screen.getByTestId("plugin-file"));
  expect(engine.acts).toEqual([{ type: "pressPlugin", tag: 5 }]);
  expect(file).toHaveBeenCalledOnce();
});

test("emoji can be picked whichever buttons the integrator wants", async () => {
  show({ plugins: [] });
  render(Composer, { draft: new Draft(chat.conversation) });
  expect(screen.queryByTestId("more")).toBeNull();
  await fireEvent.click(screen.getByTestId("emoji"));
  expect(screen.getByTestId("emoji-picker")).toBeTruthy();
});

test.each([
  [[{ type: "image" }], 0],
  [[{ type: "image" }, { type: "file" }], 1],
] as const)("Ctrl+U attaches what the integrator lets one attach: %o", async (plugins, times) => {
  engine = new FakeKit({ pickFiles: () => ({ picked: 1, names: [] }) });
  engine.show({ type: "chat", ...chat, plugins: [...plugins] });
  const { conversation, title } = chat;
  render(Chat, { conversation, title, avatar: null, focus: true, onback: null, onleave: null });
  await fireEvent.keyDown(screen.getByTestId("composer"), { key: "u", ctrlKey: true });
  expect(engine.asked("pickFiles")).toHaveLength(times);
});

const pip = { id: "pip", name: "Pip", stickers: [{ id: "hello", meaning: "Hello" }] };

test("the button for stickers opens them, and a chosen one is sent", async () => {
  engine = new FakeKit({
    stickerPacks: () => [pip],
    sticker: () => "data:image/png;base64,",
    sendSticker: () => 1,
  });
  engine.show({ type: "chat", ...chat, plugins: [{ type: "emoji" }] });
  render(Composer, { draft: new Draft(chat.conversation) });
  await fireEvent.click(screen.getByTestId("more"));
  await fireEvent.click(screen.getByTestId("plugin-emoji"));
  await settle();
  await fireEvent.click(screen.getByTestId("sticker-cell"));
  expect(engine.asked("sendSticker")).toEqual([
    { conversation: chat.conversation, pack: "pip", id: "hello" },
  ]);
  expect(screen.queryByTestId("emoji-picker")).toBeNull();
});

test("without stickers their button goes, and nobody asks for packs", async () => {
  show({ plugins: [{ type: "emoji" }] });
  const stop = extensions.open();
  engine.tell("extensions", { ...all, stickers: false });
  render(Composer, { draft: new Draft(chat.conversation) });
  expect(screen.queryByTestId("more")).toBeNull();
  await fireEvent.click(screen.getByTestId("emoji"));
  expect(engine.asked("stickerPacks")).toEqual([]);
  engine.tell("extensions", all);
  await settle();
  expect(screen.getByTestId("more")).toBeTruthy();
  stop();
});

test.each([true, false])("messages can be taken back where the integrator wants it: %s", (recall) => {
  show({ recall });
  const { kind } = ownMessage(1, "oh", 0, { state: "sent" }, { canRecall: true });
  const view = kind as MessageView;
  render(MessageMenu, { view, x: 0, y: 0, onclose: () => undefined, chat: watchedChat() });
  expect(screen.getByTestId("menu-quote")).toBeTruthy();
  expect(screen.queryByTestId("menu-recall") !== null).toBe(recall);
});

test.each([
  [["bob", "carol"], true],
  [null, false],
])("an @ names members where the integrator has named some: %o", async (members, offers) => {
  const people = ["bob", "carol"].map((id) => ({ id, name: id, avatar: avatar("B", 1), me: false }));
  engine = new FakeKit({ draft: () => null, mentionable: () => ({ people, everybody: false }) });
  const conversation = { kind: "group", targetId: "team" } as const;
  engine.show({ type: "chat", ...chat, conversation, members });
  render(Composer, { draft: new Draft(conversation) });
  const field = screen.getByTestId<HTMLTextAreaElement>("composer");
  await fireEvent.input(field, { target: { value: "@" } });
  await settle();
  expect(screen.queryByTestId("mention-picker") !== null).toBe(offers);
});
