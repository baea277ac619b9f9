import { setTimeout as sleep } from "node:timers/promises";
import SqliteConnection from "better-sqlite3";
import type { Test } from "tap";
import { run, serve } from "../commands/program.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { Receiver } from "../webhooks/receiver.ts";
import { until } from "../webhooks/receiver.ts";

/** A service that is killed at any moment while others write to it, and what must be true after that. */

const KEY = "a-key-for-the-tests-that-kill-the-service-42";
const HEADERS = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

const ENVIRONMENT = {
  ADMIN_KEY: KEY,
  SEED: "false",
  RATE_LIMIT: "0",
  WEBHOOKS_ALLOW_PRIVATE: "true",
};

/** Rows of each import, which are all there or none. */
const ROWS = 300;

/** What was acknowledged over all rounds: nothing of it may ever be missing. */
export class Acknowledged {
  /** By id of a topic, the description that was written last; null where it was deleted. */
  readonly topics = new Map<string, string | null>();
  /** What was under way when the service was killed: either state is right. */
  readonly uncertain = new Map<string, (string | null | undefined)[]>();
  readonly imports = new Set<string>();
}

/** One round: serve, write from all sides, kill at a random moment. */
export async function killOnce(
  t: Test,
  path: string,
  known: Acknowledged,
  random: SeededRandom,
  round: number,
): Promise<void> {
  const { url, child, ended } = await serve(t, { ...ENVIRONMENT, DATABASE_PATH: path });
  const state = { isKilled: false };
  const work = [
    writeTopics(url, `${round}-a`, known, state),
    writeTopics(url, `${round}-b`, known, state),
    writeTopics(url, `${round}-c`, known, state),
    importItems(url, round, known),
  ];
  await sleep(random.between(50, 2500));
  state.isKilled = true;
  child.kill("SIGKILL");
  await Promise.all(work);
  await ended;
}

/** Creates, changes and deletes topics, one request after the other, until nothing answers. */
async function writeTopics(
  url: string,
  name: string,
  known: Acknowledged,
  state: { isKilled: boolean },
): Promise<void> {
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${url}${path}`, {
      method,
      headers: HEADERS,
      ...(body && { body: JSON.stringify(body) }),
    });
  for (let n = 0; !state.isKilled; n++) {
    const id = `topic-${name}-${n}`;
    const steps: [string | null, () => Promise<Response>][] = [
      [
        "first",
        () =>
          ask("POST", "/topics", {
            name: `Topic ${name} ${n}`,
            description: "first",
            state: "published",
          }),
      ],
      ["second", () => ask("PATCH", `/topics/${id}`, { description: "second" })],
      ...(n % 3 === 0
        ? [[null, () => ask("DELETE", `/topics/${id}`)] as [null, () => Promise<Response>]]
        : []),
    ];
    for (const [after, step] of steps) {
      const before = known.topics.get(id);
      known.uncertain.set(id, [before, after]);
      const answer = await step().catch(() => null);
      if (answer === null) return;
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      known.topics.set(id, after);
      known.uncertain.delete(id);
    }
  }
}

async function importItems(url: string, round: number, known: Acknowledged): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, n) =>
    JSON.stringify({
      title: `Import ${round} row ${n}`,
      kind: "other",
      citations: [{ url: `https://example.org/${round}/${n}` }],
    }),
  );
  const answer = await fetch(`${url}/imports?resource=items`, {
    method: "POST",
    headers: { ...HEADERS, "content-type": "application/x-ndjson" },
    body: rows.join("\n"),
  }).catch(() => null);
  if (answer !== null && !answer.ok) throw new Error(await answer.text());
  if (answer !== null) known.imports.add(`Import ${round}`);
}

/** What has to be true of the file that is left. */
export async function verify(t: Test, path: string, known: Acknowledged): Promise<void> {
  const connection = new SqliteConnection(path);
  try {
    t.equal(connection.pragma("integrity_check", { simple: true }), "ok");
    t.same(connection.pragma("foreign_key_check"), []);
    const rows = connection
      .prepare<[], { id: string; description: string | null }>("select id, description from topics")
      .all();
    const is = new Map(rows.map(({ id, description }) => [id, description]));
    const wrong = [...known.topics].filter(([id, expected]) => {
      const found = is.get(id) ?? null;
      const allowed = known.uncertain.get(id) ?? [expected];
      return !allowed.some((each) => (each ?? null) === found);
    });
    t.same(wrong, [], "every acknowledged write is there");
    // What was under way when it was killed is settled by what is there now.
    for (const id of known.uncertain.keys()) known.topics.set(id, is.get(id) ?? null);
    known.uncertain.clear();
    const imports = connection
      .prepare<[], { name: string; count: number }>(
        "select substr(title, 1, instr(title, ' row') - 1) as name, count(*) as count from items group by 1",
      )
      .all();
    t.same(
      imports.filter(({ count }) => count !== ROWS),
      [],
      "imports are whole",
    );
    const names = imports.map(({ name }) => name);
    t.same(
      [...known.imports].filter((name) => !names.includes(name)),
      [],
    );
    const numbers = connection
      .prepare<[], { count: number; last: number }>(
        "select count(*) as count, max(seq) as last from changes",
      )
      .get();
    t.equal(numbers?.count, numbers?.last, "no change is missing from the feed");
  } finally {
    connection.close();
  }
}

/** Makes the webhook that is to hear of all topics. */
export async function subscribe(t: Test, path: string, hook: string): Promise<void> {
  const { url, child, ended } = await serve(t, { ...ENVIRONMENT, DATABASE_PATH: path });
  const answer = await fetch(`${url}/webhooks`, {
    method: "POST",
    headers: HEADERS,
    body: JSON.stringify({ url: hook, resource: "topics" }),
  });
  t.equal(answer.status, 201);
  child.kill("SIGKILL");
  await ended;
}

/** Serves until nothing waits any more: then the subscriber has heard of the last state of each topic. */
export async function verifyDelivered(t: Test, path: string, receiver: Receiver): Promise<void> {
  const { child, ended } = await serve(t, { ...ENVIRONMENT, DATABASE_PATH: path });
  const connection = new SqliteConnection(path, { readonly: true });
  try {
    const waiting = connection
      .prepare<[], number>(
        `select (select count(*) from webhook_deliveries where state = 'waiting') +
           (select max(seq) from changes) - (select min(position) from webhooks)`,
      )
      .pluck();
    // However much waits after many kills: as long as it becomes less.
    for (let left = waiting.get() ?? 0; left > 0; left = waiting.get() ?? 0) {
      await until(() => (waiting.get() ?? 0) < left, `some of ${left} messages to be sent`, 60_000);
    }
    const told = new Map(receiver.received.map(({ event: { data } }) => [data.id, data]));
    const last = connection
      .prepare<[], { id: string; seq: number }>(
        "select c.id, max(c.seq) as seq from changes c join topics t on t.id = c.id where c.resource = 'topics' group by c.id",
      )
      .all();
    const unheard = last.filter(({ id, seq }) => told.get(id)?.seq !== seq);
    t.same(unheard, [], "no message is lost, and the last of a record comes last");
  } finally {
    connection.close();
    child.kill("SIGTERM");
    await ended;
  }
}

/** Derives all anew and compares: search, filters, history. */
export async function verifyDeeply(t: Test, path: string): Promise<void> {
  const checked = await run(["check"], { DATABASE_PATH: path });
  t.match(checked, { code: 0, stdout: /all is right/ });
}
