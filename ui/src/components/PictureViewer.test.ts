import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { PictureLoad } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import PictureViewer from "./PictureViewer.svelte";

const source = { messageId: 7, held: [] };
const preview = { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", width: 240, height: 120 };
const here: PictureLoad = { type: "here", url: "data:image/png;base64,AAAA" };

const bobs = { senderName: "Bob Hansen", time: new Date(2026, 2, 4, 12).getTime() };
const alices = { senderName: "Alice", time: new Date(2026, 2, 5, 18, 30).getTime() };
let engine: FakeEngine;
let watched: unknown[];
let onclose: () => void;

async function open(held: number[] = []): Promise<void> {
  render(PictureViewer, { source: { ...source, held }, preview, by: bobs, onclose });
  await settle();
}

beforeEach(() => {
  onclose = vi.fn();
  watched = [];
  engine = new FakeEngine({
    pictureBeside: ({ messageId, direction }) =>
      direction === "newer" && messageId < 9 ? { id: messageId + 1, preview, ...alices } : null,
    saveFile: () => "a.jpg",
  });
  engine.onsubscribe = (what) => watched.push(what);
});

const shown = () => screen.getByTestId<HTMLImageElement>("picture-shown");
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(screen.getByTestId("picture-viewer"), { key, ...more });

test("51: the small picture is seen at once, the whole one when it is there; until then its progress", async () => {
  await open();
  expect(shown().src).toBe(preview.url);
  engine.tell("picture", { type: "loading", percent: 40 });
  await settle();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
  engine.tell("picture", here);
  await settle();
  expect(shown().src).toBe(here.url);
  expect(screen.queryByRole("progressbar")).toBeNull();
});

test("51: the arrows lead through the pictures of the chat, each fetched whole and saved as itself", async () => {
  await open();
  await fireEvent.click(screen.getByTestId("picture-newer"));
  await settle();
  expect(screen.queryByTestId("picture-older"), "the fake knows nothing older").toBeNull();
  await press("ArrowRight");
  await settle();
  expect(watched).toEqual([7, 8, 9].map((messageId) => ({ type: "picture", messageId, held: [] })));
  expect(engine.watching("picture"), "only what is seen is fetched").toBe(1);
  await fireEvent.click(screen.getByTestId("picture-save"));
  await settle();
  expect(engine.asked("saveFile")).toEqual([{ messageId: 9, held: [] }]);
  expect(screen.getByRole("status").textContent).toBe("Saved to downloads as a.jpg");
  await fireEvent.click(screen.getByRole("button", { name: "Show in folder" }));
  expect(engine.asked("showFile")).toEqual([{ messageId: 9, held: [] }]);
});

test("51: what changes in the row behind leaves the picture as it is seen", async () => {
  const props = { preview, by: bobs, onclose };
  const { rerender } = render(PictureViewer, { ...props, source: { ...source } });
  await settle();
  engine.tell("picture", here);
  await settle();
  await press("+");
  await press("s", { ctrlKey: true });
  await settle();
  await rerender({ ...props, source: { ...source }, preview: { ...preview } }); // it has been read
  await settle();
  expect([shown().src, shown().style.transform]).toEqual([here.url, expect.stringContaining("scale(1.5)")]);
  expect(screen.getByRole("status").textContent).toContain("a.jpg");
  expect(watched, "it is not asked for again").toHaveLength(1);
});

test("51: who sent each picture and when is seen, and heard after each arrow", async () => {
  await open();
  const viewer = screen.getByTestId("picture-viewer");
  const line = (): string => {
    const said = document.getElementById(viewer.getAttribute("aria-describedby") ?? "");
    expect(said?.getAttribute("aria-live")).toBe("polite");
    return said?.textContent.replace(/\s+/g, " ").trim() ?? "";
  };
  expect(line()).toBe("Bob Hansen 4 Mar 2026, 12:00");
  await press("ArrowRight");
  await settle();
  expect(line()).toBe("Alice 5 Mar 2026, 18:30");
});

test("51: what was forwarded as one has no neighbours, and its pictures are fetched through it", async () => {
  await open([3]);
  expect(engine.asked("pictureBeside")).toEqual([]);
  expect(watched).toEqual([{ type: "picture", messageId: 7, held: [3] }]);
});

test("51: keys bring a picture nearer, and copy it", async () => {
  await open();
  expect(shown().style.transform).toBe("translate(0px, 0px) scale(1)");
  await press("+");
  expect(shown().style.transform).toContain("scale(1.5)");
  await press("-");
  await press("-");
  expect(shown().style.transform, "no farther than it fits").toContain("scale(1)");
  await press("+");
  await press("0");
  expect(shown().style.transform).toContain("scale(1)");
  await fireEvent.wheel(shown(), { deltaY: -100, ctrlKey: true });
  expect(shown().style.transform).toMatch(/scale\(2\.7/);
  await press("c", { ctrlKey: true });
  await settle();
  expect(engine.asked("copyPicture")).toEqual([source]);
  expect(screen.getByRole("status").textContent).toContain("clipboard");
});

test("51: a picture that is gone says so; Escape closes", async () => {
  await open();
  engine.tell("picture", { type: "failed" });
  await settle();
  expect(screen.getByRole("alert").textContent).toContain("cannot be downloaded");
  await fireEvent(screen.getByTestId("picture-viewer"), new Event("cancel", { cancelable: true }));
  expect(onclose).toHaveBeenCalledOnce();
});
