import fc from "fast-check";
import t from "tap";
import type { SearchTree } from "../../src/search/grammar.ts";
import { parseSearch } from "../../src/search/grammar.ts";
import { anyQuery } from "./texts.ts";

/** `a [b c*] -(d)`, with `{a | b}` for alternatives. */
function shown(tree: SearchTree): string {
  if ("leaf" in tree) {
    const { tokens, prefix } = tree.leaf;
    const text = tokens.join(" ") + (prefix ? "*" : "");
    return tokens.length > 1 ? `[${text}]` : text;
  }
  if ("not" in tree) return `-${shown(tree.not)}`;
  if ("any" in tree) return `{${tree.any.map(shown).join(" | ")}}`;
  return tree.all.map(shown).join(" ");
}

const NOTHING = "{}";

const MEANINGS: readonly [q: string, meaning: string][] = [
  ["Data Protection", "data protection"],
  ['"data protection" law', "[data protection] law"],
  ['"data protection', "[data protection]"],
  ['data" protection law', "data [protection law]"],
  ['a"b c"d', "a [b c] d"],
  ['"a""b"', "a b"],
  ["-a b", "-a b"],
  ["a -b", "a -b"],
  ["-a", "-a"],
  ["--a", "-a"],
  ['-"a b"', "-[a b]"],
  ['a-"b c"', "a [b c]"],
  ["a-b", "[a b]"],
  ["a - b", "a b"],
  ["- a", "a"],
  ["a –b", "a b"],
  ["-35273-2020", "-[35273 2020]"],
  ["a OR b", "{a | b}"],
  ["a b OR c", "a {b | c}"],
  ["a OR b c", "{a | b} c"],
  ["a OR b OR c d OR e", "{a | b | c} {d | e}"],
  ["a or b", "a or b"],
  ['a "OR" b', "a or b"],
  ["a OR -b", "{a | -b}"],
  ["OR", "or"],
  ["OR OR", "or"],
  ["OR a", "or a"],
  ["a OR", "a or"],
  ["a OR OR b", "{a | b}"],
  ["a OR *** b", "{a | b}"],
  ["a -OR b", "a -or b"],
  ["a AND b NOT c", "a and b not c"],
  ["NEAR(a b)", "[near a] b"],
  ["(a OR b) (c OR d)", "{a | b} {c | d}"],
  ["( a OR b ) -(c", "{a | b} -c"],
  ['(-"a b" OR c)', "{-[a b] | c}"],
  ["reg*", "reg*"],
  ["reg* (reg*) reg*,", "reg*"],
  ["a-reg*", "[a reg*]"],
  ['"a reg*"', "[a reg*]"],
  ['"a reg"*', "[a reg*]"],
  ["*a", "a"],
  ["a *", "a"],
  ["a*b", "[a b]"],
  ["-reg*", "-reg*"],
  ["title:a {title}: ^b", "[title a] title b"],
  ["people's people’s", "[people s]"],
  ["a a A á", "a"],
  ["a OR b a OR b OR a", "{a | b}"],
  ["a -a", "a -a"],
  ["a a*", "a a*"],
  ["公司法", "[公司 司法]"],
  ["公司", "公司"],
  ["公", "公*"],
  ["公*", "公*"],
  ["公司*", "公司"],
  ["-公", "-公*"],
  ["公 司", "公* 司*"],
  ['"公司 法律"', "[公司 司 法律]"],
  ['"公 司"', "[公 司*]"],
  ["公A", "[公 a]"],
  ["GB標準", "[gb 標準]"],
  ["GB標準2020", "[gb 標準 準 2020]"],
  ["標準20*", "[標準 準 20*]"],
  ["－ａ　＂ｂ　ｃ＂ ｄ＊", "-a [b c] d*"],
  ["“a b” „c d“", "[a b] [c d]"],
  ["a\u0001b a\u0000c\ta", "a b c"],
  ["🙂a🙂b", "[a b]"],
  ["", NOTHING],
  [" \t\u3000", NOTHING],
  ["***", NOTHING],
  ['"', NOTHING],
  ['"""', NOTHING],
  ["！", NOTHING],
  ["🙂", NOTHING],
  ["-", NOTHING],
  ["-***", NOTHING],
  ["()", NOTHING],
  ["a ***", "a"],
];

t.test("every query has its meaning", async (t) => {
  for (const [q, meaning] of MEANINGS) t.equal(shown(parseSearch(q)), meaning, JSON.stringify(q));
});

t.test("any text is a query, of a tree that is flat", async () => {
  const isOperand = (tree: SearchTree): boolean => "leaf" in ("not" in tree ? tree.not : tree);
  const isGroup = (tree: SearchTree): boolean =>
    isOperand(tree) || ("any" in tree && tree.any.length > 1 && tree.any.every(isOperand));
  const isFlat = (tree: SearchTree): boolean =>
    isGroup(tree) ||
    ("any" in tree && tree.any.length === 0) ||
    ("all" in tree && tree.all.length > 1 && tree.all.every(isGroup));
  fc.assert(
    fc.property(anyQuery, (q) => {
      const tree = parseSearch(q);
      if (!isFlat(tree)) throw new Error(JSON.stringify(tree));
      const leaves = JSON.stringify(tree).match(/"tokens":\[[^\]]*\]/gu) ?? [];
      for (const leaf of leaves) {
        if (!/^"tokens":\["[^" ]+"(,"[^" ]+")*\]$/u.test(leaf)) throw new Error(leaf);
      }
    }),
    { numRuns: 5000, seed: 9 },
  );
});

t.test("the longest query is parsed at once", async (t) => {
  const shapes = {
    words: "ab cd ",
    distinct: Array.from({ length: 2500 }, (_, i) => i.toString(36)).join(" "),
    alternatives: "a OR b ",
    exclusions: "-a -b ",
    quotes: '"',
    dashes: "-",
    parentheses: "(-",
    stars: "a*",
    characters: "公司",
    marks: "a\u0301",
    blanks: " ",
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const q = shape.repeat(Math.ceil(10_000 / shape.length)).slice(0, 10_000);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 15; i++) {
      const started = performance.now();
      parseSearch(q);
      best = Math.min(best, performance.now() - started);
    }
    t.ok(best < 20, `${name}: ${best} ms`);
  }
});
