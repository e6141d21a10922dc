import { expect, test } from "vitest";

import { Attempt } from "./attempt.svelte";
import { NotSent } from "./failure";

const refused = (): Promise<never> => Promise.reject({ code: "refused", message: "21407" });

test("what fails is told in words until the next attempt, which it does not end", async () => {
  const attempt = new Attempt();
  expect(await attempt.run(refused)).toBe(false);
  expect(attempt.problem).toBe("The server does not allow this.");

  let answer: () => void = () => undefined;
  const slow = attempt.run(() => new Promise<void>((resolve) => (answer = resolve)));
  expect(attempt.problem).toBeNull();
  expect(await attempt.run(refused)).toBe(false);
  expect(attempt.going, "the slow one is still under way").toBe(true);
  answer();
  expect(await slow).toBe(true);
  expect(attempt.going).toBe(false);
});

test("an error that is a message for a person is shown as it is", async () => {
  const attempt = new Attempt();
  await attempt.run(() => Promise.reject(new NotSent("plan.pdf is gone")));
  expect(attempt.problem).toBe("plan.pdf is gone");
});
