import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import { tombstones } from "../db/dataset-table.ts";
import { changes, restorations } from "../history/table.ts";
import {
  instrumentImports,
  itemImports,
  itemProposals,
  sourceDevelopments,
  sourceEditions,
} from "../imports/newsletters/table.ts";
import { mirror } from "../mirror/table.ts";
import { citations } from "../resources/citations/table.ts";
import { events } from "../resources/events/table.ts";
import {
  instrumentIssuingBodies,
  instrumentRelations,
  instruments,
  instrumentTopics,
} from "../resources/instruments/table.ts";
import { issuingBodies, issuingBodySuccessors } from "../resources/issuing-bodies/table.ts";
import {
  itemInstruments,
  itemIssuingBodies,
  items,
  itemSources,
  itemTopics,
} from "../resources/items/table.ts";
import { jurisdictions } from "../resources/jurisdictions/table.ts";
import { sources } from "../resources/sources/table.ts";
import { topics } from "../resources/topics/table.ts";

/** What an archive keeps, table by table. Everything else follows from it, or must not leave. */

/** A column, as rows of an archive are checked by it. */
export interface Column {
  name: string;
  kind: "integer" | "text";
  isRequired: boolean;
}

export interface ArchivedTable {
  name: string;
  columns: readonly Column[];
  /** The columns by which its rows stand in one order, whoever writes them. */
  order: readonly string[];
  /** Whether SQLite numbers its rows and must never give a number again. */
  isNumbered: boolean;
}

/** It says which answers a process holds, and begins anew in a database without such. */
const NOT_KEPT = ["render_version"];

function archived(table: SQLiteTable): ArchivedTable {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const kept = columns.filter((column) => !NOT_KEPT.includes(column.name));
  const own = columns.filter(({ primary }) => primary).map((column) => column.name);
  const shared = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
  return {
    name,
    columns: kept.map((column) => ({
      name: column.name,
      kind: column.getSQLType() === "integer" ? "integer" : "text",
      isRequired: column.notNull,
    })),
    order: own.length > 0 ? own : shared,
    isNumbered: columns.some(
      (column) => "autoIncrement" in column && column.autoIncrement === true,
    ),
  };
}

/** Linked before what links to it, as a reader meets them. */
const WITHOUT_HISTORY = [
  jurisdictions,
  topics,
  issuingBodies,
  issuingBodySuccessors,
  sources,
  instruments,
  instrumentIssuingBodies,
  instrumentTopics,
  instrumentRelations,
  items,
  itemIssuingBodies,
  itemInstruments,
  itemTopics,
  itemSources,
  events,
  citations,
  tombstones,
  sourceEditions,
  sourceDevelopments,
  itemImports,
  instrumentImports,
  itemProposals,
  mirror,
].map(archived);

const HISTORY = [changes, restorations].map(archived);

/** The tables of an archive in their order. */
export const archivedTables = (history: boolean): readonly ArchivedTable[] =>
  history ? [...WITHOUT_HISTORY, ...HISTORY] : WITHOUT_HISTORY;

/** What JSON texts are, beside which nothing may stand in their columns: `null` is no text at all. */
export const JSON_TEXTS: Readonly<Record<string, Readonly<Record<string, JsonKind>>>> = {
  issuing_bodies: { aliases: "texts" },
  jurisdictions: { aliases: "texts" },
  topics: { aliases: "texts" },
  instruments: { aliases: "texts" },
  source_developments: { addresses: "texts", reading: "object" },
  item_imports: {
    wrote: "object",
    made: "object",
    doubts: "objects",
    raised: "objects",
    offsets: "objects",
  },
  instrument_imports: { wrote: "object" },
  item_proposals: { current: "any", proposed: "any" },
  changes: { data: "object", public_data: "object" },
};

export type JsonKind = "any" | "object" | "objects" | "texts";

/** Tables that follow from those of an archive, and which check is about each. */
export const DERIVED_TABLES: readonly {
  names: RegExp;
  check: "filters" | "references" | "columns";
}[] = [
  { names: /_members$/, check: "filters" },
  { names: /^reference_forms$/, check: "references" },
  { names: /_(ancestors|names)$|^instrument_statuses$/, check: "columns" },
];
