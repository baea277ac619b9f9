import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isObject } from "../fields/field.ts";
import { acceptProposal, dismissProposal, settleDoubts } from "../imports/newsletters/decide.ts";
import { textOf } from "../imports/newsletters/editions.ts";
import { publishSource } from "../imports/newsletters/publish.ts";
import { reviewOperations } from "../openapi/review-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { single } from "../query/page-parameters.ts";
import { flag } from "../query/values.ts";
import { missing } from "../records/missing.ts";
import { rehearse, writeTransaction } from "../records/write.ts";
import { pathOf } from "../records/render.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { items } from "../resources/items/resource.ts";
import { sources } from "../resources/sources/resource.ts";
import { requireScope } from "./authentication.ts";
import { ifMatch, namesTag, varyByRequest } from "./conditional-requests.ts";
import { withQuestionOf } from "./links.ts";
import type { Services } from "./services.ts";

type WithId = { Params: { id: string } };
type WithNumber = { Params: { id: string; number: string } };

/** The routes by which what an import left to decide is decided, and what came of it published. */
export function reviewRoutes(
  app: FastifyInstance,
  resource: Resource,
  { db }: Pick<Services, "db">,
  sendItem: (request: FastifyRequest, reply: FastifyReply, id: string) => unknown,
): void {
  /** Runs a write for who sent a request. */
  const write = <T>(request: FastifyRequest, run: (context: WriteContext) => T): T =>
    writeTransaction(db, request.caller?.id ?? null, run);

  /** What a request without parameters or a body is allowed to change. */
  function heardOf(request: FastifyRequest) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    faults.throwIfAny();
    return { matches: ifMatch(request) };
  }

  function answerAccept(request: FastifyRequest<WithNumber>, reply: FastifyReply) {
    const heard = heardOf(request);
    const { id, number } = request.params;
    const item = write(request, (context) => acceptProposal(context, id, number, heard));
    return sendItem(request, reply, item);
  }

  function answerDismiss(request: FastifyRequest<WithNumber>, reply: FastifyReply) {
    const heard = heardOf(request);
    const { id, number } = request.params;
    const dismissed = write(request, (context) => dismissProposal(context, id, number, heard));
    if (dismissed.draft !== null) {
      reply.header("link", `<${pathOf(items, dismissed.draft)}>; rel="related"`);
    }
    return sendItem(request, reply, dismissed.id);
  }

  function answerSettle(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    faults.unknownParameters(request.query, []);
    const fields = parseFields(request.body, faults);
    const heard = { matches: ifMatch(request) };
    const item = write(request, (context) =>
      settleDoubts(context, request.params.id, fields, faults, heard),
    );
    return sendItem(request, reply, item);
  }

  function answerPublish(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, ["dry_run"]);
    const dryRun = flag("dry_run", single(query, "dry_run", faults), faults);
    faults.throwIfAny();
    const heard = { matches: ifMatch(request) };
    const run = dryRun ? rehearse : writeTransaction;
    const published = run(db, request.caller?.id ?? null, (context) =>
      publishSource(context, request.params.id, heard),
    );
    return reply.send({ dry_run: dryRun, ...published });
  }

  function answerText(request: FastifyRequest<WithId>, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, ["edition"]);
    const written = single(query, "edition", faults);
    if (written !== null && !/^[1-9]\d{0,8}$/.test(written)) {
      faults.parameter("edition", `'edition' is a whole number from 1 on, not '${written}'.`);
    }
    faults.throwIfAny();
    const { id } = request.params;
    const number = written === null ? null : Number(written);
    const found = db.snapshot(() => {
      const source = db.reader.get("select id from sources where id = ?", id);
      if (source === undefined) {
        throw withQuestionOf(missing({ writer: db.reader }, sources, id, request.view), request);
      }
      return textOf(db.reader, id, number);
    });
    if (found === undefined) {
      throw new Problem(
        "not-found",
        `The source '${id}' has no ${number === null ? "imported text" : `edition ${number}`}.`,
      );
    }
    const tag = `"${found.number}.${found.hash.slice(0, 12)}"`;
    varyByRequest(reply);
    reply.header("etag", `W/${tag}`).header("cache-control", "private, no-store");
    if (namesTag(request.headers["if-none-match"] ?? "", tag)) return reply.code(304).send();
    return reply.type("text/plain; charset=utf-8").send(found.text);
  }

  const { accept, dismiss, settle, publish, text } = reviewOperations;
  const onRequest = requireScope("write");
  if (resource === items) {
    const proposal = "/items/:id/proposals/:number";
    app.post<WithNumber>(`${proposal}/accept`, { onRequest, schema: accept }, answerAccept);
    app.post<WithNumber>(`${proposal}/dismiss`, { onRequest, schema: dismiss }, answerDismiss);
    app.post<WithId>("/items/:id/doubts/settle", { onRequest, schema: settle }, answerSettle);
  }
  if (resource === sources) {
    app.post<WithId>("/sources/:id/publish", { onRequest, schema: publish }, answerPublish);
    const config = { mediaType: "text/plain" };
    const withDrafts = { onRequest: requireScope("read"), schema: text, config };
    app.get<WithId>("/sources/:id/text", withDrafts, answerText);
  }
}

/** The fields whose doubts are settled; null for all. Reports faults. */
function parseFields(body: unknown, faults: Faults): string[] | null {
  if (body === undefined) return null;
  if (!isObject(body)) {
    faults.pointer("", 'This must be a JSON object such as {"fields": ["/date"]}, or no body.');
    return null;
  }
  for (const name of Object.keys(body)) {
    if (name === "fields") continue;
    faults.pointer(`/${name}`, `'${name}' is not a field here.`, oneOf(["fields"], name));
  }
  const { fields = null } = body;
  if (fields === null) return null;
  if (Array.isArray(fields) && fields.every((each) => typeof each === "string")) {
    return fields as string[];
  }
  faults.pointer("/fields", 'This must be a list of JSON Pointers, such as ["/date"].');
  return null;
}
