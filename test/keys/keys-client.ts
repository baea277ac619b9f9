import type { FastifyInstance } from "fastify";
import { create, type Headers } from "../app-under-test.ts";

/** API keys as the API serves them. */

export interface ServedKey {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  links: { self: string };
}

/** A key as it is answered when it was made: the only time that its secret is shown. */
export interface MadeKey extends ServedKey {
  key: string;
}

export interface KeyPage {
  data: ServedKey[];
  page: { limit: number; total: number; next: string | null };
}

export const makeKey = (
  app: FastifyInstance,
  name: string,
  scopes: string[] = ["read"],
  more: object = {},
): Promise<MadeKey> => create<MadeKey>(app, "keys", { name, scopes, ...more });

export const bearer = (secret: string): Headers => ({ authorization: `Bearer ${secret}` });
