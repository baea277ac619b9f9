import type { JsonSchema } from "./schema-arbitraries.ts";

/** The operations of an OpenAPI document, as far as requests are made from them. */

export interface Parameter {
  name: string;
  in: "query" | "path" | "header";
  required?: boolean;
  schema: JsonSchema;
  example?: unknown;
}

interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

export interface Operation {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  parameters: Parameter[];
  /** Media types of bodies that it takes. */
  bodies: Record<string, JsonSchema>;
  /** Media types of its right answers. */
  answers: string[];
  /** Whether the answer has no end. */
  streams: boolean;
}

export const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

/** Every operation, those that read before those that write, those that delete last. */
export function operationsOf(document: object): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const right = Object.entries(described.responses).filter(([status]) => status < "300");
      const answers = right.flatMap(([, { content = {} }]) => Object.keys(content));
      const content = Object.entries(described.requestBody?.content ?? {});
      return {
        method: method.toUpperCase() as Operation["method"],
        path,
        parameters: described.parameters ?? [],
        bodies: Object.fromEntries(content.map(([type, { schema }]) => [type, schema])),
        answers: [...new Set(answers)],
        streams: answers.includes("text/event-stream"),
      };
    }),
  );
  return operations.sort((a, b) => rank(a) - rank(b));
}

function rank({ method, path }: Operation): number {
  if (method === "DELETE") return 3;
  if (/\/(merge|purge)$/.test(path)) return 2;
  return method === "GET" ? 0 : 1;
}
