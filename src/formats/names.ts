import { createHmac } from "node:crypto";

/**
 * Names that are the same wherever the service is reached, for as long as the data set lives, and where
 * it is restored: UUIDs (version 8, RFC 9562 §5.8) of paths, under the data set's own identity. So two services that
 * know different records by one path never share a name, as feeds and calendars need
 * (RFC 4287 §4.2.6, RFC 7986 §5.3).
 */
export function uuidUnder(identity: string, path: string): string {
  const bytes = createHmac("sha256", identity).update(`name ${path}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
