import type { Batch } from "../bindings";

/** Applies a batch to the list that the batches before it made; false when one was missed. */
export function applyBatch<T>(rows: T[], batch: Batch<T>, lastRev: number): boolean {
  if (batch.rev !== lastRev + 1) return false;
  for (const { at, remove, insert } of batch.splices) rows.splice(at, remove, ...insert);
  return true;
}
