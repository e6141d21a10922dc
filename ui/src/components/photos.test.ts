// Pictures that are taken with the camera.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Draft } from "../stores/draft.svelte";
import { fakeCamera } from "../testing/camera";
import type { FakeEngine } from "../testing/fake";
import { chat, FakeKit } from "../testing/kit";
import { settle } from "../testing/settle";
import Composer from "./Composer.svelte";
import PhotoSheet from "./PhotoSheet.svelte";

const { conversation } = chat;
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeKit({
    draft: () => null,
    pasteFile: ({ name }) => ({ id: 7, name: name ?? "", size: 4, preview: null, film: false }),
    pickFiles: () => ({ picked: 1, names: [] }),
    sendFiles: () => [],
  });
  // jsdom shows and draws nothing.
  vi.spyOn(HTMLVideoElement.prototype, "videoWidth", "get").mockReturnValue(1280);
  vi.spyOn(HTMLVideoElement.prototype, "videoHeight", "get").mockReturnValue(720);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockImplementation(function (this: HTMLCanvasElement) {
    return `data:image/jpeg;base64,${this.width}x${this.height}`;
  });
});
afterEach(() => {
  (engine as FakeKit).show(null);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each([
  ["in the messenger's menu", "attach", "menu-camera", false],
  ["in an integrator's panel", "more", "plugin-camera", true],
] as const)("the camera is opened by its button %s", async (_, menu, button, integrators) => {
  fakeCamera();
  if (integrators) (engine as FakeKit).show({ type: "chat", ...chat, plugins: [{ type: "camera" }] });
  render(Composer, { draft: new Draft(conversation) });
  await fireEvent.click(screen.getByTestId(menu));
  await fireEvent.click(screen.getByTestId(button));
  expect(await screen.findByTestId("photo-preview")).toBeTruthy();
  expect(engine.asked("openCamera"), "the host lends it first").toHaveLength(1);
  expect(engine.asked("pickFiles")).toEqual([]);
});

test("where there is no camera a picture is chosen among the files", async () => {
  fakeCamera({ cameras: 0 });
  render(Composer, { draft: new Draft(conversation) });
  await fireEvent.click(screen.getByTestId("attach"));
  await fireEvent.click(screen.getByTestId("menu-camera"));
  await settle();
  expect(engine.asked("pickFiles")).toEqual([{ kind: "pictures" }]);
  expect(screen.queryByTestId("photo-sheet")).toBeNull();
});

function sheet(): { onsent: () => void; onchoose: () => void; onclose: () => void; leave: () => void } {
  const heard = { onsent: vi.fn(), onchoose: vi.fn(), onclose: vi.fn() };
  const { unmount } = render(PhotoSheet, { conversation, ...heard });
  return { ...heard, leave: () => void unmount() };
}

/** Takes a picture as soon as the camera sends something. */
async function take(): Promise<void> {
  const preview = await screen.findByTestId("photo-preview");
  expect(screen.getByTestId<HTMLButtonElement>("photo-take").disabled, "nothing is seen yet").toBe(true);
  await fireEvent(preview, new Event("timeupdate"));
  await fireEvent.click(screen.getByTestId("photo-take"));
}

test("a picture is taken, looked at and sent as a picture; the camera is closed before", async () => {
  const camera = fakeCamera();
  const { onsent, onclose } = sheet();
  await take();
  expect(camera.open(), "nothing looks through it any more").toBe(0);
  expect(screen.getByTestId<HTMLImageElement>("photo-taken").src).toBe("data:image/jpeg;base64,1280x720");
  await fireEvent.click(screen.getByTestId("photo-send"));
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(engine.asked("pasteFile")).toEqual([{ name: "photo.jpg", data: "1280x720" }]);
  expect(engine.asked("sendFiles")).toEqual([
    { conversation, files: [{ id: 7, asPicture: true, film: null }] },
  ]);
  expect(onsent).toHaveBeenCalledOnce();
});

test("what is not liked is taken again or thrown away, without a microphone, and nothing is sent", async () => {
  const camera = fakeCamera();
  const { leave } = sheet();
  await take();
  await fireEvent.click(screen.getByTestId("photo-again"));
  await screen.findByTestId("photo-preview");
  expect(camera.open(), "its picture only").toBe(1);
  leave();
  expect(camera.open()).toBe(0);
  expect(engine.asked("pasteFile")).toEqual([]);
});

test.each([
  ["NotAllowedError", "may not be used"],
  ["NotFoundError", "No camera was found"],
])("a camera that answers %s says why, and a picture can be chosen", async (name, words) => {
  fakeCamera().refuses(name);
  const { onchoose, onclose } = sheet();
  expect((await screen.findByTestId("photo-trouble")).textContent).toContain(words);
  await fireEvent.click(screen.getByTestId("photo-choose"));
  expect([onclose, onchoose].map((heard) => vi.mocked(heard).mock.calls.length)).toEqual([1, 1]);
});
