import Papa from "papaparse";

/**
 * Reads an export in CSV back, as what the API's documents say of it and nothing else: into records
 * as a client would write them.
 */

type Value = unknown;
export type Content = Record<string, Value>;

type CellReader = (cell: string) => Value;

/** Splits at a separator that no backslash stands before, and takes the backslashes off. */
function split(text: string, separator: ";" | "|"): string[] {
  const parts: string[] = [];
  let part = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") part += text.slice(i, i++ + 2);
    else if (text[i] === separator) {
      parts.push(part);
      part = "";
    } else part += text[i];
  }
  return [...parts, part];
}

const plain = (text: string): string => text.replaceAll(/\\([\\;|])/g, "$1");

const list = (read: (element: string) => Value): CellReader => {
  return (cell) =>
    cell === ""
      ? []
      : split(cell, ";").map((element, i) => read(i === 0 ? element : element.slice(1)));
};

const text: CellReader = (cell) => (cell === "" ? null : cell);
const yesOrNo: CellReader = (cell) => (cell === "" ? null : cell === "true");
const amount: CellReader = (cell) => (cell === "" ? null : Number(cell));
const names = list(plain);
const ids = list((id) => id);

const linksWith = (more: string, convert: (value: string) => Value) =>
  list((element) => {
    const [, id = "", value] = /^(\S+)(?: \((.*)\))?$/s.exec(element) ?? [];
    return { id, [more]: value === undefined ? null : convert(value) };
  });

const roles = linksWith("role", String);
const positions = linksWith("position", Number);

const BOOLEANS = ["proposed", "inverse"];

const records = list((element) => {
  const parts = split(element, "|").map((part, i, all) =>
    part.slice(i === 0 ? 0 : 1, i === all.length - 1 ? undefined : -1),
  );
  return Object.fromEntries(
    parts.map((part) => {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(part) ?? [];
      const read = plain(value);
      if (name === "position") return [name, Number(read)];
      return [name, BOOLEANS.includes(name) ? read === "true" : read];
    }),
  );
});

/** How the columns are read that are no text. */
const READERS: Record<string, CellReader> = {
  aliases: names,
  topics: ids,
  succeeded_by: ids,
  issuing_bodies: roles,
  instruments: roles,
  sources: positions,
  citations: records,
  events: records,
  relations: records,
  warnings: records,
  binding: yesOrNo,
  position: amount,
  revision: amount,
};

/**
 * The records of an export.
 * @throws {Error} if it is no CSV of RFC 4180 with a byte order mark
 */
export function readCsv(csv: string): { columns: string[]; records: Content[] } {
  if (!csv.startsWith("\uFEFF")) throw new Error("There is no byte order mark.");
  if (!csv.endsWith("\r\n")) throw new Error("The last line is not ended.");
  const { data, errors } = Papa.parse<string[]>(csv.slice(1, -2), {
    delimiter: ",",
    newline: "\r\n",
  });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const [columns = [], ...rows] = data;
  return {
    columns,
    records: rows.map((cells) => {
      if (cells.length !== columns.length) throw new Error(`${cells.length} cells: ${cells}`);
      return Object.fromEntries(
        columns.map((column, i) => {
          const cell = (cells[i] ?? "").replace(/^'/, "");
          return [column, (READERS[column] ?? text)(cell)];
        }),
      );
    }),
  };
}

/** What a spreadsheet shows as text and never runs: every cell as it stands in the file. */
export const cellsOf = (csv: string): string[] =>
  Papa.parse<string[]>(csv.slice(1), { delimiter: ",", newline: "\r\n" }).data.flat();
