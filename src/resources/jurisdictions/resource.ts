import { getTableName } from "drizzle-orm";
import { reference } from "../../fields/links.ts";
import { nameList } from "../../fields/names.ts";
import { code, text, vocabulary } from "../../fields/scalars.ts";
import { column, keptColumn, linked } from "../../query/filters.ts";
import { codeLabels } from "../../query/labels.ts";
import { anyText, oneOfVocabulary, record } from "../../query/values.ts";
import { idsFrom } from "../../records/memberships.ts";
import { refreshNames } from "../../records/record-names.ts";
import { regroupLater } from "../../records/store.ts";
import { MOST_LEVELS, refreshAncestors, refuseCycle, refuseDepth } from "../../records/trees.ts";
import { JURISDICTION_LEVELS } from "../../vocabularies.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { jurisdictionAncestors, jurisdictionNames, jurisdictions as table } from "./table.ts";

const TABLE = getTableName(table);
const NAMES = getTableName(jurisdictionNames);
const ANCESTORS = getTableName(jurisdictionAncestors);

const below = {
  from: `${ANCESTORS} x`,
  record: "x.record",
  value: "x.ancestor",
  visible: "1",
};

export const jurisdictions = defineResource({
  name: "jurisdictions",
  singular: "jurisdiction",
  schemaName: "Jurisdiction",
  table: TABLE,
  description:
    "A place with legal force, in a tree. Every entry of ISO 3166-1 and 3166-2 is there under its code, the European Union as `EU`; cities and zones below them as they are needed.",
  example: "CN-GD",
  fields: {
    name: text("name", { description: "The English name.", example: "Guangdong", required: true }),
    name_native: text("name_native", {
      description: "The name in the place's own language.",
      example: "广东省",
    }),
    level: vocabulary("level", JURISDICTION_LEVELS, {
      description: "What kind of place it is.",
      required: true,
    }),
    parent: reference("parent", "jurisdictions", {
      description: `The place that it lies in. A tree has at most ${MOST_LEVELS} levels.`,
    }),
    iso_3166: code("iso_3166", {
      description: "The ISO 3166-1 alpha-2 or ISO 3166-2 code.",
      example: "CN-GD",
      pattern: /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
      form: "a code such as CN or CN-GD",
    }),
    gb_t_2260: code("gb_t_2260", {
      description: "The Chinese administrative division code (GB/T 2260).",
      example: "440000",
      pattern: /^\d{6}$/,
      form: "six digits",
    }),
    aliases: nameList("aliases", {
      description: "Other names and codes under which it is found.",
    }),
  },
  filters: {
    name: column("name", anyText, {
      description: "Places with exactly this English name; case does not matter.",
      example: "Guangdong",
      splits: false,
    }),
    name_native: column("name_native", anyText, {
      description: "Places with exactly this native name.",
      example: "广东省",
      optional: true,
    }),
    level: keptColumn("level", oneOfVocabulary(JURISDICTION_LEVELS), {
      labels: codeLabels,
      description: "Places of these levels.",
      example: "city",
    }),
    parent: column("parent", record("jurisdictions"), {
      description: "Places directly in these.",
      example: "CN-GD",
      optional: true,
    }),
    within: linked(below, record("jurisdictions"), {
      description: "These places and everything below them.",
      example: "CN-GD",
    }),
    iso_3166: column("iso_3166", anyText, {
      description: "Places with these ISO 3166 codes.",
      example: "CN-GD",
      optional: true,
    }),
    gb_t_2260: column("gb_t_2260", anyText, {
      description: "Places with these GB/T 2260 codes.",
      example: "440000",
      optional: true,
    }),
    ...recordFilters("CN,CN-GD"),
  },
  sorts: { name: { column: "name", description: "the English name" }, ...recordSorts },
  defaultSort: "name",
  search: { title: ["name", "name_native", "aliases"], summary: ["iso_3166", "gb_t_2260"] },
  state: "none",
  linkable: "jurisdictions",
  idBase: (content) => String(content["name"]),
  check(content, pointer, context) {
    if (!refuseCycle(TABLE, content, pointer, context))
      refuseDepth(TABLE, content, pointer, context);
  },
  derive(context, { id, before, after }) {
    if (after === null) return;
    refreshNames(context, NAMES, after, ["name", "name_native", "iso_3166", "gb_t_2260"]);
    if (before !== null && before["parent"] === after["parent"]) return;
    refreshAncestors(context, TABLE, ANCESTORS, id, "1");
    if (before === null) return;
    for (const resource of ["items", "instruments"]) {
      const lying = idsFrom(
        context.writer,
        `select id from ${resource} where jurisdiction in (select record from ${ANCESTORS} where ancestor = ?)`,
        id,
      );
      for (const each of lying) regroupLater(context, resource, each);
    }
  },
});
