import t from "tap";
import { create, read, uncheckedApp } from "../app-under-test.ts";

/**
 * What no index has in the order asked for is tried on the rows of that order for a while; where those
 * that match stand farther down, they are found by an index. Either way the answer is the same.
 */

interface Citation {
  id: string;
  position: number;
  published_on: string | null;
  created_at: string;
}

interface Page {
  data: Citation[];
  page: { total: number; next: string | null };
}

const app = uncheckedApp(t);
const OWNERS = 60;
const CITATIONS = 100;

/** All pages of a list. */
async function listed(query: string): Promise<{ data: Citation[]; total: number }> {
  const data: Citation[] = [];
  let cursor = "";
  for (;;) {
    const { data: some, page } = await read<Page>(app, `/citations?${query}&limit=200${cursor}`);
    data.push(...some);
    if (page.next === null) return { data, total: page.total };
    cursor = `&cursor=${page.next}`;
  }
}

const isIn =
  (...periods: string[]) =>
  ({ published_on }: Citation) =>
    periods.some((each) => published_on?.startsWith(each));

t.before(async () => {
  for (let owner = 0; owner < OWNERS; owner++) {
    await create(app, "items", {
      title: `Owner ${owner}`,
      kind: "legislation",
      state: "published",
      citations: Array.from({ length: CITATIONS }, (_, i) => ({
        text: `Reference ${i}`,
        // The older half of the citations is of old years, the newer half of two new ones.
        published_on:
          owner < OWNERS / 2 ? `19${90 + (i % 10)}-0${1 + (i % 9)}` : `20${20 + (i % 2)}`,
      })),
    });
  }
});

t.test("what stands far down the order is found, once each, in the order", async (t) => {
  const { data: all } = await listed("");
  const newest = all[0]?.created_at as string;
  const nineties = Array.from({ length: 10 }, (_, i) => String(1990 + i));
  const cases: [query: string, holds: (citation: Citation) => boolean | undefined][] = [
    [`published_on=${nineties}`, isIn("199")],
    [`published_on=1990-01,1990-02,${nineties.slice(0, 8)}`, isIn(...nineties.slice(0, 8))],
    ["published_on=1990-01,1991-02", isIn("1990-01", "1991-02")],
    ["published_on=1989,1988", () => false],
    ["published_on_lte=1999", isIn("199")],
    ["published_on_gte=2020", isIn("20")],
    ["published_on_not=2020,2021", ({ published_on }) => !/^202/.test(published_on ?? "")],
    ["published_on_not=2020", ({ published_on }) => !published_on?.startsWith("2020")],
    ["position=99", ({ position }) => position === 99],
    ["position=99999", () => false],
    ["position_gte=50", ({ position }) => position >= 50],
    ["position_not=1,2,3", ({ position }) => position > 3],
    ["created_at=1999-01-01,1999-01-02", () => false],
    ["created_at_not=1999-01-01,1999-01-02", () => true],
    [`created_at_lte=${newest}`, () => true],
    ["position_lte=50&published_on_lte=1999", (each) => each.position <= 50 && isIn("199")(each)],
  ];
  t.ok(all.length >= OWNERS * CITATIONS);
  for (const [query, holds] of cases) {
    const expected = all.filter(holds);
    for (const sort of ["-created_at", "created_at"]) {
      const { data, total } = await listed(`${query}&sort=${sort}`);
      const ids = expected.map(({ id }) => id);
      if (sort === "created_at") ids.reverse();
      t.equal(data.map(({ id }) => id).join(), ids.join(), `${query}&sort=${sort}`);
      t.equal(total, expected.length, `${query}: the total`);
    }
  }
});

t.test("so many ranges are refused", async (t) => {
  const values = (count: number, of: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => of(i)).join(",");
  const year = (i: number) => String(1500 + i);
  const day = (i: number) => `2020-${String(1 + (i % 12)).padStart(2, "0")}-${10 + (i % 19)}`;
  const ranges = {
    "citations?published_on": year,
    "citations?published_on_not": year,
    "items?updated_at": day,
    "items?created_at_not": day,
    "items?date": year,
  };
  for (const [parameter, of] of Object.entries(ranges)) {
    const many = await app.inject({ url: `/${parameter}=${values(51, of)}` });
    t.equal(many.statusCode, 400, parameter);
    t.match(many.json().errors[0].detail, /takes at most 50 values, not 51\.$/, parameter);
    const most = await app.inject({ url: `/${parameter}=${values(50, of)}` });
    t.equal(most.statusCode, 200, parameter);
  }
  t.equal((await app.inject({ url: `/items?year=${values(500, year)}` })).statusCode, 200);
});
