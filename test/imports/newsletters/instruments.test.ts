import t from "tap";
import { KEYED, patch, read as get, write } from "../../app-under-test.ts";
import { actions, newslettersUnderTest } from "./newsletters-under-test.ts";
import { instrument, newsletter, read } from "./readings.ts";

/** What newsletters say of instruments: new ones, recorded ones, the steps in their lives. */

const { app, bring, item } = newslettersUnderTest(t);

t.test("instruments that are recorded are not changed by an import", async (t) => {
  const before = await get<{ revision: number }>(app, "/instruments/criminal-law", KEYED);
  const answer = bring(
    newsletter("Crane letter", [
      {
        title: "A step in the life of a law",
        date: "2021-09-01",
        instruments: [
          instrument("Criminal Law", { id: "criminal-law", steps: [["amended", "2021-09-01"]] }),
          instrument("Crane Measures", { steps: [["comment_opened", "2021-09-01"]] }),
        ],
      },
      {
        title: "Another about the same draft",
        date: "2021-09-08",
        instruments: [
          instrument("Crane Measures", {
            steps: [["comment_closes", "2021-10-01"]],
            type: read("rule", "It may be a notice."),
          }),
        ],
      },
    ]),
  );
  const [first, second] = answer.items;
  t.same(
    first?.instruments.map(({ id }) => id),
    ["criminal-law", "crane-measures"],
  );
  t.same(
    second?.instruments.map(({ id }) => id),
    ["crane-measures"],
  );
  t.match(second?.review?.doubts, [{ field: "/instruments/0", detail: "It may be a notice." }]);
  t.match(await get(app, "/instruments/crane-measures", KEYED), {
    status: "draft",
    events: [{ type: "comment_opened" }, { type: "comment_closes" }],
  });
  t.same(await get(app, "/instruments/criminal-law", KEYED), before);
  t.match(first?.review?.proposals, [
    { field: "/instruments/0/events/-", proposed: { type: "amended", date: "2021-09-01" } },
  ]);
  const plan = await write(app, "POST", `/sources/${answer.source.id}/publish?dry_run=true`);
  t.match(plan.json(), {
    dry_run: true,
    published: [],
    left: [{ id: first?.id }, { id: second?.id }],
  });
  const accepted = await write(app, "POST", `/items/${first?.id}/proposals/1/accept`);
  t.equal(accepted.statusCode, 200, accepted.body);
  const law = await get<{ events: { item: { id: string } | null }[] }>(
    app,
    "/instruments/criminal-law",
    KEYED,
  );
  t.ok(law.events.some((event) => event.item?.id === first?.id));
  t.notMatch((await app.inject("/instruments/criminal-law")).body, "2021-09-01");
  const publishing = await write(app, "POST", `/sources/${answer.source.id}/publish`);
  t.match(publishing.json(), {
    published: [
      { resource: "instruments", id: "crane-measures" },
      { resource: "sources", id: answer.source.id },
      { resource: "items", id: first?.id },
    ],
    left: [{ id: second?.id, reasons: [/a doubt, about instruments/] }],
  });
  t.match(await get(app, "/instruments/crane-measures"), { events: [{ type: "comment_opened" }] });
  t.match((await app.inject("/instruments/criminal-law")).body, "2021-09-01");
});

t.test(
  "instruments that an import made follow its corrections, until somebody edits them",
  async (t) => {
    const edition = (title: string, steps: [string, string][], number: string | null = null) =>
      newsletter("Plover letter", [
        {
          title: "Plover rules are out",
          date: "2021-10-01",
          urls: ["https://plover.example/1"],
          instruments: [instrument(title, { steps: steps as never, number })],
        },
      ]);
    const first = bring(edition("Plover Rulse for Data", [["published", "2021-10-01"]]));
    const made = first.instruments[0]?.id as string;
    const source = { source: first.source.id };
    const second = bring(
      edition("Plover Rules for Data", [["published", "2021-10-02"]], "No. 5"),
      source,
    );
    t.same([second.instruments, actions(second)], [[], ["updated"]]);
    t.match(await get(app, `/instruments/${made}`, KEYED), {
      title: "Plover Rules for Data",
      number: "No. 5",
      events: [{ type: "published", date: "2021-10-02" }],
    });
    await patch(app, `/instruments/${made}`, { number: "No. 6" });
    const third = bring(
      edition(
        "Plover Rules for Data",
        [
          ["published", "2021-10-02"],
          ["in_force", "2022-01-01"],
        ],
        "No. 7",
      ),
      source,
    );
    t.same(actions(third), ["proposed"]);
    const law = await get<{ number: string; events: object[] }>(app, `/instruments/${made}`, KEYED);
    t.match(law, { number: "No. 6", events: [{}, { type: "in_force" }] });
    const id = third.items[0]?.id as string;
    const [offered] = (await item(id)).review?.proposals ?? [];
    t.match(offered, { field: "/instruments/0/number", current: "No. 6", proposed: "No. 7" });
    const accepted = await write(app, "POST", `/items/${id}/proposals/${offered?.number}/accept`);
    t.match(accepted.json(), { review: { proposals: [] } });
    t.match(await get(app, `/instruments/${made}`, KEYED), { number: "No. 7" });
  },
);

t.test("steps in instruments' lives follow what is read", async (t) => {
  const edition = (steps: [string, string][], summary: string) =>
    newsletter("Curlew letter", [
      {
        title: "Curlew rules have deadlines",
        summary,
        instruments: [instrument("Curlew Rules", { steps: steps as never })],
      },
    ]);
  const steps: [string, string][] = [
    ["compliance_deadline", "2021-08-31"],
    ["compliance_deadline", "2021-12-10"],
    ["published", "2021-07-01"],
  ];
  const first = bring(edition(steps, "One."));
  const path = `/instruments/${first.instruments[0]?.id}`;
  const stepsNow = async () =>
    (
      await get<{ events: { id: string; type: string; date: string }[] }>(app, path, KEYED)
    ).events.map(({ type, date }) => `${type} ${date}`);
  t.same(actions(bring(edition(steps, "One."))), ["unchanged"]);
  bring(
    edition(
      [
        ["compliance_deadline", "2021-12-10"],
        ["compliance_deadline", "2021-09-30"],
      ],
      "Two.",
    ),
  );
  t.same(await stepsNow(), ["compliance_deadline 2021-09-30", "compliance_deadline 2021-12-10"]);
  const { events } = await get<{ events: { id: string }[] }>(app, path, KEYED);
  await patch(app, `/events/${events[0]?.id}`, { date: "2021-10" });
  await write(app, "DELETE", `/events/${events[1]?.id}`);
  const last = bring(edition([["compliance_deadline", "2021-12-10"]], "Three."));
  t.same(await stepsNow(), ["compliance_deadline 2021-10"], "what was deleted stays so");
  const [offered] = (await item(last.items[0]?.id ?? "")).review?.proposals ?? [];
  t.match(offered, { field: "/instruments/0/events/0", proposed: null });
  await write(app, "POST", `/items/${last.items[0]?.id}/proposals/${offered?.number}/accept`);
  t.same(await stepsNow(), []);
});
