import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import type { UpdateProblem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import UpdateState from "./UpdateState.svelte";

let engine: FakeEngine;
const version = { number: "2.0.0", notes: "Faster.\n<b>Smaller.</b>" };

beforeEach(async () => {
  engine = new FakeEngine();
  render(UpdateState);
  await settle();
});

test("where nobody publishes versions nothing is shown", async () => {
  expect(document.body.textContent.trim()).toBe("");
  engine.tell("updates", { state: "off" });
  await settle();
  expect(screen.queryByTestId("update")).toBeNull();
  expect(engine.calls).toEqual([]);
});

test("what a system has installed has words and no button", async () => {
  engine.tell("updates", { state: "fromSystem" });
  await settle();
  expect(screen.getByTestId("update").textContent).toContain("administrator that installed Pipit");
  expect(screen.queryByRole("button")).toBeNull();
});

test("the newest version says when that was so, and looks again", async () => {
  engine.tell("updates", { state: "newest", checked: 1_800_000_000_000 });
  await settle();
  expect(screen.getByRole("status").textContent).toMatch(/newest version.*15 Jan 2027/s);
  await fireEvent.click(screen.getByTestId("update-check"));
  expect(engine.asked("checkForUpdate")).toHaveLength(1);
  engine.tell("updates", { state: "checking" });
  await settle();
  expect(screen.queryByRole("button"), "it is being asked").toBeNull();
});

test("a version is installed when one says so, and that one", async () => {
  engine.tell("updates", { state: "found", version });
  await settle();
  expect(engine.calls, "nothing before one says so").toEqual([]);
  expect(screen.getByTestId("update").textContent).toContain("<b>Smaller.</b>");
  await fireEvent.click(screen.getByTestId("update-install"));
  expect(engine.asked("installUpdate")).toEqual([{ version: "2.0.0" }]);
  engine.tell("updates", { state: "fetching", version, percent: null });
  await settle();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBeNull();
  engine.tell("updates", { state: "fetching", version, percent: 40 });
  await settle();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
  expect(screen.queryByRole("button"), "it is under way").toBeNull();
});

test("what went wrong is said in words, and there is a way to try again", async () => {
  const words: Record<UpdateProblem, string> = {
    notInstalled: "goes on working",
    unreachable: "does not answer",
    unreadable: "does not understand",
    untrusted: "not signed",
  };
  for (const [problem, said] of Object.entries(words)) {
    engine.tell("updates", { state: "failed", problem: problem as UpdateProblem });
    await settle();
    expect(screen.getByRole("status").textContent).toContain(said);
    expect(screen.getByTestId("update-check")).toBeTruthy();
  }
});
