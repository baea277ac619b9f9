import { createHash } from "node:crypto";
import t from "tap";
import { serve } from "../commands/program.ts";
import { Receiver, until } from "../webhooks/receiver.ts";
import { KEY, keyed, open, post } from "./program-clients.ts";

/** What a service writes of what it does: enough to follow a request, and no secret of anybody. */

/** The level of what is the service's own fault, as pino numbers them. */
const ERROR = 50;

const PREVIOUS = "the-operators-key-from-before-that-holds-a-while";

/** All forms in which a log could show a secret: as it is, as bytes, hashed as it is kept. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hash = createHash("sha256").update(secret).digest();
  const texts = [bytes, hash].flatMap((each) => [
    ...(["hex", "base64", "base64url"] as const).map((encoding) => each.toString(encoding)),
    // A buffer as JSON, which parsers' errors have: the bytes of what was sent.
    [...each].join(","),
  ]);
  return [secret, encodeURIComponent(secret), ...texts];
}

for (const WORKERS of ["1", "2"]) {
  t.test(`logs have the requests' ids and no secrets, with ${WORKERS} workers`, async (t) => {
    const { url, child, ended } = await serve(t, {
      ...{ DATABASE_PATH: ":memory:", SEED: "false", WORKERS, LOG_LEVEL: "trace" },
      ...{ ADMIN_KEY: KEY, ADMIN_KEY_PREVIOUS: PREVIOUS, WEBHOOKS_ALLOW_PRIVATE: "true" },
    });
    const secrets = new Map([
      ["the operator's key", KEY],
      ["the one before", PREVIOUS],
    ]);
    const get = (path: string, headers: Record<string, string>) =>
      fetch(`${url}${path}`, { headers: { connection: "close", ...headers } });
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

    /** Asks twice, as who got no answer does; what is answered is the same, with its secret. */
    async function twice<T>(path: string, body: object, more = {}): Promise<[T, string]> {
      const headers = { "idempotency-key": `repeat of ${path}`.replaceAll(" ", "-"), ...more };
      const first = await post(`${url}${path}`, body, headers);
      const again = await post(`${url}${path}`, body, headers);
      t.ok(first.ok, path);
      t.equal(again.headers.get("idempotency-replayed"), "true", path);
      const text = await first.text();
      t.equal(await again.text(), text, path);
      return [JSON.parse(text) as T, first.headers.get("x-request-id") ?? "none"];
    }

    interface Key {
      id: string;
      key: string;
    }
    const [made] = await twice<Key>("/keys", { name: "Logged", scopes: ["admin"] });
    secrets.set("a key", made.key);
    for (const key of [made.key, PREVIOUS]) {
      t.equal((await get("/items", bearer(key))).status, 200);
      t.equal((await get("/items?nothing=1", bearer(key))).status, 400);
      t.equal((await get("/nowhere", bearer(key))).status, 404);
    }
    const [rotated, requestId] = await twice<Key>(`/keys/${made.id}/rotate`, {}, bearer(made.key));
    secrets.set("a rotated key", rotated.key);
    t.equal((await get("/keys", bearer(rotated.key))).status, 200);

    interface Hook {
      id: string;
      secret: string;
    }
    const receiver = await Receiver.open(t);
    // One takes it once it is asked a second time, the other is not there.
    receiver.answer = () => (receiver.received.length < 2 ? 500 : 204);
    for (const hook of [receiver.url, "http://127.0.0.1:9/hook"]) {
      const more = { "idempotency-key": `hook-${hook.length}` };
      const [webhook] = await twice<Hook>("/webhooks", { url: hook, resource: "topics" }, more);
      secrets.set(`a webhook's secret for ${hook}`, webhook.secret);
      const [after] = await twice<Hook>(`/webhooks/${webhook.id}/rotate`, {});
      secrets.set(`a webhook's new secret for ${hook}`, after.secret);
    }
    await twice("/topics", { name: "Told", state: "published" });
    await until(() => receiver.received.length > 0, "a message");
    for (const signature of String(receiver.received[0]?.headers["webhook-signature"]).split(" ")) {
      secrets.set(`a signature ${signature.slice(0, 6)}`, signature.slice("v1,".length));
    }

    const guessed = "guessed-secret-of-somebody";
    secrets.set("what is no key", guessed);
    t.equal((await get("/items", bearer(guessed))).status, 401);
    const basic = Buffer.from(`user:${guessed}`).toString("base64");
    secrets.set("what is no scheme of ours", basic);
    t.equal((await get("/items", { authorization: `Basic ${basic}` })).status, 401);
    secrets.set("a cookie", "a-cookie-that-is-nobodys-business");
    await get("/items", { cookie: "session=a-cookie-that-is-nobodys-business" });
    secrets.set("a body", "A body that is wrong and secret");
    const wrong = await post(`${url}/topics`, { title: "A body that is wrong and secret" });
    t.equal(wrong.status, 400);
    secrets.set("a key that is sent as a body", "ldk_sent-as-a-body");
    const text = { ...keyed, connection: "close" };
    const body = '{"key": "ldk_sent-as-a-body"';
    t.equal((await fetch(`${url}/keys`, { method: "POST", headers: text, body })).status, 400);
    for (const page of ["/docs/", "/docs/static/swagger-ui.css"]) {
      t.equal((await get(page, {})).status, 200, page);
    }
    // What is no HTTP, after a key: the parser's error has the bytes.
    const { socket, received } = await open(url);
    socket.write(`GET /items HTTP/1.1\r\nAuthorization: Bearer ${made.key}\r\nNo header\r\n\r\n`);
    await until(() => received().startsWith("HTTP/1.1 400"), "a refusal");

    child.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    t.equal(code, 0);
    const logged = stdout + stderr;
    t.ok(logged.includes(requestId), "the id that the client has");
    t.ok(logged.includes("/items?nothing=1"), "and what was asked");
    for (const [what, secret] of secrets) {
      t.ok(secret.length >= 16, what);
      for (const form of formsOf(secret)) t.notOk(logged.includes(form), `${what}, ${form.length}`);
    }
    t.notMatch(logged, /ldk_|whsec_|bearer/i);
    const lines = logged.split("\n").filter((line) => line.startsWith("{"));
    t.ok(lines.length >= 49, `${lines.length} lines`);
    const levels = lines.map((line) => (JSON.parse(line) as { level: number }).level);
    t.ok(levels.every(Number.isInteger));
    t.notOk(
      levels.some((level) => level >= ERROR),
      "nothing of this is the service's fault",
    );
  });
}
