import type { JsonObject } from "../fields/field.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import type { Fault } from "../problems/problems.ts";
import { fieldNames } from "../query/page-parameters.ts";
import type { Resource } from "../resources/define.ts";
import { withArticle } from "../values/words.ts";
import { asTyped, cellReader } from "./cells.ts";
import { cellRowsOf } from "./csv-rows.ts";
import { ndjsonRowsOf } from "./ndjson-rows.ts";

/** A row as a record that a client would post, or what is wrong with it. */
export type RecordRow =
  | { line: number; data: JsonObject; faults?: never }
  | { line: number; data?: never; faults: Fault[] };

/** Reads a file as records of a resource. */
export type RecordReader = (
  file: string,
  resource: Resource,
  passed: (bytes: number) => void,
) => AsyncGenerator<RecordRow>;

/** A record a line, in the shape in which it is posted or exported. */
export async function* recordsOfLines(
  ...[file, , passed]: Parameters<RecordReader>
): ReturnType<RecordReader> {
  for await (const { line, data, fault } of ndjsonRowsOf(file, passed)) {
    if (data === undefined) yield { line, faults: [{ detail: fault }] };
    else yield { line, data };
  }
}

/** A table with the columns of an export; some of them are enough. */
export async function* recordsOfTable(
  ...[file, resource, passed]: Parameters<RecordReader>
): ReturnType<RecordReader> {
  let columns: string[] | null = null;
  const readers = readersOf(resource);
  for await (const { line, cells } of cellRowsOf(file, passed)) {
    if (columns === null) {
      columns = cells.map((cell) => cell.trim());
      refuseHeader(columns, resource);
    } else if (cells.length !== columns.length) {
      yield { line, faults: [{ detail: raggedRow(cells.length, columns.length) }] };
    } else {
      const entries = columns.map((column, i) => [
        column,
        readers[column]?.(asTyped(cells[i] ?? "")) ?? null,
      ]);
      yield { line, data: Object.fromEntries(entries) };
    }
  }
}

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

/** @throws {Problem} that names each column that is no field */
function refuseHeader(columns: readonly string[], resource: Resource): void {
  const known = fieldNames(resource);
  const faults = new Faults();
  const [only = ""] = columns;
  const separator = columns.length === 1 ? /[;\t]/.exec(only)?.[0] : undefined;
  if (separator !== undefined) {
    const name = separator === "\t" ? "tabs" : "semicolons";
    faults.column(only, `The columns are parted by ${name}: save the table with commas.`);
    faults.throwIfAny();
  }
  columns.forEach((column, index) => {
    if (columns.indexOf(column) < index) {
      faults.column(column, `The column '${column}' is there twice: only one could count.`);
    } else if (!known.includes(column)) {
      const what = column === "" ? `Column ${index + 1} has no name.` : noColumn(column, resource);
      faults.column(column, what, () => oneOf(known, column));
    }
  });
  faults.throwIfAny();
}

const noColumn = (column: string, { singular }: Resource): string =>
  `The column '${column}' is no field of ${withArticle(singular)}: name it as the export does, or say by a mapping what it is.`;
