import type { FastifyInstance } from "fastify";
import type { Test } from "tap";
import t from "tap";
import { BODY_KINDS, codesOf, JURISDICTION_LEVELS } from "../../src/vocabularies.ts";
import { create, patch, uncheckedApp, walk } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import type {
  Ref,
  ServedBody,
  ServedJurisdiction,
  ServedTopic,
  Stateful,
  World,
} from "../served-records.ts";
import { readWorld } from "../served-records.ts";
import {
  compareEveryFacet,
  compareEveryFilter,
  compareEveryOrder,
  compareRandomQueries,
} from "./compare-lists.ts";
import { byCode } from "./facet-oracle.ts";
import { bodyNames, jurisdictionsAbove, seen, topicsAbove } from "./links-seen.ts";
import type { Viewer } from "./meanings.ts";
import { dated, everyRecord, folded, having } from "./meanings.ts";
import type { Oracle } from "./oracle.ts";
import { fillWorld } from "./world-changes.ts";

const random = new SeededRandom(3166);
const namedOrders = {
  name: ({ name }: { name: string }) => folded(name),
  created_at: ({ created_at }: { created_at: string }) => created_at,
  updated_at: ({ updated_at }: { updated_at: string }) => updated_at,
  id: ({ id }: { id: string }) => folded(id),
};

/** The id of a link, if it is seen. */
const seenId = (link: Ref | null, targets: ReadonlyMap<string, Stateful>, viewer: Viewer) =>
  link === null ? null : (seen([link], targets, viewer)[0]?.id ?? null);

function bodyOracle(world: World): Oracle<ServedBody> {
  const records = [...world.bodies.values()];
  const dates = ["2018", "2018-03", "2020-07", "2023", "1999"];
  return {
    resource: "issuing-bodies",
    records,
    isPublished: ({ state }) => state === "published",
    orders: namedOrders,
    texts: { title: bodyNames, summary: () => [] },
    facets: { kind: byCode(({ kind }) => [kind]) },
    meanings: {
      name: having(["MINISTRY of Public Security", "State Council", "Ministry"], ({ name }) => [
        name,
      ]),
      name_native: having(["公安部", "某部"], ({ name_native }) => [name_native], { exact: true }),
      acronym: having(["miit", "CAC", "SAC", "B1"], ({ acronym }) => [acronym]),
      kind: having(codesOf(BODY_KINDS), ({ kind }) => [kind]),
      jurisdiction: having(["CN-GD", "CN", "US", "EU", "FR"], ({ jurisdiction }) =>
        jurisdictionsAbove(world, jurisdiction),
      ),
      jurisdiction_exact: having(["CN-GD", "CN", "US"], ({ jurisdiction }) => [
        jurisdiction?.id ?? null,
      ]),
      parent: having(
        ["State-Council", "samr", "miit", "工信部", "mps", "cac"],
        (body, viewer) => [seenId(body.parent, world.bodies, viewer)],
        { meaningOf: (name) => (name === "工信部" ? "miit" : name) },
      ),
      website: having(
        ["https://www.miit.gov.cn/", "https://www.npc.gov.cn/", "https://www.gov.cn/"],
        ({ website }) => [website],
        { exact: true },
      ),
      active_from: dated(dates, ({ active_from }) => active_from),
      active_to: dated([...dates, "2019", "2021"], ({ active_to }) => active_to),
      succeeded_by: having(["nfra", "SAMR", "miit", "mps"], (body, viewer) =>
        seen(body.succeeded_by, world.bodies, viewer).map(({ id }) => id),
      ),
      ...everyRecord(records, random),
    },
  };
}

function topicOracle(world: World): Oracle<ServedTopic> {
  const records = [...world.topics.values()];
  return {
    resource: "topics",
    records,
    isPublished: ({ state }) => state === "published",
    orders: namedOrders,
    texts: {
      title: ({ name, aliases }) => [name, ...aliases],
      summary: ({ description }) => [description],
    },
    facets: {},
    meanings: {
      name: having(["PERSONAL information", "Apps", "Consent"], ({ name }) => [name]),
      parent: having(
        ["data-protection", "Personal information", "apps"],
        (topic, viewer) => [seenId(topic.parent, world.topics, viewer)],
        { meaningOf: (name) => name.toLowerCase().replace(" ", "-") },
      ),
      within: having(["data-protection", "consent", "APPS", "sdk"], ({ id }, viewer) =>
        topicsAbove(world, id, viewer),
      ),
      ...everyRecord(records, random),
    },
  };
}

