import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test } from "vitest";

import { settle } from "../testing/settle";
import { tauri } from "./tauri";

afterEach(clearMocks);

test("what is watched is asked for at once, but never before what an earlier page watched is over", async () => {
  const asked: string[] = [];
  let over = (): void => undefined;
  mockIPC((command) => {
    asked.push(command);
    return command === "page_loaded" ? new Promise<void>((done) => (over = done)) : 1;
  });
  const platform = tauri();
  void platform.subscribe({ type: "session" }, () => undefined);
  await settle();
  expect(asked).toEqual(["page_loaded"]);

  over();
  await settle();
  expect(asked).toEqual(["page_loaded", "subscribe"]);

  void platform.subscribe({ type: "settings" }, () => undefined);
  expect(asked).toEqual(["page_loaded", "subscribe", "subscribe"]);
});
