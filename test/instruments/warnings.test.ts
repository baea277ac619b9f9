import t from "tap";
import { appUnderTest, create, KEYED, patch, read, write } from "../app-under-test.ts";
import type { ServedInstrument } from "../served-records.ts";

/** Events that contradict one another: shown where the world can be so, refused where it can't. */

const app = appUnderTest(t);

type Written = [type: string, date?: string];

const law = (events: Written[], type = "law") => ({
  title: "A strange life",
  type,
  events: events.map(([step, date]) => ({ type: step, date: date ?? null })),
});

const WARNED: Record<string, Written[][]> = {
  published_before_adopted: [
    [
      ["published", "2020-01-01"],
      ["adopted", "2020-02"],
    ],
  ],
  in_force_before_adopted: [
    [
      ["in_force", "2019"],
      ["adopted", "2020-01-01"],
      ["adopted", "2021"],
    ],
  ],
  applies_before_in_force: [
    [
      ["applies", "2020-01-01"],
      ["in_force", "2020-01-02"],
    ],
  ],
  closed_before_opened: [
    [
      ["comment_closes", "2020-07-01"],
      ["comment_opened", "2020-08"],
    ],
  ],
  opened_after_adopted: [
    [
      ["adopted", "2020"],
      ["comment_opened", "2021-01-01"],
    ],
    [
      ["in_force", "2020-05"],
      ["comment_opened", "2021-01-01"],
      ["comment_closes", "2021-02"],
    ],
  ],
  ended_before_in_force: [
    [
      ["repealed", "2019-12-31"],
      ["in_force", "2020"],
    ],
    [
      ["withdrawn", "2019"],
      ["applies", "2020"],
    ],
  ],
  several_ends: [
    [
      ["in_force", "2019"],
      ["expires", "2022-08-01"],
      ["repealed", "2021-01-01"],
    ],
    [
      ["repealed", "2021"],
      ["repealed", "2021"],
    ],
  ],
  in_force_after_end: [
    [
      ["in_force", "2019"],
      ["repealed", "2020"],
      ["in_force", "2021"],
    ],
  ],
  suspended_before_in_force: [
    [
      ["suspended", "2019"],
      ["in_force", "2020"],
    ],
  ],
  resumed_without_suspension: [
    [
      ["in_force", "2019"],
      ["resumed", "2020"],
    ],
    [
      ["resumed", "2020"],
      ["suspended", "2021"],
      ["in_force", "2019"],
    ],
  ],
};

const FINE: Written[][] = [
  [],
  [
    ["planned", "2018"],
    ["drafted", "2019"],
    ["comment_opened", "2019-05"],
    ["comment_closes", "2019-06"],
  ],
  [
    ["adopted", "2020-01-01"],
    ["published", "2020-01-01"],
    ["in_force", "2020"],
    ["applies", "2021"],
  ],
  // A vague date may be any of its days.
  [
    ["in_force", "2020"],
    ["adopted", "2020-12-31"],
    ["repealed", "2020"],
  ],
  [
    ["in_force", "2019"],
    ["suspended", "2020"],
    ["resumed", "2020"],
    ["expires", "2021"],
  ],
  [["in_force"], ["adopted", "2020"], ["repealed", "2021"], ["suspended"], ["resumed", "2019"]],
  [["withdrawn", "2020"]],
];

t.test("what can be so is shown with the events that say it", async (t) => {
  for (const [code, lives] of Object.entries(WARNED)) {
    for (const life of lives) {
      const made = await create<ServedInstrument>(app, "instruments", law(life));
      const label = JSON.stringify(life);
      t.same(
        made.warnings.map((warning) => warning.code),
        [code],
        label,
      );
      const [warning] = made.warnings;
      const ids = made.events.map(({ id }) => id);
      t.ok(
        warning?.events.every((id) => ids.includes(id)),
        label,
      );
      for (const id of warning?.events ?? []) {
        const event = made.events.find((each) => each.id === id);
        t.ok(warning?.detail.includes(`${event?.type} ${event?.date}`), label);
      }
      t.same(
        (await read<ServedInstrument>(app, `/instruments/${made.id}`)).warnings,
        made.warnings,
      );
    }
  }
});

