import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { Receiver, until } from "../webhooks/receiver.ts";
import type { ServedWebhook } from "../webhooks/webhook-client.ts";
import { canMount, serveOnSmallDisk } from "./small-disk.ts";

/** A disk that fills up, and then has room again: nothing is lost, and nobody has to start anything. */

const KEY = "a-key-for-the-tests-of-full-disks-42";
const KEYED = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

interface Problem {
  type: string;
  detail: string;
}

t.test(
  "writes are refused with why, reads go on, and writes go on once there is room",
  { skip: !canMount && "this machine lets no user mount a file system" },
  async (t) => {
    const { url, shell } = await serveOnSmallDisk(t, "24m", { ADMIN_KEY: KEY, SEED: "false" });
    const acknowledged: string[] = [];
    const post = async (n: number) => {
      const body = JSON.stringify({
        title: `Item ${n}`,
        kind: "other",
        summary: "x".repeat(20_000),
        state: "published",
      });
      const answer = await fetch(`${url}/items`, { method: "POST", headers: KEYED, body });
      if (answer.status === 201) acknowledged.push(((await answer.json()) as { id: string }).id);
      return answer;
    };
    const total = async () => {
      const answer = await fetch(`${url}/items?limit=1`);
      t.equal(answer.status, 200);
      return ((await answer.json()) as { page: { total: number } }).page.total;
    };

    for (let n = 0; n < 10; n++) t.equal((await post(n)).status, 201);
    shell('head -c 200M /dev/zero > "$DISK/ballast" || true');
    const refused: Problem[] = [];
    for (let n = 10; n < 40; n++) {
      const answer = await post(n);
      if (answer.status === 201) continue;
      t.equal(answer.status, 507);
      t.equal(answer.headers.get("retry-after"), "60");
      refused.push((await answer.json()) as Problem);
    }
    t.ok(refused.length > 10, "the disk was full");
    t.match(refused[0], {
      type: "/problems/storage-full",
      detail: /no room left.*Nothing was written/,
    });
    t.equal(await total(), acknowledged.length);
    t.equal((await fetch(`${url}/items/${acknowledged[0]}`)).status, 200);
    t.equal((await fetch(`${url}/items?q=item&format=csv`)).status, 200);
    const patched = await fetch(`${url}/items/${acknowledged[0]}`, {
      method: "PATCH",
      headers: KEYED,
      body: JSON.stringify({ summary: "y".repeat(20_000) }),
    });
    t.equal(patched.status, 507);
    const imported = await fetch(`${url}/imports?resource=items`, {
      method: "POST",
      headers: { ...KEYED, "content-type": "application/x-ndjson" },
      body: JSON.stringify({ title: "Imported", kind: "other", summary: "x".repeat(20_000) }),
    });
    t.equal(imported.status, 507, "on a thread of its own, too");
    t.match(await imported.json(), { type: "/problems/storage-full" });

    const checked = shell('TMPDIR="$DISK" "$NODE" "$PROGRAM" check 2>&1; echo "code $?"');
    t.match(checked, /^There is no room in \S+ to check .*TMPDIR.*\ncode 1\n$/, "in words");

    shell('rm "$DISK/ballast"');
    for (let n = 100; n < 105; n++) t.equal((await post(n)).status, 201, "without anybody's help");
    t.equal(await total(), acknowledged.length);
    t.match(shell('"$NODE" "$PROGRAM" check'), /all is right/);
    for (const id of acknowledged) t.equal((await fetch(`${url}/items/${id}`)).status, 200);
  },
);

t.test(
  "keys read on, and what a webhook was sent is not sent again and again",
  { skip: !canMount && "this machine lets no user mount a file system" },
  async (t) => {
    const { url, shell } = await serveOnSmallDisk(t, "24m", {
      ...{ ADMIN_KEY: KEY, SEED: "false", WEBHOOKS_ALLOW_PRIVATE: "true" },
    });
    const post = (path: string, body: object) =>
      fetch(`${url}${path}`, { method: "POST", headers: KEYED, body: JSON.stringify(body) });
    const receiver = await Receiver.open(t);
    const asked: ServerResponse[] = [];
    receiver.answer = (_, response) => {
      asked.push(response);
      return undefined;
    };
    const { key } = (await (await post("/keys", { name: "Unused", scopes: ["read"] })).json()) as {
      key: string;
    };
    const made = await post("/webhooks", { url: receiver.url, resource: "topics" });
    const { links } = (await made.json()) as ServedWebhook;
    t.equal((await post("/topics", { name: "Told" })).status, 201);
    await receiver.count(1);

    shell('head -c 200M /dev/zero > "$DISK/ballast" || true');
    for (const summary of ["x".repeat(20_000), "x"]) {
      const item = { title: "Fills", kind: "other", summary };
      while ((await post("/items", item)).status === 201);
    }
    t.equal((await post("/topics", { name: "Refused" })).status, 507);
    const keyed = await fetch(`${url}/topics`, { headers: { authorization: `Bearer ${key}` } });
    t.equal(keyed.status, 200, "that it was used can't be written down");
    receiver.answer = () => 200;
    asked[0]?.writeHead(200).end();
    await sleep(2500);
    t.equal(receiver.received.length, 1, "it was taken, though nobody could write that down");
    t.equal((await fetch(`${url}/health/live`)).status, 200);

    shell('rm "$DISK/ballast"');
    const waiting = async () => {
      const now = (await (
        await fetch(`${url}${links.self}`, { headers: KEYED })
      ).json()) as ServedWebhook;
      return now.waiting;
    };
    await until(async () => (await waiting()) === 0, "it to be written down");
    t.equal(receiver.received.length, 1);
    t.equal((await post("/topics", { name: "Later" })).status, 201);
    await receiver.count(2);
  },
);
