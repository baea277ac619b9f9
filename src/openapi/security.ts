import type { Scope } from "../vocabularies.ts";

/** Who may call an operation, in the terms of OpenAPI. */

export const SECURITY_SCHEMES = {
  api_key: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key, made by the operator of the service. Reading what is published needs none.",
  },
} as const;

/**
 * Only with a key that has the scope, which is said as OpenAPI 3.1 says it of schemes other than
 * OAuth: by the names in the list. Tests hold every route against it.
 */
export const WITH_SCOPE = {
  read: [{ api_key: ["read"] }],
  write: [{ api_key: ["write"] }],
  admin: [{ api_key: ["admin"] }],
} satisfies Record<Scope, { api_key: Scope[] }[]>;

/** Without a key; with one, drafts are shown too where they are asked for. */
export const ANYBODY = [{}, { api_key: [] }];
