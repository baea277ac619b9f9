import fc from "fast-check";
import t from "tap";
import { KEYED, read, uncheckedApp } from "../app-under-test.ts";
import { checkAnswers } from "../document-check.ts";
import { seed, tries } from "./effort.ts";
import { nameOf, type Operation, operationsOf } from "./operations.ts";
import { type Attempt, Requests } from "./requests.ts";
import { SchemaArbitraries } from "./schema-arbitraries.ts";

/**
 * Every operation of the OpenAPI document, asked as it is documented and otherwise: whatever is
 * sent, the answer is documented, and what is not as documented is refused in words about it.
 */

const app = uncheckedApp(t);
const faults = checkAnswers(app);
await app.ready();
const document = JSON.parse(JSON.stringify(app.swagger())) as object;

const ids = new Map<string, string[]>();
const listsWithIds = ["/keys", ...Object.keys((document as { paths: object }).paths)].filter(
  (path) => Object.hasOwn((document as { paths: object }).paths, `${path}/{id}`),
);
for (const path of listsWithIds) {
  const { data } = await read<{ data: { id: string }[] }>(app, `${path}?limit=60`, KEYED);
  ids.set(
    path,
    data.map(({ id }) => id),
  );
}
const anyIds = [...ids.values()].flatMap((each) => each.slice(0, 12));
const schemas = new SchemaArbitraries(document, { into: anyIds });
const requests = new Requests(schemas, (path) => ids.get(path) ?? []);

interface Problem {
  detail: string;
  errors: { parameter?: string; pointer?: string; line?: number; detail: string }[];
}

/** Sends a request; what is wrong with the answer is thrown, with what was sent. */
async function holds(operation: Operation, attempt: Attempt): Promise<number> {
  const { request } = attempt;
  const headers = { ...KEYED, ...request.headers };
  const before = faults.length;
  const options = { ...request, headers, payloadAsStream: operation.streams } as const;
  const answer = await app.inject(options);
  if (operation.streams && answer.statusCode < 300) answer.stream().destroy();
  const status = answer.statusCode;
  const complain = (what: string): never => {
    throw new Error(
      `${what}\n${JSON.stringify(request).slice(0, 3000)}\n${status} ${answer.body.slice(0, 3000)}`,
    );
  };
  if (faults.length > before) complain(faults.slice(before).join("\n"));
  if (status >= 500) complain("The server failed.");
  if (attempt.wrong !== null && status < 400 && status !== 304) {
    complain(`Not as documented and taken all the same: ${attempt.wrong}`);
  }
  if (status === 400 && !operation.streams) {
    const { errors } = answer.json<Problem>();
    // Of a text as a whole there is no place to name.
    const isText = request.payload !== undefined && attempt.body === undefined;
    if (errors.length === 0 && !isText) complain("Nothing is named.");
    for (const { parameter, pointer, line } of errors) {
      if (parameter === undefined && pointer === undefined && line === undefined) {
        complain("An error says nowhere.");
      }
      if (parameter !== undefined && !isOf(operation, attempt, parameter)) {
        complain(`'${parameter}' was not sent and can't be.`);
      }
    }
  }
  return status;
}

/** Whether a parameter was sent, or is one that is missing. */
const isOf = ({ parameters }: Operation, { named, request }: Attempt, parameter: string): boolean =>
  [...named, ...Object.keys(request.headers), ...parameters.map(({ name }) => name)].some(
    (name) => name.toLowerCase() === parameter.toLowerCase(),
  );

const operations = operationsOf(document);
const met = { right: 0, refused: 0 };
let nth = 0;

t.test(`every operation, from the seed ${seed}`, async (t) => {
  t.ok(operations.length > 100, `${operations.length} operations`);
  for (const operation of operations) {
    const statuses: Record<number, number> = {};
    const send = async (attempt: Attempt) => {
      const status = await holds(operation, attempt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      met[status < 400 ? "right" : "refused"] += 1;
    };
    for (const [kind, arbitrary, runs] of [
      ["as documented", requests.documented(operation), 8],
      ["otherwise", requests.spoiled(operation), 16],
    ] as const) {
      const name = `${nameOf(operation)} ${kind}`;
      try {
        await fc.assert(fc.asyncProperty(arbitrary, send), tries(runs, nth++));
      } catch (error) {
        t.fail(name, { why: String(error).slice(0, 8000) });
      }
    }
    t.pass(`${nameOf(operation)} ${JSON.stringify(statuses)}`);
  }
  t.ok(met.right > met.refused / 5, JSON.stringify(met));
});
