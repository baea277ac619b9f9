import { LRUCache } from "lru-cache";
import { isTracking } from "./tracking-parameters.ts";

/** What is wrong with a URL that a record gives, or null. Only the web's own schemes are links. */
export function faultOfUrl(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "write an absolute URL such as https://www.miit.gov.cn/";
  }
  const { protocol, hostname } = url;
  if (protocol !== "http:" && protocol !== "https:") return "a URL begins with http:// or https://";
  if (/^\.*$/.test(hostname)) return "the URL has no host";
  return null;
}

/**
 * The form in which two citations of one page are alike. The URL is read as browsers do (WHATWG URL:
 * case of scheme and host, IDN as Punycode, dot segments); then
 *
 * - `http` and `https` are one, and so are a host with and without `www.` or a trailing dot;
 * - the scheme's own port, and 443, goes; any other stays;
 * - user and password go;
 * - percent-encoding is in upper case, and only where it is needed (RFC 3986 §6.2.2);
 * - tracking parameters (`tracking-parameters.ts`) and empty ones go; the others stay in their order,
 *   which can matter;
 * - the root has no slash; anywhere else one with a slash and one without can be different pages;
 * - the fragment goes, as a place within a page, unless it begins with `#!` or `#/`: by those
 *   one-page applications say which page is meant. A directive for browsers (`:~:text=`) goes there
 *   too.
 *
 * The case of paths stays, since most servers tell it apart, and so do `index.html` and `m.` hosts.
 * What is normal stays as it is.
 */
export function normalizeUrl(text: string): string {
  let normal = normalForms.get(text);
  if (normal === undefined) {
    normal = normalFormOf(new URL(text));
    normalForms.set(text, normal);
  }
  return normal;
}

/** Of the addresses that were read last: a write asks for each several times. */
const normalForms = new LRUCache<string, string>({ max: 100 });

function normalFormOf(url: URL): string {
  const kept = url.search
    .slice(1)
    .split("&")
    .map(normalizeEncoding)
    .filter((pair) => pair !== "" && !isTracking(pair.split("=", 1)[0] ?? ""));
  const port = url.port === "" || url.port === "443" ? "" : `:${url.port}`;
  const path = url.pathname === "/" ? "" : normalizeEncoding(url.pathname);
  const query = kept.length > 0 ? `?${kept.join("&")}` : "";
  return `https://${hostIn(url)}${port}${path}${query}${routeOf(url.hash)}`;
}

/** A URL's host in lower case without `www.` and a trailing dot: what `cited_host` compares. */
export const hostOf = (text: string): string => hostIn(new URL(text));

function hostIn({ hostname }: URL): string {
  // "www.com" is a host itself; "www.www.gov.cn" is not meant, and must not be left half done.
  const host = hostname.replace(/(?<=[^.])\.$/, "");
  return host.replace(/^(?:www\.)+(?=[^.]+\.)/, "");
}

/** RFC 3986 §2.3: encoded or not, these are the same. */
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/** Percent-encoding in one spelling (RFC 3986 §6.2.2); a `%` that encodes nothing stands for itself. */
function normalizeEncoding(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})?/g, (_, code: string | undefined) => {
    if (code === undefined) return "%25";
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return UNRESERVED.test(character) ? character : `%${code.toUpperCase()}`;
  });
}

/** The fragment where a one-page application routes by it, else "". */
function routeOf(hash: string): string {
  const route = hash.split(":~:", 1)[0] ?? "";
  return /^#!?\/?$/.test(route) || !/^#[!/]/.test(route) ? "" : normalizeEncoding(route);
}
