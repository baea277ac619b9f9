import { setImmediate } from "node:timers/promises";
import type { Writer } from "./format.ts";

/** Some records of a list, and how to read on; null on the last. */
export interface Batch {
  records: readonly Buffer[];
  more: (() => Batch) | null;
}

/**
 * Writes a list of any length in the memory of a batch: the next one is read when what was written
 * has been taken. Others are served between two batches. Whoever stops taking ends it.
 * @throws whatever reading throws, so that the answer breaks off and is not taken for whole
 */
export async function* written(writer: Writer, first: Batch): AsyncGenerator<Buffer> {
  const begun = Buffer.from(writer.begin(first.records));
  if (begun.length > 0) yield begun;
  for (let batch: Batch | null = first; batch !== null; ) {
    const part: Buffer = Buffer.from(writer.write(batch.records, batch === first));
    if (part.length > 0) yield part;
    if (batch.more === null) break;
    await setImmediate();
    batch = batch.more();
  }
  const ended = Buffer.from(writer.end());
  if (ended.length > 0) yield ended;
}
