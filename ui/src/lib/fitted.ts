import type { Picture } from "../bindings";

/** The longest and the shortest side of a picture in a chat, in CSS pixels. */
const longest = 280;
const shortest = 80;

/** How large a picture stands in a chat; one that nothing is known of takes a usual place. */
export function fitted(picture: Picture | null): { width: number; height: number } {
  if (!picture) return { width: 200, height: 150 };
  // A thumbnail is smaller than what it stands for.
  const scale = longest / Math.max(picture.width, picture.height);
  const side = (length: number): number => Math.max(shortest, Math.round(length * scale));
  return { width: side(picture.width), height: side(picture.height) };
}
