import type { MessageView, Picture, Summary } from "../bindings";

/** A message that the next one answers, as the composer's bar shows it. */
export interface Quoting {
  id: number;
  name: string;
  summary: Summary;
  preview: Picture | null;
}

/** What is needed of a message to answer it. */
export function quotingOf(view: MessageView): Quoting {
  const preview = "preview" in view.body ? view.body.preview : null;
  return { id: view.id, name: view.senderName, summary: view.summary, preview };
}
