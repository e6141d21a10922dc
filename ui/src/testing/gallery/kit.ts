import type { KitPage, KitView } from "../../bindings";
import type { FakeEngine } from "../fake";
import { ask, asks } from "./asked";
import { called, words } from "./words";

/** A picture that an integrator brings: a ring. */
const ring = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="8" fill="none" stroke="#7a52b8" stroke-width="2"/></svg>',
)}`;

const list: KitPage = {
  type: "list",
  title: words.kit.title,
  showsConnection: true,
  kinds: ["private", "group"],
  collected: [],
  round: true,
  avatar: [46, 46],
  rowColor: null,
  topRowColor: asks("coloured") ? "#ffe9b8" : null,
};

const chat: KitPage = {
  type: "chat",
  conversation: { kind: "private", targetId: "bob" },
  title: called("bob"),
  at: null,
  subTitle: {
    text: words.kit.order,
    size: 12,
    color: "#5c4a10",
    background: "#fff4d6",
    height: 32,
  },
  plugins: [
    { type: "image" },
    { type: "file" },
    { type: "emoji" },
    { type: "location" },
    { type: "own", title: words.kit.invoice, icon: ring, tag: 1 },
  ],
  buttons: [ring, ring],
  showsMuted: true,
  recall: true,
  showsTyping: true,
  members: null,
};

/** `kit=list|chat`: an integrator's window, `coloured` in their colours. */
export function showKit(engine: FakeEngine): void {
  const page = ask("kit");
  if (page === null) return;
  const view: KitView = {
    page: page === "list" ? list : chat,
    bar: {
      titleColor: asks("coloured") ? "#ffffff" : null,
      background: asks("coloured") ? "#3a4f8a" : null,
      backColor: asks("coloured") ? "#ffffff" : null,
      backImage: null,
    },
  };
  engine.kit = { watch: (onView) => onView(view), act: () => undefined };
}
