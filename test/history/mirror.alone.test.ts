import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import type { Headers } from "../app-under-test.ts";
import { create, KEYED, patch, uncheckedApp, write } from "../app-under-test.ts";
import { isPlainRefusal, run, start, temporaryFolder } from "../commands/program.ts";
import { listen } from "../http/raw-exchange.ts";
import { changeWorld, fillWorld } from "../query/world-changes.ts";
import { SeededRandom } from "../seeded-random.ts";

/** A mirror that was cut off and killed holds, in the end, what its source holds, byte for byte. */

const folder = temporaryFolder(t);
const source = uncheckedApp(t);
let url = "";
t.before(async () => {
  url = `http://127.0.0.1:${await listen(source)}`;
});

const VIEWS: readonly (readonly [string, Headers])[] = [
  ["public", {}],
  ["full", KEYED],
];
const key = KEYED.authorization.replace("Bearer ", "");

const parametersOf = (view: string, ...more: string[]) => [
  ...["mirror", url, "--into", join(folder, `${view}.db`)],
  ...(view === "full" ? ["--key", key] : []),
  ...more,
];

async function exported(app: FastifyInstance, headers: Headers): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { name, state } of resources) {
    const states = headers === KEYED && state !== "none" ? "&state=draft,published" : "";
    const { body } = await app.inject({ url: `/${name}?format=ndjson${states}`, headers });
    all.set(name, body);
  }
  return all;
}

t.test("after random writes, broken connections and kills", async (t) => {
  const random = new SeededRandom(5);
  let isWriting = true;
  const kills = VIEWS.map(async ([view]) => {
    let killed = 0;
    while (isWriting) {
      const child: ChildProcess = start(parametersOf(view), {});
      const ended = new Promise((resolve) => child.once("close", resolve));
      await setTimeout(random.between(900, 3000));
      source.server.closeAllConnections();
      await setTimeout(random.between(0, 600));
      child.kill("SIGKILL");
      await ended;
      killed++;
    }
    return killed;
  });
  const named = await fillWorld(source, random);
  const forgetDeleted = async () => {
    const left: string[] = [];
    for (const id of named.items) {
      const answer = await source.inject({ url: `/items/${id}`, headers: KEYED });
      if (answer.statusCode === 200) left.push(id);
    }
    named.items = left;
  };
  for (let i = 0; i < 2; i++) {
    await forgetDeleted();
    await changeWorld(source, random, named);
  }
  await forgetDeleted();
  await write(source, "POST", `/topics/${named.topics.at(-1)}/merge`, { into: "apps" });
  await write(source, "POST", `/issuing-bodies/${named.bodies.at(-1)}/merge`, { into: "miit" });
  const deleted = String(named.items.at(-1));
  t.equal((await write(source, "DELETE", `/items/${deleted}`)).statusCode, 204);
  const gone = {
    [`/topics/${named.topics.at(-1)}`]: 308,
    [`/issuing-bodies/${named.bodies.at(-1)}`]: 308,
    [`/items/${deleted}`]: 410,
  };
  isWriting = false;
  for (const killed of await Promise.all(kills)) t.ok(killed >= 2, `killed ${killed} times`);

  for (const [view, headers] of VIEWS) {
    const ended = await run(parametersOf(view, "--once"));
    t.equal(ended.code, 0, ended.stderr);
    t.match(ended.stdout, /^\d+ changes; all up to \d+ are here\.$/m);
    const copy = uncheckedApp(t, { DATABASE_PATH: join(folder, `${view}.db`), SEED: "false" });
    const wanted = await exported(source, headers);
    const given = await exported(copy, headers);
    for (const [name, text] of wanted) {
      t.ok(text.length > 0, name);
      if (given.get(name) === text) t.pass(`${view} ${name}`);
      else t.same(given.get(name)?.split("\n"), text.split("\n"), `${view} ${name}`);
    }
    for (const [path, status] of Object.entries(gone)) {
      const there = await source.inject({ url: path, headers });
      const here = await copy.inject({ url: path, headers });
      if (headers === KEYED) t.equal(there.statusCode, status, path);
      t.equal(here.statusCode, there.statusCode, `${view} ${path}`);
      t.equal(here.headers.location, there.headers.location, `${view} ${path}`);
    }
  }
});

t.test("what is written while it listens is there soon", async (t) => {
  const child = start(parametersOf("full"), {});
  const ended = new Promise((resolve) => child.once("close", resolve));
  let printed = "";
  child.stdout?.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  await create(source, "topics", { id: "while-listening", name: "While listening" });
  for (let i = 0; i < 200 && !printed.includes("changes"); i++) await setTimeout(50);
  await patch(source, "/topics/while-listening", { name: "Renamed" });
  printed = "";
  for (let i = 0; i < 200 && !printed.includes("changes"); i++) await setTimeout(50);
  child.kill("SIGTERM");
  t.equal(await ended, 0, "a signal ends it in order");
  const copy = uncheckedApp(t, { DATABASE_PATH: join(folder, "full.db"), SEED: "false" });
  t.match((await copy.inject("/topics/while-listening")).json(), { name: "Renamed", revision: 2 });
});

t.test("a signal ends it also while it waits for an answer", async (t) => {
  const silent = createServer(() => undefined);
  t.teardown(() => silent.close());
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  for (const [more, code] of [[[], 0] as const, [["--once"], 1] as const]) {
    const into = join(folder, `silent-${code}.db`);
    const asked = once(silent, "request");
    const child = start(["mirror", `http://127.0.0.1:${port}`, "--into", into, ...more], {});
    const ended = once(child, "close");
    await asked;
    const begun = performance.now();
    child.kill("SIGTERM");
    t.same(await ended, [code, null]);
    t.ok(performance.now() - begun < 30_000, "it would wait for a minute");
  }
  silent.closeAllConnections();
});

t.test("what can't be mirrored is refused in words", async (t) => {
  const refused = [
    ["mirror", "ftp://x", "--into", join(folder, "x.db")],
    ["mirror", `${url}/nowhere`, "--into", join(folder, "y.db"), "--once"],
    ["mirror", "http://127.0.0.1:1", "--into", join(folder, "z.db"), "--once"],
    ["mirror", "http://localhost:1", "--into", join(folder, "full.db"), "--once"],
    ["mirror", url, "--into", join(folder, "w.db"), "--once", "--key", "no-such-key"],
  ];
  for (const parameters of refused) {
    const ended = await run(parameters);
    t.ok(isPlainRefusal(ended), JSON.stringify({ parameters, ended }));
  }
});
