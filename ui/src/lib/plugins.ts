// What a chat can offer beside writing.

import {
  Camera,
  Clapperboard,
  File,
  Gift,
  Image,
  MapPin,
  Phone,
  Sticker,
  Video,
  type IconNode,
} from "lucide";

import type { Extensions, KitPlugin } from "../bindings";

export type PluginName = Exclude<KitPlugin["type"], "own">;

/** What those do that are there; the others are not shown. */
export type Plugins = Partial<Record<PluginName, () => void>>;

export const pluginIcons: Record<PluginName, IconNode> = {
  emoji: Sticker,
  file: File,
  camera: Camera,
  image: Image,
  location: MapPin,
  redPacket: Gift,
  sight: Clapperboard,
  audio: Phone,
  video: Video,
};

/** The part of a deployment that a button belongs to. */
const parts: Partial<Record<PluginName, keyof Extensions>> = {
  emoji: "stickers",
  redPacket: "redPacket",
  sight: "shortVideo",
};

/** Those of the wanted buttons that are there: they do something, and the deployment has not left them out. */
export function offered<P extends Pick<KitPlugin, "type">>(
  wanted: readonly P[],
  plugins: Plugins,
  extensions: Extensions,
): P[] {
  return wanted.filter(({ type }) => {
    if (type === "own") return true;
    const part = parts[type];
    return type in plugins && (part === undefined || extensions[part]);
  });
}
