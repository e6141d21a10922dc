import type { Settings } from "../bindings";
import { setLanguage } from "../i18n/index.svelte";
import { watch } from "../lib/watch";
import { platform } from "../platform";

/** What the person set; the engine keeps it. */
class SettingsStore {
  value = $state<Settings>({
    theme: "system",
    language: "system",
    sendKey: "enter",
    notifications: true,
    notificationContent: true,
    closeToTray: true,
    trayExplained: false,
    startAtLogin: false,
    shortcut: null,
    listWidth: 304,
  });

  open(): () => void {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const theme = this.value.theme === "system" ? (dark.matches ? "dark" : "light") : this.value.theme;
      document.documentElement.dataset.theme = theme;
      setLanguage(this.value.language);
    };
    apply();
    dark.addEventListener("change", apply);
    const stop = watch({ type: "settings" }, (settings) => {
      this.value = settings;
      apply();
    });
    return () => {
      dark.removeEventListener("change", apply);
      stop();
    };
  }

  async change(part: Partial<Settings>): Promise<void> {
    await platform().call("saveSettings", { ...$state.snapshot(this.value), ...part });
  }
}

export const settings = new SettingsStore();
