import type { FastifyInstance } from "fastify";
import { ORDER } from "../../src/history/note-changes.ts";
import { appUnderTest, KEYED, uncheckedApp } from "../app-under-test.ts";
import { CSV, NDJSON, taken } from "./import-client.ts";

type Tap = typeof import("tap").default;

const TYPES = { ndjson: NDJSON, csv: CSV };
type Format = keyof typeof TYPES;

async function exported(app: FastifyInstance, name: string, format: Format): Promise<string> {
  const state = ["jurisdictions"].includes(name) ? "" : "&state=draft,published";
  const url = `/${name}?format=${format}&sort=id&on=2021-01-01${state}`;
  for (const each of [url, url.replace("&on=2021-01-01", "")]) {
    const answer = await app.inject({ url: each, headers: KEYED });
    if (answer.statusCode === 200) return answer.body;
  }
  throw new Error(`${name} can't be exported.`);
}

/** An export without what says when and how often something was written. */
const withoutTimes = (text: string): string =>
  text
    .replaceAll(/"(created_at|updated_at)":"[^"]*"/g, '"$1":""')
    .replaceAll(/"revision":\d+/g, '"revision":1')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z,\d{4}-\d\d-\d\dT[\d:.]+Z,\d+,/g, ",,,");

/** That an export can be imported, and gives the same data. */
export function testRoundTrip(t: Tap, format: Format): void {
  t.test(`what is exported as ${format} changes nothing where it is imported`, async (t) => {
    const app = appUnderTest(t);
    for (const name of ORDER) {
      const before = await exported(app, name, format);
      const parameters = { resource: name, mode: "upsert" };
      const { summary } = await taken(app, TYPES[format], parameters, before);
      t.match(summary, { created: 0, updated: 0, skipped: 0 }, name);
      t.ok(summary.unchanged > 0, name);
      t.equal(await exported(app, name, format), before, `${name}, byte for byte`);
    }
  });

  t.test(`what is exported as ${format} makes the same data elsewhere`, async (t) => {
    const here = uncheckedApp(t);
    const there = uncheckedApp(t, { DATABASE_PATH: ":memory:", SEED: "false" });
    for (const name of ORDER.filter((each) => each !== "citations")) {
      let file = await exported(here, name, format);
      if (name === "instruments") {
        // Events name items, which name instruments: they come as a file of their own.
        const fields =
          "id,title,title_native,aliases,type,local_type,binding,number,language,url,jurisdiction,issuing_bodies,topics,relations,citations,state";
        const url = `/instruments?format=${format}&state=draft,published&fields=${fields}`;
        file = (await here.inject({ url, headers: KEYED })).body;
      }
      const { summary } = await taken(there, TYPES[format], { resource: name }, file);
      t.equal(summary.created, summary.read, name);
    }
    for (const name of ORDER) {
      const [was, is] = [await exported(here, name, format), await exported(there, name, format)];
      t.equal(withoutTimes(is), withoutTimes(was), `${name}, byte for byte`);
    }
  });
}
