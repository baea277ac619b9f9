import t from "tap";
import {
  codesOf,
  INSTRUMENT_BODY_ROLES,
  INSTRUMENT_STATUSES,
  INSTRUMENT_TYPES,
} from "../../src/vocabularies.ts";
import { uncheckedApp } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import type { ServedBody, ServedInstrument, World } from "../served-records.ts";
import { readWorld } from "../served-records.ts";
import { LANGUAGES } from "../synthetic-items.ts";
import {
  compareEveryFacet,
  compareEveryFilter,
  compareEveryOrder,
  comparePredecessors,
  compareRandomQueries,
} from "./compare-lists.ts";
import { byCode, byLanguage, byRecord, byUnitOfTime } from "./facet-oracle.ts";
import {
  bodiesAfter,
  bodiesBefore,
  bodyNames,
  jurisdictionsAbove,
  pairs,
  seen,
  textTitles,
  topicsAbove,
} from "./links-seen.ts";
import type { Viewer } from "./meanings.ts";
import { dated, daysOf, everyRecord, folded, having } from "./meanings.ts";
import type { Oracle } from "./oracle.ts";
import { forceOn, issuedOn, statusOn } from "./status-oracle.ts";
import { fillWorld } from "./world-changes.ts";

const random = new SeededRandom(1979);
const app = uncheckedApp(t);
const TODAY = new Date().toISOString().slice(0, 10);

const FORCE_DAYS = ["2020", "2019", "2021-02-28", "2018", "2022", "2019-06", "2018-03~", "1999"];

/** An event that names a draft does not count for a client without a key. */
const eventsSeen = (world: World, { events, state }: ServedInstrument, viewer: Viewer) =>
  events.filter(
    ({ item }) =>
      viewer === "keyed" ||
      (state === "published" && (item === null || world.items.get(item.id)?.state === "published")),
  );

const otherTexts = (world: World, { relations }: ServedInstrument, viewer: Viewer) =>
  seen(
    relations.map(({ type, instrument }) => ({ id: instrument.id, role: type })),
    world.instruments,
    viewer,
  );

