import { render } from "@testing-library/svelte";
import { expect, test } from "vitest";

import FileName from "./FileName.svelte";

/** What is seen of a name that is too long, and what is heard and found of it. */
function looks(name: string): [cut: string, whole: string] {
  const { container } = render(FileName, { name });
  const cut = container.querySelector("[aria-hidden='true']");
  cut?.remove();
  return [cut?.textContent ?? "", container.textContent.trim()];
}

test("53: a name that is cut has its ending right behind the dots, and is heard once and whole", () => {
  // The line runs the other way: the ending comes first, and the stem breaks where there is no more room.
  expect(looks("周四会议流程.docx")).toEqual(["….docx周四会议流程", "周四会议流程.docx"]);
  expect(looks("plan of the hike.tar.gz")).toEqual([
    "….gzplan\u00a0of\u00a0the\u00a0hike.tar",
    "plan of the hike.tar.gz",
  ]);
  expect(looks("Makefile")).toEqual(["…Makefile", "Makefile"]);
});
