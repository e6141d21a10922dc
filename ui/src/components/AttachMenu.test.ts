import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";

import { Draft } from "../stores/draft.svelte";
import { FakeEngine } from "../testing/fake";
import Composer from "./Composer.svelte";

const bob = { kind: "private", targetId: "bob" } as const;
const attached = { id: 1, name: "plan.pdf", size: 2048, preview: null, film: false };

test("files, pictures and places are sent from the menu beside the words", async () => {
  let look = (): void => undefined;
  const taken = new Promise<(typeof attached)[]>((resolve) => (look = () => resolve([attached])));
  const engine = new FakeEngine({
    draft: () => null,
    pickFiles: ({ kind }) => ({ picked: 5, names: kind === "any" ? ["plan.pdf"] : [] }),
    takePicked: () => taken,
  });
  render(Composer, { draft: new Draft(bob) });
  await fireEvent.click(screen.getByTestId("attach"));
  expect(screen.getByTestId("attach-menu").textContent).toMatch(
    /File.*Picture.*Camera.*Short video.*Location/s,
  );
  await fireEvent.click(screen.getByTestId("menu-file"));
  await vi.waitFor(() => expect(screen.getByTestId("attaching").textContent).toContain("plan.pdf"));
  look();
  await vi.waitFor(() => expect(screen.queryByTestId("attaching")).toBeNull());
  expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf");
  expect(screen.queryByTestId("attach-menu")).toBeNull();
  await fireEvent.click(screen.getByTestId("attach"));
  await fireEvent.click(screen.getByTestId("menu-image"));
  expect(engine.asked("pickFiles")).toEqual([{ kind: "any" }, { kind: "pictures" }]);
  expect(engine.asked("takePicked"), "nothing was chosen the second time").toEqual([{ picked: 5 }]);

  await fireEvent.click(screen.getByTestId("attach"));
  await fireEvent.click(screen.getByTestId("menu-location"));
  expect(screen.getByTestId("place-picker")).toBeTruthy();
});

test("ux 63: a part of the screen is sent, with Pipit in it or not", async () => {
  const picture = { ...attached, name: "screenshot.png", preview: "data:image/png;base64," };
  const engine = new FakeEngine({
    draft: () => null,
    captureScreen: ({ hides }) => (hides ? null : picture),
  });
  render(Composer, { draft: new Draft(bob) });
  for (const name of ["menu-screenshot-hidden", "menu-screenshot"]) {
    await fireEvent.click(screen.getByTestId("attach"));
    await fireEvent.click(screen.getByTestId(name));
  }
  expect(engine.asked("captureScreen")).toEqual([{ hides: true }, { hides: false }]);
  await vi.waitFor(() => expect(screen.getAllByAltText("screenshot.png")).toHaveLength(1)); // the other was left
});

test("the keyboard goes through the menu and back to the words", async () => {
  new FakeEngine({ draft: () => null });
  render(Composer, { draft: new Draft(bob) });
  await fireEvent.click(screen.getByTestId("attach"));
  expect(document.activeElement).toBe(screen.getByTestId("menu-file"));
  await fireEvent.keyDown(screen.getByTestId("menu-file"), { key: "ArrowDown" });
  expect(document.activeElement).toBe(screen.getByTestId("menu-image"));
  await fireEvent.keyDown(screen.getByTestId("menu-image"), { key: "Escape" });
  expect(screen.queryByTestId("attach-menu")).toBeNull();
  expect(document.activeElement).toBe(screen.getByTestId("composer"));
});
