import t from "tap";
import { appUnderTest, create, KEYED, read, write } from "../app-under-test.ts";

/** What a request has and its operation does not describe is refused, never left unheard. */

const app = appUnderTest(t, { SEED: "false" });

interface Operation {
  requestBody?: { content: Record<string, object> };
  parameters?: { in: string; name: string }[];
}
interface Write {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  operation: Operation;
}

/** All that is not read, by the OpenAPI document, at paths where nothing is. */
async function writes(): Promise<Write[]> {
  await app.ready();
  const found = Object.entries(app.swagger().paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase() as Write["method"],
      url: path.replaceAll(/\{[^}]*\}/g, "1"),
      operation,
    })),
  );
  return found.filter(({ method }) => ["POST", "PUT", "PATCH", "DELETE"].includes(method));
}

t.test("a body where none is described", async (t) => {
  const bodiless = (await writes()).filter(({ operation }) => operation.requestBody === undefined);
  t.ok(bodiless.length > 25, `${bodiless.length} operations`);
  for (const { method, url } of bodiless) {
    const refused = await write(app, method, url, { into: "another" });
    t.equal(refused.statusCode, 400, `${method} ${url}`);
    const detail = `This ${method} takes no body, since its path says all: leave it out.`;
    t.match(refused.json(), { errors: [{ pointer: "", detail }] });
    for (const nothing of ["", "{}", " { } "]) {
      const answer = await write(app, method, url, nothing, { "content-type": "application/json" });
      t.not(answer.json().errors?.[0]?.pointer, "", `${method} ${url} with '${nothing}'`);
    }
  }
});

t.test("a precondition that is not looked at", async (t) => {
  for (const { method, url, operation } of await writes()) {
    const described = (operation.parameters ?? []).map(({ name }) => name);
    for (const name of ["If-Match", "If-None-Match", "If-Unmodified-Since"]) {
      if (described.includes(name)) continue;
      const [type] = Object.keys(operation.requestBody?.content ?? {});
      const headers = type === undefined ? {} : { "content-type": type };
      const payload = type === undefined ? undefined : "{}";
      const answer = await write(app, method, url, payload, { ...headers, [name]: '"1"' });
      t.equal(answer.statusCode, 400, `${method} ${url}`);
      t.match(answer.json(), { errors: [{ parameter: name }] });
    }
  }
});

t.test("If-Match guards what describes it", async (t) => {
  await create(app, "topics", { name: "Kept" });
  for (const method of ["PUT", "PATCH", "DELETE"] as const) {
    const payload = method === "DELETE" ? undefined : { name: "Other" };
    const answer = await write(app, method, "/topics/kept", payload, { "if-match": '"7"' });
    t.equal(answer.statusCode, 412, method);
  }
  t.match(await read(app, "/topics/kept"), { name: "Kept", revision: 1 });
});

t.test("a part of a record that was merged is asked of the one in its place", async (t) => {
  for (const id of ["old", "new"]) {
    await create(app, "instruments", { id, title: `The ${id} law`, type: "law" });
    await create(app, "sources", { id: `${id}-source`, title: `The ${id} source` });
  }
  await write(app, "POST", "/instruments/old/merge", { into: "new" });
  await write(app, "POST", "/sources/old-source/merge", { into: "new-source" });
  const moved = {
    "/instruments/old?fields=id": "/instruments/new?fields=id",
    "/instruments/old/timeline?kind=event": "/instruments/new/timeline?kind=event",
    "/instruments/OLD/graph?depth=2": "/instruments/new/graph?depth=2",
    "/sources/old-source/text": "/sources/new-source/text",
  };
  for (const [url, location] of Object.entries(moved)) {
    const answer = await app.inject({ url, headers: KEYED });
    t.equal(answer.statusCode, 308, url);
    t.equal(answer.headers.location, location);
  }
});
