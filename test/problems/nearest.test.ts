import t from "tap";
import { nearest } from "../../src/problems/nearest.ts";

const TOPICS = ["personal-information", "personality-rights", "apps", "app-stores", "sdk", "cii"];

t.test("what was most probably meant", async (t) => {
  const meant: Record<string, string> = {
    "personal-info": "personal-information",
    "personal-informations": "personal-information",
    "Personal-Information": "personal-information",
    "personal-infromation": "personal-information",
    "ｐersonal-information": "personal-information",
    personality: "personality-rights",
    app: "apps",
    aps: "apps",
    sdks: "sdk",
    sdc: "sdk",
    "app-store": "app-stores",
  };
  for (const [typed, expected] of Object.entries(meant)) {
    t.equal(nearest(typed, TOPICS), expected, typed);
  }
});

t.test("two letters that changed places are one slip", async (t) => {
  t.equal(nearest("MITI", ["mct", "moa", "miit"]), "miit");
  t.equal(nearest("ab", ["cb", "ba"]), "cb", "the first of equals");
  t.equal(nearest("ab", ["ba", "ab"]), "ab");
});

t.test("nothing is suggested where nothing is near", async (t) => {
  for (const typed of [
    "",
    " ",
    "zebra",
    "privacy",
    "xyz",
    "a".repeat(101),
    "personal-x".repeat(20),
  ]) {
    t.equal(nearest(typed, TOPICS), null, typed);
  }
  t.equal(nearest("apps", []), null);
  t.equal(nearest("aaaa", [`aaaa${"a".repeat(100)}`]), null, "a candidate that is too long");
});

t.test("a beginning is nearer than a slip within, and the shorter of two nearest", async (t) => {
  t.equal(nearest("date", ["dale", "date_gte"]), "date_gte");
  t.equal(nearest("date_", ["date_exists", "date_gte"]), "date_gte");
  t.equal(nearest("topic", ["topic_not", "topic"]), "topic");
  t.equal(nearest("abcd", ["abce", "abcf"]), "abce", "the first of equals");
});
