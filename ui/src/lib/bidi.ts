// Lines in which some runs from left to right, and some from right to left.

const mirrored = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** Around what neither turns the line that it stands in, nor is torn apart by it. */
const [begin, end] = [String.fromCharCode(0x2068), String.fromCharCode(0x2069)];

/** Is any of it written from right to left? */
export function hasMirrored(text: string): boolean {
  return mirrored.test(text);
}

/** A text as a part of a line that it does not turn. */
export function isolated(text: string): string {
  return `${begin}${text}${end}`;
}
