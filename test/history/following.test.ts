import type { FastifyInstance } from "fastify";
import type { Test } from "tap";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import type { Headers } from "../app-under-test.ts";
import { KEYED, read, uncheckedApp, walk } from "../app-under-test.ts";
import { fillWorld } from "../query/world-changes.ts";
import { SeededRandom } from "../seeded-random.ts";

/** Who follows the changes from the beginning holds what lists give, with a key and without. */

interface Change {
  seq: number;
  resource: string;
  id: string;
  action: string;
  revision: number;
  data: Record<string, unknown> | null;
}

interface ChangePage {
  data: Change[];
  page: { next: string | null; reached: number };
}

const app = uncheckedApp(t);
t.before(async () => {
  await fillWorld(app, new SeededRandom(11));
});

async function follow(headers: Headers, limit: number): Promise<Change[]> {
  const changes: Change[] = [];
  for (let after = "0"; ; ) {
    const page = await read<ChangePage>(app, `/changes?after=${after}&limit=${limit}`, headers);
    changes.push(...page.data);
    if (page.page.next === null) return changes;
    after = page.page.next;
  }
}

/** The records that a follower holds in the end, by path. */
function held(t: Test, changes: readonly Change[]): Map<string, unknown> {
  const copy = new Map<string, unknown>();
  let last = 0;
  for (const { seq, resource, id, action, data } of changes) {
    t.ok(seq > last, "in order");
    last = seq;
    const path = `/${resource}/${id}`;
    t.equal(copy.has(path), action !== "create", `${action} of ${path}`);
    if (action === "delete") copy.delete(path);
    else copy.set(path, data);
  }
  return copy;
}

async function listed(app: FastifyInstance, headers: Headers): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const { name, state } of resources) {
    const states = headers === KEYED && state !== "none" ? "&state=draft,published" : "";
    const { records } = await walk(app, `/${name}?limit=200&sort=id${states}`, headers);
    for (const record of records) all.set(`/${name}/${record.id}`, record);
  }
  return all;
}

/** Names may have changed since: what a change says of others is what they are called now. */
for (const [view, headers] of [
  ["without a key", {}],
  ["with a key", KEYED],
] as const) {
  t.test(view, async (t) => {
    const copy = held(t, await follow(headers, 700));
    const wanted = await listed(app, headers);
    t.same([...copy.keys()].sort(), [...wanted.keys()].sort());
    let compared = 0;
    for (const [path, record] of wanted) {
      // Labels are those of when the page was made, which was after all writes.
      if (JSON.stringify(copy.get(path)) === JSON.stringify(record)) compared++;
      else t.same(copy.get(path), record, path);
    }
    t.ok(compared > 5000);
  });
}
