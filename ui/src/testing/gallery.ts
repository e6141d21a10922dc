// Every page with made-up people, in a plain browser: `npm run dev`, then /src/testing/gallery.html?open=bob&steps=m3.
// What the address can ask for: `page` (gallery/engine.ts), `theme`, `language`, `size`, `kit` (gallery/kit.ts), `open`, `sheet`,
// `search`, `steps` (gallery/walk.ts), `update`, and the flags `offline`, `left`, `ended`, `media`,
// `heard`, `names`, `pasted`, `recording`, `drop` (`drop=row`), `typing`, `film`,
// `camera` (gallery/camera.ts). It is no part of the build.

import "./clock";

import { mount } from "svelte";

import App from "../App.svelte";
import "../styles/base.css";
import "../styles/emoji.css";
import "../styles/tokens.css";
import { player } from "../stores/player.svelte";
import { ask, asks } from "./gallery/asked";
import { engine } from "./gallery/engine";
import { showKit } from "./gallery/kit";
import { people } from "./gallery/people";
import { appearing, quiet, walk } from "./gallery/walk";

showKit(engine);

const target = document.getElementById("app");
if (target) mount(App, { target });

const open = people.find((row) => row.conversation.targetId === ask("open"));
if (open) (await appearing(`[data-key='${open.key}']`)).click();
if (asks("heard")) void player.seek({ messageId: 22, held: [] }, false, 3.4);
const words = ask("search");
await walk([
  ...(ask("sheet")?.split(",") ?? []),
  ...(words === null ? [] : [`search=${words}`]),
  ...(ask("steps") ?? "").split(","),
]);
await quiet();
document.documentElement.dataset.ready = "";
