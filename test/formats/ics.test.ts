import ICAL from "ical.js";
import t, { type Test } from "tap";
import { appUnderTest, create, KEYED, patch, read, walk } from "../app-under-test.ts";
import type { ServedEvent, ServedInstrument } from "../served-records.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const ADDRESS = "https://law.example.org";

const app = appUnderTest(t, { PUBLIC_URL: ADDRESS });

interface Component {
  name: string;
  uid: string;
  summary: string;
  description: string;
  url: string;
  /** The first day, and the first day after it, `YYYY-MM-DD`. */
  from: string | null;
  to: string | null;
  [property: string]: unknown;
}

/** A calendar as a calendar program sees it, once its lines are what RFC 5545 §3.1 demands. */
async function calendarOf(t: Test, url: string, headers = {}) {
  const answer = await app.inject({ url, headers });
  t.equal(answer.statusCode, 200, url);
  t.equal(answer.headers["content-type"], "text/calendar; charset=utf-8");
  const bytes = answer.rawPayload;
  const lines = bytes.toString("latin1").split("\r\n");
  t.equal(lines.pop(), "", "the last line is ended");
  for (const line of lines) {
    if (line.length > 75 || /[\r\n]/.test(line)) t.fail(`not a line: ${encodeURI(line)}`);
    const part = Buffer.from(line, "latin1");
    if (part.toString() !== new TextDecoder("utf-8", { ignoreBOM: true }).decode(part)) t.fail();
    if (part.toString().includes("\uFFFD")) t.fail("a character is split between two lines");
  }
  const calendar = new ICAL.Component(ICAL.parse(bytes.toString()) as unknown as string);
  t.equal(calendar.name, "vcalendar");
  const components = calendar
    .getAllSubcomponents()
    .filter(({ name }) => name !== "vtimezone")
    .map((component): Component => {
      const value = (name: string) => component.getFirstPropertyValue(name);
      const text = (name: string) => value(name) as string;
      const day = (name: string) => (value(name) === null ? null : String(value(name)));
      return {
        name: component.name,
        uid: text("uid"),
        summary: text("summary"),
        description: text("description"),
        url: text("url"),
        from: day("dtstart"),
        to: day("dtend"),
        isDay: (value("dtstart") as ICAL.Time | null)?.isDate ?? null,
        status: value("status"),
        transp: value("transp"),
        categories: value("categories"),
        sequence: value("sequence"),
        stamp: String(value("dtstamp")),
        modified: String(value("last-modified")),
      };
    });
  return { calendar, components };
}

const second = (timestamp: string) => `${timestamp.slice(0, 19)}Z`;

t.test("every event of the seed is in the calendar, on its day", async (t) => {
  const { records } = await walk<ServedEvent & { instrument: { title: string } }>(
    app,
    "/events?limit=200",
  );
  const { components, calendar } = await calendarOf(t, "/events?format=ics");
  t.equal(components.length, records.length);
  t.equal(new Set(components.map(({ uid }) => uid)).size, records.length);
  for (const [index, event] of records.entries()) {
    const component = components[index];
    t.match(component, {
      name: event.date === null ? "vjournal" : "vevent",
      url: `${ADDRESS}/events/${event.id}`,
      categories: event.type,
      sequence: event.revision - 1,
      stamp: second(event.updated_at),
      modified: second(event.updated_at),
    });
    t.ok(component?.summary.endsWith(event.instrument.title), event.id);
    if (event.date?.length === 10) {
      t.match(component, {
        from: event.date,
        isDay: true,
        status: "CONFIRMED",
        transp: "TRANSPARENT",
      });
    }
  }
  t.equal(calendar.getFirstPropertyValue("version"), "2.0");
  t.equal(calendar.getFirstPropertyValue("x-wr-calname"), "Legal developments: events");
  t.equal(String(calendar.getFirstPropertyValue("refresh-interval")), "PT12H");
});

t.test("a deadline reads as one", async (t) => {
  const url = "/events?type=comment_closes&date_gte=2020-08-01&sort=date&format=ics";
  const { components } = await calendarOf(t, url);
  t.match(components[0], {
    summary: "Comment period closes: Regulations on Data of Shenzhen Special Economic Zone",
    from: "2020-08-14",
    to: "2020-08-15",
  });
});

