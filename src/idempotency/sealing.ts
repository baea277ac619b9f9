import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/**
 * Encryption of kept answers that have a secret, such as a new API key: by the secret of who asked,
 * which is nowhere stored. Who has the database can't read them.
 */

const CIPHER = "aes-256-gcm";
const [NONCE, TAG] = [12, 16];

const keyFrom = (secret: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", "answers to Idempotency-Key", 32));

/** A text, encrypted for who has a secret. */
export function seal(text: string, secret: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyFrom(secret), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** The text of what was sealed; null for who has another secret. */
export function unseal(sealed: string, secret: string): string | null {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv(CIPHER, keyFrom(secret), bytes.subarray(0, NONCE));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    const text = decipher.update(bytes.subarray(NONCE + TAG));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
