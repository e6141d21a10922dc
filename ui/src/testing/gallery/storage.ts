// What lies on the machine of a gallery page: much, or with `storage=little` hardly anything. With `storage=slow` clearing
// takes forever.

import type { ClearedFiles, LocalAmount, LocalFiles, LocalKind, Storage } from "../../bindings";
import { ask } from "./asked";
import { people } from "./people";

const MB = 1024 * 1024;

function some(kind: LocalKind, files: number, bytes: number, clearable = 0): LocalAmount {
  return { kind, files, bytes, clearable };
}

const little = ask("storage") === "little";

/** What the store says of itself. */
export function storage(): Storage {
  const largest = people.slice(0, little ? 1 : 4);
  return {
    free: little ? 0 : 21 * MB,
    messages: little ? 41 : 128_413,
    largest: largest.map((row, at) => ({ row, messages: Math.round((little ? 41 : 41_000) / (at + 1)) })),
  };
}

let kinds: LocalAmount[] = little
  ? [some("messages", 3, 0.4 * MB), some("other", 5, 9_300)]
  : [
      some("messages", 3, 184 * MB),
      some("films", 14, 96 * MB, 88 * MB),
      some("unfinished", 2, 31 * MB, 12 * MB),
      some("outgoing", 1, 2.3 * MB),
      some("pictures", 212, 9.4 * MB, 9.4 * MB),
      some("stickers", 48, 4.1 * MB),
      some("other", 9, 22 * MB),
      some("saved", 37, 412 * MB),
    ];

export function localFiles(): LocalFiles {
  const within = kinds.filter((one) => one.kind !== "saved");
  return { kinds, bytes: within.reduce((sum, one) => sum + one.bytes, 0), complete: true };
}

export function clearLocalFiles(wanted: LocalKind[]): ClearedFiles | Promise<ClearedFiles> {
  if (ask("storage") === "slow") return new Promise(() => undefined);
  let freed = 0;
  kinds = kinds.flatMap((one) => {
    if (!wanted.includes(one.kind)) return [one];
    freed += one.clearable;
    const bytes = one.bytes - one.clearable;
    return bytes > 0 ? [some(one.kind, 1, bytes)] : [];
  });
  return { files: 1, bytes: freed };
}