t.test("instruments give all their events, the same ones", async (t) => {
  const { components } = await calendarOf(t, "/instruments?format=ics");
  const events = await calendarOf(t, "/events?format=ics");
  const byUid = (some: Component[]) => [...some].sort((a, b) => a.uid.localeCompare(b.uid));
  t.same(byUid(components), byUid(events.components));
  const one = await calendarOf(t, "/instruments/data-security-law?format=ics");
  const { events: own } = await read<ServedInstrument>(app, "/instruments/data-security-law");
  t.equal(one.components.length, own.length);
  const single = await calendarOf(t, `/events/${own[0]?.id}?format=ics`);
  t.same(single.components, [one.components[0]]);
});

t.test("a vague date spans its period and says so; none is lost", async (t) => {
  const dates = {
    "2021-02": ["2021-02-01", "2021-03-01", "Adopted (some time in 2021-02): A law", "TENTATIVE"],
    "2024": ["2024-01-01", "2025-01-01", "Adopted (some time in 2024): A law", "TENTATIVE"],
    "2020-12-31": ["2020-12-31", "2021-01-01", "Adopted: A law", "CONFIRMED"],
    "2020-02-28~": ["2020-02-28", "2020-02-29", "Adopted (about 2020-02-28): A law", "TENTATIVE"],
    "2020-02~": ["2020-02-01", "2020-03-01", "Adopted (about 2020-02): A law", "TENTATIVE"],
    "9999-12-31": ["9999-12-31", null, "Adopted: A law", "CONFIRMED"],
  };
  const { id } = await create(app, "instruments", {
    title: "A law",
    type: "law",
    events: [...Object.keys(dates), null].map((date) => ({ type: "adopted", date })),
  });
  const { components } = await calendarOf(t, `/events?instrument=${id}&sort=created_at&format=ics`);
  t.equal(components.length, 7);
  for (const [date, [from, to, summary, status]] of Object.entries(dates)) {
    const component = components.find((each) => each.description.includes(`recorded: ${date}.`));
    t.match(component, { name: "vevent", from, to, summary, status }, date);
  }
  t.match(
    components.find(({ name }) => name === "vjournal"),
    { summary: "Adopted (date unknown): A law", from: null },
  );
});

t.test("an empty calendar is one all the same", async (t) => {
  const { components, calendar } = await calendarOf(t, "/events?id=nothing&format=ics");
  t.same(components, []);
  t.equal(calendar.getAllSubcomponents().length, 1, "RFC 5545 §3.6 wants a component");
});

t.test("a change moves the sequence, and nothing moves the UID", async (t) => {
  const url = "/events/civil-code-in-force?format=ics";
  const [before] = (await calendarOf(t, url)).components;
  await patch(app, "/events/civil-code-in-force", { date: "2021-01-02" });
  await patch(app, "/instruments/civil-code", { title: "Civil Code" });
  const [after] = (await calendarOf(t, url)).components;
  t.equal(after?.uid, before?.uid);
  t.match(after, { from: "2021-01-02", sequence: Number(before?.["sequence"]) + 1 });
  t.equal(after?.summary, "Enters into force: Civil Code");
});

t.test("whatever a text is, it is text", async (t) => {
  // The format has no carriage return but in its line breaks.
  const shown = (text: string) => text.replaceAll(/\r\n?/g, "\n");
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const { id } = await create(app, "instruments", {
      id: `hostile-${index}`,
      title: text,
      type: "law",
      events: [{ type: "other", date: "2020-01-01", note: text }],
    });
    const { components } = await calendarOf(t, `/instruments/${id}?format=ics`);
    t.equal(components.length, 1, `text ${index}`);
    t.equal(components[0]?.summary, `Event: ${shown(text)}`, `text ${index}`);
    t.ok(components[0]?.description.startsWith(`${shown(text)}\n`), `text ${index}`);
  }
  const { components } = await calendarOf(t, "/instruments?format=ics");
  t.ok(components.length > HOSTILE_TEXTS.length);
});

t.test("drafts are in it for a key that asks for them alone", async (t) => {
  const draft = {
    title: "A draft law",
    type: "law",
    state: "draft",
    events: [{ type: "planned" }],
  };
  await create(app, "instruments", draft);
  const summaries = async (url: string, headers = {}) =>
    (await calendarOf(t, url, headers)).components.map(({ summary }) => summary);
  t.notMatch((await summaries("/events?format=ics")).join(), "A draft law");
  t.match((await summaries("/events?format=ics&state=draft", KEYED)).join(), "A draft law");
});
