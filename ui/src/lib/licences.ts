/** Something that Pipit is built on. */
export interface Work {
  name: string;
  version: string;
  /** As its authors name it, such as `MIT OR Apache-2.0`. */
  licence: string;
  /** Which of the texts tell its terms, by their places among them. */
  texts: number[];
}

/** Everything that Pipit is built on: a long list, read when somebody wants it. */
export async function works(): Promise<Work[]> {
  const list: { default: unknown } = await import("../licences.json"); // too long for the compiler to type
  return list.default as Work[];
}

/** The terms of all works, each text once: much to read, when somebody wants it. */
export async function texts(): Promise<string[]> {
  const list: { default: unknown } = await import("../licence-texts.json");
  return list.default as string[];
}
