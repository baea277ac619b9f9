import { Compile } from "typebox/compile";
import { isObject } from "../fields/field.ts";
import { faultOfText } from "../fields/scalars.ts";
import type { Faults } from "../problems/faults.ts";
import { reportSchemaFaults } from "../problems/schema-faults.ts";
import { canBeWritten } from "../values/times.ts";
import type { Scope } from "../vocabularies.ts";
import type { NewApiKey } from "./keys.ts";
import { newApiKeySchema } from "./schemas.ts";

const newApiKey = Compile(newApiKeySchema);
// What a field's own schema finds wrong is said once, so that the rules below needn't.
const nameForm = Compile(newApiKeySchema.properties.name);
const timeForm = Compile(newApiKeySchema.properties.expires_at);

/**
 * A key as a client or the command line asks for it.
 * @throws {Problem} `invalid-request`
 */
export function parseNewKey(body: unknown, faults: Faults, now: Date): NewApiKey {
  reportSchemaFaults(newApiKey, body, "", faults);
  const { name, scopes, expires_at: expires = null } = isObject(body) ? body : {};
  const nameFault = nameForm.Check(name) ? faultOfName(name as string) : null;
  if (nameFault !== null) faults.pointer("/name", nameFault);
  const timeFault = timeForm.Check(expires) ? faultOfExpiry(expires as string | null, now) : null;
  if (timeFault !== null) faults.pointer("/expires_at", timeFault);
  faults.throwIfAny();
  return {
    name: (name as string).trim(),
    scopes: scopes as Scope[],
    expires_at: expires === null ? null : new Date(expires as string).toISOString(),
  };
}

function faultOfName(name: string): string | null {
  if (name.trim() === "") return "The name may not be blank.";
  const fault = faultOfText(name);
  if (fault !== null) return fault;
  // Lists of keys are read in terminals: a key is a line, with tabs between its parts.
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)
    ? "The name must be one line, without tabs and other control characters."
    : null;
}

function faultOfExpiry(text: string | null, now: Date): string | null {
  if (text === null) return null;
  const time = Date.parse(text);
  if (time > now.getTime() && canBeWritten(time)) return null;
  const why = Number.isNaN(time)
    ? "is not a time"
    : time > now.getTime()
      ? "is after the year 9999"
      : "is not in the future";
  return `'${text}' ${why}; write one such as 2030-01-01T00:00:00Z.`;
}
