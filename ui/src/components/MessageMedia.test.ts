import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { setPlatform, type Platform } from "../platform";
import MessageMedia from "./MessageMedia.svelte";

const source = { messageId: 7, held: null };
const preview = { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", width: 240, height: 120 };
let calls: [string, unknown][];
let answer: (name: string) => Promise<unknown>;

beforeEach(() => {
  calls = [];
  answer = () => Promise.resolve(null);
  setPlatform({
    call: vi.fn((name: string, args: unknown) => {
      calls.push([name, args]);
      return answer(name);
    }) as Platform["call"],
    subscribe: vi.fn(),
    unsubscribe: vi.fn(),
    zoom: vi.fn(),
    ready: vi.fn(),
  });
});

test("19: a picture has its place before it is there", () => {
  render(MessageMedia, { source, body: { type: "image", preview, percent: null } });
  const image = screen.getByTestId("picture").querySelector("img");
  expect([image?.width, image?.height]).toEqual([280, 140]);
});

test("53: what is on its way says how far it is, and can be stopped", async () => {
  render(MessageMedia, { source, body: { type: "file", name: "a.zip", size: 2048, percent: 42 } });
  expect(screen.getByTestId("file").textContent).toContain("42 % of 2 KB");
  await fireEvent.click(screen.getByRole("button", { name: "Stop sending" }));
  expect(calls).toEqual([["stopUpload", { messageId: 7 }]]);
});

test("53: a file that cannot be fetched says so", async () => {
  answer = () => Promise.reject(new Error("gone"));
  render(MessageMedia, { source, body: { type: "file", name: "a.zip", size: 1, percent: null } });
  await fireEvent.click(screen.getByTestId("file"));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be fetched");
});

test("51: the arrows lead through the pictures of the chat, each fetched whole and saved as itself", async () => {
  const beside = (id: number) => ({ id, preview });
  answer = (name) => {
    const [, args] = calls.at(-1) ?? [];
    if (name === "picture") return Promise.resolve(preview.url);
    if (name === "saveFile") return Promise.resolve("a.jpg");
    const { messageId, direction } = args as { messageId: number; direction: string };
    return Promise.resolve(direction === "newer" && messageId < 9 ? beside(messageId + 1) : null);
  };
  render(MessageMedia, { source, body: { type: "image", preview, percent: null } });
  await fireEvent.click(screen.getByTestId("picture"));
  await fireEvent.click(await screen.findByTestId("picture-newer"));
  expect(screen.queryByTestId("picture-older"), "the fake knows nothing older").toBeNull();
  await screen.findByTestId("picture-newer");
  await fireEvent.keyDown(screen.getByTestId("picture-viewer"), { key: "ArrowRight" });
  await fireEvent.click(screen.getByTestId("picture-save"));
  const fetched = calls.filter(([name]) => name === "picture" || name === "saveFile");
  expect(fetched).toEqual([
    ["picture", source],
    ["picture", { messageId: 8, held: null }],
    ["picture", { messageId: 9, held: null }],
    ["saveFile", { messageId: 9, held: null }],
  ]);
});
