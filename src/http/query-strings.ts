import type { FastifyInstance } from "fastify";
import { Faults } from "../problems/faults.ts";

/** A percent sign that begins no escape stands for itself, as in browsers (WHATWG URL §5.1). */
const repaired = (text: string): string => text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25");

/** The parameters of a query string; one that is given more than once has a list. */
export function parseQueryString(text: string): Record<string, string | string[]> {
  const query = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(repaired(text))) {
    const before = query[name];
    // Tens of thousands of one name fit into a URL: to copy the list for each would take a minute.
    if (Array.isArray(before)) before.push(value);
    else query[name] = before === undefined ? value : [before, value];
  }
  return query;
}

/** Refuses escapes that are no UTF-8: what they would stand for is anybody's guess. Of very many the first are named. */
export function refuseOtherEncodings(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ url }) => {
    const start = url.indexOf("?");
    const text = start === -1 ? "" : url.slice(start + 1);
    if (!text.includes("%") || isUtf8(text)) return;
    const faults = new Faults();
    for (const pair of text.split("&")) {
      if (isUtf8(pair)) continue;
      const [name = ""] = pair.split("=", 1);
      const detail = `'${pair}' is not UTF-8 written in percent escapes (RFC 3986 §2.1).`;
      faults.parameter(isUtf8(name) ? decodeURIComponent(repaired(name)) : name, detail);
      // Tens of thousands fit into a URL, and to find each out is work.
      if (faults.isCrowded) break;
    }
    faults.throwIfAny();
  });
}

function isUtf8(text: string): boolean {
  try {
    decodeURIComponent(repaired(text));
    return true;
  } catch {
    return false;
  }
}
