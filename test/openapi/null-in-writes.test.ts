import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import t from "tap";
import { resources } from "../../src/resources/index.ts";
import { appUnderTest, create, write } from "../app-under-test.ts";
import { SAMPLES } from "../resources/samples.ts";

/** Where null is taken the document says so, and where it is not, that too. */

const app = appUnderTest(t);
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
interface Document {
  components: { schemas: Record<string, { properties: Record<string, unknown> }> };
}
let document: Document;
t.before(async () => {
  await app.ready();
  document = JSON.parse(JSON.stringify(app.swagger())) as Document;
  ajv.addSchema(document, "document");
});

const mayBeNull = (component: string, name: string): boolean =>
  ajv.validate(
    { $ref: `document#/components/schemas/${component}/properties/${name}` },
    null,
  ) as boolean;

for (const { name, schemaName } of resources) {
  t.test(`${name}: what a merge patch deletes, and what it can't`, async (t) => {
    const component = `${schemaName}Patch`;
    const fields = Object.keys(document.components.schemas[component]?.properties ?? {});
    t.ok(fields.length > 2);
    for (const field of fields) {
      const { id } = await create(app, name, { ...SAMPLES[name]?.least, ...ownName(name) });
      const answer = await write(app, "PATCH", `/${name}/${id}`, { [field]: null });
      const isTaken = answer.statusCode === 200;
      const isOwner = name === "citations" && ["item", "instrument"].includes(field);
      if (!isOwner) t.equal(isTaken, mayBeNull(component, field), `${field}: ${answer.body}`);
      else t.ok(mayBeNull(component, field), field);
    }
  });

  t.test(`${name}: no id is an id to be made`, async (t) => {
    const body = { ...SAMPLES[name]?.least, ...ownName(name), id: null };
    t.equal((await write(app, "POST", `/${name}`, body)).statusCode, 201);
    t.ok(mayBeNull(`${schemaName}Create`, "id"));
  });
}

let pages = 1;

/** What two citations of one record may not have alike; with it, one may lose its text. */
const ownName = (resource: string): object =>
  resource === "citations" ? { url: `https://example.org/null/${pages++}` } : {};
