import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { SignInProblem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import Login from "./Login.svelte";

const demo = { appKey: "pipit-demo", users: [{ userId: "alice", name: "Alice", token: "secret" }] };
const signedOut = { state: "signedOut", server: null, appKey: null, problem: null } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a demo is offered where a server has one, and signs in with one click", async () => {
  const engine = new FakeEngine({ findDemo: ({ server }) => (server.includes("8585") ? demo : null) });
  render(Login, { state: signedOut });
  await vi.advanceTimersByTimeAsync(300);
  await fireEvent.click(screen.getByTestId("demo-alice"));
  expect(engine.asked("signIn")).toEqual([
    { server: "http://127.0.0.1:8585", appKey: "pipit-demo", token: "secret" },
  ]);
  await fireEvent.input(screen.getByTestId("login-server"), { target: { value: "https://chat.example" } });
  await vi.advanceTimersByTimeAsync(300);
  expect(screen.queryByTestId("demo")).toBeNull();
});

test("an address is asked about once, after the last key", async () => {
  const engine = new FakeEngine();
  render(Login, { state: signedOut });
  const field = screen.getByTestId("login-server");
  for (const value of ["h", "ht", "http://a"]) await fireEvent.input(field, { target: { value } });
  await vi.advanceTimersByTimeAsync(300);
  expect(engine.asked("findDemo")).toEqual([{ server: "http://a" }]);
});

test("what was used last is filled in, except the token, which is never shown", () => {
  new FakeEngine();
  render(Login, { state: { ...signedOut, server: "https://chat.example", appKey: "harbour" } });
  expect(screen.getByTestId<HTMLInputElement>("login-server").value).toBe("https://chat.example");
  expect(screen.getByTestId<HTMLInputElement>("login-app-key").value).toBe("harbour");
  expect(screen.getByTestId<HTMLInputElement>("login-token").type).toBe("password");
});

test.each<[SignInProblem, string]>([
  [{ type: "badAddress" }, "not the address"],
  [{ type: "unreachable" }, "No server answers"],
  [{ type: "tokenIncorrect" }, "does not accept this token"],
  [{ type: "refused", code: 31009 }, "31009"],
  [{ type: "storeTooNew" }, "newer version"],
  [{ type: "storeUnavailable" }, "cannot write"],
])("58: $type is told in words", (problem, words) => {
  new FakeEngine();
  render(Login, { state: { ...signedOut, problem } });
  expect(screen.getByRole("alert").textContent).toContain(words);
});
