import { readFileSync } from "node:fs";
import t from "tap";
import { appUnderTest, KEYED } from "./app-under-test.ts";

/** What the README shows is what happens: each `curl` with the answer that follows it. */

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

const EXAMPLE = /```sh\n(curl [^`]*)```\n\n```json\n([^`]*)```/g;

interface Example {
  command: string;
  method: "GET" | "POST";
  url: string;
  body: string | null;
  shown: Record<string, unknown>;
}

const examples = [...README.matchAll(EXAMPLE)].map(
  ([, command = "", shown = ""]): Example => ({
    command,
    method: command.includes("-X POST") ? "POST" : "GET",
    url: /'http:\/\/127\.0\.0\.1:3000([^']*)'/.exec(command)?.[1] ?? "",
    body: /-d '([^']*)'/.exec(command)?.[1] ?? null,
    shown: JSON.parse(shown),
  }),
);

t.equal(examples.length, README.match(/^curl /gm)?.length, "every request has its answer");

t.test("each request answers as shown", async (t) => {
  const app = appUnderTest(t);
  for (const { method, url, body, shown, command } of examples) {
    const headers = method === "GET" ? {} : { ...KEYED, "content-type": "application/json" };
    const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
    const found = answer.json<Record<string, unknown>>();
    if (method === "GET") t.same(withoutCursor(found), withoutCursor(shown), command);
    else t.match(found, shown, command);
  }
});

t.test("every variable of the configuration is in its table, and no other", async (t) => {
  const source = readFileSync(new URL("../src/config.ts", import.meta.url), "utf8");
  const read = [...source.matchAll(/(?:environment\["|(?:wholeNumber|choice)\(")([A-Z_]+)"/g)];
  const section = README.split("## Configuration")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const listed = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)]);
  const names = (found: RegExpMatchArray[]) => [...new Set(found.map(([, name]) => name))].sort();
  t.same(names(listed), names(read));
});

/** A cursor differs from one database to the next. */
function withoutCursor(answer: Record<string, unknown>): Record<string, unknown> {
  const { page, ...rest } = answer;
  if (page === undefined) return rest;
  const { next, ...shown } = page as { next?: string | null };
  return { ...rest, page: next ? shown : { ...shown, ...(next === null ? { next } : {}) } };
}
