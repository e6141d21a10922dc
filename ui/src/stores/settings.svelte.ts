import type { Settings, TextSize } from "../bindings";
import { setLanguage } from "../i18n/index.svelte";
import { watch } from "../lib/watch";
import { platform } from "../platform";
import { wearLook } from "./look";

/** How much larger than designed everything is. */
const zooms: Record<TextSize, number> = { small: 0.9, normal: 1, large: 1.25, larger: 1.5, largest: 2 };

/** What the person set; the engine keeps it. */
class SettingsStore {
  value = $state<Settings>({
    theme: "system",
    language: "system",
    textSize: "normal",
    sendKey: "enter",
    notifications: true,
    notificationContent: true,
    snoozedUntil: null,
    closeToTray: true,
    trayExplained: false,
    startAtLogin: false,
    shortcut: null,
    voiceRate: "normal",
    maps: "web",
    listWidth: 304,
  });

  open(): () => void {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    let zoomed: TextSize = "normal";
    const apply = () => {
      const theme = this.value.theme === "system" ? (dark.matches ? "dark" : "light") : this.value.theme;
      document.documentElement.dataset.theme = theme;
      wearLook();
      setLanguage(this.value.language);
      if (this.value.textSize === zoomed) return;
      zoomed = this.value.textSize;
      void platform().zoom(zooms[zoomed]);
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
