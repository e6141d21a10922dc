import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { settings } from "../stores/settings.svelte";
import { defaultSettings, FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import DesktopSettings from "./DesktopSettings.svelte";

async function open(refuses = false): Promise<FakeEngine> {
  const engine = new FakeEngine({
    saveSettings: (wanted) => {
      if (refuses) throw { code: "systemRefused", message: "another app has them" };
      engine.tell("settings", wanted);
      return null;
    },
  });
  settings.open();
  engine.tell("settings", { ...defaultSettings });
  render(DesktopSettings);
  await settle();
  return engine;
}

async function press(): Promise<void> {
  await fireEvent.click(screen.getByTestId("shortcut"));
  await fireEvent.keyDown(screen.getByTestId("shortcut"), { code: "ControlLeft", ctrlKey: true });
  await fireEvent.keyDown(screen.getByTestId("shortcut"), { code: "KeyP", ctrlKey: true, altKey: true });
  await settle();
}

test("start at login and the shortcut are off until somebody turns them on", async () => {
  const engine = await open();
  expect(screen.getByTestId<HTMLInputElement>("login-off").checked).toBe(true);
  await fireEvent.click(screen.getByTestId("login-on"));
  await press();
  expect(screen.getByTestId("shortcut").textContent?.trim()).toBe("Ctrl+Alt+P");
  await fireEvent.click(screen.getByTestId("shortcut-clear"));
  const asked = engine.asked("saveSettings") as { startAtLogin: boolean; shortcut: string | null }[];
  expect(asked.map(({ startAtLogin, shortcut }) => [startAtLogin, shortcut])).toEqual([
    [true, null],
    [true, "Ctrl+Alt+KeyP"],
    [true, null],
  ]);
});

test("keys that the system refuses are not shown as chosen, and the row says so", async () => {
  await open(true);
  await press();
  expect(screen.getByTestId("shortcut").textContent?.trim()).toBe("Off");
  expect(screen.getByTestId("shortcut-refused").textContent).toContain("another app");
});
