import { Type } from "typebox";
import { foldName } from "../values/names.ts";
import type { Field, Json } from "./field.ts";
import { below } from "./field.ts";
import { isList } from "./list-length.ts";
import { text } from "./scalars.ts";

/** As long as any title: that of a record becomes another's alias when they are merged. */
const LONGEST_ALIAS = 2000;

/** An ordered list of other names, in a JSON column. */
export function nameList(column: string, options: { description: string }): Field {
  const name = text(column, { description: "A name.", maxLength: LONGEST_ALIAS, required: true });
  const schema = Type.Array(name.schema, { description: options.description });
  return {
    ...options,
    schema,
    input: schema,
    required: false,
    absent: [],
    parse(value, pointer, context) {
      if (!isList(value, pointer, context)) return [];
      const seen = new Set<string>();
      value.forEach((element, index) => {
        const before = context.faults.count;
        const parsed = name.parse(element, below(pointer, index), context);
        if (context.faults.count > before) return;
        const folded = foldName(parsed as string);
        if (seen.has(folded)) {
          context.faults.pointer(below(pointer, index), `'${parsed}' is in the list already.`);
        }
        seen.add(folded);
      });
      return value;
    },
    columns: (content) => ({ [column]: JSON.stringify(content) }),
    reader: () => (row) => JSON.parse(row[column] as string) as Json,
  };
}
