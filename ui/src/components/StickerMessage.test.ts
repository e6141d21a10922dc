import { render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";

import { forgetStickers } from "../lib/stickers";
import { extensions } from "../stores/extensions.svelte";
import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import MessageItem from "./MessageItem.svelte";

beforeEach(forgetStickers);
let stop = (): void => undefined;
afterEach(() => stop());

const body = {
  type: "sticker",
  meaning: "Hello",
  pack: "pip",
  id: "hello",
  width: 240,
  height: 120,
} as const;

function show(engine: FakeEngine, wanted: object = body): void {
  stop = extensions.open();
  engine.tell("extensions", { redPacket: false, stickers: true, shortVideo: true });
  const { kind } = message(1, "", 0, { body: wanted as typeof body, summary: { type: "text", text: "x" } });
  if (kind.type !== "message") throw new Error("no message");
  const more = { itemKey: "m1", named: false, reachable: true, rows: undefined };
  render(MessageItem, { view: kind, ...more, selection: undefined, holder: undefined });
}

test("a sticker of a pack that is here is drawn in its proportions, with its meaning for those who hear", async () => {
  const engine = new FakeEngine({ sticker: () => "data:image/png;base64,AA==" });
  show(engine);
  await settle();
  const picture = screen.getByTestId<HTMLImageElement>("sticker");
  expect([picture.alt, picture.width, picture.height]).toEqual(["[Sticker] Hello", 140, 70]);
  expect(engine.asked("sticker")).toEqual([{ pack: "pip", id: "hello" }]);
});

test("a sticker of a pack that is not here says what it means", async () => {
  const missing = { code: "notFound", message: "" };
  show(new FakeEngine({ sticker: () => Promise.reject(missing) }));
  await settle();
  expect(screen.getByTestId("message").textContent).toContain("[Sticker] Hello");
});

test("where stickers are left out they say what they mean, and a short film says that it is not shown", async () => {
  const engine = new FakeEngine();
  show(engine);
  engine.tell("extensions", { redPacket: false, stickers: false, shortVideo: false });
  await settle();
  expect(screen.queryByTestId("sticker")).toBeNull();
  expect(screen.getByTestId("message").textContent).toContain("[Sticker] Hello");
  stop();
  const film = new FakeEngine();
  show(film, { type: "video", preview: null, seconds: 3, percent: null, file: { type: "remote" } });
  film.tell("extensions", { redPacket: false, stickers: false, shortVideo: false });
  await settle();
  expect(screen.getAllByTestId("message").at(-1)?.textContent).toContain("cannot be shown here");
});
