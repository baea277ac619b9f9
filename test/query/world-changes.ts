import type { FastifyInstance } from "fastify";
import { KEYED, patch, read, write } from "../app-under-test.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { ServedInstrument } from "../served-records.ts";
import type { Named } from "../synthetic-items.ts";
import {
  addInstruments,
  addItems,
  addNames,
  possible,
  randomAliases,
  randomItem,
  randomTitle,
  seedNames,
} from "../synthetic-items.ts";

/** A database with random records, which were changed after they were made. */
export async function fillWorld(app: FastifyInstance, random: SeededRandom): Promise<Named> {
  const named = seedNames();
  await addNames(app, random, named);
  await addInstruments(app, random, named, 20);
  await addItems(app, random, named, 280);
  await addInstruments(app, random, named, 40);
  await addItems(app, random, named, 40);
  await changeWorld(app, random, named);
  return named;
}

/** What lists are kept by is derived on each write: changes must reach all that they touch. */
export async function changeWorld(
  app: FastifyInstance,
  random: SeededRandom,
  named: Named,
): Promise<void> {
  const otherState = async (path: string) => {
    const { state } = (await app.inject({ url: path, headers: {} })).json<{ state?: string }>();
    await patch(app, path, { state: state === "published" ? "draft" : "published" });
  };
  const synthetic = {
    topics: named.topics.slice(10),
    "issuing-bodies": named.bodies.slice(8),
    instruments: named.instruments.slice(4),
    items: named.items,
    sources: named.sources.slice(1),
  };
  for (const [resource, ids] of Object.entries(synthetic)) {
    const changed = random.some(ids, 2, Math.max(3, ids.length / 10));
    for (const id of changed) await otherState(`/${resource}/${id}`);
  }
  for (const id of random.some(synthetic.topics, 2, 3)) {
    await patch(app, `/topics/${id}`, { parent: random.pick(["litigation", "apps", "consent"]) });
  }
  for (const id of random.some(synthetic.instruments, 8, 8)) {
    const type = random.pick(["law", "judgment", "notice"]);
    const { events } = await read<ServedInstrument>(app, `/instruments/${id}`, KEYED);
    await patch(app, `/instruments/${id}`, { type, events: possible(events, type) });
  }
  // By these names others are found.
  for (const id of random.some(synthetic["issuing-bodies"], 3, 3)) {
    await patch(app, `/issuing-bodies/${id}`, { name: `Renamed ${randomTitle(random)}` });
  }
  for (const id of ["miit", ...random.some(synthetic["issuing-bodies"], 2, 2)]) {
    const { aliases } = (await app.inject({ url: `/issuing-bodies/${id}`, headers: KEYED })).json<{
      aliases: string[];
    }>();
    const added = randomAliases(random).filter((alias) => !aliases.includes(alias));
    await patch(app, `/issuing-bodies/${id}`, { aliases: [...aliases, ...added] });
  }
  for (const id of ["civil-code", ...random.some(synthetic.instruments, 4, 4)]) {
    const aliases = randomAliases(random);
    await patch(app, `/instruments/${id}`, { title: `Renamed ${randomTitle(random)}`, aliases });
  }
  await patch(app, "/jurisdictions/CN-GD-zhanjiang-etdz", { parent: "CN-GD-shenzhen" });
  for (const id of random.some(named.items, 20, 20)) {
    await write(app, "PUT", `/items/${id}`, randomItem(random, named));
  }
  for (const id of random.some(named.items, 10, 10)) await write(app, "DELETE", `/items/${id}`);
}
