import { getTableName } from "drizzle-orm";
import { links, reference } from "../../fields/links.ts";
import { nameList } from "../../fields/names.ts";
import { date, text, url, vocabulary } from "../../fields/scalars.ts";
import { column, keptColumn, linked, period, within } from "../../query/filters.ts";
import { codeLabels } from "../../query/labels.ts";
import { anyText, oneOfVocabulary, record } from "../../query/values.ts";
import { refreshNames } from "../../records/record-names.ts";
import { regroupLinkingTo } from "../../records/store.ts";
import { refuseCycle } from "../../records/trees.ts";
import { BODY_KINDS, STATES } from "../../vocabularies.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { instrumentIssuingBodies } from "../instruments/table.ts";
import { itemIssuingBodies } from "../items/table.ts";
import { jurisdictionAncestors } from "../jurisdictions/table.ts";
import { refuseSelfSuccession } from "./succession.ts";
import { issuingBodyNames, issuingBodySuccessors, issuingBodies as table } from "./table.ts";

const TABLE = getTableName(table);
const NAMES = getTableName(issuingBodyNames);
const SUCCESSORS = getTableName(issuingBodySuccessors);

const succession = {
  from: `${SUCCESSORS} x`,
  record: "x.owner",
  value: "x.target",
  visible: `(select state from ${TABLE} where id = x.target) = 'published'`,
};

export const issuingBodies = defineResource({
  name: "issuing-bodies",
  singular: "issuing body",
  schemaName: "IssuingBody",
  table: TABLE,
  description:
    "An institution that issues, drafts, enforces or decides. Lists of items and instruments ask for it as `authority`, by id, name, acronym or alias.",
  example: "miit",
  fields: {
    name: text("name", {
      description: "The English name.",
      example: "Ministry of Industry and Information Technology",
      required: true,
    }),
    name_native: text("name_native", {
      description: "The name in its own language.",
      example: "工业和信息化部",
    }),
    acronym: text("acronym", { description: "The usual acronym.", example: "MIIT", maxLength: 50 }),
    aliases: nameList("aliases", {
      description: "Other names, abbreviations, known misspellings and native short forms.",
    }),
    kind: vocabulary("kind", BODY_KINDS, {
      description: "What kind of institution it is.",
      required: true,
    }),
    jurisdiction: reference("jurisdiction", "jurisdictions", {
      description: "The place for which it acts.",
    }),
    parent: reference("parent", "issuing-bodies", { description: "The body that it belongs to." }),
    website: url("website", { description: "Its website.", example: "https://www.miit.gov.cn/" }),
    active_from: date("active_from", {
      description: "When it was set up; an EDTF date.",
      example: "2008",
    }),
    active_to: date("active_to", {
      description: "When it ceased to be; an EDTF date.",
      example: "2018",
    }),
    succeeded_by: links("issuing-bodies", {
      description: "The bodies that took over its work.",
      table: SUCCESSORS,
    }),
    state: vocabulary("state", STATES, {
      description: "Whether everybody sees it. `published` unless given.",
      absent: "published",
    }),
  },
  filters: {
    name: column("name", anyText, {
      description: "Bodies with exactly this English name; case does not matter.",
      example: "Ministry of Public Security",
      splits: false,
    }),
    name_native: column("name_native", anyText, {
      description: "Bodies with exactly this native name.",
      example: "公安部",
      optional: true,
    }),
    acronym: column("acronym", anyText, {
      description: "Bodies with these acronyms; case does not matter.",
      example: "MIIT,CAC",
      optional: true,
    }),
    kind: keptColumn("kind", oneOfVocabulary(BODY_KINDS), {
      labels: codeLabels,
      description: "Bodies of these kinds.",
      example: "court,procuratorate",
    }),
    jurisdiction: within(
      "jurisdiction",
      getTableName(jurisdictionAncestors),
      record("jurisdictions"),
      {
        description: "Bodies that act for these places or for places below them.",
        example: "CN-GD",
      },
    ),
    jurisdiction_exact: column("jurisdiction", record("jurisdictions"), {
      description: "Bodies that act for these places themselves.",
      example: "CN",
      optional: true,
    }),
    parent: column("parent", record("issuing-bodies"), {
      refersTo: "issuing-bodies",
      description: "Bodies that belong to these.",
      example: "samr",
      optional: true,
    }),
    website: column("website", anyText, {
      description: "The body with this website.",
      example: "https://www.miit.gov.cn/",
      optional: true,
      splits: false,
    }),
    active_from: period("active_from", {
      description: "When it was set up; a vague date matches what it overlaps.",
      example: "2018",
    }),
    active_to: period("active_to", {
      description: "When it ceased to be; a vague date matches what it overlaps.",
      example: "2018",
    }),
    succeeded_by: linked(succession, record("issuing-bodies"), {
      description: "Bodies whose work these took over.",
      example: "samr",
    }),
    ...recordFilters("miit,cac"),
  },
  sorts: { name: { column: "name", description: "the English name" }, ...recordSorts },
  defaultSort: "name",
  search: { title: ["name", "name_native", "acronym", "aliases"], summary: [] },
  state: "own",
  linkable: "issuing-bodies",
  idBase: (content) => String(content["name"]),
  check(content, pointer, context) {
    refuseCycle(TABLE, content, pointer, context);
    refuseSelfSuccession(content, pointer, context);
  },
  derive(context, { id, before, after }) {
    if (after === null) return;
    refreshNames(context, NAMES, after, ["name", "name_native", "acronym"]);
    if (before === null || before["state"] === after["state"]) return;
    regroupLinkingTo(context, id, {
      items: itemIssuingBodies,
      instruments: instrumentIssuingBodies,
    });
  },
});
