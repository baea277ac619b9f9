import type { IncomingMessage } from "node:http";
import { get } from "node:http";
import { setTimeout } from "node:timers/promises";
import t from "tap";
import { create, KEYED, patch, read, uncheckedApp, write } from "../app-under-test.ts";
import { heldCounts } from "../http/held-counts.ts";
import { listen } from "../http/raw-exchange.ts";
import { bearer, makeKey } from "../keys/keys-client.ts";

/** Changes are told as they are committed, from where a client was. */

const app = uncheckedApp(t);
let port = 0;
t.before(async () => {
  port = await listen(app);
});

const open = (path: string, headers = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers }, resolve).on("error", reject);
  });

interface Told {
  id: string;
  event: string;
  data: { seq: number; id: string; data: unknown };
}

/** Takes events, until there are so many. */
async function take(stream: IncomingMessage, count: number): Promise<Told[]> {
  const told: Told[] = [];
  let text = "";
  for await (const part of stream) {
    text += String(part);
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data === undefined) continue;
      told.push({ id: field("id") ?? "", event: field("event") ?? "", data: JSON.parse(data) });
    }
    if (told.length >= count) break;
  }
  stream.destroy();
  return told;
}

const reached = async (headers = {}) =>
  (await read<{ page: { reached: number } }>(app, "/changes?limit=1000&after=5800", headers)).page
    .reached;

t.test("all from the beginning, as the feed has them", async (t) => {
  const told = await take(await open("/changes/stream?resource=topics"), 86);
  const { data } = await read<{ data: object[] }>(app, "/changes?resource=topics&limit=1000");
  t.strictSame(
    told.map((each) => each.data),
    data,
  );
});

t.test("what is written while one listens, and nothing of drafts", async (t) => {
  const stream = await open(`/changes/stream?after=${await reached()}`);
  t.equal(stream.headers["content-type"], "text/event-stream; charset=utf-8");
  const keyed = await open(`/changes/stream?after=${await reached(KEYED)}`, KEYED);
  const [open_, all] = [take(stream, 2), take(keyed, 4)];
  await create(app, "topics", { id: "s-draft", name: "S draft", state: "draft" });
  await create(app, "topics", { id: "s-open", name: "S open" });
  await setTimeout(700);
  await patch(app, "/topics/s-open", { name: "S renamed" });
  await patch(app, "/topics/s-draft", { name: "S draft 2" });
  t.match(
    (await open_).map(({ event, data }) => `${event} ${data.id}`),
    ["create s-open", "update s-open"],
  );
  t.match(
    (await all).map(({ event, data }) => `${event} ${data.id}`),
    ["create s-draft", "create s-open", "update s-open", "update s-draft"],
  );
});

t.test("a client that was cut off goes on where it was", async (t) => {
  const before = await reached();
  for (let i = 0; i < 6; i++) await create(app, "topics", { id: `cut-${i}`, name: `Cut ${i}` });
  const [first] = await take(await open(`/changes/stream?after=${before}`), 1);
  const rest = await take(await open("/changes/stream?after=0", { "last-event-id": first?.id }), 5);
  t.same(
    rest.slice(0, 5).map(({ data }) => data.id),
    ["cut-1", "cut-2", "cut-3", "cut-4", "cut-5"],
  );
});

t.test("what can't be asked is refused", async (t) => {
  for (const [url, headers] of [
    ["/changes/stream?after=x", {}],
    ["/changes/stream?limit=5", {}],
    ["/changes/stream?resource=nope", {}],
    ["/changes/stream", { "last-event-id": "x" }],
  ] as const) {
    t.equal((await app.inject({ url, headers })).statusCode, 400, url);
  }
  t.equal((await app.inject({ url: "/changes/stream", method: "HEAD" })).statusCode, 200);
  t.equal(
    (await app.inject({ url: "/changes/stream", headers: { accept: "text/csv" } })).statusCode,
    406,
  );
});

t.test(
  "what others write that one does not see is no word, and does not put one off",
  async (t) => {
    const after = await reached();
    const begun = performance.now();
    const stream = await open(`/changes/stream?after=${after}&resource=items`);
    await create(app, "topics", { id: "b-draft", name: "B draft", state: "draft" });
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n++) {
        await patch(app, "/topics/b-draft", { description: `Again ${n}` });
        await setTimeout(900);
      }
    })();
    for await (const part of stream) {
      if (String(part).includes(": still here")) break;
    }
    const waited = performance.now() - begun;
    isOver = true;
    await writing;
    t.ok(waited > 14_000, `the comment came after ${waited} ms, in spite of what was written`);
  },
);

t.test("a key that holds no more hears nothing more", async (t) => {
  const after = await reached(KEYED);
  const made = await makeKey(app, "Listener");
  const rotated = await makeKey(app, "Rotated");
  const [one, two, operator] = await Promise.all(
    [bearer(made.key), bearer(rotated.key), KEYED].map((headers) =>
      open(`/changes/stream?after=${after}`, headers),
    ),
  );
  const told = [one, two].map((stream) => take(stream as IncomingMessage, 2));
  await create(app, "topics", { id: "k-before", name: "K before", state: "draft" });
  await setTimeout(700);
  t.equal((await write(app, "DELETE", `/keys/${made.id}`)).statusCode, 204);
  const rotation = await write(app, "POST", `/keys/${rotated.id}/rotate`, { grace_seconds: 0 });
  t.equal(rotation.statusCode, 200);
  await create(app, "topics", { id: "k-after", name: "K after", state: "draft" });
  for (const each of told) {
    t.same(
      (await each).map(({ data }) => data.id),
      ["k-before"],
      "the stream ended",
    );
  }
  t.equal((await take(operator as IncomingMessage, 2)).length, 2);
});

t.test("a client that hung up before its stream began takes no place", async (t) => {
  const { port, hangUp } = await heldCounts(t);
  for (let n = 0; n < 10; n++) await hangUp("GET /changes/stream HTTP/1.1\r\nHost: x\r\n\r\n");
  const answer = await new Promise<IncomingMessage>((resolve) => {
    get({ host: "127.0.0.1", port, path: "/changes/stream" }, resolve);
  });
  t.equal(answer.statusCode, 200);
  answer.destroy();
});

t.test("closing the service ends it", async (t) => {
  const stream = await open(`/changes/stream?after=${await reached()}`);
  const ended = new Promise((resolve) => stream.once("close", resolve));
  stream.resume();
  await app.close();
  await ended;
  t.pass();
});
