import t from "tap";
import { appUnderTest, KEYED, read } from "../app-under-test.ts";

t.test("rows become records, whatever their order", async (t) => {
  const app = appUnderTest(t);
  const lines = [
    { id: "t-child", name: "Child", parent: "t-parent" },
    { id: "t-parent", name: "Parent", parent: "Grand parent" },
    { id: "t-grand", name: "Grand parent", revision: 3 },
  ];
  const answer = await app.inject({
    method: "POST",
    url: "/imports?resource=topics",
    headers: { ...KEYED, "content-type": "application/x-ndjson" },
    payload: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  t.equal(answer.statusCode, 200, answer.body);
  t.match(answer.json(), { summary: { read: 3, created: 3 } });
  t.match(await read(app, "/topics/t-child"), { parent: { id: "t-parent" }, revision: 1 });
});
