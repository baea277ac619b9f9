import { createHmac, randomBytes } from "node:crypto";

/**
 * Secrets and signatures by the Standard Webhooks specification
 * (https://github.com/standard-webhooks/standard-webhooks, "Signature scheme").
 */

const SECRET_PREFIX = "whsec_";

/** A new secret: 256 random bits, of the 192 to 512 that the specification asks for. */
export const newSecret = (): string => SECRET_PREFIX + randomBytes(32).toString("base64");

/** The headers of one attempt. */
export interface SignedHeaders {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
}

/**
 * Signs a message by each secret that holds: the receiver takes it if any of them is its own.
 * @param id the same at each attempt
 * @param at when the attempt is made
 */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  at: Date,
  body: string,
): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
    const hash = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`);
    return `v1,${hash.digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
