import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import t from "tap";
import { appUnderTest, KEYED } from "../app-under-test.ts";

/** What is remembered of queries is bounded in bytes, whatever clients write. */

t.test("large queries leave nothing of their size behind", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const app = appUnderTest(t);
  const heldAfter = async (from: number, count: number) => {
    for (let n = from; n < from + count; n++) {
      const id = Array.from({ length: 1900 }, (_, i) => `${n}-${i}-${"x".repeat(480)}`);
      for (const negated of [false, true]) {
        const payload = { [negated ? "id_not" : "id"]: id, limit: 1 };
        const answer = await app.inject({
          method: "POST",
          url: "/items/query",
          headers: KEYED,
          payload,
        });
        t.equal(answer.statusCode, 200, answer.body.slice(0, 200));
      }
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const few = await heldAfter(0, 5);
  const many = await heldAfter(5, 20);
  t.ok(many - few < 10e6, `${(many - few) / 1e6} MB for 40 queries of 0.9 MB`);
});
