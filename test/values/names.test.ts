import t from "tap";
import { foldName } from "../../src/values/names.ts";

t.test("names that are alike", async (t) => {
  for (const [left, right] of [
    ["MIIT", "miit"],
    ["ＭＩＩＴ", "miit"],
    ["Office  of\tthe\u00a0CAC", "office of the cac"],
    [" App ", "app"],
    ["ﬁnance", "finance"],
    ["Émile", "e\u0301mile"],
    ["ｶﾞｲﾄﾞ", "ガイド"],
    ["ÉCOLE", "école"],
    ["№ 5", "no 5"],
  ] as const) {
    t.equal(foldName(left), foldName(right), `${left} and ${right}`);
  }
});

t.test("names that are not", async (t) => {
  for (const [left, right] of [
    ["MIIT", "MITT"],
    ["Emile", "Émile"],
    ["公安部", "公安厅"],
    ["AppStore", "App Store"],
  ] as const) {
    t.not(foldName(left), foldName(right), `${left} and ${right}`);
  }
});

t.test("folding twice changes nothing", async (t) => {
  for (const name of ["ＭＩＩＴ", "İstanbul", "ẞ", "ﬃ", "数据 ", "Å"]) {
    t.equal(foldName(foldName(name)), foldName(name), name);
  }
});
