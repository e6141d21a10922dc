// Long texts, which are shown folded until somebody wants to read them.

/** A text of more lines or characters than these is long. */
const LONG = { lines: 30, characters: 2_000 };
/** So much of it is shown. Less than what makes it long: a button that hides two lines is worse than they are. */
const SHOWN = { lines: 20, characters: 1_200 };
/** A word that is longer than this is cut within. */
const WORD = 80;

/** Where a long text is folded; nothing when it is short enough to be shown whole. */
export function foldOf(text: string): number | null {
  const lines = [...startsOfLines(text, LONG.lines)];
  if (lines.length <= LONG.lines && text.length <= LONG.characters) return null;
  return Math.min((lines[SHOWN.lines] ?? Infinity) - 1, cutOf(text, SHOWN.characters));
}

/** Where the lines after the first begin, as far as they are asked for. */
function* startsOfLines(text: string, most: number): Generator<number> {
  let at = 0;
  for (let line = 0; line <= most; line += 1) {
    yield at;
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return;
  }
}

/** The last place up to this one at which a word ends, or at least no sign is torn apart. */
function cutOf(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const near = text.slice(0, most + WORD);
  for (const granularity of ["word", "grapheme"] as const) {
    const begin = new Intl.Segmenter(undefined, { granularity }).segment(near).containing(most)?.index ?? 0;
    if (begin > most - WORD) return begin;
  }
  return most;
}
