import { readFileSync } from "node:fs";
import t, { type Test } from "tap";
import { appUnderTest, KEYED } from "./app-under-test.ts";

/** What the README shows is what happens: each `curl` with the answer that follows it. */

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

const EXAMPLE = /```sh\n(curl [^`]*)```\n\n```(json|csv|ndjson|xml|ics|jsonld)\n([^`]*)```/g;

interface Example {
  command: string;
  method: "GET" | "POST";
  url: string;
  type: string;
  body: string | null;
  language: string;
  shown: string;
}

const examples = [...README.matchAll(EXAMPLE)].map(
  ([, command = "", language = "", shown = ""]): Example => ({
    command,
    method: command.includes("-X POST") ? "POST" : "GET",
    url: /'http:\/\/127\.0\.0\.1:3000([^']*)'/.exec(command)?.[1] ?? "",
    type: /Content-Type: ([^']+)/.exec(command)?.[1] ?? "application/json",
    body: /-d '([^']*)'/.exec(command)?.[1] ?? null,
    language,
    shown,
  }),
);

t.equal(examples.length, README.match(/^curl /gm)?.length, "every request has its answer");

t.test("each request answers as shown", async (t) => {
  const app = appUnderTest(t);
  for (const { method, url, type, body, language, shown, command } of examples) {
    const more = method === "GET" ? {} : { ...KEYED, "content-type": type };
    const headers = { host: "127.0.0.1:3000", ...more };
    const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
    if (language !== "json") {
      isAsShown(t, answer.body, shown, command);
      continue;
    }
    const [found, wanted] = [answer.json<Answer>(), JSON.parse(shown) as Answer];
    if (method === "GET") t.same(withoutCursor(found), withoutCursor(wanted), command);
    else t.match(found, wanted, command);
  }
});

type Answer = Record<string, unknown>;

/** Whether text is as shown: whole, or with something left out at each `…` and between parts. */
function isAsShown(t: Test, body: string, shown: string, command: string): void {
  const text = body.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  if (/format=(csv|ndjson)/.test(command)) {
    t.equal(text, shown, command);
    return;
  }
  let from = 0;
  for (const line of shown.trimEnd().split("\n")) {
    if (line === "…") continue;
    const at = text.indexOf(line, from);
    t.ok(at >= from, `${command}: ${line}`);
    from = at + line.length;
  }
}

t.test("every variable of the configuration is in its table, and no other", async (t) => {
  const source = readFileSync(new URL("../src/config.ts", import.meta.url), "utf8");
  const read = [
    ...source.matchAll(/(?:environment\["|(?:wholeNumber|choice|secret)\(")([A-Z_]+)"/g),
  ];
  const section = README.split("## Configuration")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const listed = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)]);
  const names = (found: RegExpMatchArray[]) => [...new Set(found.map(([, name]) => name))].sort();
  t.same(names(listed), names(read));
});

/** A cursor differs from one database to the next. */
function withoutCursor(answer: Answer): Answer {
  const { page, ...rest } = answer;
  if (page === undefined) return rest;
  const { next, ...shown } = page as { next?: string | null };
  return { ...rest, page: next ? shown : { ...shown, ...(next === null ? { next } : {}) } };
}
