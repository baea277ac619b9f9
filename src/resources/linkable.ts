/**
 * What can be linked to, and the small object that stands for it in the records that link there.
 * This file imports nothing, so that fields can name a resource without depending on it.
 */

export interface Linkable {
  table: string;
  /** One of them, as in "no topic 'x'". */
  singular: string;
  /** The columns that the small object shows beside `id`. */
  label: readonly string[];
  /** Whether its records can be drafts. */
  stateful: boolean;
  /** The look-up table of its names, where it can be named by other than its id. */
  names?: string;
  /** The columns of the vague dates from and to which it is there, where it comes and goes. */
  lasts?: { from: string; to: string };
}

export const LINKABLE = {
  jurisdictions: {
    table: "jurisdictions",
    singular: "jurisdiction",
    label: ["name"],
    stateful: false,
    names: "jurisdiction_names",
  },
  "issuing-bodies": {
    table: "issuing_bodies",
    singular: "issuing body",
    label: ["name", "acronym"],
    stateful: true,
    names: "issuing_body_names",
    lasts: { from: "active_from", to: "active_to" },
  },
  topics: {
    table: "topics",
    singular: "topic",
    label: ["name"],
    stateful: true,
    names: "topic_names",
  },
  sources: { table: "sources", singular: "source", label: ["title"], stateful: true },
  instruments: { table: "instruments", singular: "instrument", label: ["title"], stateful: true },
  items: { table: "items", singular: "item", label: ["title"], stateful: true },
} as const satisfies Record<string, Linkable>;

export type LinkableName = keyof typeof LINKABLE;

const members = new Map<LinkableName, readonly string[]>();

/** Makes known what a whole record of a resource has, once the resource is defined. */
export const declareMembers = (resource: LinkableName, names: readonly string[]): void => {
  members.set(resource, names);
};

/** The names of all that a whole record of a resource has. */
export const membersOf = (resource: LinkableName): readonly string[] => members.get(resource) ?? [];
