import { getTableName } from "drizzle-orm";
import { reference } from "../../fields/links.ts";
import { nameList } from "../../fields/names.ts";
import { text, vocabulary } from "../../fields/scalars.ts";
import { column, linked } from "../../query/filters.ts";
import { anyText, record } from "../../query/values.ts";
import { idsFrom } from "../../records/memberships.ts";
import { refreshNames } from "../../records/record-names.ts";
import { regroupLater } from "../../records/store.ts";
import { MOST_LEVELS, refreshAncestors, refuseCycle, refuseDepth } from "../../records/trees.ts";
import { STATES } from "../../vocabularies.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { instrumentTopics } from "../instruments/table.ts";
import { itemTopics } from "../items/table.ts";
import { topics as table, topicAncestors, topicNames } from "./table.ts";

const TABLE = getTableName(table);
const NAMES = getTableName(topicNames);
const ANCESTORS = getTableName(topicAncestors);

const below = {
  from: `${ANCESTORS} x`,
  record: "x.record",
  value: "x.ancestor",
  visible: "x.visible = 1",
};

export const topics = defineResource({
  name: "topics",
  singular: "topic",
  schemaName: "Topic",
  table: TABLE,
  description: "A subject term, in a tree. Asking for a topic includes the narrower ones below it.",
  example: "personal-information",
  fields: {
    name: text("name", {
      description: "The term.",
      example: "Personal information",
      required: true,
    }),
    description: text("description", { description: "What it covers.", maxLength: 5000 }),
    parent: reference("parent", "topics", {
      description: `The broader topic. A tree has at most ${MOST_LEVELS} levels.`,
    }),
    aliases: nameList("aliases", { description: "Synonyms under which it is found." }),
    state: vocabulary("state", STATES, {
      description: "Whether everybody sees it. `published` unless given.",
      absent: "published",
    }),
  },
  filters: {
    name: column("name", anyText, {
      description: "Topics with exactly this name; case does not matter.",
      example: "Personal information",
      splits: false,
    }),
    parent: column("parent", record("topics"), {
      refersTo: "topics",
      description: "Topics directly below these.",
      example: "data-protection",
      optional: true,
    }),
    within: linked(below, record("topics"), {
      description: "These topics and all narrower ones.",
      example: "data-protection",
    }),
    ...recordFilters("personal-information,apps"),
  },
  sorts: { name: { column: "name", description: "the name" }, ...recordSorts },
  defaultSort: "name",
  search: { title: ["name", "aliases"], summary: ["description"] },
  state: "own",
  linkable: "topics",
  idBase: (content) => String(content["name"]),
  check(content, pointer, context) {
    if (!refuseCycle(TABLE, content, pointer, context))
      refuseDepth(TABLE, content, pointer, context);
  },
  derive(context, { id, before, after }) {
    if (after === null) return;
    refreshNames(context, NAMES, after, ["name"]);
    const unmoved = before?.["parent"] === after["parent"] && before?.["state"] === after["state"];
    if (before !== null && unmoved) return;
    refreshAncestors(context, TABLE, ANCESTORS, id, "t.state = 'published'");
    if (before === null) return;
    for (const [resource, links] of [
      ["items", itemTopics],
      ["instruments", instrumentTopics],
    ] as const) {
      const about = idsFrom(
        context.writer,
        `select distinct l.owner from ${getTableName(links)} l
         join ${ANCESTORS} a on a.record = l.target where a.ancestor = ?`,
        id,
      );
      for (const each of about) regroupLater(context, resource, each);
    }
  },
});
