import { get, type IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { Lister } from "../../src/query/list.ts";
import { create, KEYED, patch, uncheckedApp, write } from "../app-under-test.ts";
import { listen } from "../http/raw-exchange.ts";
import { manySources } from "./many-sources.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** How many batches were read, by whichever application; and what is to happen at the next. */
const batches = { read: 0, failAt: Number.POSITIVE_INFINITY };
const { read } = Lister.prototype;
Lister.prototype.read = function (...parameters) {
  if (batches.read + 1 >= batches.failAt) throw new Error("The disk is gone.");
  batches.read++;
  return read.apply(this, parameters);
};
t.teardown(() => Object.assign(Lister.prototype, { read }));
t.beforeEach(() => Object.assign(batches, { read: 0, failAt: Number.POSITIVE_INFINITY }));

const RECORDS = 20_000;
/** How many records an export reads at once. */
const BATCH = 50;
const app = uncheckedApp(t, { DATABASE_PATH: manySources(t, RECORDS), SEED: "false" });
let port = 0;
t.before(async () => {
  port = await listen(app);
});

/** An answer whose body nobody has taken yet. */
const open = (url: string, headers = {}, to = port): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ port: to, path: url, headers, host: "127.0.0.1" }, resolve).on("error", reject);
  });

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** The most memory that was in use while an export was taken, in bytes above what was before. */
async function memoryOf(t: Parameters<typeof uncheckedApp>[0], count: number): Promise<number> {
  const small: FastifyInstance = uncheckedApp(t, {
    DATABASE_PATH: manySources(t, count),
    SEED: "false",
  });
  const to = await listen(small);
  const inUse = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  await bodyOf(await open("/sources?format=csv&limit=200", {}, to));
  const before = inUse();
  let most = 0;
  let taken = 0;
  let looked = 0;
  for await (const part of await open("/sources?format=csv", {}, to)) {
    taken += (part as Buffer).length;
    if (taken - looked < (count * 1300) / 6) continue;
    looked = taken;
    most = Math.max(most, inUse() - before);
  }
  if (taken < count * 1300) throw new Error(`Only ${taken} bytes.`);
  return most;
}

t.test("ten times the records take no more memory", async (t) => {
  const few = await memoryOf(t, 2_000);
  const many = await memoryOf(t, 20_000);
  // The export has 30 MB.
  t.ok(many - few < 6_000_000, `${few} for 2,000, ${many} for 20,000`);
});

t.test("a client that does not read is waited for", async (t) => {
  const answer = await open("/sources?format=ndjson");
  await setTimeout(500);
  const waiting = batches.read;
  t.ok(waiting < 12_000 / BATCH, `${waiting} of ${RECORDS / BATCH} batches`);
  await setTimeout(300);
  t.equal(batches.read, waiting, "and nothing is read meanwhile");
  const lines = (await bodyOf(answer)).toString().trimEnd().split("\n");
  t.equal(lines.length, RECORDS);
  t.equal(batches.read, RECORDS / BATCH);
});

t.test("a client that hangs up ends it", async (t) => {
  for (const coding of ["identity", "gzip", "br"]) {
    batches.read = 0;
    const answer = await open("/sources?format=ndjson", { "accept-encoding": coding });
    await new Promise((resolve) => answer.once("data", resolve));
    answer.destroy();
    await setTimeout(200);
    const read = batches.read;
    t.ok(read < RECORDS / BATCH, `${coding}: ${read} batches`);
    await setTimeout(300);
    t.equal(batches.read, read, coding);
  }
});

t.test("what breaks off can't be taken for the whole", async (t) => {
  for (const format of ["ndjson", "csv"]) {
    for (const coding of ["identity", "gzip", "br"]) {
      Object.assign(batches, { read: 0, failAt: 5 });
      const url = `/sources?format=${format}`;
      const answer = await open(url, { "accept-encoding": coding });
      t.equal(answer.statusCode, 200);
      await t.rejects(bodyOf(answer), { code: "ECONNRESET" }, `${format} ${coding}`);
      t.notOk(answer.complete);
    }
  }
  batches.failAt = Number.POSITIVE_INFINITY;
  t.equal((await open("/sources?limit=1")).statusCode, 200, "the next request is answered");
});

t.test("what fails before anything is sent is a problem", async (t) => {
  batches.failAt = 1;
  const { statusCode, headers } = await app.inject({ url: "/sources?format=csv" });
  t.equal(statusCode, 500);
  t.equal(headers["content-type"], "application/problem+json; charset=utf-8");
  for (const name of ["content-disposition", "changes-seq", "etag"]) {
    t.equal(headers[name], undefined, name);
  }
});

t.test("others are served meanwhile", async (t) => {
  const exported = open("/sources?format=csv").then(bodyOf);
  await setTimeout(20);
  const answer = await open("/sources?limit=1");
  t.equal(answer.statusCode, 200);
  t.ok(batches.read < RECORDS / BATCH, `after ${batches.read} batches`);
  await exported;
});

t.test("HEAD says what GET does, and reads nothing", async (t) => {
  for (const coding of ["identity", "br"]) {
    for (const url of ["csv", "atom", "ndjson"].map(
      (format) => `/sources?limit=9&format=${format}`,
    )) {
      const headers = { "accept-encoding": coding };
      const got = await app.inject({ url, headers });
      batches.read = 0;
      const head = await app.inject({ method: "HEAD", url, headers });
      t.equal(head.statusCode, 200);
      t.equal(head.body, "");
      t.equal(batches.read, 0, url);
      const compared = (all: object) =>
        Object.entries(all).filter(
          ([name]) =>
            !/^(date|connection|transfer-encoding|link|x-request-id|ratelimit.*)$/.test(name),
        );
      t.same(compared(head.headers), compared(got.headers), url);
    }
  }
});

t.test("304 reads nothing", async (t) => {
  const url = "/sources?format=ndjson";
  const { headers } = await app.inject({ method: "HEAD", url });
  const answer = await app.inject({ url, headers: { "if-none-match": String(headers.etag) } });
  t.equal(answer.statusCode, 304);
  t.equal(answer.headers["content-type"], undefined);
  t.equal(batches.read, 0);
});

t.test("each record is met once at most while others are written", async (t) => {
  const answer = await open("/sources?format=ndjson&sort=id");
  await setTimeout(200);
  const seq = Number(answer.headers["changes-seq"]);
  await write(app, "DELETE", "/sources/source-9999");
  await patch(app, "/sources/source-9998", { title: "Changed meanwhile" });
  const late = await create(app, "sources", { id: "source-99999", title: "Made meanwhile" });
  const gone = await create(app, "sources", { id: "source-00", title: "Made behind it" });
  const lines = (await bodyOf(answer)).toString().trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line) as { id: string; title: string });
  const ids = records.map(({ id }) => id);
  t.equal(new Set(ids).size, ids.length);
  t.equal(ids.length, RECORDS, "one is gone, one is new");
  t.notOk(ids.includes("source-9999"));
  t.ok(ids.includes(late.id), "after the position");
  t.notOk(ids.includes(gone.id), "before the position: it comes with the changes");
  t.equal(records.find(({ id }) => id === "source-9998")?.title, "Changed meanwhile");
  const after = await app.inject({ method: "HEAD", url: "/sources?format=csv", headers: KEYED });
  t.ok(Number(after.headers["changes-seq"]) >= seq + 4, "and the changes are after its number");
});