function instrumentOracle(world: World): Oracle<ServedInstrument> {
  const records = [...world.instruments.values()];
  const bodies = (record: ServedInstrument, viewer: Viewer) =>
    seen(record.issuing_bodies, world.bodies, viewer);
  const related = (record: ServedInstrument, viewer: Viewer) => otherTexts(world, record, viewer);
  // A published instrument is ordered for everybody by what everybody sees.
  const issued = new Map(
    records.map((record) => [
      record.id,
      issuedOn(eventsSeen(world, record, record.state === "draft" ? "keyed" : "public")),
    ]),
  );
  const issuedBy = ({ id }: ServedInstrument) => issued.get(id) ?? null;
  const status = (record: ServedInstrument, viewer: Viewer, day: string) =>
    record.type === "judgment" ? null : statusOn(eventsSeen(world, record, viewer), day);
  const force = (record: ServedInstrument, viewer: Viewer) =>
    record.type === "judgment"
      ? { from: null, to: null }
      : forceOn(eventsSeen(world, record, viewer), TODAY);
  const forced = (end: "from" | "to") =>
    dated<ServedInstrument>(FORCE_DAYS, (record, viewer) => force(record, viewer)[end]);
  const days = ["2020-08-01", "2022-07-31", "2022-08-01", "2019-06-30", "2018-02-28", TODAY];
  return {
    resource: "instruments",
    records,
    isPublished: ({ state }) => state === "published",
    orders: {
      date: (record) => {
        const date = issuedBy(record);
        return date && daysOf(date).first;
      },
      title: ({ title }) => folded(title),
      created_at: ({ created_at }) => created_at,
      updated_at: ({ updated_at }) => updated_at,
      id: ({ id }) => folded(id),
      status: (record, viewer) => {
        const code = status(record, viewer, TODAY);
        return (
          code && String.fromCharCode(97 + codesOf(INSTRUMENT_STATUSES).indexOf(code as never))
        );
      },
      in_force_from: (record, viewer) => force(record, viewer).from,
      in_force_to: (record, viewer) => force(record, viewer).to,
    },
    texts: {
      title: textTitles,
      summary: ({ number, local_type }) => [number, local_type],
      linked: (record, viewer) =>
        bodies(record, viewer).flatMap(({ id }) => bodyNames(world.bodies.get(id))),
    },
    facets: {
      authority: {
        ...byRecord<ServedInstrument, ServedBody>(
          (record, viewer) => bodies(record, viewer).map(({ id }) => id),
          world.bodies,
          ({ name }) => name,
        ),
        wider: (id, viewer) => bodiesAfter(world, id, viewer),
      },
      jurisdiction: byRecord(
        ({ jurisdiction }) => jurisdictionsAbove(world, jurisdiction),
        world.jurisdictions,
        ({ name }) => name,
      ),
      topic: byRecord(
        (record, viewer) => record.topics.flatMap(({ id }) => topicsAbove(world, id, viewer)),
        world.topics,
        ({ name }) => name,
      ),
      type: byCode(({ type }) => [type]),
      status: byCode((record, viewer) => [status(record, viewer, TODAY)]),
      in_force_from: byUnitOfTime("year", (record, viewer) => force(record, viewer).from),
      in_force_to: byUnitOfTime("year", (record, viewer) => force(record, viewer).to),
      year: byUnitOfTime("year", issuedBy),
      month: byUnitOfTime("month", issuedBy),
      language: byLanguage(),
    },
    meanings: {
      authority: {
        ...having<ServedInstrument>(["miit", "NPCSC", "cac", "ndrc"], (record, viewer) =>
          bodies(record, viewer).map(({ id }) => id),
        ),
        ...pairs<ServedInstrument>("authority_role", bodies),
        standsFor: (name, viewer) => bodiesBefore(world, folded(name), viewer),
      },
      authority_role: {
        ...having<ServedInstrument>(codesOf(INSTRUMENT_BODY_ROLES), (record, viewer) =>
          bodies(record, viewer).map(({ role }) => role),
        ),
        narrows: "authority",
      },
      jurisdiction: having(["CN-GD", "CN", "US", "EU", "FR"], (record) =>
        jurisdictionsAbove(world, record.jurisdiction),
      ),
      jurisdiction_exact: having(["CN-GD", "CN", "US"], ({ jurisdiction }) => [
        jurisdiction?.id ?? null,
      ]),
      topic: having(["personal-information", "apps", "data-protection"], (record, viewer) =>
        record.topics.flatMap(({ id }) => topicsAbove(world, id, viewer)),
      ),
      type: having(codesOf(INSTRUMENT_TYPES), ({ type }) => [type]),
      status: having(codesOf(INSTRUMENT_STATUSES), (record, viewer) => [
        status(record, viewer, TODAY),
      ]),
      in_force_on: {
        samples: days,
        single: true,
        matches: (record, day, viewer) => status(record, viewer, day) === "in_force",
      },
      in_force_from: forced("from"),
      in_force_to: forced("to"),
      binding: having(["true", "false"], ({ binding }) => [binding === null ? null : `${binding}`]),
      issued: dated(["2020-07", "2020", "2019-12", "2021-06-15", "1999"], issuedBy),
      year: dated(["2020", "2019", "1999", "2021"], issuedBy),
      month: dated(["2020-07", "2019-12", "1999-12"], issuedBy),
      number: having(["No. 1", "法发〔2020〕25号"], ({ number }) => [number]),
      related_to: {
        ...having<ServedInstrument>(
          ["criminal-law", "data-security-law", "civil-code"],
          (record, viewer) => related(record, viewer).map(({ id }) => id),
        ),
        ...pairs<ServedInstrument>("relation", related),
      },
      relation: {
        ...having<ServedInstrument>(
          ["amends", "amended_by", "plans", "cites", "cited_by", "has_part", "replaced_by"],
          (record, viewer) => related(record, viewer).map(({ role }) => role),
        ),
        narrows: "related_to",
      },
      title: having(
        random.some(records, 5, 5).map(({ title }) => title.toUpperCase()),
        ({ title }) => [title],
      ),
      title_native: having(
        ["数据安全法", "Gesetz, neu", "法", "gesetz, neu"],
        ({ title_native }) => [title_native],
        { exact: true },
      ),
      local_type: having(["departmental rule", "Local Regulation"], ({ local_type }) => [
        local_type,
      ]),
      language: having([...LANGUAGES, "ZH"], ({ language }) => [language]),
      url: having(["https://www.example.com/1", "https://www.example.com/2"], ({ url }) => [url], {
        exact: true,
      }),
      ...everyRecord(records, random),
    },
  };
}

t.test("lists of instruments are what a plain loop gives", async (t) => {
  await fillWorld(app, random);
  const world = await readWorld(app);
  const oracle = instrumentOracle(world);
  await t.test("the status that is served is what the events say", async (t) => {
    for (const record of oracle.records) {
      const { type, events } = record;
      t.equal(record.status, type === "judgment" ? null : statusOn(events, TODAY), record.id);
    }
  });
  await t.test("every filter", (t) => compareEveryFilter(t, app, oracle));
  await t.test("every facet", (t) => compareEveryFacet(t, app, oracle));
  await t.test("every order", (t) => compareEveryOrder(t, app, oracle, 9));
  await t.test("bodies with their predecessors", (t) => comparePredecessors(t, app, oracle));
  await t.test("random queries", (t) => compareRandomQueries(t, app, oracle, random, 250));
});
