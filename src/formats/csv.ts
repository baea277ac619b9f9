import { stringify } from "csv-stringify/sync";
import { Type } from "typebox";
import type { JsonObject } from "../fields/field.ts";
import type { Resource } from "../resources/define.ts";
import { READ_ONLY } from "../resources/define.ts";
import { cellWriter, harmless } from "./csv-cells.ts";
import type { Format } from "./format.ts";

/** Without it a spreadsheet reads UTF-8 as the code page of its own country. */
const BYTE_ORDER_MARK = "\uFEFF";

const OPTIONS = {
  record_delimiter: "\r\n",
  // The library quotes for a CRLF only; RFC 4180 §2 wants it for each of the two. White space at
  // the ends, and the separators of other countries, are safer within quotes.
  quoted_match: /[\r\n;\t]|^\s|\s$/,
};

const rows = (cells: readonly string[][]): string => stringify([...cells], OPTIONS);

/** The columns: the fields of a record, in its order. */
function columnsOf(resource: Resource, fields: readonly string[] | null) {
  const cellOf: Record<string, (value: JsonObject[string]) => string> = { id: String };
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.isWorkflow && fields === null) continue;
    cellOf[name] = cellWriter(field.schema);
  }
  for (const name of READ_ONLY) cellOf[name] = cellWriter(Type.Unknown());
  return Object.entries(cellOf).filter(([name]) => fields === null || fields.includes(name));
}

/** Comma-separated values (RFC 4180) for spreadsheets, and for what reads them back. */
export const csv: Format = {
  name: "csv",
  mediaType: "text/csv",
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  description:
    "Comma-separated values (RFC 4180) in UTF-8 with a byte order mark, a column for each field; `review` only where `fields` names it. A link is its id; lists are parted by `; `: names, `miit (issuer); cac (drafter)`, and records of its own as `id=… | type=… | date=…`, without what is null; there `;`, `|` and `\\` in a text follow a `\\`. `links` is the record's path. A cell that a spreadsheet would take for a formula, or that begins with `'`, has one more `'` in front: whoever reads takes one leading `'` off.",
  schema: Type.String({
    description: "A header line and a line for each record, ended by CRLF.",
    examples: ["\uFEFFid,name,state\r\napps,Mobile apps,published\r\n"],
  }),
  offers: () => true,
  takesFields: true,
  takesInclude: false,
  most: null,
  hasAbsoluteLinks: false,
  isDownload: true,
  writer({ resource, fields }) {
    const columns = columnsOf(resource, fields);
    return {
      begin: () => BYTE_ORDER_MARK + rows([columns.map(([name]) => name)]),
      write: (records) =>
        rows(
          records.map((json) => {
            const record = JSON.parse(json.toString()) as JsonObject;
            return columns.map(([name, cellOf]) => harmless(cellOf(record[name] ?? null)));
          }),
        ),
      end: () => "",
    };
  },
};
