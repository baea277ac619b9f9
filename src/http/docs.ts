import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/**
 * The page may load what this host serves and nothing else. The plugin's own policy would also have
 * browsers upgrade requests to HTTPS, which breaks the page where there is none.
 */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves the OpenAPI document for people at `/docs`, with no request to any other host. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    theme: { title: "Legal Developments API" },
    staticCSP: POLICY,
    // Swagger UI would send the document's address to a validator on another host.
    uiConfig: { validatorUrl: null, deepLinking: true, docExpansion: "none" },
  });
}
