import { Compile } from "typebox/compile";
import type { Faults } from "../problems/faults.ts";
import { reportSchemaFaults } from "../problems/schema-faults.ts";
import type { Scope } from "../vocabularies.ts";
import type { NewApiKey } from "./keys.ts";
import { newApiKeySchema } from "./schemas.ts";

const newApiKey = Compile(newApiKeySchema);

/**
 * A key as a client or the command line asks for it.
 * @throws {Problem} `invalid-request`
 */
export function parseNewKey(body: unknown, faults: Faults, now: Date): NewApiKey {
  reportSchemaFaults(newApiKey, body, "", faults);
  faults.throwIfAny();
  const {
    name,
    scopes,
    expires_at = null,
  } = body as {
    name: string;
    scopes: Scope[];
    expires_at?: string | null;
  };
  const expires = expires_at === null ? null : new Date(expires_at);
  if (expires !== null && !(expires.getTime() > now.getTime())) {
    const why = Number.isNaN(expires.getTime()) ? "is not a time" : "is not in the future";
    faults.pointer(
      "/expires_at",
      `'${expires_at}' ${why}; write one such as 2030-01-01T00:00:00Z.`,
    );
  }
  if (name.trim() === "") faults.pointer("/name", "The name may not be blank.");
  faults.throwIfAny();
  return { name: name.trim(), scopes, expires_at: expires?.toISOString() ?? null };
}
