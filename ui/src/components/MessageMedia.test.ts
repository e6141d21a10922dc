import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import MessageMedia from "./MessageMedia.svelte";

const preview = { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", width: 240, height: 120 };

test("19: a picture has its place before it is there", () => {
  new FakeEngine();
  const source = { messageId: 7, held: [] };
  render(MessageMedia, {
    source,
    by: { senderName: "Bob", time: 0 },
    body: { type: "image", preview, percent: null },
  });
  const image = screen.getByTestId("picture").querySelector("img");
  expect([image?.width, image?.height]).toEqual([280, 140]);
});
