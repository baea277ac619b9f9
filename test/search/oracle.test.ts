import fc from "fast-check";
import t from "tap";
import { parseSearch } from "../../src/search/grammar.ts";
import type { Asked } from "./brute-force.ts";
import { finds, plainly, typed } from "./brute-force.ts";
import { evaluate } from "./evaluate.ts";
import {
  lettersAndPunctuation,
  lettersAndSeparators,
  lettersAndSeparatorsByUnit,
} from "./texts.ts";

const isAsked = (text: string): boolean => plainly(text).trim() !== "";
const word = lettersAndPunctuation.filter((text) => isAsked(text) && !/^[-(]/u.test(text));
const phrase = lettersAndSeparators.filter(isAsked);
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    text: word,
    isExcluded: fc.boolean(),
    isQuoted: fc.constant(false),
    hasStar: fc.boolean(),
  }),
  fc.record({
    text: phrase,
    isExcluded: fc.boolean(),
    isQuoted: fc.constant(true),
    hasStar: fc.boolean(),
  }),
);
const questions = fc.array(fc.array(asked, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});

t.test("a query finds what its meaning says, by plain search in the text", async (t) => {
  const answers = { true: 0, false: 0 };
  fc.assert(
    fc.property(questions, fc.array(lettersAndSeparators, { maxLength: 4 }), (question, texts) => {
      const tree = parseSearch(typed(question));
      for (const text of texts) {
        const expected = finds(question, text);
        answers[`${expected}`] += 1;
        if (evaluate(tree, text) !== expected) {
          throw new Error(`${typed(question)} and ${text}: should be ${expected}`);
        }
      }
    }),
    { numRuns: 6000, seed: 2020 },
  );
  t.ok(
    answers.true > 2000 && answers.false > 2000,
    `both answers are tried: ${JSON.stringify(answers)}`,
  );
});

t.test("a piece of a text finds the text", async (t) => {
  let found = 0;
  const pieces = fc.tuple(lettersAndSeparatorsByUnit, fc.nat(12), fc.nat(12), lettersAndSeparators);
  fc.assert(
    fc.property(pieces, ([units, a, b, other]) => {
      const text = units.join("");
      const piece = units.slice(Math.min(a, b), Math.max(a, b)).join("");
      const single = { text: piece, isExcluded: false, isQuoted: true, hasStar: true };
      if (!isAsked(piece)) return;
      for (const candidate of [text, other, other + text, text + other]) {
        const expected = finds([[single]], candidate);
        if (expected) found += 1;
        if (evaluate(parseSearch(typed([[single]])), candidate) !== expected) {
          throw new Error(`${piece} in ${candidate}: should be ${expected}`);
        }
      }
    }),
    { numRuns: 4000, seed: 1 },
  );
  t.ok(found > 4000, `it is often found: ${found}`);
});
