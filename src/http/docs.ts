import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** Serves the OpenAPI document for people at `/docs`, with no request to any other host. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: true,
    // Swagger UI would send the document's address to a validator on another host.
    uiConfig: { validatorUrl: null, deepLinking: true, docExpansion: "none" },
  });
}
