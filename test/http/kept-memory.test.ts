import t from "tap";
import { Answers } from "../../src/http/answers.ts";
import { ownBytes } from "../../src/values/own-bytes.ts";

/** What is kept takes about as much memory as it counts for. */

t.test("bytes of their own are no part of larger ones", async (t) => {
  const text = "个人信息 protection";
  const small = Buffer.from(text);
  t.ok(small.buffer.byteLength > small.length, "others are");
  for (const source of [text, small, small.subarray(0, 3), Buffer.alloc(0), ""]) {
    const own = ownBytes(source);
    t.equal(own.buffer.byteLength, own.length);
    t.ok(own.equals(Buffer.from(source)));
  }
  const own = ownBytes(small);
  t.equal(ownBytes(own), own, "and are not copied again");
});

t.test("an answer that is kept is", async (t) => {
  const answers = new Answers(1_000_000);
  const validity = { dataset: {}, day: "", origin: "", variant: "" } as never;
  const body = Buffer.from('{"data":[]}');
  for (let asked = 0; asked < 2; asked++) {
    answers.keep("/items", { body, validity, revision: "", headers: {} });
  }
  const kept = answers.get("/items")?.body;
  t.equal(kept?.buffer.byteLength, body.length);
});
