import { vi } from "vitest";

/** What the rows of a chat may ask of it, watched. */
export const watchedChat = () => ({
  again: vi.fn(),
  quote: vi.fn(),
  edit: vi.fn(),
  forward: vi.fn(),
  select: vi.fn(),
  readers: vi.fn(),
  merged: vi.fn(),
  person: vi.fn(),
  leave: vi.fn(),
});
