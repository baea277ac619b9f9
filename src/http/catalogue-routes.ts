import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { catalogueOperation, LINKSET } from "../openapi/catalogue-operation.ts";
import { refuseParameters } from "../problems/faults.ts";
import { resources } from "../resources/index.ts";
import { sendFixed } from "./fixed-answers.ts";

/** Where a host says which APIs it has (RFC 9727 §2). */
const CATALOGUE = "/.well-known/api-catalog";

/** What RFC 9727 §4.2 has a catalogue's media type say. */
const PROFILE = "https://www.rfc-editor.org/info/rfc9727";

interface Target {
  href: string;
  type?: string;
  title?: string;
}

/** What describes the API, by its relation to it (RFC 8631; `api-catalog`, RFC 9727 §3). */
const ABOUT: Readonly<Record<string, { path: string; type: string }>> = {
  "service-desc": { path: "/openapi.json", type: "application/json" },
  "service-doc": { path: "/docs", type: "text/html" },
  status: { path: "/health/ready", type: "application/json" },
};

/**
 * Links to what describes the API, as a `Link` header (RFC 8288) for its index.
 * @param base where clients reach it, or "" for references that are relative to this host
 */
export const indexLinks = (base: string): string =>
  [
    ...Object.entries(ABOUT).map(
      ([relation, { path, type }]) => `<${base}${path}>; rel="${relation}"; type="${type}"`,
    ),
    `<${base}${CATALOGUE}>; rel="api-catalog"; type="${LINKSET}"`,
  ].join(", ");

/** The catalogue as a link set (RFC 9264 §4.2): the one API that is here, and all about it. */
function catalogueOf(base: string): { linkset: Record<string, string | Target[]>[] } {
  const api = `${base}/`;
  const about = Object.entries(ABOUT).map(([relation, { path, type }]): [string, Target[]] => [
    relation,
    [{ href: `${base}${path}`, type }],
  ]);
  const lists = resources.map(
    ({ name }): Target => ({
      href: `${base}/${name}`,
      type: "application/json",
      title: name.replaceAll("-", " "),
    }),
  );
  return {
    linkset: [
      {
        anchor: `${base}${CATALOGUE}`,
        item: [{ href: api, type: "application/json", title: "Legal Developments API" }],
      },
      { anchor: api, ...Object.fromEntries(about), item: lists },
    ],
  };
}

/**
 * The API catalogue (RFC 9727).
 * @param publicUrl where clients reach the API, or null: then its links are relative to the host
 */
export function catalogueRoutes(app: FastifyInstance, publicUrl: string | null): void {
  const base = publicUrl ?? "";
  const text = JSON.stringify(catalogueOf(base));
  const link = `<${base}${CATALOGUE}>; rel="api-catalog"`;

  function answerCatalogue(request: FastifyRequest, reply: FastifyReply) {
    refuseParameters(request);
    // HEAD has to say it (RFC 9727 §2), and HEAD's headers are those of GET.
    reply.header("link", link);
    return sendFixed(request, reply, text, `${LINKSET}; profile="${PROFILE}"`);
  }

  const config = { mediaType: LINKSET };
  app.get(CATALOGUE, { schema: catalogueOperation, config }, answerCatalogue);
}
