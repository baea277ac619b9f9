/** What is wrong with a URL that a record gives, or null. Only the web's own schemes are links. */
export function faultOfUrl(text: string): string | null {
  if (!URL.canParse(text)) return "write an absolute URL such as https://www.miit.gov.cn/";
  const { protocol, hostname } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return "a URL begins with http:// or https://";
  if (hostname === "") return "the URL has no host";
  return null;
}

/** Query parameters that say how a visitor came and not which page is meant. */
const TRACKING = /^(utm_[a-z]+|gclid|fbclid|msclkid|mc_cid|mc_eid|spm)$/i;

/**
 * The form in which two citations of one page are alike: https, no `www.`, no default port, no
 * fragment, no tracking parameters, no trailing slash after the host.
 * RFC 3986 §6.2 (what the URL class does), and the conventions of the web beyond it.
 */
export function normalizeUrl(text: string): string {
  const url = new URL(text);
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && !TRACKING.test(pair.split("=", 1)[0] ?? ""));
  const port = url.port === "" || url.port === "80" || url.port === "443" ? "" : `:${url.port}`;
  const path = url.pathname === "/" ? "" : url.pathname;
  return `https://${hostOf(text)}${port}${path}${kept.length > 0 ? `?${kept.join("&")}` : ""}`;
}

/** A URL's host in lower case without `www.`: what `cited_host` compares. */
export function hostOf(text: string): string {
  return new URL(text).hostname.replace(/^www\./, "");
}
