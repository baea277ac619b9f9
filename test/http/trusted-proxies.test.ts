import type { FastifyInstance } from "fastify";
import t from "tap";
import { appUnderTest } from "../app-under-test.ts";

/** Whom a request counts for is seen by whose requests run out. */
const behind = (t: Parameters<typeof appUnderTest>[0], TRUST_PROXY?: string) =>
  appUnderTest(t, { SEED: "false", RATE_LIMIT: "2", TRUST_PROXY });

const ask = async (app: FastifyInstance, forwarded: string, remoteAddress = "10.0.0.1") => {
  const headers = { "x-forwarded-for": forwarded };
  return (await app.inject({ url: "/topics", headers, remoteAddress })).statusCode;
};

t.test("X-Forwarded-For is not believed by default", async (t) => {
  for (const value of [undefined, "false", "0"]) {
    const app = behind(t, value);
    t.same([await ask(app, "192.0.2.1"), await ask(app, "192.0.2.2")], [200, 200]);
    t.equal(await ask(app, "192.0.2.3"), 429, `TRUST_PROXY=${value}: all are the one address`);
    t.equal(await ask(app, "192.0.2.3", "10.0.0.2"), 200);
  }
});

t.test("a trusted proxy says whom a request is from", async (t) => {
  for (const value of ["true", "1", "10.0.0.1", "10.0.0.0/8", "192.0.2.200, 10.0.0.1"]) {
    const app = behind(t, value);
    t.same([await ask(app, "192.0.2.1"), await ask(app, "192.0.2.1")], [200, 200]);
    t.equal(await ask(app, "192.0.2.1"), 429, `TRUST_PROXY=${value}`);
    t.equal(await ask(app, "192.0.2.2"), 200, `TRUST_PROXY=${value}`);
  }
});

t.test("another address than the proxy's is not believed", async (t) => {
  for (const value of ["10.0.0.1", "10.0.0.0/24", "loopback"]) {
    const app = behind(t, value);
    const from = (forwarded: string) => ask(app, forwarded, "203.0.113.9");
    t.same([await from("192.0.2.1"), await from("192.0.2.2")], [200, 200]);
    t.equal(await from("192.0.2.3"), 429, `TRUST_PROXY=${value}`);
  }
});

t.test("behind one proxy, what the client forged before it does not count", async (t) => {
  const app = behind(t, "1");
  t.same([await ask(app, "1.1.1.1, 192.0.2.1"), await ask(app, "2.2.2.2, 192.0.2.1")], [200, 200]);
  t.equal(await ask(app, "3.3.3.3, 192.0.2.1"), 429);
  const two = behind(t, "2");
  t.same(
    [await ask(two, "9.9.9.9, 192.0.2.1, 10.9.9.9"), await ask(two, "192.0.2.2, 10.9.9.9")],
    [200, 200],
  );
  t.equal(await ask(two, "8.8.8.8, 192.0.2.1, 10.9.9.9"), 200);
  t.equal(await ask(two, "7.7.7.7, 192.0.2.1, 10.9.9.9"), 429);
});

t.test("what is forwarded and no address is not what is counted by", async (t) => {
  const app = behind(t, "1");
  for (const n of [1, 2]) t.equal(await ask(app, `${"x".repeat(10_000)}${n}`), 200);
  t.equal(await ask(app, "unknown"), 429, "all are of the proxy");
  t.equal(await ask(app, "192.0.2.1"), 200);
  for (const port of [1, 2]) t.equal(await ask(app, `192.0.2.2:${port}`), 200);
  t.equal(await ask(app, "192.0.2.2"), 429, "a port is left out");
  for (const port of [1, 2]) t.equal(await ask(app, `[2001:db8::${port}]:${port}`), 200);
  t.equal(await ask(app, "2001:db8::3"), 429);
  for (const zone of ["a", "b"]) t.equal(await ask(app, `1:2:3:4:5:6:7:8%${zone}`), 200);
  t.equal(await ask(app, "1:2:3:4::"), 429, "and so is a zone");
});
