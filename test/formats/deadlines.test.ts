import ICAL from "ical.js";
import t from "tap";
import { appUnderTest, create, patch, read, write } from "../app-under-test.ts";
import type { ServedEvent, ServedInstrument } from "../served-records.ts";

/** Who waits for the end of a consultation: as data, as a feed, and as a calendar. */

const app = appUnderTest(t, { PUBLIC_URL: "https://law.example.org" });

const DEADLINES = "/events?type=comment_closes&date_gte=2031-01-01&sort=date";

const deadline = async (title: string, closes: string, state = "published") => {
  const { events } = await create<ServedInstrument>(app, "instruments", {
    title,
    type: "rule",
    state,
    events: [
      { type: "comment_opened", date: "2030-12-01" },
      { type: "comment_closes", date: closes, note: "Send to the ministry." },
    ],
  });
  return events.find(({ type }) => type === "comment_closes") as ServedEvent;
};

async function entries() {
  const answer = await app.inject({ url: `${DEADLINES}&format=ics` });
  t.equal(answer.statusCode, 200);
  const calendar = new ICAL.Component(ICAL.parse(answer.body) as unknown as string);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const text = (name: string) => String(component.getFirstPropertyValue(name));
    return {
      uid: text("uid"),
      summary: text("summary"),
      days: [text("dtstart"), text("dtend")],
      status: text("status"),
      sequence: text("sequence"),
      url: text("url"),
      description: text("description"),
      isDay: (component.getFirstPropertyValue("dtstart") as ICAL.Time).isDate,
    };
  });
}

t.test("deadlines as JSON, a feed and a calendar", async (t) => {
  const late = await deadline("Rules on Late Things, Draft", "2031-03-31");
  const vague = await deadline("Rules on Vague Things", "2031-02");
  const across = await deadline("Rules on a Year", "2030-12-31");
  await deadline("Rules that nobody sees", "2031-05-05", "draft");

  const { data } = await read<{ data: ServedEvent[] }>(app, DEADLINES);
  t.match(data, [
    { id: vague.id, date: "2031-02", instrument: { title: "Rules on Vague Things" } },
    { id: late.id, date: "2031-03-31", note: "Send to the ministry." },
  ]);
  t.equal(data.length, 2, `${across.id} is over by then, and a draft is nobody's business`);

  const calendar = await entries();
  t.match(calendar, [
    {
      summary: "Comment period closes (some time in 2031-02): Rules on Vague Things",
      days: ["2031-02-01", "2031-03-01"],
      status: "TENTATIVE",
      isDay: true,
    },
    {
      summary: "Comment period closes: Rules on Late Things, Draft",
      days: ["2031-03-31", "2031-04-01"],
      status: "CONFIRMED",
      url: `https://law.example.org/events/${late.id}`,
      description: /^Send to the ministry\.\ncomment_closes: the last day for comments\./,
      isDay: true,
    },
  ]);

  const atom = (await app.inject({ url: `${DEADLINES}&format=atom` })).body;
  const titles = [...atom.matchAll(/<title[^>]*>([^<]*)<\/title>/g)].map(([, title]) => title);
  t.same(titles.slice(1), [
    "Comment period closes (some time in 2031-02): Rules on Vague Things",
    "Comment period closes: Rules on Late Things, Draft",
  ]);
  t.match(atom, "<dc:date>2031-03-31</dc:date>");
  t.notMatch(atom, "nobody sees");
});

t.test("a deadline that moves is the same entry, and one that is gone is gone", async (t) => {
  const before = await entries();
  const moved = before.find(({ summary }) => summary.includes("Late Things"));
  const id = moved?.url.split("/").at(-1);
  const tag = String((await app.inject({ url: `${DEADLINES}&format=ics` })).headers.etag);
  await patch(app, `/events/${id}`, { date: "2031-04-15" });
  const headers = { "if-none-match": tag };
  const again = await app.inject({ url: `${DEADLINES}&format=ics`, headers });
  t.equal(again.statusCode, 200, "who holds the old calendar gets the new one");
  const after = (await entries()).find(({ uid }) => uid === moved?.uid);
  t.match(after, { days: ["2031-04-15", "2031-04-16"], sequence: "1" });
  t.equal((await write(app, "DELETE", `/events/${id}`)).statusCode, 204);
  t.notOk((await entries()).some(({ uid }) => uid === moved?.uid));
});
