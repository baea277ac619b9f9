import t from "tap";
import type { Resource } from "../../src/resources/define.ts";
import { writableFields } from "../../src/resources/define.ts";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, KEYED, read, walk, write } from "../app-under-test.ts";
import type { Sample } from "./samples.ts";
import { SAMPLES } from "./samples.ts";

/** What every resource promises alike, tried on each of them. */

interface Served extends Record<string, unknown> {
  id: string;
  revision: number;
  updated_at: string;
  links: { self: string };
}

for (const resource of resources) {
  const { whole, least, change } = SAMPLES[resource.name] as Sample;
  const path = `/${resource.name}`;
  t.test(resource.name, async (t) => {
    const app = appUnderTest(t);

    t.test("the sample has every field that can be written", async (t) => {
      const owners = resource.owners ?? [];
      const named = [...Object.keys(whole), ...owners];
      for (const [name] of writableFields(resource)) t.ok(named.includes(name), name);
    });

    t.test("is created, read, and sent back without a change", async (t) => {
      const answer = await write(app, "POST", path, whole);
      t.equal(answer.statusCode, 201, answer.body);
      const made = answer.json<Served>();
      t.equal(answer.headers.location, made.links.self);
      t.equal(made.revision, 1);
      t.same(await read(app, made.links.self, KEYED), made);
      const again = await write(app, "PUT", made.links.self, made);
      t.same(again.json(), made, again.body);
      for (const [name, value] of Object.entries(whole)) {
        if (value !== null) t.not(made[name], null, name);
      }
    });

    t.test("has null or [] for all that was not given", async (t) => {
      const made = await create<Served>(app, resource.name, least);
      for (const [name, field] of writableFields(resource)) {
        if (!(name in least) && name !== "position") t.same(made[name], field.absent, name);
      }
      const other = await create<Served>(app, resource.name, least);
      t.not(other.id, made.id, "the next of the same name gets another id");
    });

    t.test("PATCH changes what it names, PUT all", async (t) => {
      const made = await create<Served>(app, resource.name, { ...whole, ...ownName(resource) });
      const patched = await write(app, "PATCH", made.links.self, change);
      t.same(patched.statusCode, 200, patched.body);
      const changed = patched.json<Served>();
      t.match(changed, change);
      t.equal(changed.revision, 2);
      t.same({ ...changed, ...unmoved(made) }, { ...made, ...change });
      const emptied = await write(app, "PUT", made.links.self, owned(resource, whole, least));
      t.equal(emptied.statusCode, 200, emptied.body);
      const bare = emptied.json<Served>();
      t.equal(bare.revision, 3);
      for (const [name, field] of writableFields(resource)) {
        const kept = name in least || resource.owners?.includes(name) || name === "position";
        if (!kept) t.same(bare[name], field.absent, name);
      }
      const nulls = Object.fromEntries(Object.keys(change).map((name) => [name, null]));
      const nulled = await write(app, "PATCH", made.links.self, { ...change, ...nulls });
      t.match(nulled.json(), nulls);
      t.equal(nulled.json<Served>().revision, 3, "null where there was nothing is no change");
    });

    t.test("hears If-Match", async (t) => {
      const made = await create<Served>(app, resource.name, { ...least, ...ownName(resource) });
      const stale = { "if-match": '"7"' };
      for (const method of ["PUT", "PATCH", "DELETE"] as const) {
        const body = method === "DELETE" ? undefined : method === "PUT" ? least : change;
        const answer = await write(app, method, made.links.self, body, stale);
        t.equal(answer.statusCode, 412, `${method} ${answer.body}`);
      }
      const tag = String((await app.inject({ url: made.links.self, headers: KEYED })).headers.etag);
      const patched = await write(app, "PATCH", made.links.self, change, { "if-match": tag });
      t.equal(patched.statusCode, 200, patched.body);
      const late = await write(app, "PATCH", made.links.self, least, { "if-match": tag });
      t.equal(late.statusCode, 412);
      const current = await write(app, "DELETE", made.links.self, undefined, {
        "if-match": String(patched.headers.etag),
      });
      t.equal(current.statusCode, 204, current.body);
    });

    t.test("is deleted for good", async (t) => {
      const id = "soon-to-be-deleted";
      const made = await create<Served>(app, resource.name, { ...whole, ...ownName(resource), id });
      t.equal((await write(app, "DELETE", made.links.self)).statusCode, 204);
      for (const headers of [{}, KEYED]) {
        const gone = await app.inject({ url: made.links.self, headers });
        t.equal(gone.statusCode, 410, gone.body);
        t.match(gone.json(), { detail: /\d{4}-\d\d-\d\dT/ });
      }
      for (const method of ["PUT", "PATCH", "DELETE"] as const) {
        const body = method === "DELETE" ? undefined : least;
        t.equal((await write(app, method, made.links.self, body)).statusCode, 410, method);
      }
      const again = await write(app, "POST", path, { ...least, id: id.toUpperCase() });
      t.equal(again.statusCode, 409, "its id is never given again");
    });

    t.test("refuses what is not right, and names it", async (t) => {
      t.equal((await app.inject(`${path}/nothing-of-that-id`)).statusCode, 404);
      t.equal((await write(app, "PATCH", `${path}/nothing-of-that-id`, {})).statusCode, 404);
      for (const body of ["[]", "null", "3", '"x"']) {
        t.equal((await write(app, "POST", path, body)).statusCode, 400, body);
      }
      const wrong = await write(app, "POST", path, { ...least, titel: 1, revision: 2, id: "a b" });
      t.same(pointersOf(wrong), ["/id", "/revision", "/titel"], wrong.body);
      const empty = await write(app, "POST", path, {});
      const required = writableFields(resource).filter(([, field]) => field.required);
      for (const [name] of required) t.ok(pointersOf(empty).includes(`/${name}`), name);
      for (const [name, field] of writableFields(resource)) {
        const answer = await write(app, "POST", path, { ...least, [name]: { wrong: [true] } });
        t.equal(answer.statusCode, 400, `${name}: ${answer.body}`);
        t.ok(
          pointersOf(answer).some((pointer) => pointer.startsWith(`/${name}`)),
          `${name}: ${answer.body}`,
        );
        if (field.required) {
          const nulled = await write(app, "PATCH", `${path}/${resource.example}`, { [name]: null });
          t.ok([400, 404].includes(nulled.statusCode), `${name}: ${nulled.body}`);
        }
      }
    });

    t.test("is walked to the end in every order", async (t) => {
      const { total } = (await read<{ page: { total: number } }>(app, `${path}?limit=1`)).page;
      // Walking thousands of places in steps of three says no more than their first part does.
      const limit = total > 1000 ? 200 : Math.max(2, Math.floor(total / 4));
      for (const sort of Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`])) {
        const { records, totals } = await walk<Served>(app, `${path}?limit=${limit}&sort=${sort}`);
        t.equal(records.length, total, sort);
        t.equal(new Set(records.map(({ id }) => id)).size, total, sort);
        t.same([...totals], [total], sort);
      }
    });

    t.test("each filter takes its example and refuses an empty or unknown value", async (t) => {
      for (const [name, filter] of Object.entries(resource.filters)) {
        for (const operator of filter.operators) {
          const parameter = operator === "any" ? name : `${name}_${operator}`;
          const value = operator === "exists" ? "true" : oneExample(filter, operator);
          const answer = await app.inject({ url: path, query: { [parameter]: value } });
          t.equal(answer.statusCode, 200, `${parameter}=${value}: ${answer.body}`);
          const none = await app.inject({ url: path, query: { [parameter]: "" } });
          t.equal(none.statusCode, 400, parameter);
          t.match(none.json(), { errors: [{ parameter }] }, parameter);
        }
      }
    });

    t.test("`fields` gives what it names", async (t) => {
      for (const name of ["id", ...Object.keys(resource.fields), "links"]) {
        const { data } = await read<{ data: object[] }>(app, `${path}?limit=2&fields=${name}`);
        for (const record of data) t.same(Object.keys(record), [name]);
      }
    });
  });
}

/** A name of its own, where names have to differ. */
let pages = 1;

function ownName(resource: Resource): Record<string, unknown> {
  if (resource.name === "citations") return { url: `https://example.org/${pages++}` };
  return resource.name === "jurisdictions" ? { gb_t_2260: null } : {};
}

/** What a change leaves as it was, but for the revision and its time. */
const unmoved = ({ revision, updated_at }: Served) => ({ revision, updated_at });

/** The least of a record, with the owner that it has. */
const owned = (resource: Resource, whole: object, least: object) => {
  const owners = Object.entries(whole).filter(([name]) => resource.owners?.includes(name));
  const without = Object.entries(least).filter(([name]) => !resource.owners?.includes(name));
  return Object.fromEntries([...owners, ...without]);
};

const oneExample = ({ example }: { example: string }, operator: string): string =>
  operator === "gte" || operator === "lte" ? (example.split(",")[0] ?? "") : example;

interface Injected {
  json<T>(): T;
}

const pointersOf = (answer: Injected): string[] =>
  (answer.json<{ errors?: { pointer?: string }[] }>().errors ?? [])
    .map(({ pointer = "" }) => pointer)
    .sort();
