// Places and pictures of the web.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import type { Avatar as Picture, KitPlugin, MessageBody } from "../bindings";
import { forgetPictures } from "../lib/pictures";
import { Draft } from "../stores/draft.svelte";
import { FakeEngine } from "../testing/fake";
import { chat, FakeKit } from "../testing/kit";
import { settle } from "../testing/settle";
import Avatar from "./Avatar.svelte";
import Composer from "./Composer.svelte";
import MessageMedia from "./MessageMedia.svelte";

beforeEach(forgetPictures);

const coordinates = { latitude: "53.543000", longitude: "9.966000" };
const place: MessageBody = { type: "location", label: "Pier 4", preview: null, coordinates };
const by = { senderName: "Bob", time: 0 };
const source = { messageId: 1, held: [] };

const portrait = (url: string | null): Picture => ({ url, initials: "BH", tint: 1 });

test("a portrait of the web is asked of the engine, once, whatever its scheme", async () => {
  const engine = new FakeEngine({ webPicture: () => "data:image/png;base64,AA==" });
  const url = "http://example.org/bob.png";
  const { container } = render(Avatar, { avatar: portrait(url), size: 44 });
  render(Avatar, { avatar: portrait(url), size: 34 });
  expect(container.textContent).toContain("BH");
  await settle();
  expect(container.querySelector("img")?.getAttribute("src")).toBe("data:image/png;base64,AA==");
  expect(engine.asked("webPicture")).toEqual([{ url }]);
});

test("who has no portrait that can be had is known by their letters", async () => {
  const gone = { code: "fileUnavailable", message: "" };
  new FakeEngine({ webPicture: () => Promise.reject(gone) });
  const { container } = render(Avatar, { avatar: portrait("https://example.org/gone.png"), size: 44 });
  await settle();
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("BH");
});

test("an integrator's own file is at hand", async () => {
  const engine = new FakeEngine();
  const { container } = render(Avatar, { avatar: portrait("widget://bob.png"), size: 44 });
  await settle();
  expect(container.querySelector("img")?.getAttribute("src")).toBe("widget://bob.png");
  expect(engine.asked("webPicture")).toEqual([]);
});

test("a card's picture comes through the engine too", async () => {
  const engine = new FakeEngine({ webPicture: () => "data:image/png;base64,AA==" });
  const image = "http://example.org/card.png";
  const body: MessageBody = { type: "card", title: "Ships", text: "", url: "", image };
  const { container } = render(MessageMedia, { source, by, body });
  await settle();
  expect(engine.asked("webPicture")).toEqual([{ url: image }]);
  expect(container.querySelector("img")).toBeTruthy();
});

test("a place opens with its coordinates, which lead to a map", async () => {
  const engine = new FakeEngine();
  render(MessageMedia, { source, by, body: place });
  await fireEvent.click(screen.getByTestId("place"));
  expect(screen.getByTestId("coordinates").textContent).toBe("53.543000, 9.966000");
  await fireEvent.click(screen.getByTestId("place-open"));
  expect(engine.asked("openPlace")).toEqual([{ latitude: 53.543, longitude: 9.966 }]);
});

test("a place without coordinates leads nowhere", () => {
  new FakeEngine();
  render(MessageMedia, { source, by, body: { ...place, coordinates: null } });
  expect(screen.getByTestId<HTMLButtonElement>("place").disabled).toBe(true);
});

test("a place is picked by its coordinates and sent", async () => {
  const engine = new FakeKit({ sendPlace: () => 1 });
  const plugins: KitPlugin[] = [{ type: "location" }];
  engine.show({ type: "chat", ...chat, plugins });
  render(Composer, { draft: new Draft(chat.conversation) });
  await fireEvent.click(screen.getByTestId("more"));
  await fireEvent.click(screen.getByTestId("plugin-location"));
  const send = screen.getByTestId<HTMLButtonElement>("place-send");
  const field = (name: string) => screen.getByTestId<HTMLInputElement>(`place-${name}`);
  expect(send.disabled).toBe(true);
  await fireEvent.input(field("latitude"), { target: { value: "99" } });
  await fireEvent.input(field("longitude"), { target: { value: "116.3917" } });
  expect(send.disabled, "nobody is that far north").toBe(true);
  await fireEvent.input(field("latitude"), { target: { value: "39.9139" } });
  await fireEvent.input(field("label"), { target: { value: "北京" } });
  await fireEvent.click(send);
  await settle();
  const { conversation } = chat;
  expect(engine.asked("sendPlace")).toEqual([
    { conversation, latitude: 39.9139, longitude: 116.3917, label: "北京" },
  ]);
  expect(screen.queryByTestId("place-picker")).toBeNull();
  engine.show(null);
});
