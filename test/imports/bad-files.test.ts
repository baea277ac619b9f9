import t from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";
import { CSV, faultsOf, lines, NDJSON, send, taken } from "./import-client.ts";

const TOPICS = { resource: "topics" };

const app = appUnderTest(t);

t.test("a file that is no text in UTF-8 is refused, with what to do", async (t) => {
  const utf16 = Buffer.from("\uFEFFid,name\r\nx,X\r\n", "utf16le");
  const [first] = await faultsOf(app, CSV, TOPICS, utf16);
  t.match(first?.detail, /UTF-16: save it as UTF-8/);
  const zip = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(100, 7)]);
  t.match((await faultsOf(app, CSV, TOPICS, zip))[0]?.detail, /save it as CSV/);
  t.match((await faultsOf(app, NDJSON, TOPICS, zip))[0]?.detail, /ZIP/);
  const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  t.match((await faultsOf(app, NDJSON, TOPICS, gzip))[0]?.detail, /gzip/);
  t.match((await faultsOf(app, CSV, TOPICS, "id,name\r\nx,a\0b\r\n"))[0]?.detail, /NUL/);
  t.match((await faultsOf(app, NDJSON, TOPICS, ""))[0]?.detail, /empty/);
  t.match((await faultsOf(app, CSV, TOPICS, ""))[0]?.detail, /empty/);
  t.match((await faultsOf(app, CSV, TOPICS, "\uFEFF\r\n\r\n"))[0]?.detail, /no header/);
  t.match((await faultsOf(app, NDJSON, TOPICS, "\n \n"))[0]?.detail, /no rows/);

  // 法律 in GB 18030, on the third line.
  const chinese = Buffer.concat([
    Buffer.from("id,name\r\na,A\r\nb,"),
    Buffer.from([0xb7, 0xa8, 0xc2, 0xc9]),
    Buffer.from("\r\n"),
  ]);
  t.match((await faultsOf(app, CSV, TOPICS, chinese))[0]?.detail, /not valid UTF-8/);
  const broken = Buffer.concat([
    Buffer.from(lines({ name: "Right" })),
    Buffer.from([0x7b, 0xb7, 0xa8, 0x7d, 0x0a]),
  ]);
  const [fault] = await faultsOf(app, NDJSON, TOPICS, broken);
  t.match(fault, { line: 2, detail: /UTF-8/ });
});

t.test("lines that are no records have faults, and the others none", async (t) => {
  const rows = [
    `\uFEFF${JSON.stringify({ name: "With a byte order mark" })}`,
    "",
    '{"name": ',
    "[1]",
    '{"name":"Twice","name":"Again"}',
    `${'{"name":'.repeat(40)}1${"}".repeat(40)}`,
    JSON.stringify({ name: "Nul \u0000 within" }),
    JSON.stringify({ nama: "A slip" }),
    JSON.stringify({ name: "Last, without a line feed" }),
  ];
  const { summary, errors } = await taken(
    app,
    NDJSON,
    { ...TOPICS, on_error: "skip" },
    rows.join("\r\n"),
  );
  t.match(summary, { read: 8, created: 2, skipped: 6 });
  const at = (line: number) => errors.filter((each) => each.line === line);
  t.match(at(3)[0]?.detail, /no JSON/);
  t.match(at(4)[0]?.detail, /JSON object/);
  t.match(at(5)[0]?.detail, /'\/name' is there twice/);
  t.match(at(6)[0]?.detail, /nested deeper/);
  t.match(at(7)[0], { pointer: "/name", detail: /U\+0000/ });
  t.match(at(8), [{ pointer: "/nama", suggestion: "name" }, { pointer: "/name" }]);
});

t.test("a line of ten megabytes is a fault of that line alone", async (t) => {
  const rows = lines({ name: "Before" }, { name: "x".repeat(10_000_000) }, { name: "After" });
  const { summary, errors } = await taken(app, NDJSON, { ...TOPICS, on_error: "skip" }, rows);
  t.match(summary, { read: 3, created: 2, skipped: 1 });
  t.match(errors, [{ line: 2, detail: /at most 1048576/ }]);
  const cell = `id,name\r\na,${"x".repeat(10_000_000)}\r\n`;
  t.match((await faultsOf(app, CSV, TOPICS, cell))[0]?.detail, /line 2 .*at most 1048576 bytes/);
});

