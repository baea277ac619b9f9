import { join } from "node:path";
import t from "tap";
import { temporaryFolder } from "../commands/program.ts";
import { SeededRandom } from "../seeded-random.ts";
import { Receiver } from "../webhooks/receiver.ts";
import {
  Acknowledged,
  killOnce,
  subscribe,
  verify,
  verifyDeeply,
  verifyDelivered,
} from "./killing.ts";

/** How often it is killed; `KILLS=100 npx tap test/faults/killed.alone.test.ts` is the long form. */
const KILLS = Number(process.env["KILLS"] ?? 3);

t.test(`killed ${KILLS} times while others write and import, it has lost nothing`, async (t) => {
  const path = join(temporaryFolder(t), "killed.db");
  const known = new Acknowledged();
  const receiver = await Receiver.open(t);
  await subscribe(t, path, receiver.url);
  const random = new SeededRandom(20_200_731);
  for (let round = 0; round < KILLS; round++) {
    await killOnce(t, path, known, random, round);
    await verify(t, path, known);
    if (round % 20 === 19) await verifyDeeply(t, path);
  }
  await verifyDelivered(t, path, receiver);
  await verifyDeeply(t, path);
  t.ok(known.topics.size > 5 * KILLS, `${known.topics.size} topics, ${known.imports.size} imports`);
  t.comment(
    `${known.topics.size} topics and ${known.imports.size} imports were acknowledged, ${receiver.received.length} messages came`,
  );
});
