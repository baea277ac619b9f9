import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { apiKeySchema, keyRotation, madeApiKeySchema, newApiKeySchema } from "../keys/schemas.ts";
import { resources } from "../resources/index.ts";
import { componentsOf, pageSchema } from "../resources/schemas.ts";
import { version } from "../version.ts";
import { webhookSchemas } from "../webhooks/schemas.ts";
import { problemSchema } from "./answers.ts";
import { changeListSchema, historySchemas } from "./history-operations.ts";
import { importSchemas } from "./import-operation.ts";
import { instrumentSchemas } from "./instrument-operations.ts";
import { lookupSchema, lookupTextSchema } from "./lookup-operations.ts";
import { querySchema } from "./query-operation.ts";
import { publishedSchema, settledDoubtsSchema } from "./review-operations.ts";
import { describeEveryOperation } from "./every-operation.ts";
import { SECURITY_SCHEMES } from "./security.ts";
import { selectionsOf } from "./selections.ts";
import { webhookEvents } from "./webhook-operations.ts";

const DESCRIPTION = `Legal and regulatory developments as open data: what happened, on which day, by which authority, about which legal text, and where that is documented.

- **Filters.** A filter's name takes one value or several by comma (any of them); \`NAME_all\` wants all of them, \`NAME_not\` none; \`NAME_gte\` and \`NAME_lte\` are ranges; \`NAME_exists\` asks whether there is a value. Double quotes protect a comma.
- **Dates** are \`YYYY-MM-DD\`, \`YYYY-MM\` or \`YYYY\`, with \`~\` where approximate (EDTF, ISO 8601-2). A vague date stands for its period, and a range selects what overlaps.
- **Pages.** Follow \`page.next\` as \`cursor\`, or the \`Link\` header: each record is met once, also while others are written.
- **Formats.** \`format\`, or \`Accept\` by the media type, gives a list or a record as CSV, NDJSON, Atom, iCalendar or JSON-LD where that makes sense: not a page but all that matches, streamed, with \`Changes-Seq\`. A feed has the 50 newest. Answers are compressed by \`br\` or \`gzip\` as \`Accept-Encoding\` says.
- **Nothing is ignored.** An unknown parameter, field or value is a 400 that says what would be right.
- **Errors** are problem details (RFC 9457), also those that any request can meet over HTTP itself and that operations don't repeat: 408, 414, 417 and 431.
- **Caching.** Lists and records have an \`ETag\`; ask again with \`If-None-Match\`.`;

/**
 * Collects the OpenAPI document from the routes that are registered after it.
 * `app.swagger()` gives it once the application is ready.
 */
export async function describeApi(app: FastifyInstance, publicUrl: string | null): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Legal Developments API",
        version,
        summary: "Legal and regulatory developments as open data.",
        description: DESCRIPTION,
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: publicUrl ?? "/" }],
      tags: [
        ...resources.map(({ name, description }) => ({ name, description })),
        { name: "changes", description: "What was written, in order, to follow and hold a copy." },
        { name: "imports", description: "Files of many records, written in one transaction." },
        { name: "keys", description: "API keys, for who administers the service." },
        {
          name: "webhooks",
          description: "Subscriptions: what changes is sent to a URL, signed, and sent again.",
        },
        { name: "service", description: "About the service itself." },
      ],
      components: { securitySchemes: SECURITY_SCHEMES },
      webhooks: webhookEvents,
    },
    refResolver: { buildLocalReference: (schema) => String(schema["$id"]) },
  });
  const schemas = [
    problemSchema,
    apiKeySchema,
    newApiKeySchema,
    madeApiKeySchema,
    keyRotation.schema,
    pageSchema("ApiKeyList", ["ApiKey"]),
    ...historySchemas,
    pageSchema("RevisionList", ["Revision"]),
    changeListSchema,
    lookupSchema,
    lookupTextSchema,
    publishedSchema,
    settledDoubtsSchema,
    ...importSchemas,
    ...resources.flatMap((resource) => [
      ...componentsOf(resource),
      ...selectionsOf(resource),
      querySchema(resource),
    ]),
    ...instrumentSchemas,
    ...webhookSchemas,
    pageSchema("WebhookList", ["Webhook"]),
    pageSchema("WebhookDeliveryList", ["WebhookDelivery"]),
  ];
  for (const schema of schemas) app.addSchema(schema);
  describeEveryOperation(app);
  // Handlers parse what they are sent and write their own JSON: Fastify's compilers would drop
  // unknown parameters and turn nulls into "". The tests check every answer against the document.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}
