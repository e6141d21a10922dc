import { expect, test } from "vitest";

import { fitted } from "./fitted";

const picture = (width: number, height: number) => ({ url: "", width, height });

test("19: the place of a picture is known before it is there", () => {
  expect(fitted(picture(240, 120))).toEqual({ width: 280, height: 140 });
  expect(fitted(picture(60, 240))).toEqual({ width: 80, height: 280 });
  expect(fitted(picture(240, 2))).toEqual({ width: 280, height: 80 });
  expect(fitted(null)).toEqual({ width: 200, height: 150 });
});
