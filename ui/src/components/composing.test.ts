import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import App from "../App.svelte";
import { alice, defaultSettings, FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";

/** The app, with somebody signed in or not. */
async function open(session: unknown): Promise<FakeEngine> {
  const engine = new FakeEngine();
  engine.onsubscribe = (what) => {
    void Promise.resolve().then(() => {
      if (what.type === "settings") engine.tell("settings", { ...defaultSettings });
      if (what.type === "session") engine.tell("session", session as typeof alice);
      if (what.type === "connection") engine.tell("connection", { status: "connected" });
    });
  };
  render(App);
  await settle();
  return engine;
}

test("35: Escape that drops a candidate leaves the search as it is; the next one leaves it", async () => {
  await open({ ...alice });
  const field = screen.getByTestId<HTMLInputElement>("search");
  await fireEvent.input(field, { target: { value: "hai" } });
  await fireEvent.compositionStart(field);
  await fireEvent.keyDown(field, { key: "Escape", isComposing: true });
  expect(field.value).toBe("hai");
  await fireEvent.compositionEnd(field);
  await fireEvent.keyUp(field, { key: "Escape" });
  await fireEvent.keyDown(field, { key: "Escape" });
  expect(field.value).toBe("");
});
