import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import t from "tap";
import { create, write } from "../app-under-test.ts";
import { until } from "./receiver.ts";
import { logOf, subscribe, webhookApp } from "./webhook-client.ts";

/** The receiver in `docs/webhooks.md` takes what is sent, and nothing else. */

const DOCUMENT = readFileSync("docs/webhooks.md", "utf8");
const RECEIVER = /```js\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? "";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

t.test("the receiver of the documents", async (t) => {
  const app = webhookApp(t);
  await app.listen();
  const url = `http://127.0.0.1:${await freePort()}/`;
  const webhook = await subscribe(app, { url, resource: "topics" });
  // Within the repository, so that it finds the library.
  const folder = mkdtempSync(join("test", ".receiver-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "receiver.mjs"), RECEIVER);
  const child = spawn(process.execPath, [join(folder, "receiver.mjs")], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      PORT: new URL(url).port,
      WEBHOOK_SECRET: webhook.secret,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(() => child.kill());
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  const answers = () => fetch(url, { method: "POST", body: "{}" }).catch(() => null);
  let forged = await answers();
  for (; forged === null; forged = await answers());
  t.equal(forged.status, 400, "what is not signed is refused");

  await create(app, "topics", { name: "Receivers" });
  await write(app, "POST", `/webhooks/${webhook.id}/test`);
  await until(() => said.split("\n").length === 3, "both", 10_000);
  t.same(said.trim().split("\n").sort(), ["topic.created receivers", `webhook.test ${webhook.id}`]);
  const states = async () => (await logOf(app, webhook)).map(({ state }) => state);
  t.same(await states(), ["delivered", "delivered"]);
});
