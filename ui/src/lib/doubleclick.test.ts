import { fireEvent } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { hearDoubleClicks } from "./doubleclick";

let deaf: () => void;
beforeEach(() => (deaf = hearDoubleClicks()));
afterEach(() => deaf());

function button(words = "", heard = vi.fn()) {
  document.body.innerHTML = `<button>${words}</button>`;
  const made = document.body.querySelector("button");
  if (!made) throw new Error("there is no button");
  made.onclick = heard;
  return { made, heard };
}

test("the second of two quick clicks does nothing to what has come to the place of the first one's button", async () => {
  const send = button("send");
  await fireEvent.click(send.made, { detail: 1 });
  const record = button("record");
  await fireEvent.click(record.made, { detail: 2 });
  expect([send.heard, record.heard].map((heard) => heard.mock.calls.length)).toEqual([1, 0]);
  await fireEvent.click(record.made, { detail: 1 });
  expect(record.heard, "a click of its own does").toHaveBeenCalledOnce();
});

test("quick clicks on one button, whatever is drawn in it then, are all meant", async () => {
  const { made, heard } = button("<i>on</i>");
  for (const [detail, sign] of [
    [1, "off"],
    [2, "on"],
    [3, "off"],
  ] as const) {
    await fireEvent.click(made.querySelector("i") ?? made, { detail });
    made.innerHTML = `<b><i>${sign}</i></b>`;
  }
  expect(heard).toHaveBeenCalledTimes(3);
  await fireEvent.click(made);
  expect(heard, "so is the keyboard").toHaveBeenCalledTimes(4);
});

test("two quick clicks on a label are two on its box", async () => {
  document.body.innerHTML = "<label><input type=checkbox> <b>files</b></label>";
  const box = document.querySelector("input");
  const words = document.querySelector("b");
  if (!box || !words) throw new Error("there is no box");
  for (const detail of [1, 2]) await fireEvent.click(words, { detail });
  expect(box.checked).toBe(false);
});
