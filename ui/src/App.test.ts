import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import App from "./App.svelte";
import { alice, defaultSettings, FakeEngine } from "./testing/fake";
import { chat, FakeKit } from "./testing/kit";
import { settle } from "./testing/settle";

test("each thing is watched once, however often it changes", async () => {
  const engine = new FakeEngine();
  const seen: string[] = [];
  engine.onsubscribe = (what) => {
    seen.push(what.type);
    // As the host does: the present value follows in a turn of its own.
    void Promise.resolve().then(() => {
      if (what.type === "settings") engine.tell("settings", { ...defaultSettings });
      if (what.type === "session") engine.tell("session", { ...alice });
      if (what.type === "connection") engine.tell("connection", { status: "connected" });
    });
  };
  render(App);
  await settle();
  for (const theme of ["dark", "light"] as const) {
    engine.tell("settings", { ...defaultSettings, theme });
    engine.tell("session", { ...alice });
    engine.tell("totalUnread", 3);
    await settle();
  }
  expect(screen.getByTestId("messenger")).toBeTruthy();
  expect(seen.toSorted()).toEqual([
    "connection",
    "conversationList",
    "extensions",
    "opened",
    "session",
    "settings",
    "totalUnread",
  ]);
  expect(document.title).toBe("(3) Pipit");
});

test("57: the engine hears at once that there is a network again", () => {
  const engine = new FakeEngine();
  const app = render(App);
  window.dispatchEvent(new Event("online"));
  expect(engine.asked("networkChanged")).toHaveLength(1);
  app.unmount();
  window.dispatchEvent(new Event("online"));
  expect(engine.asked("networkChanged")).toHaveLength(1);
});

test("a page of an integrator's can be left while nobody is signed in", async () => {
  const engine = new FakeKit();
  render(App);
  engine.tell("session", alice);
  engine.show({ type: "chat", ...chat });
  await settle();
  expect(screen.getByTestId("composer")).toBeTruthy();
  engine.tell("session", { state: "signedOut", server: null, appKey: null, problem: null });
  await settle();
  expect(screen.queryByTestId("composer"), "nothing of the former user's is left").toBeNull();
  expect(screen.getByTestId("bar-note").textContent).toBe("Connecting…");
  await fireEvent.click(screen.getByTestId("back"));
  expect(engine.acts).toEqual([{ type: "back" }]);
  engine.show(null);
  await settle();
  expect(screen.queryByTestId("back")).toBeNull();
});

test("41: what is written in any field is taken back by Ctrl+Z", async () => {
  const engine = new FakeEngine();
  render(App);
  engine.tell("session", { state: "signedOut", server: null, appKey: null, problem: null });
  await settle();
  const field = screen.getByTestId<HTMLInputElement>("login-app-key");
  await fireEvent.input(field, { target: { value: "harbour" } });
  await fireEvent.keyDown(field, { key: "z", ctrlKey: true });
  expect(field.value).toBe("");
});
