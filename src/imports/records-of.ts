import type { Json, JsonObject } from "../fields/field.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import type { Fault } from "../problems/problems.ts";
import { fieldNames } from "../query/page-parameters.ts";
import type { Resource } from "../resources/define.ts";
import { withArticle } from "../values/words.ts";
import { asTyped, cellReader } from "./cells.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { cellRowsOf } from "./csv-rows.ts";
import { ndjsonRowsOf } from "./ndjson-rows.ts";
import { faultOfFile } from "./rows.ts";

/** A row as a record that a client would post, or what is wrong with it. */
export type RecordRow =
  | { line: number; data: JsonObject; faults?: never }
  | { line: number; data?: never; faults: Fault[] };

/** What a file is read as. */
export interface Reading {
  resource: Resource;
  /** Null where the rows are records as they stand. */
  mapping: Mapping | null;
}

/** Reads a file as records of a resource. */
export type RecordReader = (
  file: string,
  reading: Reading,
  passed: (bytes: number) => void,
) => AsyncGenerator<RecordRow>;

/** A record a line, in the shape in which it is posted or exported, or in that of a mapping. */
export async function* recordsOfLines(
  ...[file, { mapping }, passed]: Parameters<RecordReader>
): ReturnType<RecordReader> {
  const missing = new Set(mapping?.columns);
  const seen = new Set<string>();
  let last = 0;
  for await (const { line, data, fault } of ndjsonRowsOf(file, passed)) {
    if (data === undefined) yield { line, faults: [{ detail: fault }] };
    else if (mapping === null) yield { line, data };
    else {
      const columns = Object.keys(data);
      mapping.refuseOthers(columns, line);
      for (const column of columns) {
        missing.delete(column);
        if (seen.size < MOST_COLUMNS) seen.add(column);
      }
      yield mappedRow(mapping, line, data);
    }
    last = line;
  }
  if (last === 0) throw faultOfFile("This file has no rows, only blank lines.");
  // A column that no row has is a slip of the mapping, which would give nothing without a word.
  if (mapping !== null && missing.size > 0 && seen.size > 0) {
    const columns = [...mapping.columns].filter((column) => !missing.has(column));
    mapping.refuseMissing([...columns, ...seen], last);
  }
}

/** So many names of columns are kept, to find what was meant by one that is not there. */
const MOST_COLUMNS = 1000;

function mappedRow(mapping: Mapping, line: number, row: JsonObject): RecordRow {
  const { data, faults } = mapping.map(row);
  return faults.length > 0 ? { line, faults } : { line, data };
}

/** A table with the columns of an export, some of them being enough, or with those of a mapping. */
export async function* recordsOfTable(
  ...[file, { resource, mapping }, passed]: Parameters<RecordReader>
): ReturnType<RecordReader> {
  let columns: string[] | null = null;
  const readers = readersOf(resource);
  for await (const { line, cells } of cellRowsOf(file, passed)) {
    if (columns === null) {
      columns = cells.map((cell) => cell.trim());
      refuseHeader(columns, resource, mapping);
    } else if (cells.length !== columns.length) {
      yield { line, faults: [{ detail: raggedRow(cells.length, columns.length) }] };
    } else if (mapping === null) {
      const row = rowOf(columns, cells, (cell, column) => readers[column]?.(cell) ?? null);
      yield { line, data: row };
    } else {
      const row = rowOf(columns, cells, (cell) => (cell === "" ? null : cell));
      const { data, faults } = mappedRow(mapping, line, row);
      if (data === undefined) yield { line, faults };
      else yield { line, data: asCells(data, readers) };
    }
  }
  if (columns === null)
    throw faultOfFile("This table has no header: name the columns in the first row.");
}

const rowOf = (
  columns: readonly string[],
  cells: readonly string[],
  read: (cell: string, column: string) => Json,
): JsonObject =>
  Object.fromEntries(columns.map((column, i) => [column, read(asTyped(cells[i] ?? ""), column)]));

/** A cell that goes into a field as it stands is read as an export would have written it. */
const asCells = (data: JsonObject, readers: ReturnType<typeof readersOf>): JsonObject =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === "string" ? (readers[name]?.(value) ?? null) : value,
    ]),
  );

const raggedRow = (found: number, expected: number): string =>
  `This row has ${found} cell${found === 1 ? "" : "s"}, and the header ${expected}: quote cells that have commas or line breaks.`;

function readersOf(resource: Resource): Record<string, ReturnType<typeof cellReader>> {
  const readers = Object.create(null) as Record<string, ReturnType<typeof cellReader>>;
  for (const name of fieldNames(resource)) {
    const field = resource.fields[name];
    readers[name] = field ? cellReader(field.schema) : (cell) => (cell === "" ? null : cell);
  }
  return readers;
}

/** @throws {Problem} that names each column that is no field, or of which a mapping says nothing */
function refuseHeader(
  columns: readonly string[],
  resource: Resource,
  mapping: Mapping | null,
): void {
  const known = fieldNames(resource);
  const faults = new Faults();
  const [only = ""] = columns;
  const separator = columns.length === 1 ? /[;\t]/.exec(only)?.[0] : undefined;
  if (separator !== undefined) {
    const name = separator === "\t" ? "tabs" : "semicolons";
    faults.column(only, `The columns are parted by ${name}: save the table with commas.`);
    faults.throwIfAny();
  }
  const seen = new Set<string>();
  columns.forEach((column, index) => {
    if (column === "") faults.column(column, `Column ${index + 1} has no name.`);
    else if (seen.has(column)) {
      faults.column(column, `The column '${column}' is there twice: only one could count.`);
    } else if (mapping === null && !known.includes(column)) {
      faults.column(column, noColumn(column, resource), () => oneOf(known, column));
    }
    seen.add(column);
  });
  faults.throwIfAny();
  mapping?.refuseOthers(columns, 1);
  mapping?.refuseMissing(columns, 1);
}

const noColumn = (column: string, { singular }: Resource): string =>
  `The column '${column}' is no field of ${withArticle(singular)}: name it as the export does, or say by a mapping what it is.`;
