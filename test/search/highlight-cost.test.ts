import t from "tap";
import { create, uncheckedApp, write } from "../app-under-test.ts";
import { SeededRandom } from "../seeded-random.ts";

/** What it costs to mark many phrases of common words in long texts. */

const app = uncheckedApp(t, { SEED: "false" });
const RECORDS = 40;
/** In milliseconds of CPU. */
const MOST = 5000;

const COMMON = [
  ...[
    "a",
    "i",
    "of",
    "the",
    "to",
    "in",
    "is",
    "on",
    "by",
    "it",
    "or",
    "be",
    "as",
    "at",
    "so",
    "we",
  ],
  ...["he", "an", "no", "if", "do", "my", "up", "go", "me", "us"],
];

/** Words as a text has them: one in two is common, and the others are all different. */
function textOf(random: SeededRandom): string {
  let text = "";
  while (text.length < 49_980) {
    text += random.chance(0.5) ? `${random.pick(COMMON)} ` : `w${random.between(0, 100_000)} `;
  }
  return text;
}

interface Found {
  match: { summary: string | null };
}

t.test("phrases of common words in long texts", async (t) => {
  const random = new SeededRandom(5);
  for (let i = 0; i < RECORDS; i++) {
    const summary = textOf(random);
    await create(app, "items", { title: `Text ${i}`, kind: "other", state: "published", summary });
  }
  const pairs = COMMON.flatMap((one) => COMMON.map((other) => `${one}-${other}`));
  // Those that no text has cost the most: nothing of them is found.
  const triples = pairs.slice(0, 300).map((pair) => `${pair}-zz`);
  let q = "";
  for (const phrase of [...pairs, ...triples]) {
    if (q.length + phrase.length + 4 <= 10_000) q += `${q === "" ? "" : " OR "}${phrase}`;
  }
  const phrases = q.split(" OR ").length;
  const ask = (highlight: boolean, limit = RECORDS) =>
    write(app, "POST", "/items/query", { q, highlight, limit });
  await ask(false);
  const refused = await ask(true, 200);
  t.equal(refused.statusCode, 400, "not in so many records at once");
  const { detail } = refused.json().errors[0];
  t.match(detail, new RegExp(`marks ${phrases} words and phrases .* limit=${RECORDS}, or`));
  const begin = process.cpuUsage();
  const answer = await ask(true);
  const { user, system } = process.cpuUsage(begin);
  const took = (user + system) / 1000;
  const { data } = answer.json<{ data: Found[] }>();
  t.equal(data.length, RECORDS);
  t.ok(data.every(({ match }) => match.summary?.includes("<mark>")));
  t.ok(took < MOST, `${took} ms`);
});
