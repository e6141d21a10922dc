import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ClearedFiles, LocalFiles, Settings } from "../bindings";
import lock from "../../package-lock.json";
import { texts, works } from "../lib/licences";
import { session } from "../stores/session.svelte";
import { settings } from "../stores/settings.svelte";
import { toast } from "../stores/toast.svelte";
import { alice, defaultSettings, FakeEngine } from "../testing/fake";
import { conversation } from "../testing/rows";
import { settle } from "../testing/settle";
import SettingsSheet from "./SettingsSheet.svelte";

let engine: FakeEngine;
/** Tells that something has another size. */
let sizes: () => void;
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
const kept = (): LocalFiles => ({
  kinds: [
    { kind: "messages", files: 3, bytes: 5_000_000, clearable: 0 },
    { kind: "films", files: 2, bytes: 3_000_000, clearable: 2_000_000 },
    { kind: "pictures", files: 12, bytes: 500_000, clearable: 500_000 },
    { kind: "saved", files: 1, bytes: 7_000_000, clearable: 0 },
  ],
  bytes: 8_500_000,
  complete: true,
});
let files: LocalFiles;
let clearing: () => Promise<ClearedFiles>;
let free: number;
const storage = () => ({
  free,
  messages: 1_234,
  largest: [{ row: conversation("bob", "Bob"), messages: 900 }],
});

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(tell: () => void) {
        sizes = tell;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  files = kept();
  free = 1_000_000;
  clearing = () => Promise.resolve({ files: 1, bytes: 2_000_000 });
  engine = new FakeEngine({
    quietHours: () => ({ from: "22:30", to: "07:00" }),
    syncHealth: () => ({ ...health }),
    storage,
    localFiles: () => files,
    clearLocalFiles: () => clearing() as unknown as ClearedFiles,
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
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const section = (name: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-section='${name}']`);
  if (!found) throw new Error(`there is no section ${name}`);
  return found;
};

test("the account says who, where and on what one is, and signs out after a yes", async () => {
  expect(section("account").textContent).toContain("alice on http://127.0.0.1:8585");
  await fireEvent.click(screen.getByTestId("sign-out"));
  expect(engine.asked("signOut"), "not before it is confirmed").toEqual([]);
  const asks = screen.getByTestId("sign-out-sheet");
  expect(asks.textContent).toContain("stay on this device");
  await fireEvent.click(within(asks).getByRole("button", { name: "Cancel" }));
  expect(screen.queryByTestId("sign-out-sheet")).toBeNull();
  expect(engine.asked("signOut")).toEqual([]);
  await fireEvent.click(screen.getByTestId("sign-out"));
  await fireEvent.click(screen.getByTestId("sign-out-confirm"));
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

test("60: what the engine refuses is not chosen, and can be chosen again; hours stay as they were", async () => {
  const refuse = () => Promise.reject({ code: "storeUnavailable", message: "" });
  const answers = { saveSettings: refuse, setQuietHours: refuse };
  engine = new FakeEngine(answers);
  const radio = (id: string) => screen.getByTestId<HTMLInputElement>(id);
  for (const [chosen, refused] of [
    ["quiet-on", "quiet-off"],
    ["theme-light", "theme-dark"],
    ["notifications-on", "notifications-off"],
    ["closing-tray", "closing-quit"],
    ["login-off", "login-on"],
  ] as const) {
    await fireEvent.click(radio(refused));
    await settle();
    expect([radio(chosen).checked, radio(refused).checked], refused).toEqual([true, false]);
  }
  const to = radio("quiet-to");
  await fireEvent.change(to, { target: { value: "08:15" } });
  await settle();
  expect(to.value).toBe("07:00");
  expect(within(section("notifications")).getByRole("alert")).toBeTruthy();
  expect(toast.text, "of the others it is said too").not.toBeNull();
  toast.clear();
  await fireEvent.click(radio("theme-dark"));
  expect(engine.asked("saveSettings").filter((wanted) => (wanted as Settings).theme === "dark")).toHaveLength(
    2,
  );
});

test("60: hours are typed on a clock of 24, and what is no time is said and changes nothing", async () => {
  const from = screen.getByTestId<HTMLInputElement>("quiet-from");
  await fireEvent.change(from, { target: { value: "2130" } });
  expect(from.value, "as it is written elsewhere").toBe("21:30");
  await fireEvent.change(from, { target: { value: "9:30 pm" } });
  await settle();
  expect(within(section("notifications")).getByRole("alert").textContent).toContain("22:30");
  expect(from.getAttribute("aria-invalid")).toBe("true");
  expect(from.value, "it can be mended").toBe("9:30 pm");
  await fireEvent.change(from, { target: { value: "20" } });
  await settle();
  expect(from.getAttribute("aria-invalid")).toBe("false");
  expect(within(section("notifications")).queryByRole("alert")).toBeNull();
  expect(engine.asked("setQuietHours")).toEqual([
    { hours: { from: "21:30", to: "07:00" } },
    { hours: { from: "20:00", to: "07:00" } },
  ]);
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

test("23: who has read everything is told so, and not of none", async () => {
  engine.splice("conversationList", 0, 0, []);
  await settle();
  expect(section("unread").textContent).toContain("You have read everything.");
  expect(section("unread").textContent).not.toContain("0");
});

test("sync health follows the engine while one looks, and not after", async () => {
  expect(section("sync").textContent).toMatch(/This computer's clock\s*2 s ahead of the server/);
  Object.assign(health, { queued: 2, clockOffset: 400 });
  await vi.advanceTimersByTimeAsync(1_100);
  expect(section("sync").textContent).toMatch(/Waiting to be sent\s*2/);
  expect(section("sync").textContent).toMatch(/This computer's clock\s*Same as/);
  await fireEvent.click(screen.getByTestId("sync-now"));
  expect(engine.asked("retryConnection")).toHaveLength(1);
});

test("storage says what takes room and gives back what is free", async () => {
  expect(section("storage").textContent).toMatch(/1,234.*977 KB/s);
  free = 0;
  await fireEvent.click(screen.getByTestId("tidy"));
  await settle();
  expect(engine.asked("tidy")).toHaveLength(1);
  expect(engine.asked("storage"), "it is looked at again").toHaveLength(2);
  expect(screen.getByTestId("sheet-toast").textContent, "said where it is seen").toContain("977 KB freed.");
  expect(screen.queryByTestId("tidy"), "nothing is left to be freed").toBeNull();
});

const row = (kind: string): string => screen.getByTestId(`kind-${kind}`).textContent.replace(/\s+/g, " ");

test("storage tells every kind, what can be cleared of it, and leaves the person's own to them", async () => {
  expect(screen.getByTestId("storage-total").textContent).toContain("takes 8.1 MB");
  expect(row("messages")).toMatch(/3 files · encrypted.*4\.8 MB/);
  expect(row("films")).toMatch(/977 KB of it stays.*2\.9 MB/);
  expect(screen.queryByTestId("clear-messages")).toBeNull();
  expect(screen.queryByTestId("clear-saved")).toBeNull();
  expect(screen.getByTestId("clear-pictures").getAttribute("aria-label")).toBe(
    "Clear Avatars and pictures of cards",
  );
  await fireEvent.click(screen.getByTestId("show-downloads"));
  expect(engine.asked("showDownloads")).toHaveLength(1);
});

test("a kind is cleared after a yes, busy meanwhile, and what was freed is said", async () => {
  let done: (cleared: ClearedFiles) => void = () => undefined;
  clearing = () => new Promise((resolve) => (done = resolve));
  await fireEvent.click(screen.getByTestId("clear-films"));
  expect(screen.getByTestId("clear-files-sheet").textContent).toMatch(
    /Clear “Videos”\?.*This removes 1\.9 MB/s,
  );
  expect(engine.asked("clearLocalFiles"), "nobody has said yes").toHaveLength(0);
  await fireEvent.click(screen.getByTestId("clear-files-confirm"));
  expect(engine.asked("clearLocalFiles")).toEqual([{ kinds: ["films"] }]);
  const said = screen.getByTestId("storage-said");
  expect([said.getAttribute("role"), said.textContent]).toEqual(["status", "Clearing…"]);
  await fireEvent.click(screen.getByTestId("clear-pictures"));
  expect(screen.queryByTestId("clear-files-sheet"), "one after the other").toBeNull();
  screen.getByTestId("clear-films").focus();

  files = { ...files, kinds: files.kinds.filter((one) => one.kind !== "films") };
  done({ files: 2, bytes: 2_000_000 });
  await settle();
  expect(said.textContent).toBe("1.9 MB freed.");
  expect(screen.queryByTestId("kind-films")).toBeNull();
  expect(document.activeElement, "its button is gone").toBe(said);
});

test("all that can be fetched again is cleared at once, and a failure is told", async () => {
  clearing = () => Promise.reject({ code: "storeUnavailable", message: "the disk is full" });
  await fireEvent.click(screen.getByTestId("clear-all"));
  await fireEvent.click(screen.getByTestId("clear-files-confirm"));
  await settle();
  expect(engine.asked("clearLocalFiles")).toEqual([{ kinds: ["films", "pictures"] }]);
  expect(screen.getByTestId("storage-said").textContent).toContain("2.4 MB of it can be fetched again");
  expect(within(section("storage")).getByRole("alert").textContent).not.toBe("");
  expect(engine.asked("localFiles"), "some may be gone: it is looked at again").toHaveLength(2);
});

test("who keeps nothing that comes again is told so", async () => {
  files = {
    kinds: [{ kind: "messages", files: 3, bytes: 90_000, clearable: 0 }],
    bytes: 90_000,
    complete: false,
  };
  await fireEvent.click(screen.getByTestId("tidy"));
  await settle();
  expect(screen.queryByTestId("clear-all")).toBeNull();
  expect(section("storage").textContent).toContain("nothing here that could be fetched again");
  expect(screen.getByTestId("storage-total").textContent).toContain("at least 88 KB");
});

test("the licences are those of what is built in", async () => {
  const licences = await works();
  const cargo = readFileSync("../Cargo.lock", "utf8");
  const direct = ["lucide", "svelte", "virtua"] as const;
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

test("a section that was chosen stays where it is while what stands above it comes", async () => {
  const view = screen.getByRole("region", { name: "Settings" });
  const keys = section("keys");
  const stands = (top: number): object =>
    Object.defineProperty(keys, "offsetTop", { configurable: true, value: top });
  stands(900);
  await fireEvent.click(screen.getByTestId("section-keys"));
  const chosen = view.scrollTop;
  expect(chosen).toBeGreaterThan(900);
  stands(1_400);
  sizes();
  expect(view.scrollTop - 1_400, "its heading stands where it stood").toBe(chosen - 900);
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