t.test("a table says at which line it is no table", async (t) => {
  const table = [
    "id,name,description",
    't-one,One,"Two\r\nlines and a ""quote"""',
    "t-two,Two",
    "",
    "t-three,Three,'=1+1,",
    "t-four,''s Gravenhage,",
  ].join("\r\n");
  const { summary, errors } = await taken(app, CSV, { ...TOPICS, on_error: "skip" }, table);
  t.match(summary, { read: 4, created: 2, skipped: 2 });
  t.match(errors, [
    { line: 4, detail: /2 cells, and the header 3/ },
    { line: 6, detail: /4 cells/ },
  ]);
  const one = (await app.inject("/topics/t-one")).json<{ description: string }>();
  t.equal(one.description, 'Two\r\nlines and a "quote"');
  const four = (await app.inject("/topics/t-four")).json<{ name: string }>();
  t.equal(four.name, "'s Gravenhage");

  const quote = 'id,name\r\na,"A\r\nb,B\r\n';
  t.match((await faultsOf(app, CSV, TOPICS, quote))[0]?.detail, /line 2 .*nothing closes/);
  const header = await faultsOf(app, CSV, TOPICS, "id,nmae,name,name,\r\n");
  t.match(header, [
    { line: 1, column: "nmae", suggestion: "name" },
    { line: 1, column: "name", detail: /twice/ },
    { line: 1, column: "", detail: /no name/ },
  ]);
  const semicolons = await faultsOf(app, CSV, TOPICS, "id;name\r\na;A\r\n");
  t.match(semicolons, [{ detail: /semicolons/ }]);
  const none = await taken(app, CSV, TOPICS, "id,name\r\n");
  t.match(none.summary, { read: 0, created: 0 }, "a header alone is a table without rows");
});

t.test("a row that breaks the table is named by the line at which it begins", async (t) => {
  const long = "x".repeat(65_524);
  const tables: [table: string, detail: RegExp][] = [
    ['id,name\r\na,A\r\nb,B"x"\r\n', /line 3 .*a quote stands within a cell/],
    ['id,name\r\na,"A"x\r\nb,B\r\n', /line 2 .*after a quoted cell comes something else/],
    ['id,name\n\n\n\na,A\n\nb,"B\n', /line 7 .*nothing closes/],
    ['id,name\ra,"A\rA"\rb,B"\r', /line 4 /],
    ['\uFEFFid,name\r\na,"A\r\n\r\nA"\r\n\r\nb,B"\r\n', /line 6 /],
    [`id,name\n${"a,A\n".repeat(20_000)}b,B"\n`, /line 20002 /],
    // Files are read by 64 KiB, of which the first ends between a return and its line feed.
    [`id,name\r\na,${long}\r\n\r\nb,B"\r\n`, /line 4 /],
  ];
  for (const [table, detail] of tables) {
    const [fault] = await faultsOf(app, CSV, TOPICS, table);
    t.match(fault?.detail, detail, JSON.stringify(table.slice(-60)));
  }
});

t.test("UTF-8 is read across the parts in which files are read", async (t) => {
  for (const before of ["", "x", "xx"]) {
    const table = `name,description\n${`${before}A,${"法".repeat(4900)}\n`.repeat(6)}`;
    const { summary } = await taken(app, CSV, { ...TOPICS, dry_run: "true" }, table);
    t.match(summary, { created: 6 });
  }
  const cut = Buffer.concat([Buffer.from("id,name\na,"), Buffer.from("法").subarray(0, 2)]);
  t.match((await faultsOf(app, CSV, TOPICS, cut))[0]?.detail, /UTF-8, from line 2 on/);
  const late = Buffer.concat([Buffer.from(`id,name\n${"a,A\n".repeat(20_000)}`), cut]);
  // 65,536 bytes are the header and 16,382 rows.
  t.match((await faultsOf(app, CSV, TOPICS, late))[0]?.detail, /from line 20003 on/);
  late[66_000] = 0xff;
  t.match((await faultsOf(app, CSV, TOPICS, late))[0]?.detail, /from line 16384 on/);
});

t.test("a header of as many columns as a row can have costs no more than its length", async (t) => {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const names = Array.from({ length: 200_000 }, (_, i) =>
    [i / 17_576, i / 676, i / 26, i].map((place) => letters[Math.floor(place) % 26]).join(""),
  );
  const mapping = { ...TOPICS, fields: { name: "name" } };
  const requests = [TOPICS, { ...TOPICS, mapping: JSON.stringify(mapping) }];
  for (const parameters of requests) {
    const since = process.cpuUsage();
    const { statusCode } = await send(app, CSV, parameters, `${names.join(",")}\n`);
    const { user, system } = process.cpuUsage(since);
    t.equal(statusCode, 400);
    t.ok(user + system < 15_000_000, `${(user + system) / 1000} ms`);
  }
});

t.test("many faults are counted, and some are listed", async (t) => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `{"name":"A ${i}","parent":"none"}\n`);
  const answer = await send(app, NDJSON, TOPICS, rows.join(""));
  t.equal(answer.statusCode, 400);
  const { detail, errors } = answer.json<{ detail: string; errors: unknown[] }>();
  t.match(detail, /100000 faults in 100000 of 100000 rows; the first 100 are/);
  t.equal(errors.length, 100);
  t.ok(answer.body.length < 100_000);
  t.equal((await app.inject({ url: "/topics?q=a&limit=1", headers: KEYED })).statusCode, 200);
});

t.test("two rows with one id are a fault, whatever the case", async (t) => {
  const rows = lines({ id: "twin", name: "One" }, { id: "Twin", name: "Other" });
  for (const mode of ["create", "upsert"]) {
    const faults = await faultsOf(app, NDJSON, { ...TOPICS, mode }, rows);
    t.match(faults[0], { line: 2, pointer: "/id", value: "Twin", detail: /line 1/ });
  }
  t.equal((await app.inject({ url: "/topics/twin", headers: KEYED })).statusCode, 404);
});
