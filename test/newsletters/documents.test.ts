import { readdirSync, readFileSync } from "node:fs";
import t from "tap";
import { splitNewsletter } from "../../src/newsletters/split/split.ts";
import { summaryOf } from "./summary.ts";

/** Documents in many layouts, each with what it is to be split into. */

const folder = new URL("./documents/", import.meta.url);
const files = readdirSync(folder);
const documents = files.filter((name) => !name.endsWith(".json"));

t.ok(documents.length >= 12);

for (const name of documents) {
  t.test(name, async (t) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const expected = readFileSync(new URL(name.replace(/\.\w+$/, ".json"), folder), "utf8");
    t.strictSame(summaryOf(splitNewsletter(text)), JSON.parse(expected));
  });

  t.test(`${name} with the line ends of Windows`, async (t) => {
    const text = readFileSync(new URL(name, folder), "utf8").replace(/\r?\n/g, "\n");
    const one = summaryOf(splitNewsletter(text));
    const other = summaryOf(splitNewsletter(text.replaceAll("\n", "\r\n")));
    t.strictSame(other, one);
  });
}
