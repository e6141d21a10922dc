// Short films: beside what is written, and recorded.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Attached, FilmLook } from "../bindings";
import { lookAt } from "../lib/films";
import { Draft } from "../stores/draft.svelte";
import { extensions } from "../stores/extensions.svelte";
import { fakeCamera } from "../testing/camera";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import Composer from "./Composer.svelte";
import FilmSheet from "./FilmSheet.svelte";

// jsdom plays nothing.
vi.mock("../lib/films", async (original) => ({ ...(await original<object>()), lookAt: vi.fn() }));

const conversation = { kind: "private", targetId: "bob" } as const;
const film: Attached = { id: 7, name: "ball.webm", size: 9_409, preview: null, film: true };
const look: FilmLook = { poster: "AAAA", seconds: 62 };
let engine: FakeEngine;

beforeEach(() => {
  vi.mocked(lookAt).mockReset().mockResolvedValue(look);
  engine = new FakeEngine({
    chosenFilm: () => "data:video/webm;base64,film",
    pasteFile: ({ name }) => ({ ...film, name: name ?? "" }),
    pickFiles: () => ({ picked: 1, names: [] }),
    sendFiles: () => [],
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function holding(...files: Attached[]): Promise<Draft> {
  const draft = new Draft(conversation);
  const { component } = render(Composer, { draft });
  component.attach(files);
  await settle();
  return draft;
}

const sentAs = (one: object): object[] => [{ conversation, files: [{ id: 7, ...one }] }];

test("a film stands in the strip with its picture and its length, and goes as a film", async () => {
  await holding(film);
  expect(engine.asked("chosenFilm")).toEqual([{ id: 7 }]);
  expect(lookAt).toHaveBeenCalledWith("data:video/webm;base64,film");
  const picture = screen.getByAltText<HTMLImageElement>("ball.webm");
  expect(picture.src).toBe("data:image/jpeg;base64,AAAA");
  expect(screen.getByTestId("attached-film").textContent?.trim()).toBe("1:02");
  await fireEvent.click(screen.getByTestId("send"));
  await settle();
  expect(engine.asked("sendFiles")).toEqual(sentAs({ asPicture: true, film: look }));
  expect(screen.queryByTestId("attachments")).toBeNull();
});

test("a film goes as a file for who wants it so, and one that cannot be played here does anyway", async () => {
  await holding(film);
  await fireEvent.click(screen.getByTestId("as-files"));
  expect(screen.queryByTestId("attached-film")).toBeNull();
  await fireEvent.click(screen.getByTestId("send"));
  await settle();
  const asFile = sentAs({ asPicture: false, film: null });
  expect(engine.asked("sendFiles")).toEqual(asFile);

  vi.mocked(lookAt).mockResolvedValue(null);
  const { component } = render(Composer, { draft: new Draft(conversation) });
  component.attach([film]);
  await settle();
  expect(screen.queryByTestId("attached-film")).toBeNull();
  expect(screen.getByTestId("attachments").textContent).toContain("ball.webm");
  await fireEvent.click(screen.getByTestId("send"));
  await settle();
  expect(engine.asked("sendFiles").slice(1)).toEqual(asFile);
});

test("who sends at once waits until it is known what the film is; one that was removed meanwhile stays", async () => {
  let seen: (look: FilmLook) => void = () => undefined;
  vi.mocked(lookAt).mockImplementation(() => new Promise((resolve) => (seen = resolve)));
  const draft = await holding(film, { ...film, id: 8, name: "plan.pdf", film: false });
  const sending = draft.send();
  await settle();
  expect(engine.asked("sendFiles")).toEqual([]);
  await fireEvent.click(screen.getByLabelText("Remove plan.pdf"));
  seen(look);
  await sending;
  expect(engine.asked("sendFiles")).toEqual(sentAs({ asPicture: true, film: look }));
});

test("a film of a draft is looked at again, and the draft does not keep how it looks", async () => {
  engine = new FakeEngine({
    draft: () => ({ text: "", quote: null, mentions: [], files: [{ file: film, asPicture: true }] }),
    chosenFilm: () => "data:video/webm;base64,film",
  });
  const draft = new Draft(conversation);
  render(Composer, { draft });
  await settle();
  expect(screen.getByTestId("attached-film").textContent?.trim()).toBe("1:02");
  draft.text = "look";
  draft.keep();
  expect(engine.asked("saveDraft").at(-1)).toMatchObject({ files: [{ id: 7, asPicture: true, film: null }] });
});

/** Chooses a short film in the menu beside the words. */
async function chooseFilm(): Promise<void> {
  await fireEvent.click(screen.getByTestId("attach"));
  await fireEvent.click(screen.getByTestId("menu-sight"));
  await settle();
}

test.each([
  ["there is no camera", { cameras: 0 }],
  ["the web view makes no films", { kinds: [] }],
])("the menu lets a file be chosen where %s", async (_, options) => {
  fakeCamera(options);
  await holding();
  await chooseFilm();
  expect(engine.asked("pickFiles")).toEqual([{ kind: "films" }]);
  expect(screen.queryByTestId("film-sheet")).toBeNull();
});

test("the menu opens the camera where there is one", async () => {
  fakeCamera();
  await holding();
  await chooseFilm();
  expect(screen.getByTestId("film-sheet")).toBeTruthy();
  expect(engine.asked("pickFiles")).toEqual([]);
  await vi.waitFor(() => expect(screen.getByTestId("film-preview")).toBeTruthy());
});

test("a deployment without short films does not offer them", async () => {
  const stop = extensions.open();
  engine.tell("extensions", { redPacket: true, stickers: true, shortVideo: false });
  await holding();
  await fireEvent.click(screen.getByTestId("attach"));
  expect(screen.getByTestId("menu-image")).toBeTruthy();
  expect(screen.queryByTestId("menu-sight")).toBeNull();
  engine.tell("extensions", { redPacket: true, stickers: true, shortVideo: true });
  await settle();
  expect(screen.getByTestId("menu-sight")).toBeTruthy();
  stop();
});

function sheet(): { onsent: () => void; onchoose: () => void; onclose: () => void; leave: () => void } {
  const heard = { onsent: vi.fn(), onchoose: vi.fn(), onclose: vi.fn() };
  const { unmount } = render(FilmSheet, { conversation, ...heard });
  return { ...heard, leave: () => void unmount() };
}

/** Presses the button when it can be pressed. */
async function press(): Promise<void> {
  const button = (): HTMLButtonElement => screen.getByTestId(/^film-(record|stop)$/);
  await vi.waitFor(() => expect(button().disabled).toBe(false));
  await fireEvent.click(button());
}

test("a film is recorded, looked at again and sent; the camera is closed before", async () => {
  const camera = fakeCamera();
  const { onsent, onclose } = sheet();
  await press();
  expect(camera.open(), "picture and sound").toBe(2);
  expect(engine.asked("openCamera"), "the host lends it first").toHaveLength(1);
  expect(screen.getByTestId("film-stop").getAttribute("aria-label")).toBe("Stop recording");
  await press();
  const seen = await screen.findByTestId<HTMLVideoElement>("film-recorded");
  expect(seen.src, "no codecs, whose comma would end the address").toBe(
    `data:video/webm;base64,${btoa("film")}`,
  );
  expect(camera.open()).toBe(0);
  await fireEvent.click(screen.getByTestId("film-send"));
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(engine.asked("pasteFile")).toEqual([{ name: "film.webm", data: btoa("film") }]);
  expect(engine.asked("sendFiles")).toEqual(sentAs({ asPicture: true, film: look }));
  expect(onsent).toHaveBeenCalledOnce();
});

test("after ten seconds it ends by itself", async () => {
  fakeCamera();
  sheet();
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("film-record").disabled).toBe(false));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  await fireEvent.click(screen.getByTestId("film-record"));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(screen.getByTestId("film-time").textContent?.trim()).toBe("0:04 / 0:10");
  await vi.advanceTimersByTimeAsync(5_900);
  expect(screen.getByTestId("film-stop")).toBeTruthy();
  await vi.advanceTimersByTimeAsync(200);
  expect(await screen.findByTestId("film-recorded")).toBeTruthy();
});

test("what is not liked is recorded again or thrown away, and nothing is sent", async () => {
  const camera = fakeCamera();
  const { leave } = sheet();
  await press();
  await press();
  await fireEvent.click(await screen.findByTestId("film-again"));
  await press();
  expect(camera.open()).toBe(2);
  leave();
  expect(camera.open(), "nothing looks through it any more").toBe(0);
  expect(engine.asked("pasteFile")).toEqual([]);
});

test("a camera without a microphone records all the same, and says so", async () => {
  const camera = fakeCamera({ sound: false });
  sheet();
  await press();
  expect(camera.open()).toBe(1);
  expect(screen.getByTestId("film-sheet").textContent).toContain("the video has no sound");
});

test("nothing is recorded unseen", async () => {
  fakeCamera();
  sheet();
  await press();
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await fireEvent(document, new Event("visibilitychange"));
  expect(await screen.findByTestId("film-recorded")).toBeTruthy();
  vi.restoreAllMocks();
});

test.each([
  ["NotAllowedError", "may not be used"],
  ["NotFoundError", "No camera was found"],
])("a camera that answers %s says why, and a film can be chosen", async (name, words) => {
  const camera = fakeCamera();
  camera.refuses(name);
  const { onchoose, onclose } = sheet();
  expect((await screen.findByTestId("film-trouble")).textContent).toContain(words);
  await fireEvent.click(screen.getByTestId("film-choose"));
  expect([onclose, onchoose].map((heard) => vi.mocked(heard).mock.calls.length)).toEqual([1, 1]);
});

test.each([
  ["brings nothing", "", look],
  ["brings what cannot be played", "noise", null],
])("a recorder that %s never fails silently", async (_, bytes, seen) => {
  const camera = fakeCamera();
  camera.brings(bytes);
  vi.mocked(lookAt).mockResolvedValue(seen);
  sheet();
  await press();
  await press();
  expect((await screen.findByTestId("film-trouble")).textContent).toContain("Nothing was recorded");
  expect(camera.open()).toBe(0);
});
