import { codesOf, RELATION_TYPES } from "../src/vocabularies.ts";
import type { Inputs } from "./inputs.ts";

/** One request of a scenario. */
export interface BenchRequest {
  path: string;
  headers?: Record<string, string>;
}

/** A kind of use that is measured. */
export interface Scenario {
  name: string;
  /** The status of every answer; any other one is a failure. */
  status: number;
  /** Whether each request is spelled as none was before, so that no answer can be remembered. */
  unseen?: boolean;
  /** What is asked, in turn; repeated as often as the data repeat it. */
  requests(inputs: Inputs): BenchRequest[] | Promise<BenchRequest[]>;
}

/** Requests of a scenario: enough that no two answers in a row are alike. */
const DRAWN = 600;

/** Single records are small: so many are asked for that not all answers can be remembered. */
const RECORDS_DRAWN = 10_000;

const list = (parameters: Record<string, string>): BenchRequest => ({
  path: `/items?${new URLSearchParams(parameters)}`,
});

const listsBy = (parameter: string, values: readonly string[]) =>
  values.map((value) => list({ [parameter]: value }));

const record = (id: string): BenchRequest => ({ path: `/items/${id}` });

/** All of them: a list of values can be spelled in many ways. */
const RELATIONS = codesOf(RELATION_TYPES).join(",");

const FACETS = "topic,authority,jurisdiction,kind,year";

/** How many of the items have a word that is called common, or rare. */
const COMMON = { least: 0.05, most: 1 };
const RARE = { least: 0, most: 0.0002 };

/** Searches by one common word, by two, and by one rare word, in English and in Chinese. */
function searches(): Scenario[] {
  return (["latin", "han"] as const).flatMap((script) => {
    const language = script === "latin" ? "English" : "Chinese";
    // A quarter of the items of China are in Chinese: what is common there is less so in all.
    const common = script === "latin" ? COMMON : { least: 0.01, most: 1 };
    const drawn = (inputs: Inputs, share: { least: number; most: number }) =>
      inputs.words(DRAWN, script, share);
    const two = (inputs: Inputs) => {
      const others = drawn(inputs, common);
      return drawn(inputs, common).map((word, i) => `${word} ${others[i]}`);
    };
    const scenario = (what: string, queries: (inputs: Inputs) => string[]): Scenario => ({
      name: `search, ${what}, ${language}`,
      status: 200,
      unseen: true,
      requests: (inputs) => queries(inputs).map((q) => list({ q })),
    });
    return [
      scenario("a common word", (inputs) => drawn(inputs, common)),
      scenario("two common words", two),
      scenario("a rare word", (inputs) => drawn(inputs, RARE)),
    ];
  });
}

