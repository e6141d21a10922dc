import type { MessageView } from "../bindings";
import { summaryText } from "./summary";
import { dateTime } from "./time";

/** What a message says, as it is copied. */
export function wordsOf(view: MessageView): string {
  return view.body.type === "text" ? view.body.text : summaryText(view.summary);
}

/** Messages as text to be pasted elsewhere: one is its words, several tell who said what when. */
export function transcript(views: MessageView[]): string {
  const [first] = views;
  if (first && views.length === 1) return wordsOf(first);
  return views.map((view) => `${view.senderName}, ${dateTime(view.time)}\n${wordsOf(view)}`).join("\n\n");
}
