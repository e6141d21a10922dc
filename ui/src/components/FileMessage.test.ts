import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { ErrorCode, FileState } from "../bindings";
import { FakeEngine } from "../testing/fake";
import FileMessage from "./FileMessage.svelte";

const source = { messageId: 7, held: [] };

function shown(file: FileState, percent: number | null = null, name = "plan.pdf", held: number[] = []) {
  return render(FileMessage, {
    source: { messageId: 7, held },
    body: { type: "file", name, size: 2048, percent, file },
  });
}

function refusing(code: ErrorCode): never {
  throw { code, message: "" };
}

const remote: FileState = { type: "remote" };

test("53: what is on its way to the server says how far it is, and can be stopped", async () => {
  const engine = new FakeEngine();
  shown(remote, 42);
  expect(screen.getByTestId("file").textContent).toContain("42% of 2 KB");
  await fireEvent.click(screen.getByRole("button", { name: "Stop sending" }));
  expect(engine.calls).toEqual([{ name: "stopUpload", args: { messageId: 7 } }]);
});

test("53: a click loads a file; on its way it says how far and how fast it comes, and can be stopped", async () => {
  const engine = new FakeEngine();
  const { rerender } = shown(remote);
  await fireEvent.click(screen.getByRole("button", { name: "Download plan.pdf" }));
  expect(engine.asked("fetchFile")).toEqual([source]);
  const body = { type: "file", name: "plan.pdf", size: 2048, percent: null } as const;
  await rerender({ body: { ...body, file: { type: "loading", percent: 50, speed: 1024 } } });
  expect(screen.getByTestId("file").textContent).toContain("50% of 2 KB, 1 KB/s");
  await fireEvent.click(screen.getByTestId("file"));
  expect(engine.calls, "a click on what is coming asks for nothing").toHaveLength(1);
  await fireEvent.click(screen.getByRole("button", { name: "Stop the download" }));
  expect(engine.asked("stopFetch")).toEqual([source]);
});

test("53: what could not be loaded says so and is tried again by a click", async () => {
  const engine = new FakeEngine();
  shown({ type: "failed" });
  expect(screen.getByTestId("file").textContent).toContain("2 KB, not downloaded");
  await fireEvent.click(screen.getByRole("button", { name: "Download plan.pdf again" }));
  expect(engine.asked("fetchFile")).toEqual([source]);
});

test("53: what is here opens, and is shown in its folder", async () => {
  const engine = new FakeEngine();
  shown({ type: "here" });
  await fireEvent.click(screen.getByRole("button", { name: "Open plan.pdf" }));
  await fireEvent.click(screen.getByRole("button", { name: "Show in folder" }));
  expect(engine.calls).toEqual([
    { name: "openFile", args: { ...source, sure: false } },
    { name: "showFile", args: source },
  ]);
});

test("53: a program is opened only after its warning was read", async () => {
  const engine = new FakeEngine({ openFile: ({ sure }) => (sure ? null : refusing("unsafe")) });
  shown({ type: "here" }, null, "setup.exe");
  await fireEvent.click(screen.getByTestId("file"));
  const warning = await screen.findByTestId("unsafe-sheet");
  expect(warning.textContent).toContain("setup.exe can run as a program");
  await fireEvent.click(screen.getByTestId("unsafe-confirm"));
  expect(engine.asked("openFile").at(-1)).toEqual({ ...source, sure: true });
  expect(screen.queryByTestId("unsafe-sheet")).toBeNull();
});

test("53: a file that cannot be had says so", async () => {
  new FakeEngine({ fetchFile: () => refusing("fileUnavailable") });
  shown(remote);
  await fireEvent.click(screen.getByTestId("file"));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be downloaded");
});

test("53: a file of a forwarded list is loaded through the message that holds it", async () => {
  const engine = new FakeEngine();
  shown(remote, null, "plan.pdf", [2, 1]);
  await fireEvent.click(screen.getByRole("button", { name: "Download plan.pdf" }));
  expect(engine.calls).toEqual([{ name: "fetchFile", args: { messageId: 7, held: [2, 1] } }]);
});
