import t from "tap";
import { codesOf, EVENT_TYPES, INSTRUMENT_STATUSES } from "../../src/vocabularies.ts";
import { create, idsOf, uncheckedApp, walk } from "../app-under-test.ts";
import { daysOf } from "../query/meanings.ts";
import type { PlainEvent } from "../query/status-oracle.ts";
import { forceOn, statusOn } from "../query/status-oracle.ts";
import { SeededRandom } from "../seeded-random.ts";
import type { ServedInstrument } from "../served-records.ts";
import { possible } from "../synthetic-items.ts";

/** A model of status as a plain function agrees with all that the API says, on random lives. */

const random = new SeededRandom(1804);
const app = uncheckedApp(t);

const LIVES = 800;
const AT_ONCE = 20;

const two = (n: number) => String(n).padStart(2, "0");

/** Few days, at the ends of months and years, so that events meet on one and periods touch. */
function randomDate(): string | null {
  if (random.chance(0.05)) return null;
  const year = random.pick([2019, 2020, 2021]);
  const month = random.pick([1, 2, 6, 12]);
  const last = Number(daysOf(`${year}-${two(month)}`).last.slice(8));
  const day = random.pick([1, 2, 15, last - 1, last]);
  const whole = `${year}-${two(month)}-${two(day)}`;
  const date = random.pick([whole, whole, whole, `${year}-${two(month)}`, `${year}`]);
  return random.chance(0.1) ? `${date}~` : date;
}

const TYPES = [
  ...codesOf(EVENT_TYPES),
  // What decides comes more often.
  ...["in_force", "in_force", "repealed", "suspended", "resumed", "comment_opened"],
  ...["comment_closes", "comment_closes", "adopted"],
];

const randomLife = (): PlainEvent[] =>
  Array.from({ length: random.between(0, 7) }, () => ({
    type: random.pick(TYPES),
    date: randomDate(),
  }));

const randomDay = (): string => {
  const [year, month] = [random.between(2018, 2022), random.pick([1, 2, 3, 6, 7, 12])];
  const last = Number(daysOf(`${year}-${two(month)}`).last.slice(8));
  return `${year}-${two(month)}-${two(random.pick([1, 2, 3, 15, 16, last - 1, last]))}`;
};

t.test("status, force and their filters are what the model says", async (t) => {
  const lives = new Map<string, PlainEvent[]>();
  for (let i = 0; i < LIVES / AT_ONCE; i++) {
    const some = Array.from({ length: AT_ONCE }, () => possible(randomLife(), "notice"));
    const made = await Promise.all(
      some.map((events) =>
        create(app, "instruments", { title: "L", type: "notice", number: "model", events }),
      ),
    );
    for (const [place, { id }] of made.entries()) lives.set(id, some[place] ?? []);
  }
  t.equal(lives.size, LIVES);
  const seen = new Set<string>();
  for (let i = 0; i < 14; i++) {
    const day = randomDay();
    const list = `/instruments?number=model&on=${day}&limit=200`;
    const fields = "fields=id,status,in_force_from,in_force_to&count=none";
    const { records } = await walk<ServedInstrument>(app, `${list}&${fields}`);
    const model = new Map(
      [...lives].map(([id, events]) => [
        id,
        { status: statusOn(events, day), ...forceOn(events, day) },
      ]),
    );
    t.equal(records.length, LIVES);
    for (const { id, status, in_force_from, in_force_to } of records) {
      const wanted = model.get(id);
      seen.add(status ?? "");
      if (
        status === wanted?.status &&
        in_force_from === wanted?.from &&
        in_force_to === wanted?.to
      ) {
        continue;
      }
      t.same(
        [status, in_force_from, in_force_to],
        wanted,
        `${day} ${JSON.stringify(lives.get(id))}`,
      );
    }
    const idsWhere = (
      says: (life: { status: string; from: string | null; to: string | null }) => boolean,
    ) => [...model].flatMap(([id, life]) => (says(life) ? [id] : [])).sort();
    const found = async (filter: string) =>
      (await idsOf(app, `${list}&fields=id&${filter}`)).sort();
    for (const code of random.some(codesOf(INSTRUMENT_STATUSES), 3, 3)) {
      t.same(
        await found(`status=${code}`),
        idsWhere(({ status }) => status === code),
        `${code} on ${day}`,
      );
    }
    t.same(
      (await idsOf(app, `/instruments?number=model&limit=200&fields=id&in_force_on=${day}`)).sort(),
      idsWhere(({ status }) => status === "in_force"),
      `in force on ${day}`,
    );
    const other = randomDay();
    for (const end of ["from", "to"] as const) {
      const name = `in_force_${end}` as const;
      const at = (says: (day: string) => boolean) =>
        idsWhere((life) => life[end] !== null && says(life[end]));
      t.same(
        await found(`${name}_gte=${other}`),
        at((on) => on >= other),
        `${name} from ${other}`,
      );
      t.same(
        await found(`${name}_lte=${other}`),
        at((on) => on <= other),
        `${name} to ${other}`,
      );
      const month = other.slice(0, 7);
      t.same(
        await found(`${name}=${month}`),
        at((on) => on.startsWith(month)),
        `${name} in ${month}`,
      );
      t.same(
        await found(`${name}_exists=false`),
        idsWhere((life) => life[end] === null),
        name,
      );
      const sorted = await walk<ServedInstrument>(app, `${list}&${fields}&sort=-${name}`);
      const days = sorted.records.map((record) => record[name]);
      const inOrder = days
        .filter((each) => each !== null)
        .sort()
        .reverse();
      t.same(days, [...inOrder, ...days.filter((each) => each === null)], `sorted by ${name}`);
    }
  }
  t.same([...seen].sort(), codesOf(INSTRUMENT_STATUSES).sort(), "every status was met");
});
