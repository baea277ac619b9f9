import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { serve } from "../commands/program.ts";
import { KEY, post } from "./program-clients.ts";

/** A collector of traces that keeps what it is sent. */
async function collector(t: Test) {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      bodies.push(Buffer.concat(parts));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, received: () => Buffer.concat(bodies).toString("latin1") };
}

for (const WORKERS of ["1", "2"]) {
  t.test(`requests are traced where that is asked for, with ${WORKERS} workers`, async (t) => {
    const { endpoint, received } = await collector(t);
    const { url, child, ended } = await serve(t, {
      DATABASE_PATH: ":memory:",
      SEED: "false",
      ADMIN_KEY: KEY,
      WORKERS,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_SERVICE_NAME: "traced-service",
    });
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const traceparent = `00-${trace}-b7ad6b7169203331-01`;
    t.equal((await fetch(`${url}/topics/nothing`, { headers: { traceparent } })).status, 404);
    const key = { "idempotency-key": "traced" };
    for (let i = 0; i < 2; i++) {
      t.equal((await post(`${url}/topics`, { name: "Traced" }, key)).status, 201);
    }
    await fetch(`${url}/health/ready`);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    t.equal(code, 0, stderr);
    const sent = received();
    t.match(sent, "traced-service");
    t.match(sent, "/topics/:id", "by the route's pattern");
    t.ok(sent.includes(Buffer.from(trace, "hex").toString("latin1")), "in the caller's trace");
    t.notMatch(sent, "/health");
    t.notOk(sent.includes(KEY));
  });
}

t.test("what is not asked for is not done", async (t) => {
  const { endpoint, received } = await collector(t);
  const { url, child, ended } = await serve(t, {
    DATABASE_PATH: ":memory:",
    SEED: "false",
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SDK_DISABLED: "true",
  });
  await fetch(`${url}/topics`);
  child.kill("SIGTERM");
  t.equal((await ended).code, 0);
  t.equal(received(), "");
});
