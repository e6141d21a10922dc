interface Keyed {
  key: string;
}

/** A list on its way to another: a `few` of the rows that come are in it, beginning with those next to what stays, and a `few` of
 * those that go are not, beginning with the outermost. It is the other list itself when that is so near, when nothing stays, or
 * when what stays changes its order. */
export function toward<R extends Keyed>(from: R[], to: R[], few: number): R[] {
  const here = keysOf(from);
  const there = keysOf(to);
  const stayed = from.filter(({ key }) => there.has(key));
  const stays = to.filter(({ key }) => here.has(key));
  const middle = stays[stays.length >> 1];
  if (!middle || stays.some(({ key }, at) => key !== stayed[at]?.key)) return to;

  const [aboveComing, belowComing] = strangers(to, here, middle);
  const [aboveGoing, belowGoing] = strangers(from, there, middle);
  const later = keysOf([...aboveComing.slice(0, -few), ...belowComing.slice(few)]);
  const still = keysOf([...aboveGoing.slice(few), ...belowGoing.slice(0, -few)]);
  if (later.size + still.size === 0) return to;

  const coming = to.filter(({ key }) => !later.has(key));
  const rows: R[] = [];
  for (const row of from) {
    if (still.has(row.key)) rows.push(row);
    if (there.has(row.key))
      rows.push(...coming.splice(0, coming.findIndex(({ key }) => key === row.key) + 1));
  }
  return [...rows, ...coming];
}

/** What a list has of another one, and of what that one has after it the last rows, `some` at most. */
export function withEnd<R extends Keyed>(from: R[], to: R[], some: number): R[] {
  const here = keysOf(from);
  const end = to.findLastIndex(({ key }) => here.has(key)) + 1;
  const begin = Math.max(end, to.length - some);
  return [...to.slice(0, end).filter(({ key }) => here.has(key)), ...to.slice(begin)];
}

function keysOf(rows: Keyed[]): Set<string> {
  return new Set(rows.map(({ key }) => key));
}

/** The rows that are not known: above a row, and below it. */
function strangers<R extends Keyed>(rows: R[], known: Set<string>, { key: middle }: R): [R[], R[]] {
  const at = rows.findIndex(({ key }) => key === middle);
  const strange = ({ key }: R): boolean => !known.has(key);
  return [rows.slice(0, at).filter(strange), rows.slice(at).filter(strange)];
}
