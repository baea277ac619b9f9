import { isIP } from "node:net";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";

/** Clients that are remembered at a time; the least active ones are forgotten first. */
const CLIENTS_REMEMBERED = 50_000;

/**
 * Limits the requests a minute of each client: of a key where one is sent, else of an address.
 * Probes are not counted, so that a busy minute does not look like a dead service; nor are
 * preflights, whose refusal a script could not tell from a broken network.
 * Says how much is left in `RateLimit-*` headers (draft-ietf-httpapi-ratelimit-headers-07).
 * @param requests 0 for no limit
 */
export async function limitRequests(app: FastifyInstance, requests: number): Promise<void> {
  if (requests === 0) return;
  await app.register(rateLimit, {
    max: requests,
    timeWindow: 60_000,
    cache: CLIENTS_REMEMBERED,
    enableDraftSpec: true,
    // A hook of the application's counts refusals and unknown paths too; those of routes would not.
    global: false,
    allowList: ({ url, method }) => url.startsWith("/health/") || method === "OPTIONS",
    keyGenerator: clientOf,
    errorResponseBuilder: (_, { max, ttl }) =>
      new Problem(
        "rate-limited",
        `At most ${max} requests a minute are answered; go on in ${Math.ceil(ttl / 1000)} seconds.`,
      ),
  });
  app.addHook("onRequest", app.rateLimit());
}

/** Whom a request counts for. Of an IPv6 address the network, since a client has 2^64 of those. */
function clientOf({ caller, ip }: FastifyRequest): string {
  if (caller !== null) return `key ${caller.id}`;
  // On a socket of both families Node writes 192.0.2.1 as ::ffff:192.0.2.1.
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIP(address) !== 6) return address;
  const [before = "", after = ""] = address.split("::", 2);
  const groups = before.split(":").filter((group) => group !== "");
  const last = after.split(":").filter((group) => group !== "");
  const zeros = new Array<string>(Math.max(0, 8 - groups.length - last.length)).fill("0");
  return [...groups, ...zeros, ...last].slice(0, 4).join(":");
}
