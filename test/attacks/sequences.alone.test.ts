import SqliteConnection from "better-sqlite3";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { KEYED, read, uncheckedApp, walk } from "../app-under-test.ts";
import { temporaryPath } from "../database-dump.ts";
import { checkAnswers } from "../document-check.ts";
import { Client, contentOf } from "./client.ts";
import { seed, tries } from "./effort.ts";
import { idOf, type Kind, PlainModel, type Topic } from "./plain-model.ts";
import { anyStep, type Step } from "./steps.ts";

/** Any sequence of writes leaves what a plain model of the records says, read in every way. */

interface Change {
  resource: string;
  id: string;
  action: string;
  data: Record<string, unknown> | null;
}
interface Page<T> {
  data: T[];
  page: { next: string | null };
}

class Taken implements fc.AsyncCommand<PlainModel, Client> {
  private readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
  check = () => true;
  run = async (_: PlainModel, client: Client) => client.take(this.step);
  toString = () => JSON.stringify(this.step);
}

const same = (found: unknown, wanted: unknown, what: string): void => {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
};

const ANY_STATE = "state=draft,published&limit=3";

/** Lists, with a key and without, and by a topic with all that is below it. */
async function compareLists(app: FastifyInstance, model: PlainModel): Promise<void> {
  for (const kind of ["topics", "items"] as Kind[]) {
    const all = await walk(app, `/${kind}?${ANY_STATE}`, KEYED);
    same(all.records.map(({ id }) => id).sort(), model.paths(kind).map(idOf).sort(), kind);
    const open = await walk(app, `/${kind}?limit=2`);
    const published = model
      .paths(kind)
      .filter((path) => model.content(path)?.state === "published");
    same(open.records.map(({ id }) => id).sort(), published.map(idOf).sort(), `open ${kind}`);
  }
  for (const path of model.paths("topics")) {
    const topic = idOf(path);
    const within = model.within(topic);
    const items = model.paths("items").filter((item) => {
      const { topics } = model.content(item) as { topics: string[] };
      return topics.some((each) => within.has(each));
    });
    const { name } = model.content(path) as Topic;
    for (const value of [topic, topic.toUpperCase(), name]) {
      const url = `/items?topic=${encodeURIComponent(`"${value}"`)}&${ANY_STATE}`;
      const { records } = await walk(app, url, KEYED);
      same(records.map(({ id }) => id).sort(), items.map(idOf).sort(), `by the topic ${value}`);
    }
  }
}

/** Who follows `/changes` holds what lists give. */
async function compareChanges(app: FastifyInstance, headers: Record<string, string>) {
  const copy = new Map<string, unknown>();
  for (let after: string | null = "0"; after !== null; ) {
    const page: Page<Change> = await read(app, `/changes?after=${after}&limit=7`, headers);
    for (const { resource, id, action, data } of page.data) {
      const path = `${resource}/${id}`;
      // Of what was purged no more is told than that it is gone.
      const isWrong = action === "create" ? copy.has(path) : !copy.has(path) && data !== null;
      if (isWrong) throw new Error(`${action} of ${path}`);
      if (data === null) copy.delete(path);
      else if (action !== "merge") copy.set(path, data);
      else copy.delete(path);
    }
    after = page.page.next;
  }
  for (const kind of ["topics", "items"] as Kind[]) {
    const states = headers === KEYED ? ANY_STATE : "limit=3";
    const { records } = await walk<{ id: string }>(app, `/${kind}?${states}&sort=id`, headers);
    const held = [...copy].filter(([path]) => path.startsWith(`${kind}/`));
    const sorted = held.map(([path]) => idOf(path)).sort();
    same(sorted, records.map(({ id }) => id).sort(), `followed ${kind}`);
    for (const record of records) {
      same(copy.get(`${kind}/${record.id}`), record, `followed ${kind}/${record.id}`);
    }
  }
}

/** Every version is there, once, and the newest is the record. */
async function compareRevisions(app: FastifyInstance, model: PlainModel): Promise<void> {
  for (const path of [...model.paths("topics"), ...model.paths("items")]) {
    const { records } = await walk<{ id: string; revision: number }>(
      app,
      `/${path}/revisions?limit=4`,
      KEYED,
    );
    const record = await read<{ id: string; revision: number }>(app, `/${path}`, KEYED);
    const numbers = records.map(({ revision }) => revision);
    same(numbers[0], record.revision, `${path}: the newest version`);
    same(numbers.at(-1), 1, `${path}: the oldest version`);
    same(
      [...new Set(numbers)].sort((a, b) => b - a),
      numbers,
      `${path}: versions in order`,
    );
    const newest = await read<Record<string, unknown> & { id: string }>(
      app,
      `/${path}/revisions/${record.revision}`,
      KEYED,
    );
    same(contentOf(path, newest), model.content(path), `${path} as its newest version`);
  }
}

function refuseDamage(path: string): void {
  const connection = new SqliteConnection(path, { readonly: true });
  same(connection.pragma("integrity_check", { simple: true }), "ok", "integrity");
  same(connection.pragma("foreign_key_check"), [], "foreign keys");
  connection.close();
}

const met: Record<string, number> = {};

t.test(`sequences of writes, from the seed ${seed}`, async (t) => {
  const steps = fc.commands([anyStep.map((step) => new Taken(step))], {
    maxCommands: 80,
    size: "max",
  });
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const path = temporaryPath(t);
      const closing: (() => unknown)[] = [];
      const app = uncheckedApp(
        { teardown: (close) => closing.push(close) },
        { DATABASE_PATH: path, SEED: "false" },
      );
      const faults = checkAnswers(app);
      const model = new PlainModel();
      const client = new Client(app, model);
      try {
        await fc.asyncModelRun(() => ({ model, real: client }), commands);
        await client.comparePublic();
        await compareLists(app, model);
        await compareChanges(app, KEYED);
        await compareChanges(app, {});
        await compareRevisions(app, model);
        refuseDamage(path);
        if (faults.length > 0) throw new Error(faults.join("\n"));
      } finally {
        for (const close of closing) await close();
      }
      for (const [name, count] of Object.entries(client.met)) met[name] = (met[name] ?? 0) + count;
    }),
    tries(20),
  );
  for (const wanted of ["create 201", "create 409", "create 400", "patch 200", "patch 412"]) {
    t.ok(met[wanted], `${wanted} in ${JSON.stringify(met)}`);
  }
  for (const wanted of [
    "put 200",
    "delete 204",
    "delete 409",
    "merge 200",
    "race 200",
    "purge 204",
  ]) {
    t.ok(met[wanted], wanted);
  }
});
