import { fireEvent, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { Search } from "../stores/search.svelte";
import { FakeEngine } from "../testing/fake";
import { conversation } from "../testing/rows";
import { settle } from "../testing/settle";
import PageBar from "./PageBar.svelte";
import SearchResults from "./SearchResults.svelte";
import Sheet from "./Sheet.svelte";

const { key, conversation: of, title, avatar } = conversation("bob", "Bob");
const newest = { id: 7, sender: "Bob", time: 0, text: [{ text: "harbour", found: true }], part: null };
const hit = { key, conversation: of, title, avatar, count: 2, newest };

beforeEach(() => {
  new FakeEngine({ searchIn: () => [newest] });
});

const drawn = (button: HTMLElement) => [button.innerHTML, button.title, button.getAttribute("aria-label")];

test("back is one button wherever it stands", async () => {
  const back = vi.fn();
  const bar = render(PageBar, { title: "Talks", onback: back });
  const inBar = screen.getByTestId("back");
  await fireEvent.click(inBar);
  const expected = drawn(inBar);
  expect(expected[1]).toBe("Back");
  bar.unmount();

  const children = createRawSnippet(() => ({ render: () => "<p></p>" }));
  render(Sheet, { title: "Talks", testid: "talks", children, onback: back });
  await fireEvent.click(screen.getByTestId("back"));
  expect(back).toHaveBeenCalledTimes(2);
  expect(drawn(screen.getByTestId("back")), "in a sheet").toEqual(expected);

  const search = new Search(() => null);
  render(SearchResults, { search, onchoose: back });
  await search.list(hit);
  await settle();
  expect(drawn(screen.getByTestId("search-back")), "where one conversation is searched").toEqual(expected);
});
