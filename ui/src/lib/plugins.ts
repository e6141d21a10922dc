// What a chat can offer beside writing.

import Camera from "@lucide/svelte/icons/camera";
import Clapperboard from "@lucide/svelte/icons/clapperboard";
import File from "@lucide/svelte/icons/file";
import Gift from "@lucide/svelte/icons/gift";
import Image from "@lucide/svelte/icons/image";
import MapPin from "@lucide/svelte/icons/map-pin";
import Phone from "@lucide/svelte/icons/phone";
import Smile from "@lucide/svelte/icons/smile";
import Video from "@lucide/svelte/icons/video";

import type { KitPlugin } from "../bindings";

export type PluginName = Exclude<KitPlugin["type"], "own">;

/** What those do that are there; the others are not shown. */
export type Plugins = Partial<Record<PluginName, () => void>>;

export const pluginIcons: Record<PluginName, typeof File> = {
  emoji: Smile,
  file: File,
  camera: Camera,
  image: Image,
  location: MapPin,
  redPacket: Gift,
  sight: Clapperboard,
  audio: Phone,
  video: Video,
};
