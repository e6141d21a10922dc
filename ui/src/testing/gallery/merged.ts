import type { MergedMessages } from "../../bindings";
import { message } from "../rows";
import { ago } from "./asked";
import { chat } from "./chats";
import { media } from "./media";

/** What a message holds, or the one with these numbers in it. */
export function mergedIn(held: number[]): MergedMessages {
  if (held.length > 0) return { type: "list", rows: chat.slice(0, 6) };
  const within = message(9, "", ago(0.5), {
    body: {
      type: "merged",
      group: true,
      names: ["Lighthouse hike"],
      lines: ["Tom Okafor: I bring the map", "李小明: 我带茶"],
      count: 4,
    },
  });
  return { type: "list", rows: [...chat.slice(0, 3), ...media().slice(4, 6), within] };
}

const said = ["Is the boat big enough for eight people?", "I asked, it is", "太好了，那我们八点半出发"];

/** As some clients draw what they forward. */
export const page = `<style>
  body { margin: 16px; font: 14px/1.5 sans-serif; color: #222 }
  p { margin: 0 0 12px; padding: 8px 12px; width: fit-content; border-radius: 8px; background: #eef2f7 }
  small { color: #555 }
</style>
<h3>Mia Lindqvist and Alice</h3>
${said.map((words) => `<small>Mia Lindqvist</small><p>${words}</p>`).join("")}
<p><a href="https://example.org">Ferries</a></p>`;
