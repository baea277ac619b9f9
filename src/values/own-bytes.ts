/**
 * Bytes, or a text as UTF-8, in memory of their own. Node.js cuts small buffers, and what its
 * compression gives, out of larger ones, which stay for as long as any part of them: what is kept for
 * long must be no such part, or it keeps twenty times as much as it counts for.
 */
export function ownBytes(source: string | Buffer): Buffer {
  if (typeof source === "string") {
    const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(source));
    bytes.write(source);
    return bytes;
  }
  if (source.buffer.byteLength === source.length) return source;
  const bytes = Buffer.allocUnsafeSlow(source.length);
  source.copy(bytes);
  return bytes;
}
