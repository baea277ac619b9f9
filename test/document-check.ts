import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { FastifyInstance } from "fastify";

/** An operation of the OpenAPI document, as far as the check reads it. */
interface Operation {
  responses: Record<string, { headers?: object; content?: Record<string, unknown> }>;
}

type Document = { paths: Record<string, Record<string, Operation>> };

const escaped = (step: string) => step.replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * Holds every answer of an application against its OpenAPI document: the status must be among the
 * documented ones, the body must be valid by its schema, no documented header may be missing.
 * Returns what was found wrong so far.
 */
export function checkAnswers(app: FastifyInstance): string[] {
  const faults: string[] = [];
  let check: ReturnType<typeof answerChecker> | undefined;
  app.addHook("onSend", async (request, reply, payload) => {
    const { url = "", schema } = request.routeOptions;
    const hidden = url === "" || url.startsWith("/docs") || (schema as { hide?: true })?.hide;
    check ??= answerChecker(app.swagger() as unknown as Document);
    const operation = hidden
      ? null
      : { path: url.replaceAll(/:(\w+)/g, "{$1}"), method: request.method.toLowerCase() };
    const found = check(operation, {
      status: reply.statusCode,
      type: String(reply.getHeader("content-type") ?? "").split(";", 1)[0] ?? "",
      headers: reply.getHeaders(),
      body: textOf(payload, reply.getHeader("content-encoding")),
    });
    faults.push(...found.map((fault) => `${request.method} ${request.url}: ${fault}`));
    return payload;
  });
  return faults;
}

const DECODERS: Record<string, (body: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** A body as text. What is streamed has a type that is checked, and only its reader can check it. */
function textOf(payload: unknown, coding: unknown): string {
  if (typeof payload === "string") return payload;
  if (!Buffer.isBuffer(payload)) return "";
  const decode = DECODERS[String(coding)];
  return String(decode === undefined ? payload : decode(payload));
}

/** Headers that depend on the answer, and not on its status alone. */
const SOMETIMES = [
  ...["Link", "Last-Modified", "Changes-Seq", "Content-Disposition"],
  "Idempotency-Replayed",
];

const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;

interface Answer {
  status: number;
  type: string;
  headers: Record<string, unknown>;
  body: string;
}

function answerChecker(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, "document");
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string): ValidateFunction => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    validators.set(pointer, known);
    return known;
  };
  const faultsBy = (pointer: string, body: string): string[] => {
    const validate = validatorOf(pointer);
    return validate(JSON.parse(body))
      ? []
      : [`${ajv.errorsText(validate.errors)} in ${body.slice(0, 500)}`];
  };
  const problem = (answer: Answer): string[] =>
    answer.type === "application/problem+json"
      ? faultsBy("/components/schemas/Problem", answer.body)
      : [`${answer.status} is no problem+json but ${answer.type}`];

  return (operation: { path: string; method: string } | null, answer: Answer): string[] => {
    if (operation === null) return answer.status >= 400 ? problem(answer) : [];
    const { path } = operation;
    const method = operation.method === "head" ? "get" : operation.method;
    const documented = document.paths[path]?.[method];
    if (documented === undefined) return [`${method} ${path} is not documented`];
    const response = documented.responses[String(answer.status)];
    if (response === undefined) return [`${answer.status} is not documented`];
    const faults = Object.keys(response.headers ?? {})
      .filter((name) => !SOMETIMES.includes(name))
      .filter((name) => answer.headers[name.toLowerCase()] === undefined)
      .map((name) => `there is no header ${name}`);
    if (response.content === undefined) {
      return answer.body === "" ? faults : [...faults, `${answer.status} has a body`];
    }
    if (response.content[answer.type] === undefined) {
      return [...faults, `the type '${answer.type}' is not documented`];
    }
    if (operation.method === "head" || answer.body === "") return faults;
    if (!JSON_TYPE.test(answer.type)) return faults;
    const steps = ["paths", path, method, "responses", String(answer.status), "content"];
    const pointer = [...steps, answer.type, "schema"].map(escaped).join("/");
    return [...faults, ...faultsBy(`/${pointer}`, answer.body)];
  };
}
