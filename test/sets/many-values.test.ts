import t from "tap";
import { create, KEYED, patch, read, uncheckedApp, walk } from "../app-under-test.ts";

/** What is about any of so many texts that each record is looked at, instead of each text's set. */

const app = uncheckedApp(t);
const TEXTS = 130;

t.test("items about any of many texts", async (t) => {
  const texts: string[] = [];
  for (let i = 0; i < TEXTS; i++) {
    const { id } = await create(app, "instruments", {
      id: `many-${i}`,
      title: `Text ${i} of many`,
      type: "law",
      events: [{ type: "in_force", date: i % 3 === 2 ? "1902-01-01" : "1901-01-01" }],
      state: i % 10 === 9 ? "draft" : "published",
    });
    texts.push(id);
  }
  const items: { id: string; instruments: string[] }[] = [];
  for (let i = 0; i < 40; i++) {
    const instruments = [texts[(i * 7) % TEXTS] as string, texts[(i * 11 + 1) % TEXTS] as string];
    const named = i % 8 === 0 ? [] : [...new Set(instruments)];
    const { id } = await create(app, "items", {
      title: `Item ${i} about many`,
      kind: "other",
      instruments: named.map((each) => ({ id: each })),
      state: "published",
    });
    items.push({ id, instruments: named });
  }
  const number = (id: string) => Number(id.replace("many-", ""));
  const wanted = (day: "1901" | "1903", isSeen: (id: string) => boolean) =>
    items
      .filter(({ instruments }) =>
        instruments.some((id) => isSeen(id) && (day === "1903" || number(id) % 3 !== 2)),
      )
      .map(({ id }) => id)
      .sort();
  const published = (id: string) => number(id) % 10 !== 9;
  const found = async (day: string, headers: Record<string, string>) => {
    const url = `/items?instrument_in_force_on=${day}-06-01&fields=id&limit=200`;
    const { records } = await walk<{ id: string }>(app, url, headers);
    return records.map(({ id }) => id).sort();
  };
  const inForce = await read<{ page: { total: number } }>(
    app,
    "/instruments?in_force_on=1903-06-01&limit=1",
  );
  t.ok(inForce.page.total > 100, "so many that their sets are not united one by one");
  for (const day of ["1901", "1903"] as const) {
    t.same(await found(day, {}), wanted(day, published), `${day}, to everybody`);
    t.same(
      await found(day, KEYED),
      wanted(day, () => true),
      `${day}, with a key`,
    );
  }

  const [first] = items.filter(({ instruments }) => instruments.length > 0);
  await patch(app, `/items/${first?.id}`, { instruments: [] });
  if (first) first.instruments = [];
  t.same(
    await found("1903", KEYED),
    wanted("1903", () => true),
    "after one lost its texts",
  );
});
