import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { serve } from "./program.ts";

const KEY = "a-key-of-the-operator-of-32-characters-or-more";

t.test("a request that never arrives does not hold up the end for ever", async (t) => {
  const { url, child, ended } = await serve(t, {
    DATABASE_PATH: ":memory:",
    SEED: "false",
    ADMIN_KEY: KEY,
  });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(
    `POST /topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  );
  await sleep(300);
  child.kill("SIGTERM");
  const code = await Promise.race([ended.then((end) => end.code), sleep(12_000, "still there")]);
  socket.destroy();
  t.equal(code, 0);
});
