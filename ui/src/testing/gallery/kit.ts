import type { KitPage, KitView } from "../../bindings";
import type { FakeEngine } from "../fake";
import { ask, asks } from "./asked";
import { called, words } from "./words";

/** A picture that an integrator brings, drawn in lines. */
function drawn(lines: string, colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${lines}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
const bill = drawn("M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6", "#7a52b8");
/** The integrator's colours decide what is seen on the bar. */
const onBar = asks("coloured") ? "#ffffff" : "#7a52b8";
const truck = drawn(
  "M3 6h11v10H3zM14 10h4l3 3v3h-7M5.5 19a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M15.5 19a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0",
  onBar,
);
const star = drawn("M12 3l2.7 5.6 6.1.9-4.4 4.3 1 6.1-5.4-2.9-5.4 2.9 1-6.1-4.4-4.3 6.1-.9z", onBar);

const list: KitPage = {
  type: "list",
  title: words.kit.title,
  showsConnection: true,
  kinds: ["private", "group"],
  collected: asks("collected") ? ["group"] : [],
  round: true,
  avatar: [46, 46],
  rowColor: asks("collected") ? "#eef4ea" : null,
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
    { type: "camera" },
    { type: "file" },
    { type: "emoji" },
    { type: "location" },
    { type: "own", title: words.kit.invoice, icon: bill, tag: 1 },
  ],
  buttons: [star, truck],
  showsMuted: true,
  recall: true,
  showsTyping: true,
  members: null,
};

/** `kit=list|chat`: an integrator's window, `coloured` in their colours; `collected`: groups are one row, and rows have a colour. */
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
