import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";

import { setLanguage } from "../i18n/index.svelte";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import EmojiPicker from "./EmojiPicker.svelte";

afterEach(() => setLanguage("en"));

const stickers = ["hello", "bye"].map((id) => ({ id, meaning: id }));

/** Opens the panel with these cells, of which the first has the focus. */
async function open(
  cell: "emoji-cell" | "sticker-cell",
  onchoose: (text: string) => void = () => undefined,
): Promise<HTMLElement[]> {
  new FakeEngine({
    recentEmoji: () => [],
    stickerPacks: () => [{ id: "pip", name: "Pip", stickers }],
    sticker: () => "data:image/png;base64,",
  });
  const nothing = (): void => undefined;
  render(EmojiPicker, {
    onchoose,
    onsticker: nothing,
    stickers: cell === "sticker-cell",
    onclose: nothing,
  });
  const cells = await vi.waitFor(() => screen.getAllByTestId(cell));
  await fireEvent.keyDown(screen.getByRole("searchbox"), { key: "ArrowDown" });
  expect(document.activeElement).toBe(cells[0]);
  return cells;
}

test("what was chosen lately stands first, and whoever chooses another one tells the engine", async () => {
  let recent = ["🐻", "🍏"];
  const engine = new FakeEngine({
    recentEmoji: () => recent,
    useEmoji: ({ emoji }) => {
      recent = [emoji, ...recent];
      return null;
    },
  });
  const onchoose = vi.fn();
  render(EmojiPicker, { onchoose, onsticker: null, onclose: vi.fn() });
  const texts = (): (string | null)[] => screen.getAllByTestId("emoji-cell").map((cell) => cell.textContent);
  await vi.waitFor(() => expect(texts().slice(0, 3)).toEqual(["🐻", "🍏", "😀"]));
  await fireEvent.click(screen.getAllByTestId("emoji-cell")[2] as HTMLElement);
  expect(onchoose).toHaveBeenCalledWith("😀");
  await vi.waitFor(() => expect(texts().slice(0, 3)).toEqual(["😀", "🐻", "🍏"]));
  expect(engine.asked("useEmoji")).toEqual([{ emoji: "😀" }]);
});

const press = async (key: string): Promise<void> => {
  await fireEvent.keyDown(document.activeElement as Element, { key });
  await settle();
};

test.each([
  ["emoji-cell", "en", "ArrowRight", "ArrowLeft"],
  ["sticker-cell", "en", "ArrowRight", "ArrowLeft"],
  ["emoji-cell", "ar", "ArrowLeft", "ArrowRight"],
  ["sticker-cell", "ar", "ArrowLeft", "ArrowRight"],
] as const)("68, 70: the arrows go where they point: %s, %s", async (cell, language, onward, back) => {
  setLanguage(language);
  const cells = await open(cell);
  await press(onward);
  expect(document.activeElement).toBe(cells[1]);
  await press(back);
  expect(document.activeElement).toBe(cells[0]);
});

test("70: Enter takes the first emoji that was found, and does not send what is being written beside it", async () => {
  const chosen = vi.fn();
  await open("emoji-cell", chosen);
  const field = screen.getByRole("searchbox");
  // Where nothing prevents it, the web view submits the form that the field stands in: the message.
  expect(await fireEvent.keyDown(field, { key: "Enter" }), "nothing is looked for").toBe(false);
  expect(chosen).not.toHaveBeenCalled();
  await fireEvent.input(field, { target: { value: "rocket" } });
  expect(await fireEvent.keyDown(field, { key: "Enter" })).toBe(false);
  expect(chosen.mock.calls).toEqual([["🚀"]]);
  await fireEvent.input(field, { target: { value: "nothing is called so" } });
  expect(await fireEvent.keyDown(field, { key: "Enter" })).toBe(false);
  expect(chosen).toHaveBeenCalledTimes(1);
});
