import t from "tap";
import { appUnderTest } from "../../app-under-test.ts";
import { bring, FIRST, post } from "./letters.ts";

/** What can't be imported as a newsletter. */

const app = appUnderTest(t);

t.test("is refused, and the answer says what would be right", async (t) => {
  const refused = async (
    status: number,
    detail: RegExp,
    document: string | Buffer,
    query = "",
  ): Promise<void> => {
    const answer = await post(app, document, query);
    t.equal(answer.statusCode, status, answer.body.slice(0, 300));
    t.match(answer.body, detail);
  };
  await bring(app, FIRST);
  await refused(400, /No development/, "Nothing in here but one line");
  await refused(400, /There is no source 'nowhere'/, FIRST, "?source=nowhere");
  const known = "?source=china-data-law-developments-2020-07";
  await refused(400, /leave it out/, FIRST, `${known}&publisher=x`);
  await refused(409, /edition 1 of the source/, FIRST, known);
  await refused(400, /is not a date/, FIRST, "?published_on=yesterday");
  await refused(400, /'mode' is not a parameter/, FIRST, "?mode=upsert");
  await refused(413, /2097152/, Buffer.alloc(2_100_000, "a line of text\n"));
  await refused(415, /not a text/, Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"));
});

t.test("a text is read in the character set that it is said to be in", async (t) => {
  const text = "Une lettre\n\nOn 5 August 2021, the CAC issued the Règles pour les données.\n";
  const bytes = Buffer.from(text, "latin1");
  const said = await bring(app, bytes, "?source_title=Said", "text/plain; charset=windows-1252");
  t.match(said.items, [{ date: "2021-08-05", summary: /Règles pour les données/ }]);
  const unknown = await post(app, bytes, "", "text/plain; charset=klingon");
  t.equal(unknown.statusCode, 400, unknown.body);
  t.match(unknown.body, "klingon");
  const rows = await post(app, "id,name\n", "?resource=topics", "text/csv; charset=gb18030");
  t.equal(rows.statusCode, 415, rows.body);
});