function jurisdictionOracle(records: ServedJurisdiction[]): Oracle<ServedJurisdiction> {
  const world = { jurisdictions: new Map(records.map((record) => [record.id, record])) };
  return {
    resource: "jurisdictions",
    records,
    isPublished: () => true,
    orders: namedOrders,
    texts: {
      title: ({ name, name_native, aliases }) => [name, name_native, ...aliases],
      summary: ({ iso_3166, gb_t_2260 }) => [iso_3166, gb_t_2260],
    },
    facets: { level: byCode(({ level }) => [level]) },
    meanings: {
      name: having(["place 1", "PLACE 2", "place 3, south"], ({ name }) => [name]),
      name_native: having(["某地", "Ort", "ort"], ({ name_native }) => [name_native], {
        exact: true,
      }),
      level: having(codesOf(JURISDICTION_LEVELS), ({ level }) => [level]),
      parent: having(["PLACE-1", "place-2", "place-5", "Place-7"], ({ parent }) => [
        parent?.id ?? null,
      ]),
      within: having(["PLACE-1", "place-2", "place-5", "Place-7"], (place) =>
        jurisdictionsAbove(world, place),
      ),
      iso_3166: having(["XA", "xb", "XA-1"], ({ iso_3166 }) => [iso_3166]),
      gb_t_2260: having(["440300", "440000"], ({ gb_t_2260 }) => [gb_t_2260]),
      ...everyRecord(records, random),
    },
  };
}

/** A tree of places, some of which were moved: the five thousand of the seed would take too long. */
async function growPlaces(app: FastifyInstance): Promise<void> {
  const ids: string[] = [];
  for (let i = 0; i < 120; i++) {
    const { id } = await create(app, "jurisdictions", {
      id: `place-${i}`,
      name: random.pick(["Place 1", "Place 2", "Place 3, south", `Place ${i}`]),
      name_native: random.pick(["某地", "Ort", null]),
      level: random.pick(codesOf(JURISDICTION_LEVELS)),
      parent: ids.length > 0 && random.chance(0.8) ? random.pick(ids.slice(-15)) : null,
      iso_3166: random.pick(["XA", "XB", "XA-1", null]),
      gb_t_2260: random.pick(["440300", "440000", null]),
    });
    ids.push(id);
  }
  // Only a place further up can be above: no cycle.
  for (const moved of random.some(ids.slice(40), 15, 15)) {
    await patch(app, `/jurisdictions/${moved}`, { parent: random.pick(ids.slice(0, 40)) });
  }
}

t.test("lists of bodies and topics are what a plain loop gives", async (t) => {
  const app = uncheckedApp(t);
  await fillWorld(app, random);
  const world = await readWorld(app);
  const [bodies, topics] = [bodyOracle(world), topicOracle(world)];
  await t.test("bodies", (t) => compareAll(t, app, bodies));
  await t.test("topics", (t) => compareAll(t, app, topics));
});

t.test("lists of places are what a plain loop gives", async (t) => {
  const app = uncheckedApp(t, { SEED: "false" });
  await growPlaces(app);
  const { records } = await walk<ServedJurisdiction>(app, "/jurisdictions?limit=200");
  await compareAll(t, app, jurisdictionOracle(records));
});

async function compareAll<R extends ServedBody | ServedTopic | ServedJurisdiction>(
  t: Test,
  app: FastifyInstance,
  oracle: Oracle<R>,
): Promise<void> {
  await compareEveryFilter(t, app, oracle);
  await compareEveryFacet(t, app, oracle);
  await compareEveryOrder(t, app, oracle, 70);
  await compareRandomQueries(t, app, oracle, random, 60);
}
