import fc from "fast-check";
import type { Content, Kind } from "./plain-model.ts";

/** One step of a client, by slots: which record is meant is a number, so that steps meet. */
export type Step =
  | { does: "create"; kind: Kind; slot: number; content: Drawn }
  | { does: "patch"; kind: Kind; slot: number; content: Drawn; field: number; tag: Tag }
  | { does: "put"; kind: Kind; slot: number; content: Drawn; tag: Tag }
  | { does: "delete"; kind: Kind; slot: number; tag: Tag }
  | { does: "merge"; slot: number; into: number }
  | { does: "purge"; kind: Kind; slot: number }
  | { does: "race"; kind: Kind; slot: number }
  | { does: "sendBack"; kind: Kind; slot: number };

/** Which `If-Match` is sent. */
export type Tag = "none" | "right" | "stale" | "any";

/** Content whose links are slots. */
export interface Drawn {
  text: string;
  other: string | null;
  parent: number | null;
  links: number[];
  citations: string[];
  isLegislation: boolean;
  date: string | null;
  state: Content["state"];
}

const TOPICS = 8;
const ITEMS = 6;

export const topicId = (slot: number): string => `t${slot}`;
export const idIn = (kind: Kind, slot: number): string =>
  kind === "topics" ? topicId(slot % TOPICS) : `i${slot % ITEMS}`;

const kind = fc.constantFrom<Kind>("topics", "topics", "items", "items");
const slot = fc.nat({ max: 7 });
const tag = fc.constantFrom<Tag>("none", "none", "none", "right", "stale", "any");
const word = fc.constantFrom("data", "数据", "law", "<b>", "=1", "straße", "ｱ", "𠮷");

const content: fc.Arbitrary<Drawn> = fc.record({
  text: word,
  other: fc.option(word),
  parent: fc.option(slot, { freq: 2 }),
  links: fc.uniqueArray(slot, { maxLength: 2 }),
  citations: fc.array(word, { maxLength: 2 }),
  isLegislation: fc.boolean(),
  date: fc.constantFrom(null, "2020", "2020-07", "2020-07-31", "2021-02~"),
  state: fc.constantFrom<Content["state"]>("draft", "published", "published"),
});

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ does: fc.constant("create" as const), kind, slot, content }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant("patch" as const),
      ...{ kind, slot, content, tag },
      field: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant("put" as const), kind, slot, content, tag }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("delete" as const), kind, slot, tag }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("merge" as const), slot, into: slot }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("purge" as const), kind, slot }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("race" as const), kind, slot }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("sendBack" as const), kind, slot }) },
);
