import t from "tap";
import { codesOf, EVENT_TYPES } from "../../src/vocabularies.ts";
import { uncheckedApp } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";
import type { ServedCitation, ServedEvent, ServedSource, World } from "../served-records.ts";
import { readWorld } from "../served-records.ts";
import { LANGUAGES } from "../synthetic-items.ts";
import {
  compareEveryFacet,
  compareEveryFilter,
  compareEveryOrder,
  compareRandomQueries,
} from "./compare-lists.ts";
import { byCode, byLanguage, byText } from "./facet-oracle.ts";
import { textTitles } from "./links-seen.ts";
import { dated, daysOf, everyRecord, folded, having, measured } from "./meanings.ts";
import type { Oracle } from "./oracle.ts";
import { fillWorld } from "./world-changes.ts";

const random = new SeededRandom(334);
const app = uncheckedApp(t);

const DATES = ["2020-07", "2020", "2019-12", "2021-06-15", "1999", "2020-02~"];

const recordOrders = {
  created_at: ({ created_at }: { created_at: string }) => created_at,
  updated_at: ({ updated_at }: { updated_at: string }) => updated_at,
  id: ({ id }: { id: string }) => folded(id),
};

const firstDay = (date: string | null) => date && daysOf(date).first;

/** Values that some records have, as samples. */
const some = <R>(records: readonly R[], textOf: (record: R) => string | null, count = 4) =>
  random.some([...new Set(records.flatMap((record) => textOf(record) ?? []))], count, count);

function eventOracle({ events, instruments, items }: World): Oracle<ServedEvent> {
  const records = [...events.values()];
  const isPublished = ({ instrument, item }: ServedEvent) =>
    instruments.get(instrument.id)?.state === "published" &&
    (item === null || items.get(item.id)?.state === "published");
  const open = records.filter(isPublished);
  return {
    resource: "events",
    records,
    isPublished,
    orders: { date: ({ date }) => firstDay(date), ...recordOrders },
    texts: {
      title: () => [],
      summary: ({ note }) => [note],
      linked: ({ instrument }) => textTitles(instruments.get(instrument.id)),
    },
    facets: { type: byCode(({ type }) => [type]) },
    meanings: {
      instrument: having(
        some(open, ({ instrument }) => instrument.id.toUpperCase()),
        ({ instrument }) => [instrument.id],
      ),
      type: having(codesOf(EVENT_TYPES), ({ type }) => [type]),
      date: dated(DATES, ({ date }) => date),
      note: having(["A note", "A note, longer", "a note"], ({ note }) => [note], { exact: true }),
      item: having(
        some(open, ({ item }) => item?.id ?? null),
        ({ item }) => [item?.id ?? null],
      ),
      ...everyRecord(records, random),
    },
  };
}

function citationOracle({ citations, items, instruments }: World): Oracle<ServedCitation> {
  const records = [...citations.values()];
  const isPublished = ({ item, instrument }: ServedCitation) =>
    (item ? items.get(item.id) : instruments.get(instrument?.id ?? ""))?.state === "published";
  const open = records.filter(isPublished);
  const exactly = (
    textOf: (record: ServedCitation) => string | null,
    options: { exact: boolean } = { exact: true },
  ) => having<ServedCitation>(some(open, textOf), (record) => [textOf(record)], options);
  return {
    resource: "citations",
    records,
    isPublished,
    orders: { date: ({ published_on }) => firstDay(published_on), ...recordOrders },
    texts: {
      title: ({ title, text }) => [title, text],
      summary: ({ publisher, locator }) => [publisher, locator],
    },
    facets: {
      cited_host: byText(({ url }) => [url && new URL(url).hostname.replace(/^www\./, "")]),
      language: byLanguage(),
    },
    meanings: {
      item: exactly(({ item }) => item?.id ?? null),
      instrument: exactly(({ instrument }) => instrument?.id ?? null),
      position: measured(["1", "2", "0"], ({ position }) => position),
      url: exactly(({ url }) => url),
      url_normalized: exactly(({ url_normalized }) => url_normalized),
      cited_host: having(
        ["gov.cn", "www.gov.cn", "court.gov.cn", "nobody.example"],
        ({ url }) => [url && new URL(url).hostname.replace(/^www\./, "")],
        { meaningOf: (host) => host.replace(/^www\./, "") },
      ),
      text: exactly(({ text }) => text),
      title: exactly(({ title }) => title),
      publisher: having(["Gazette", "people's daily, online"], ({ publisher }) => [publisher]),
      published_on: dated(DATES, ({ published_on }) => published_on),
      language: having([...LANGUAGES, "ZH"], ({ language }) => [language]),
      archived_url: exactly(({ archived_url }) => archived_url),
      locator: exactly(({ locator }) => locator),
      ...everyRecord(records, random),
    },
  };
}

function sourceOracle({ sources }: World): Oracle<ServedSource> {
  const records = [...sources.values()];
  return {
    resource: "sources",
    records,
    isPublished: ({ state }) => state === "published",
    orders: {
      date: ({ published_on }) => firstDay(published_on),
      title: ({ title }) => folded(title),
      ...recordOrders,
    },
    texts: { title: ({ title }) => [title], summary: ({ publisher }) => [publisher] },
    facets: { language: byLanguage() },
    meanings: {
      title: having(
        some(records, ({ title }) => title.toUpperCase()),
        ({ title }) => [title],
      ),
      publisher: having(["Gazette", "a, b"], ({ publisher }) => [publisher]),
      published_on: dated([...DATES, "2018", "2022"], ({ published_on }) => published_on),
      url: having(
        some(records, ({ url }) => url),
        ({ url }) => [url],
        { exact: true },
      ),
      language: having([...LANGUAGES, "ZH"], ({ language }) => [language]),
      ...everyRecord(records, random),
    },
  };
}

t.test("lists of what belongs to others, and of sources, are what a loop gives", async (t) => {
  await fillWorld(app, random);
  const world = await readWorld(app);
  const oracles = [eventOracle(world), citationOracle(world), sourceOracle(world)] as const;
  await t.test("events", (t) => compareAll(t, oracles[0]));
  await t.test("citations", (t) => compareAll(t, oracles[1]));
  await t.test("sources", (t) => compareAll(t, oracles[2]));
});

async function compareAll<R extends ServedEvent | ServedCitation | ServedSource>(
  t: Parameters<typeof compareEveryFilter>[0],
  oracle: Oracle<R>,
): Promise<void> {
  await compareEveryFilter(t, app, oracle);
  await compareEveryFacet(t, app, oracle);
  await compareEveryOrder(t, app, oracle, 40);
  await compareRandomQueries(t, app, oracle, random, 60);
}
