import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { datasetState } from "../db/dataset.ts";
import { isObject } from "../fields/field.ts";
import { lookupOperations } from "../openapi/lookup-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults, oneOf, refuseParameters } from "../problems/faults.ts";
import { single } from "../query/page-parameters.ts";
import { parseStates } from "../query/parameters.ts";
import type { Reference } from "../references/find.ts";
import { findReferences } from "../references/find.ts";
import { LONGEST_TEXT, MOST_REFERENCES, SHOWN } from "../references/limits.ts";
import { Matcher } from "../references/matches.ts";
import { readAddress } from "../references/scan.ts";
import { Titles } from "../references/titles.ts";
import { citations } from "../resources/citations/resource.ts";
import { today } from "../values/edtf.ts";
import { faultOfUrl } from "../values/urls.ts";
import { isHeld, tag, varyByRequest } from "./conditional-requests.ts";
import type { Services } from "./services.ts";

const PATH = "/citations/lookup";

/** What is looked up, and the states of the records that may match. */
interface Asked {
  text: string;
  states: string[];
}

/**
 * `GET /citations/lookup?url=` and `POST /citations/lookup`: which records are, or cite, what an
 * address or the references of a text refer to. Open like lists, and like those without drafts
 * unless a client with a key asks for them.
 */
export function lookupRoutes(
  app: FastifyInstance,
  { db, origin }: Pick<Services, "db" | "origin">,
): void {
  const titles = new Titles(db);

  function answerUrl(request: FastifyRequest, reply: FastifyReply) {
    const { text, states } = parseUrl(request, db);
    const found = db.snapshot(() => {
      const dataset = datasetState(db.reader, request.view);
      const validity = { dataset, day: "", origin: `${origin}lookup`, variant: "json" };
      tag(request, reply, validity);
      if (isHeld(request, validity)) return null;
      const matcher = new Matcher(db.reader, states, SHOWN.url);
      return matcher.lookUp(text, [referenceTo(text)]);
    });
    if (found === null) return reply.code(304).send();
    return reply.send({ citations: found });
  }

  async function answerText(request: FastifyRequest, reply: FastifyReply) {
    const { text, states } = parseText(request, db);
    await titles.prepare();
    const found = db.snapshot(() => {
      titles.catchUp();
      const references = findReferences(text, titles, states);
      refuseMany(references);
      return new Matcher(db.reader, states, SHOWN.text).lookUp(text, references);
    });
    varyByRequest(reply);
    return reply
      .header("cache-control", request.view === "full" ? "private, no-store" : "no-store")
      .send({ citations: found });
  }

  app.get(PATH, { schema: lookupOperations.url }, answerUrl);
  app.post(PATH, { schema: lookupOperations.text }, answerText);
}

/** @throws {Problem} `invalid-request`, or `not-authenticated` for drafts without a key */
function parseUrl({ query, view }: FastifyRequest, { reader }: Database): Asked {
  const faults = new Faults();
  const raw = query as RawQuery;
  faults.unknownParameters(raw, ["url", "state"]);
  const context = { connection: reader, view, day: today(), faults };
  const states = parseStates(citations, raw, context);
  if (raw["url"] === undefined) {
    faults.parameter(
      "url",
      "'url' is missing: give the address, such as url=https://example.com/.",
    );
  }
  const text = single(raw, "url", faults) ?? "";
  const fault = text === "" ? null : faultOfUrl(text);
  if (fault !== null) faults.parameter("url", `'${text}' is not a web address: ${fault}.`);
  faults.throwIfAny();
  return { text, states };
}

/** An address as the one reference of a text that is nothing else. */
function referenceTo(text: string): Reference {
  const { kind, ...reading } = readAddress(text);
  const readings: Reference["readings"] = [{ start: 0, ...reading }];
  return { kind, start: 0, end: text.length, readings, keys: [], locator: null };
}

const MEMBERS = ["text", "state"];

/** @throws {Problem} `invalid-request`, or `not-authenticated` for drafts without a key */
function parseText(request: FastifyRequest, { reader }: Database): Asked {
  const { body, view } = request;
  refuseParameters(request);
  const faults = new Faults();
  if (!isObject(body)) {
    faults.pointer("", 'This must be a JSON object with the text, such as {"text": "GDPR"}.');
    faults.throwIfAny();
    return { text: "", states: [] };
  }
  for (const name of Object.keys(body)) {
    if (MEMBERS.includes(name)) continue;
    faults.pointer(`/${name}`, `There is no field '${name}' here.`, () => oneOf(MEMBERS, name));
  }
  const { text, state } = body;
  if (text === undefined) faults.pointer("/text", "'text' is missing.");
  else if (typeof text !== "string") faults.pointer("/text", "This must be a string.");
  else if (text.length > LONGEST_TEXT) {
    faults.pointer(
      "/text",
      `A text has at most ${LONGEST_TEXT} UTF-16 code units; this has ${text.length}. Send it in parts.`,
    );
  }
  const given = state === undefined ? [] : [state].flat();
  const isRight = given.every((each) => typeof each === "string");
  if (!isRight || (Array.isArray(state) && state.length === 0)) {
    faults.pointer("/state", "This must be a state, or an array of states.", {
      allowed: ["draft", "published"],
    });
  }
  const placed = faults.placedBy((parameter) => ({ pointer: `/${parameter}` }));
  const context = { connection: reader, view, day: today(), faults: placed };
  const raw = isRight && given.length > 0 ? { state: given as string[] } : {};
  const states = parseStates(citations, raw, context);
  faults.throwIfAny();
  return { text: text as string, states };
}

/** @throws {Problem} `invalid-request` */
function refuseMany(references: readonly Reference[]): void {
  if (references.length <= MOST_REFERENCES) return;
  const faults = new Faults();
  faults.pointer(
    "/text",
    `This has ${references.length} references, and an answer at most ${MOST_REFERENCES}. Send it in parts.`,
  );
  faults.throwIfAny();
}
