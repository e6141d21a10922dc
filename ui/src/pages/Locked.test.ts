import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { LockReason } from "../bindings";
import { FakeEngine } from "../testing/fake";
import Locked from "./Locked.svelte";

const locked = { state: "locked", place: null, choose: false, wrong: false } as const;
const file = "/home/tom/.local/share/pipit/default/vault.json";

const faults: [LockReason, string | null, RegExp][] = [
  ["damagedFile", file, /^The file .* is damaged\. .*backup/],
  ["damagedEntry", "Pipit/profile-0f", /^The entry in your system's keyring .* is damaged\. .*backup/],
  ["unusableFile", file, /neither read nor written.*disk has room/],
  ["keyringLocked", null, /keyring, which is locked/],
  ["noKeyring", null, /keyring, which is not running/],
];

test.each(faults)(
  "%s is told with its place and what can be done, and asks for no passphrase",
  async (reason, place, text) => {
    const engine = new FakeEngine({ reopen: () => null });
    render(Locked, { state: { ...locked, reason, place } });
    expect(screen.getByTestId("locked-text").textContent).toMatch(text);
    expect(screen.queryByTestId("locked-place")?.textContent.trim() ?? null).toBe(place);
    expect(screen.queryByTestId("passphrase")).toBeNull();
    await fireEvent.click(screen.getByTestId("unlock"));
    expect(engine.asked("reopen")).toHaveLength(1);
    expect(engine.asked("startOver")).toHaveLength(0);
  },
);

test("a file that cannot be written asks for no passphrase either, however new the profile is", () => {
  new FakeEngine();
  render(Locked, { state: { ...locked, reason: "unusableFile", place: file, choose: true } });
  expect(screen.queryByTestId("passphrase")).toBeNull();
});

test("without a keyring a new profile asks for a passphrase twice, and one that has it once", async () => {
  const engine = new FakeEngine({ unlock: () => null });
  const { rerender } = render(Locked, { state: { ...locked, reason: "noKeyring", choose: true } });
  await fireEvent.input(screen.getByTestId("passphrase"), { target: { value: "correct horse" } });
  await fireEvent.click(screen.getByTestId("unlock"));
  expect(screen.getByTestId("locked-problem").textContent).toContain("differ");
  expect(engine.asked("unlock")).toHaveLength(0);

  await rerender({ state: { ...locked, reason: "passphrase" } });
  expect(screen.queryByTestId("passphrase-again")).toBeNull();
  await fireEvent.click(screen.getByTestId("unlock"));
  expect(engine.asked("unlock")).toEqual([{ passphrase: "correct horse" }]);
});
