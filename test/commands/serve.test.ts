import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { serve, temporaryFolder } from "./program.ts";

const KEY = "a-key-of-the-operator-of-32-characters-or-more";

t.test("it says where it is, answers there, and ends on SIGTERM", async (t) => {
  const { url, child, ended } = await serve(t, {
    DATABASE_PATH: join(temporaryFolder(t), "new/folder/it.db"),
    SEED: "false",
    ADMIN_KEY: KEY,
  });
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${url}/health/ready`);
  t.equal(answer.status, 200);
  t.same(await answer.json(), { status: "ready" });
  child.kill("SIGTERM");
  const { code, stdout, stderr } = await ended;
  t.equal(code, 0, "a kept-alive connection does not hold it up");
  t.equal(stderr, "");
  t.notMatch(stdout, "key create", "there is a key already: no advice");
});

t.test("a request that is under way on SIGTERM is finished", async (t) => {
  const { url, child, ended } = await serve(t, {
    DATABASE_PATH: ":memory:",
    SEED: "false",
    ADMIN_KEY: KEY,
  });
  const body = JSON.stringify({ name: "Under way" });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (bytes: Buffer) => (received += bytes.toString()));
  await once(socket, "connect");
  socket.write(
    `POST /topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  await sleep(300);
  child.kill("SIGTERM");
  await sleep(300);
  socket.write(body.slice(5));
  // A client may keep its connection for long; that is no reason to stay.
  const end = await Promise.race([ended, sleep(5_000)]);
  socket.destroy();
  t.match(received, /^HTTP\/1\.1 201 /);
  t.match(received, '"id":"under-way"');
  t.equal(end?.code, 0, "it ends as soon as the request is answered");
});
