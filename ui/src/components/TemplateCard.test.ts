import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import TemplateCard from "./TemplateCard.svelte";

const body = {
  type: "templated",
  title: "Lunch?",
  text: "<b>at noon</b>",
  image: "",
  url: "https://example.org/vote",
  fields: [{ label: "Ayes", value: "3" }],
} as const;

test("a card of an application's own kind has its words as they are, and opens where it leads", async () => {
  const engine = new FakeEngine();
  render(TemplateCard, { body: { ...body, fields: [...body.fields] } });
  const card = screen.getByTestId("template");
  expect(card.textContent).toContain("<b>at noon</b>");
  expect(card.textContent).toContain("Ayes");
  await fireEvent.click(card);
  expect(engine.asked("openLink")).toEqual([{ url: body.url }]);
});

test("a card that leads nowhere is no button", () => {
  new FakeEngine();
  render(TemplateCard, { body: { ...body, url: "", fields: [] } });
  expect(screen.getByTestId<HTMLButtonElement>("template").disabled).toBe(true);
});
