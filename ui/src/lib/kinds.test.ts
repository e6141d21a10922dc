import { expect, test } from "vitest";

import { endingOf, kindOf } from "./kinds";

test("a file's kind is told by how its name ends", () => {
  const names = [
    "Plan.PDF",
    "照片.zip",
    "archive.tar.gz",
    "notes.",
    ".profile",
    "Makefile",
    "v1.0 of the plan",
  ];
  expect(names.map(endingOf)).toEqual([".PDF", ".zip", ".gz", "", "", "", ""]);
  expect(names.map(kindOf)).toEqual(["words", "archive", "archive", "other", "other", "other", "other"]);
});
