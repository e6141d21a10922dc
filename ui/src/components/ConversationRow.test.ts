import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";

import type { ConversationRow as Row, KitView } from "../bindings";
import { kit } from "../stores/kit.svelte";
import { FakeEngine } from "../testing/fake";
import { FakeKit, list } from "../testing/kit";
import { conversation, said } from "../testing/rows";
import ConversationRow from "./ConversationRow.svelte";

function show(more: Partial<Row>, target = "g-hike"): HTMLElement {
  render(ConversationRow, {
    row: conversation(target, "Hike", more),
    selected: false,
    onchoose: () => undefined,
    onmenu: () => undefined,
  });
  return screen.getByTestId("conversation-row");
}

test("2: a row has name, preview with the sender in groups, time and badge, and says them", () => {
  const time = new Date().setHours(9, 41, 0, 0);
  const row = show({ preview: said("Bring water", "Mia"), time, unread: 2 });
  expect(screen.getByTestId("preview").textContent).toBe("Mia: Bring water");
  expect(row.querySelector("time")?.textContent).toBe("09:41");
  expect(screen.getByTestId("badge").textContent).toBe("2");
  expect(row.getAttribute("aria-label")).toBe("Hike, 2 unread, Mia: Bring water, 09:41");
});

test("2: a badge beyond 99 keeps its width", () => {
  show({ unread: 128 });
  expect(screen.getByTestId("badge").textContent).toBe("99+");
});

test("4: a muted row says so, and still shows that one is mentioned", () => {
  show({ muted: true, mentions: 1, unread: 3, preview: said("hi") });
  expect(screen.getByLabelText("muted")).toBeTruthy();
  expect(screen.getByTestId("badge").classList).toContain("muted");
  expect(screen.getByText("[@you]")).toBeTruthy();
});

test("4, 5: a draft does not hide that one is mentioned, which comes first, for those who hear it too", () => {
  const row = show({ mentions: 1, unread: 2, preview: { type: "draft", text: "half a" } });
  expect(row.textContent).toMatch(/\[@you\]\s*\[Draft\]\s*half a/);
  expect(row.getAttribute("aria-label")).toBe("Hike, 2 unread, @you, Draft, half a");
});

test("8: a row that is marked unread has a dot, and a badge instead where there is a number", () => {
  const row = show({ markedUnread: true });
  expect(screen.getByTestId("dot")).toBeTruthy();
  expect(row.getAttribute("aria-label")).toBe("Hike, marked as unread");
});

test("8: a number says more than a dot", () => {
  show({ markedUnread: true, unread: 2 });
  expect(screen.queryByTestId("dot")).toBeNull();
  expect(screen.getByTestId("badge").textContent).toBe("2");
});

test("5: a draft precedes the preview", () => {
  const row = show({ preview: { type: "draft", text: "half a" } });
  expect(row.textContent).toMatch(/\[Draft\]\s*half a/);
});

test.each([
  [{ state: "sending" as const }, "Sending"],
  [{ state: "sent" as const }, "Sent"],
  [{ state: "failed" as const, code: 405 }, "Not sent: you have been blocked by this person"],
])("6: the last own message shows how far it has come: $state", (state, label) => {
  show({ preview: said("On my way", null, state) });
  expect(screen.getByRole("img", { name: label })).toBeTruthy();
});

test("7: a recalled last message shows that it was taken back, without its text", () => {
  show({
    preview: {
      type: "message",
      sender: null,
      summary: { type: "recalled", byMe: false, name: "Mia" },
      state: null,
    },
  });
  expect(screen.getByTestId("preview").textContent).toBe("Mia recalled a message");
});

test("a right click on a row asks for its menu where the pointer is, not for the system's", async () => {
  const onmenu = vi.fn();
  const row = conversation("bob", "Bob");
  render(ConversationRow, { row, selected: false, onchoose: () => undefined, onmenu });
  const taken = !(await fireEvent.contextMenu(screen.getByTestId("conversation-row"), {
    clientX: 20,
    clientY: 30,
  }));
  expect(taken).toBe(true);
  expect(onmenu).toHaveBeenCalledExactlyOnceWith(20, 30);
});

test("3: a row in an integrator's colour keeps it, with words that can be read on it", () => {
  const engine = new FakeEngine();
  const list = { type: "list", topRowColor: "#1b2a4a", rowColor: null } as KitView["page"];
  const bar = { titleColor: null, background: null, backColor: null, backImage: null };
  let tell: (view: KitView | null) => void = () => undefined;
  engine.kit = { watch: (onView) => (tell = onView), act: () => undefined };
  kit.open();
  tell({ page: list, bar });
  const row = show({ pinned: true });
  expect(row.style.background).toBe("rgb(27, 42, 74)");
  expect(row.dataset.theme).toBe("dark");
  expect(row.style.getPropertyValue("--text")).toBe("rgb(255 255 255)");
  expect(row.classList).toContain("coloured");
  tell(null);
});

test.each([
  ["on top", true, "rgb(255, 238, 204)"],
  ["that is not on top", false, "rgb(16, 16, 16)"],
])("a row %s has the integrator's colour", (_, pinned, colour) => {
  const engine = new FakeKit();
  engine.show({ type: "list", ...list, topRowColor: "#ffeecc", rowColor: "#101010" });
  expect(show({ pinned }).style.background).toBe(colour);
  engine.show(null);
});

test("9: a collected row is called by its kind, and is grey when all of it is silent", () => {
  const row = show({ key: "collected:group", collected: "group", unread: 3, muted: true });
  expect(row.getAttribute("aria-label")).toBe("Groups, 3 unread");
  expect(screen.getByTestId("badge").classList).toContain("muted");
  expect(screen.getByLabelText("muted")).toBeTruthy();
});
