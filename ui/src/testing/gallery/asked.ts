// What the address of a gallery page asks for, and when it is there.

const asked = new URLSearchParams(location.search);
const MINUTE = 60_000;

export const now = Date.now();

export function asks(name: string): boolean {
  return asked.has(name);
}

export function ask(name: string): string | null {
  return asked.get(name);
}

/** So many minutes ago. */
export function ago(minutes: number): number {
  return now - minutes * MINUTE;
}
