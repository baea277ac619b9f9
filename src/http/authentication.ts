import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { View } from "../db/dataset.ts";
import type { ApiKeys } from "../keys/keys.ts";
import { Problem } from "../problems/problems.ts";
import type { Scope } from "../vocabularies.ts";

/** Who sent a request: a key's id, and the scopes that it has or that follow from those. */
export interface Caller {
  id: string;
  scopes: ReadonlySet<Scope>;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null for a request without a key. */
    caller: Caller | null;
    /** `full` for a request with a key. */
    view: View;
    /** Whether the key that it came with, if any, still holds: of what goes on for long. */
    stillHolds(): boolean;
  }
}

/** The caller of the operator's own key, `ADMIN_KEY`. */
const OPERATOR = "ADMIN_KEY";

/** The API key that a request has, whether it is one or not. */
export const secretOf = ({ headers }: FastifyRequest): string | null =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;

/** Each scope with those that it includes. */
const INCLUDED: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ["read"],
  write: ["write", "read"],
  admin: ["admin", "write", "read"],
};

const withIncluded = (scopes: readonly Scope[]): Set<Scope> =>
  new Set(scopes.flatMap((scope) => INCLUDED[scope]));

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Finds out who is asking, before anything else of the request is looked at.
 * `between` registers what has to know the caller and has to run for bad keys too: limits.
 */
export async function authenticate(
  app: FastifyInstance,
  keys: ApiKeys,
  operatorKeys: readonly (string | null)[],
  between: () => Promise<void>,
): Promise<void> {
  const operators = operatorKeys.filter((each) => each !== null).map(digest);
  const callerOf = (secret: string | null): Caller | null => {
    if (secret === null) return null;
    const hash = digest(secret);
    if (operators.some((operator) => timingSafeEqual(hash, operator))) {
      return { id: OPERATOR, scopes: withIncluded(["admin"]) };
    }
    const key = keys.use(secret, new Date());
    return key && { id: key.id, scopes: withIncluded(key.scopes) };
  };

  app.decorateRequest("caller", null);
  app.decorateRequest("view", "public");
  app.decorateRequest("stillHolds", function (this: FastifyRequest) {
    return this.caller === null || callerOf(secretOf(this))?.id === this.caller.id;
  });
  app.addHook("onRequest", async (request) => {
    if (request.headers.authorization === undefined) return;
    request.caller = callerOf(secretOf(request));
    if (request.caller !== null) request.view = "full";
  });
  await between();
  app.addHook("onRequest", async ({ headers, caller }) => {
    if (headers.authorization === undefined || caller !== null) return;
    throw new Problem(
      "not-authenticated",
      "This API key is not known, has expired or was revoked. Send `Authorization: Bearer YOUR_KEY` with a valid key, or no such header.",
    );
  });
}

/**
 * A hook that lets only keys with a scope pass; it runs before the body is read.
 * @throws {Problem} `not-authenticated` without a key, `not-allowed` with a lesser one
 */
export function requireScope(scope: Scope) {
  const hook = async ({ caller }: FastifyRequest): Promise<void> => {
    if (caller?.scopes.has(scope)) return;
    if (caller === null) {
      throw new Problem(
        "not-authenticated",
        `This needs an API key with the scope \`${scope}\`. Send \`Authorization: Bearer YOUR_KEY\`.`,
      );
    }
    throw new Problem(
      "not-allowed",
      `This needs a key with the scope \`${scope}\`; the key '${caller.id}' has ${[...caller.scopes].map((each) => `\`${each}\``).join(", ")}.`,
    );
  };
  if (scope !== "read") FOR_WRITERS.add(hook);
  return hook;
}

const FOR_WRITERS = new WeakSet<object>();

/** Whether a hook lets only those pass who may write. */
export const isForWriters = (hook: object): boolean => FOR_WRITERS.has(hook);
