import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { ErrorCode, FileState } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import VideoMessage from "./VideoMessage.svelte";

const source = { messageId: 7, held: [] };
const body = (file: FileState) =>
  ({ type: "video", preview: null, seconds: 9, percent: null, file }) as const;

function refusing(code: ErrorCode): never {
  throw Object.assign(new Error(), { code });
}

/** A film that comes, or does not, when the test says so. */
function later() {
  let arrives: (url: string) => void = () => undefined;
  let ends: (error: Error) => void = () => undefined;
  const film = new Promise<string>((resolve, reject) => ([arrives, ends] = [resolve, reject]));
  return { film, arrives, ends };
}

test("a film is fetched by a click, says how far it is, can be stopped, and plays in its place", async () => {
  const { film, arrives } = later();
  const engine = new FakeEngine({ film: () => film as never });
  const { rerender } = render(VideoMessage, { source, body: body({ type: "remote" }) });
  await fireEvent.click(screen.getByTestId("film"));
  await fireEvent.click(screen.getByTestId("film"));
  expect(engine.asked("film"), "asked for once").toEqual([source]);
  await rerender({ body: body({ type: "loading", percent: 40, speed: 1 }) });
  await fireEvent.click(screen.getByRole("button", { name: "Stop the download" }));
  expect(engine.asked("stopFetch")).toEqual([source]);
  arrives("data:video/mp4;base64,AAAA");
  await settle();
  expect(screen.getByTestId<HTMLVideoElement>("film-playing").src).toBe("data:video/mp4;base64,AAAA");
  expect(engine.asked("openFile")).toEqual([]);
});

test("a film that cannot be played here goes to the system's player; one that is gone says so", async () => {
  const engine = new FakeEngine({ film: () => refusing("fileTooLarge") });
  const { rerender } = render(VideoMessage, { source, body: body({ type: "here" }) });
  await fireEvent.click(screen.getByTestId("film"));
  await settle();
  expect(engine.asked("openFile")).toEqual([{ ...source, sure: false }]);
  await rerender({ body: body({ type: "failed" }) });
  await fireEvent.click(screen.getByTestId("film"));
  await settle();
  expect(screen.getByRole("alert").textContent).toContain("too large");
  expect(engine.asked("openFile")).toHaveLength(1);
});

test("a film that was stopped says nothing", async () => {
  const { film, ends } = later();
  new FakeEngine({ film: () => film as never });
  const { rerender } = render(VideoMessage, { source, body: body({ type: "remote" }) });
  await fireEvent.click(screen.getByTestId("film"));
  await rerender({ body: body({ type: "loading", percent: 40, speed: 1 }) });
  await fireEvent.click(screen.getByTestId("film-stop"));
  ends(Object.assign(new Error(), { code: "fileUnavailable" }));
  await settle();
  expect(screen.queryByRole("alert")).toBeNull();
});
