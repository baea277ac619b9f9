import type { LookupAddress } from "node:dns";
import { lookup as resolveName } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Where requests may go. A URL is chosen by whoever makes a webhook, so unless the operator allows it
 * none leads into the operator's own network (OWASP: server-side request forgery).
 */

/** Why no connection is made. */
export class ForbiddenAddress extends Error {}

/** The addresses of IPv6 that are given to networks of the world (RFC 4291 §2.4); all others are special. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Documentation (RFC 9637), which the library has no name for. */
const DOCUMENTATION = ipaddr.IPv6.parseCIDR("3fff::/20");

/**
 * Whether an address is of the public internet: not private, loopback, link-local, shared, multicast,
 * reserved or unspecified (RFC 6890), nor one by which IPv6 leads to an address of IPv4, which could be
 * any of those (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  // The library also knows forms such as `1.2.3`, which no socket connects to as such.
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return (
    address.kind() === "ipv4" || (address.match(GLOBAL_UNICAST) && !address.match(DOCUMENTATION))
  );
}

/** A host as URLs write it, without the brackets of IPv6. */
const bareHost = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

/** Whether a URL's host says by itself that it is not public; of other names DNS says it. */
export function isPlainlyPrivate({ hostname }: URL): boolean {
  const host = bareHost(hostname);
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return /(^|\.)localhost\.?$/.test(host);
}

/** How a name becomes addresses: `dns.lookup` with `all`. */
export type Resolve = (
  host: string,
  options: { all: true; family?: number },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const byDns: Resolve = (host, options, done) => resolveName(host, options, done);

/**
 * The look-up that sockets connect by: what it gives is what is connected to, so no name can mean one
 * address when it is checked and another when it is used. Of several addresses those that may not be
 * connected to are left out.
 */
export function checkedLookup(
  isAllowed: (address: string) => boolean,
  resolve: Resolve = byDns,
): LookupFunction {
  return (host, { family, all = false }, done) => {
    const wanted = family === "IPv4" ? 4 : family === "IPv6" ? 6 : (family ?? 0);
    resolve(host, { all: true, family: wanted }, (error, addresses) => {
      if (error) return done(error, []);
      const open = addresses.filter(({ address }) => isAllowed(address));
      const [first] = open;
      if (first === undefined) return done(notPublic(host), []);
      if (all) return done(null, open);
      done(null, first.address, first.family);
    });
  };
}

/** Refuses a host that is written as an address: no look-up is made of such. */
export function refuseAddress(host: string): ForbiddenAddress | null {
  const bare = bareHost(host);
  return isIP(bare) !== 0 && !isPublicAddress(bare) ? notPublic(bare) : null;
}

const notPublic = (host: string): ForbiddenAddress =>
  new ForbiddenAddress(`'${host}' is at no public address, so nothing was sent.`);
