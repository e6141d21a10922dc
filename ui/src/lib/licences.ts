/** Something that Pipit is built on. */
export interface Work {
  name: string;
  version: string;
  /** As its authors name it, such as `MIT OR Apache-2.0`. */
  licence: string;
}

/** Everything that Pipit is built on: a long list, read when somebody wants it. */
export async function works(): Promise<Work[]> {
  const list: { default: unknown } = await import("../licences.json"); // too long for the compiler to type
  return list.default as Work[];
}
