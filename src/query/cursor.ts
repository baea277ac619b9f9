import { createHmac, timingSafeEqual } from "node:crypto";
import type { SqlValue } from "../db/database.ts";
import type { Faults } from "../problems/faults.ts";

/** The part of the signature that is kept: 96 bits, far beyond guessing. */
const SIGNATURE_BYTES = 12;

/**
 * A cursor is the sort values of the last record that was shown, signed together with the query
 * that it continues. It holds no state on the server and works on every process of the database.
 */
export function writeCursor(values: readonly SqlValue[], query: string, secret: string): string {
  const payload = Buffer.from(JSON.stringify(values));
  return Buffer.concat([sign(payload, query, secret), payload]).toString("base64url");
}

/**
 * The sort values in a cursor.
 * @throws {Problem} `invalid-request` if it was not written for this query
 */
export function readPosition(
  cursor: string,
  query: string,
  secret: string,
  faults: Faults,
): SqlValue[] {
  const position = readCursor(cursor, query, secret);
  if (position === null) {
    faults.parameter(
      "cursor",
      "This cursor was not given for this query. Follow `page.next` of the same filters and sort, or leave `cursor` out to begin again.",
    );
  }
  faults.throwIfAny();
  return position ?? [];
}

/** The sort values in a cursor, or null if it was not written for this query. */
function readCursor(cursor: string, query: string, secret: string): SqlValue[] | null {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length <= SIGNATURE_BYTES || bytes.toString("base64url") !== cursor) return null;
  const payload = bytes.subarray(SIGNATURE_BYTES);
  const expected = sign(payload, query, secret);
  if (!timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), expected)) return null;
  return JSON.parse(payload.toString()) as SqlValue[];
}

function sign(payload: Buffer, query: string, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(query)
    .update("\0")
    .update(payload)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}
