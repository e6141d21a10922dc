import type { Extensions } from "../bindings";
import { watch } from "../lib/watch";

/** Which parts the deployment has left in. */
class ExtensionsStore {
  value = $state.raw<Extensions>({ redPacket: false, stickers: true, shortVideo: true });

  open(): () => void {
    return watch({ type: "extensions" }, (now) => (this.value = now));
  }
}

export const extensions = new ExtensionsStore();