t.test("what is as it should be has no warnings", async (t) => {
  for (const life of FINE) {
    const made = await create<ServedInstrument>(app, "instruments", law(life));
    t.same(made.warnings, [], JSON.stringify(life));
  }
});

const IMPOSSIBLE: [Written[], string][] = [
  [
    [
      ["repealed", "2019"],
      ["adopted", "2020"],
    ],
    "law",
  ],
  [
    [
      ["expires", "2019-12-31"],
      ["adopted", "2020"],
      ["adopted", "2021"],
    ],
    "law",
  ],
  [
    [
      ["overturned", "2019"],
      ["decided", "2020"],
    ],
    "judgment",
  ],
  [[["comment_opened", "2019"]], "judgment"],
  [[["planned"]], "judgment"],
];

t.test("what can't be is refused, whole or step by step", async (t) => {
  for (const [life, type] of IMPOSSIBLE) {
    const label = JSON.stringify(life);
    const whole = await write(app, "POST", "/instruments", law(life, type));
    t.equal(whole.statusCode, 400, label);
    t.equal(whole.json().errors[0].pointer, "/events", label);
    t.match(whole.json().errors[0].detail, /That can't be\./, label);
    const { id } = await create(app, "instruments", law(life.slice(1), type));
    const [[step, date] = []] = life;
    const event = { instrument: id, type: step, date: date ?? null };
    const one = await write(app, "POST", "/events", event);
    t.equal(one.statusCode, 400, `${label}: ${one.body}`);
    t.equal((await write(app, "POST", "/events", { ...event, type: "other" })).statusCode, 201);
  }
  const { id } = await create(
    app,
    "instruments",
    law([
      ["adopted", "2020"],
      ["repealed", "2021"],
    ]),
  );
  const answer = await write(app, "PATCH", `/events/${id}-repealed`, { date: "2019" });
  t.equal(answer.statusCode, 400, answer.body);
  const draft = await create(app, "instruments", law([["comment_opened", "2020"]]));
  const judged = await write(app, "PATCH", `/instruments/${draft.id}`, { type: "judgment" });
  t.equal(judged.statusCode, 400, judged.body);
});

t.test("what is stored already stands in nobody's way", async (t) => {
  const { id } = await create(
    app,
    "instruments",
    law([
      ["adopted", "1990"],
      ["repealed", "2000"],
      ["adopted", "2020"],
    ]),
  );
  t.equal((await write(app, "DELETE", `/events/${id}-adopted`)).statusCode, 204);
  const { warnings } = await patch<ServedInstrument>(app, `/instruments/${id}`, {
    number: "No. 7",
  });
  t.match(warnings, [{ code: "ended_before_adopted" }]);
  const again = await read<ServedInstrument>(app, `/instruments/${id}`);
  t.equal((await write(app, "PUT", `/instruments/${id}`, again)).statusCode, 200);
});

t.test("an event that names a draft warns nobody who can't see it", async (t) => {
  const item = await create(app, "items", { title: "Not yet shown", kind: "other" });
  const { id } = await create(app, "instruments", {
    title: "Seen in part",
    type: "law",
    events: [
      { type: "adopted", date: "2020" },
      { type: "in_force", date: "2019", item: item.id },
    ],
  });
  const codes = async (headers = {}) =>
    (await read<ServedInstrument>(app, `/instruments/${id}`, headers)).warnings.map(
      ({ code }) => code,
    );
  t.same(await codes(), []);
  t.same(await codes(KEYED), ["in_force_before_adopted"]);
  await patch(app, `/items/${item.id}`, { state: "published" });
  t.same(await codes(), ["in_force_before_adopted"]);
});

t.test("warnings are computed: they can't be written", async (t) => {
  const body = { ...law([]), warnings: [] };
  t.equal((await write(app, "POST", "/instruments", body)).statusCode, 400);
  const { data } = await read<{ data: ServedInstrument[] }>(app, "/instruments?limit=200");
  t.ok(
    data.some(({ warnings }) => warnings.length > 0),
    "lists show them",
  );
  const csv = await app.inject({ url: "/instruments?format=csv&fields=id,warnings" });
  t.match(csv.body, /code=several_ends/);
});
