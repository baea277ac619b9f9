import { isIP } from "node:net";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../problems/problems.ts";
import { isHealthProbe } from "./probes.ts";
import type { Count, CountRequest } from "./request-counts.ts";
import { WINDOW } from "./request-counts.ts";
import { hasBody } from "./slow-requests.ts";

/** The name of the one limit that there is, as the headers call it. */
const POLICY = '"default"';

const WINDOW_SECONDS = WINDOW / 1000;

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);

/**
 * Limits the requests a minute of each client: of a key where one is sent, else of an address.
 * Probes of the health are not counted, so that a busy minute does not look like a dead service; nor
 * are preflights, whose refusal a script could not tell from a broken network. Either has no body that
 * would be read, so they cost next to nothing; `/metrics` does cost something, and is counted.
 *
 * Says how much is left in `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10), and in the three headers of version 07, which more
 * clients know.
 * @param requests 0 for no limit
 * @param count counts for all processes that share the limit
 */
export async function limitRequests(
  app: FastifyInstance,
  requests: number,
  count: CountRequest,
): Promise<void> {
  if (requests === 0) return;
  const policy = `${POLICY};q=${requests};w=${WINDOW_SECONDS}`;
  class Store {
    incr(client: string, done: (error: Error | null, count?: Count) => void): void {
      count(client, (counted) => done(null, counted));
    }
    child(): Store {
      return this;
    }
  }
  await app.register(rateLimit, {
    max: requests,
    timeWindow: WINDOW,
    store: Store,
    enableDraftSpec: true,
    // A hook of the application's counts refusals and unknown paths too; those of routes would not.
    global: false,
    allowList: isFree,
    keyGenerator: clientOf,
    errorResponseBuilder: (_, { max, ttl }) =>
      new Problem(
        "rate-limited",
        `At most ${max} requests a minute are answered; go on in ${seconds(ttl)} seconds.`,
        { headers: { "ratelimit-policy": policy, ratelimit: `${POLICY};r=0;t=${seconds(ttl)}` } },
      ),
  });
  app.addHook("onRequest", app.rateLimit());
  app.addHook("onRequest", (_, reply, done) => {
    const left = reply.getHeader("ratelimit-remaining");
    if (left !== undefined) {
      const reset = reply.getHeader("ratelimit-reset");
      reply
        .header("ratelimit-policy", policy)
        .header("ratelimit", `${POLICY};r=${left};t=${reset}`);
    }
    done();
  });
}

const isFree = (request: FastifyRequest): boolean =>
  isHealthProbe(request) || (request.method === "OPTIONS" && !hasBody(request));

/** Whom a request counts for. Of an IPv6 address the network, since a client has 2^64 of those. */
export function clientOf({ caller, ip, socket }: FastifyRequest): string {
  if (caller !== null) return `key ${caller.id}`;
  const address = addressIn(ip) ?? addressIn(socket.remoteAddress ?? "") ?? "";
  if (isIP(address) !== 6) return address;
  const [before = "", after = ""] = address.split("::", 2);
  const groups = before.split(":").filter((group) => group !== "");
  const last = after.split(":").filter((group) => group !== "");
  const zeros = new Array<string>(Math.max(0, 8 - groups.length - last.length)).fill("0");
  return [...groups, ...zeros, ...last].slice(0, 4).join(":");
}

/**
 * The address that a text is, which a proxy can have forwarded as it came: null for any other. Some
 * proxies add the port.
 */
function addressIn(text: string): string | null {
  const bare = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text);
  // A zone is of one machine, and as long as somebody likes.
  const [address = ""] = (bare?.[1] ?? bare?.[2] ?? text).split("%", 1);
  if (isIP(address) === 0) return null;
  // On a socket of both families Node writes 192.0.2.1 as ::ffff:192.0.2.1.
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