const single: readonly Scenario[] = [
  {
    name: "topic",
    status: 200,
    requests: (inputs) => listsBy("topic", inputs.topics(DRAWN)),
  },
  {
    name: "authority",
    status: 200,
    requests: (inputs) => listsBy("authority", inputs.authorities(DRAWN)),
  },
  {
    name: "jurisdiction",
    status: 200,
    requests: (inputs) => listsBy("jurisdiction", inputs.jurisdictions(DRAWN)),
  },
  {
    name: "topic, unseen",
    status: 200,
    unseen: true,
    requests: (inputs) => listsBy("topic", inputs.topics(DRAWN)),
  },
  {
    name: "authority, unseen",
    status: 200,
    unseen: true,
    requests: (inputs) => listsBy("authority", inputs.authorities(DRAWN)),
  },
  {
    name: "jurisdiction, unseen",
    status: 200,
    unseen: true,
    requests: (inputs) => listsBy("jurisdiction", inputs.jurisdictions(DRAWN)),
  },
  {
    name: "topic-and-authority",
    status: 200,
    requests: (inputs) => inputs.topicsWithAuthorities(DRAWN).map(list),
  },
  {
    name: "topic-and-authority, unseen",
    status: 200,
    unseen: true,
    requests: (inputs) => inputs.topicsWithAuthorities(DRAWN).map(list),
  },
  {
    name: "three filters, one rare",
    status: 200,
    unseen: true,
    requests: (inputs) => inputs.withRareInstrument(DRAWN).map(list),
  },
  ...searches(),
  {
    name: "facets",
    status: 200,
    unseen: true,
    // Nothing filters, so only the number of values can differ.
    requests: () =>
      Array.from({ length: 50 }, (_, i) =>
        list({ facet_limit: String(50 + i), limit: "1", facets: FACETS }),
      ),
  },
  {
    name: "facets, a filter",
    status: 200,
    unseen: true,
    requests: (inputs) =>
      inputs.topics(DRAWN).map((topic) => list({ limit: "1", topic, facets: FACETS })),
  },
  {
    name: "facets, a search",
    status: 200,
    unseen: true,
    requests: (inputs) =>
      inputs.words(DRAWN, "latin", COMMON).map((q) => list({ limit: "1", q, facets: FACETS })),
  },
  {
    name: "instruments in force on a day",
    status: 200,
    unseen: true,
    requests: (inputs) =>
      inputs
        .turningDays(DRAWN)
        .map((day) => ({ path: `/instruments?sort=-date&in_force_on=${day}` })),
  },
  {
    name: "items about what is in force on a day",
    status: 200,
    unseen: true,
    requests: (inputs) => listsBy("instrument_in_force_on", inputs.turningDays(DRAWN)),
  },
  {
    name: "facets, status on a day",
    status: 200,
    unseen: true,
    requests: (inputs) =>
      inputs
        .turningDays(DRAWN)
        .map((day) => ({ path: `/instruments?limit=1&on=${day}&facets=status,type` })),
  },
  ...[1, 3].map(
    (depth): Scenario => ({
      name: `graph, depth ${depth}`,
      status: 200,
      unseen: true,
      requests: (inputs) =>
        inputs
          .related(DRAWN)
          .map((id) => ({ path: `/instruments/${id}/graph?depth=${depth}&relation=${RELATIONS}` })),
    }),
  ),
  {
    name: "timeline",
    status: 200,
    unseen: true,
    requests: (inputs) =>
      inputs
        .discussed(DRAWN)
        .map((id) => ({ path: `/instruments/${id}/timeline?kind=event,item` })),
  },
  {
    name: "record",
    status: 200,
    requests: (inputs) => inputs.items(RECORDS_DRAWN).map(record),
  },
  {
    // Nothing filters, so only the length of the page can differ.
    name: "no-filter",
    status: 200,
    requests: () => Array.from({ length: 11 }, (_, i) => list({ limit: String(15 + i) })),
  },
  {
    name: "deep-page",
    status: 200,
    requests: async (inputs) => (await inputs.cursors(DRAWN)).map((cursor) => list({ cursor })),
  },
  {
    name: "not-modified",
    status: 304,
    requests: async (inputs) => {
      const held = [
        ...listsBy("topic", inputs.topics(DRAWN / 2)),
        ...inputs.items(DRAWN / 2).map(record),
      ];
      return inputs.withTags(held);
    },
  },
];

/** So many requests of each kind are in the mixture. */
const OF_EACH = 60;

/** Some records of an export: as many as a client might fetch at once. */
const EXPORTED = "1000";

const exports: readonly Scenario[] = ["csv", "ndjson", "atom"].map((format) => ({
  name: `export, ${format}`,
  status: 200,
  requests: (inputs: Inputs) =>
    inputs
      .topics(OF_EACH)
      .map((topic) => list({ format, ...(format === "atom" ? {} : { limit: EXPORTED }), topic })),
}));

/** Everything at once, in no order: who asks for little must not wait for who asks for much. */
const mixture: Scenario = {
  name: "mixture",
  status: 200,
  async requests(inputs) {
    const kinds = [...single, ...exports].filter(({ status }) => status === 200);
    const drawn = await Promise.all(
      kinds.map(async ({ requests }) => (await requests(inputs)).slice(0, OF_EACH)),
    );
    return inputs.shuffled(drawn.flat());
  },
};

export const scenarios: readonly Scenario[] = [...single, ...exports, mixture];
