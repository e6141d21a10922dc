import { fireEvent } from "@testing-library/svelte";
import { expect, onTestFinished, test } from "vitest";

import { hearMenus } from "./webmenu";

test("the web view's own menu stands only where one writes, and at words that are selected", async () => {
  onTestFinished(hearMenus());
  document.body.innerHTML = `<p id="words">said</p><textarea></textarea><input maxlength="9" /><input type="checkbox" />`;
  const [words, area, field, choice] = [...document.body.children] as HTMLElement[];
  const asked = (element?: Element): Promise<boolean> => fireEvent.contextMenu(element ?? document.body);
  const kept = async (): Promise<boolean[]> =>
    Promise.all([asked(), asked(words), asked(area), asked(field), asked(choice)]);
  expect(await kept()).toEqual([false, false, true, true, false]);
  getSelection()?.selectAllChildren(words as HTMLElement);
  expect(await kept(), "Copy is in it").toEqual([false, true, true, true, false]);
});
