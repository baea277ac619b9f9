import t from "tap";
import { faultOfId, freeId, ID_LENGTH, idFromText } from "../../src/values/ids.ts";

t.test("ids from text", async (t) => {
  const ids: Record<string, string> = {
    "Personal information": "personal-information",
    "  A -- b__c / d  ": "a-b-c-d",
    "Données à caractère personnel": "donnees-a-caractere-personnel",
    "Übermaß & Straße": "ubermass-strasse",
    数据安全法: "shu-ju-an-quan-fa",
    "2020-07-22 TC260's guide": "2020-07-22-tc260-s-guide",
    "Указ № 1": "ukaz-no-1",
    ...{ "": "record", "!!!": "record", "—": "record" },
  };
  for (const [text, id] of Object.entries(ids)) t.equal(idFromText(text), id, text);
});

t.test("whatever the text, the id can be one", async (t) => {
  const texts = [
    ...[
      "个人信息",
      "個人情報の保護に関する法律",
      "개인정보 보호법",
      "قانون",
      "חוק",
      "กฎหมาย",
      "🦄",
      "\u0000",
    ],
    ...[
      "a".repeat(5000),
      "word ".repeat(500),
      "数据".repeat(500),
      "-".repeat(500),
      "..a..",
      "%2e%2e",
    ],
    ...["\ud83e", "a\u0301".repeat(300)],
  ];
  for (const text of texts) {
    const id = idFromText(text);
    t.equal(faultOfId(id), null, `${JSON.stringify(text.slice(0, 20))} → ${id}`);
    t.match(id, /^[a-z0-9-]+$/);
  }
});

t.test("a long text is cut between words", async (t) => {
  const id = idFromText("protection of personal information ".repeat(10));
  t.ok(id.length <= ID_LENGTH && id.length > ID_LENGTH - 15, id);
  t.match(id, /(protection|of|personal|information)$/);
  const unbroken = idFromText(`a ${"b".repeat(200)}`);
  t.equal(unbroken.length, ID_LENGTH, "not between words where most would be lost");
});

t.test("what can't be an id", async (t) => {
  for (const id of [
    "a",
    "A",
    "0",
    "CN-GD",
    "a.b",
    "a_b",
    "x".repeat(96),
    "looking-up",
    "query-2",
  ]) {
    t.equal(faultOfId(id), null, id);
  }
  for (const id of [
    ...["", "-a", "a-", ".a", "a.", "_", "a b", "a/b", "a%20b", "ä", "数据", "a\n", "x".repeat(97)],
    ...["lookup", "query", "stream", "LOOKUP", "Query"],
  ]) {
    t.type(faultOfId(id), "string", JSON.stringify(id));
  }
});

t.test("the first free id", async (t) => {
  const taken = (...ids: string[]) => {
    const set = new Set(ids);
    return (id: string) => set.has(id);
  };
  t.equal(freeId("a", taken()), "a");
  t.equal(freeId("a", taken("a")), "a-2");
  t.equal(freeId("a", taken("a", "a-2", "a-3")), "a-4");
  t.equal(freeId("query", taken()), "query-2");
  const long = "x".repeat(96);
  t.equal(freeId(long, taken(long)), `${"x".repeat(94)}-2`);
  const many = new Set(Array.from({ length: 1000 }, (_, i) => (i === 0 ? "a" : `a-${i + 1}`)));
  let asked = 0;
  const id = freeId("a", (candidate) => {
    asked++;
    return many.has(candidate);
  });
  t.equal(id, "a-1001");
  t.ok(asked < 30, `${asked} look-ups`);
});
