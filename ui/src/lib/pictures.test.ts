import { beforeEach, expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import { forgetPictures, pictureAt } from "./pictures";

beforeEach(forgetPictures);

test("a picture of the web is asked for once", async () => {
  const engine = new FakeEngine({ webPicture: () => "data:image/png;base64,AA==" });
  const url = "https://pipit.example/a.png";
  expect(await pictureAt(url)).toBe("data:image/png;base64,AA==");
  expect(await pictureAt(url)).toBe("data:image/png;base64,AA==");
  expect(engine.asked("webPicture")).toEqual([{ url }]);
});

test("an integrator's own pictures are at hand", () => {
  for (const url of ["fs://a.png", "cache://a.png", "widget://image/a.png", "data:image/png;base64,AA=="])
    expect(pictureAt(url)).toBe(url);
});

test("no other address that a message names is asked for", () => {
  const engine = new FakeEngine();
  for (const url of [
    "/.pipit/kit?{}",
    "./a.png",
    "//pipit.example/a.png",
    "ipc://localhost/call",
    "blob:a",
    "tauri://a",
    " ",
  ])
    expect(pictureAt(url), url).toBeNull();
  expect(engine.calls).toEqual([]);
});
