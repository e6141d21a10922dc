import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import lock from "../../package-lock.json";
import { texts, works } from "../lib/licences";
import { session } from "../stores/session.svelte";
import { settings } from "../stores/settings.svelte";
import { alice, defaultSettings, FakeEngine } from "../testing/fake";
import { conversation } from "../testing/rows";
import { settle } from "../testing/settle";
import SettingsSheet from "./SettingsSheet.svelte";

let engine: FakeEngine;
let stops: (() => void)[] = [];
const health = {
  caughtUp: 1_800_000_000_000,
  newest: null,
  queued: 0,
  uploads: 0,
  waitingSince: null,
  partial: 4,
  clockOffset: -2_000,
};
const storage = {
  bytes: 5_000_000,
  free: 1_000_000,
  messages: 1_234,
  largest: [{ row: conversation("bob", "Bob"), messages: 900 }],
};

beforeEach(async () => {
  vi.useFakeTimers();
  engine = new FakeEngine({
    quietHours: () => ({ from: "22:30", to: "07:00" }),
    syncHealth: () => ({ ...health }),
    storage: () => storage,
    devices: () => [
      { id: "3", class: "Desktop", since: 1_800_000_000_000, thisOne: true },
      { id: "7", class: "Android", since: 1_800_000_000_000, thisOne: false },
    ],
    saveSettings: (wanted) => {
      engine.tell("settings", wanted);
      return null;
    },
  });
  stops = [session.open(), session.openSignedIn(), settings.open()];
  engine.tell("session", alice);
  engine.tell("settings", { ...defaultSettings });
  render(SettingsSheet, { onclose: () => undefined });
  await settle();
});
afterEach(() => {
  stops.forEach((stop) => stop());
  vi.useRealTimers();
});

const section = (name: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-section='${name}']`);
  if (!found) throw new Error(`there is no section ${name}`);
  return found;
};

test("the account says who, where and on what one is, and signs out", async () => {
  expect(section("account").textContent).toContain("alice on http://127.0.0.1:8585");
  await fireEvent.click(screen.getByTestId("sign-out"));
  expect(engine.asked("signOut")).toHaveLength(1);
});

test("60: quiet hours are the engine's, can be moved, and must not end as they begin", async () => {
  expect(screen.getByTestId<HTMLInputElement>("quiet-from").value).toBe("22:30");
  await fireEvent.change(screen.getByTestId("quiet-to"), { target: { value: "08:15" } });
  await settle();
  await fireEvent.change(screen.getByTestId("quiet-to"), { target: { value: "22:30" } });
  await settle();
  expect(within(section("notifications")).getByRole("alert").textContent).toContain("different times");
  await fireEvent.click(screen.getByTestId("quiet-off"));
  await settle();
  expect(engine.asked("setQuietHours")).toEqual([{ hours: { from: "22:30", to: "08:15" } }, { hours: null }]);
  expect(screen.queryByTestId("quiet-from")).toBeNull();
});

test("69: another text size makes everything larger", async () => {
  const zoom = vi.spyOn(engine, "zoom");
  await fireEvent.click(screen.getByTestId("text-size-large"));
  await settle();
  expect(zoom.mock.calls).toEqual([[1.25]]);
  await fireEvent.click(screen.getByTestId("theme-dark"));
  await settle();
  expect(zoom, "it is so already").toHaveBeenCalledOnce();
});

test("23: why this number: what is counted, and what is not and why", async () => {
  engine.tell("totalUnread", 3);
  engine.splice("conversationList", 0, 0, [
    conversation("bob", "Bob", { unread: 3 }),
    conversation("carol", "Carol", { unread: 12, muted: true }),
    conversation("dan", "Dan", { markedUnread: true }),
  ]);
  await settle();
  expect(section("unread").textContent).toContain("3 unread messages are counted");
  const rows = [...screen.getByTestId("unread-parts").querySelectorAll("li")];
  expect(rows.map((row) => row.textContent.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/Bob 3$/),
    expect.stringMatching(/Carol muted: not counted 12$/),
    expect.stringMatching(/Dan marked by you: not counted 0$/),
  ]);
});

test("sync health follows the engine while one looks, and not after", async () => {
  expect(section("sync").textContent).toMatch(/behind the server's by\s*-2 s/);
  health.queued = 2;
  await vi.advanceTimersByTimeAsync(1_100);
  expect(section("sync").textContent).toMatch(/Waiting to be sent\s*2/);
  await fireEvent.click(screen.getByTestId("sync-now"));
  expect(engine.asked("retryConnection")).toHaveLength(1);
});

test("storage says what takes room and gives back what is free", async () => {
  expect(section("storage").textContent).toMatch(/4\.8 MB.*977 KB.*1,234/s);
  await fireEvent.click(screen.getByTestId("tidy"));
  await settle();
  expect(engine.asked("tidy")).toHaveLength(1);
  expect(engine.asked("storage"), "it is looked at again").toHaveLength(2);
});

test("the licences are those of what is built in", async () => {
  const licences = await works();
  const cargo = readFileSync("../Cargo.lock", "utf8");
  const direct = ["@lucide/svelte", "svelte", "virtua"] as const;
  for (const name of direct) {
    const version = lock.packages[`node_modules/${name}`].version;
    expect(licences, name).toContainEqual(expect.objectContaining({ name, version }));
  }
  for (const name of ["tauri", "image", "tokio", "prost"])
    expect(
      licences.some((one) => one.name === name),
      name,
    ).toBe(true);
  const built = [...cargo.matchAll(/name = "(.+)"\nversion = "(.+)"\nsource/g)];
  const locked = new Set(built.map(([, name, version]) => `${name} ${version}`));
  const gone = licences.filter(
    ({ name, version }) => !locked.has(`${name} ${version}`) && !(`node_modules/${name}` in lock.packages),
  );
  expect(gone, "run `npm run licences`").toEqual([]);
  const all = await texts();
  const silent = licences.filter((one) => !one.texts.some((place) => (all[place]?.length ?? 0) > 500));
  expect(silent, "their terms are told").toEqual([]);
  await fireEvent.click(screen.getByTestId("licences"));
  await vi.waitFor(() => expect(section("about").textContent).toContain("prost"));
  const prost = screen.getAllByTestId("work").find((one) => one.textContent.startsWith("prost "));
  if (prost) await fireEvent.click(prost);
  await vi.waitFor(() => expect(screen.getAllByTestId("terms")[0]?.textContent).toMatch(/Apache License/));
});

test("where one is signed in is shown, and ended there", async () => {
  const account = within(section("account"));
  const [here, there] = account.getAllByTestId("device");
  expect(here?.textContent).toMatch(/Desktop.*This device/s);
  expect(there?.textContent).toMatch(/Phone \(Android\)/);
  await fireEvent.click(account.getByRole("button", { name: "Sign out: Phone (Android)" }));
  await settle();
  expect(engine.asked("endDevice")).toEqual([{ id: "7" }]);
  expect(account.getAllByTestId("device")).toHaveLength(1);
});
