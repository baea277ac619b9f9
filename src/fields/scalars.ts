import type { TSchema } from "typebox";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Row, SqlValue } from "../db/database.ts";
import { reportSchemaFaults } from "../problems/schema-faults.ts";
import { EDTF_PATTERN, parsePeriod, periodOf } from "../values/edtf.ts";
import { faultOfUrl } from "../values/urls.ts";
import { codesOf } from "../vocabularies.ts";
import type { Field, Json, ParseContext } from "./field.ts";

interface ScalarOptions {
  description: string;
  /** The schema of a value that is not null. */
  schema: TSchema;
  column: string;
  required?: boolean;
  /** The content where none was written; null unless given. */
  absent?: Json;
  /** The shape of a value, for the document; `fault` checks it, and can say what would be right. */
  pattern?: string;
  /** What is wrong with a value, which the schema can't say. */
  fault?: (value: string) => string | null;
  columns?: (content: Json) => Row;
}

/** A field that is one value in one column. */
function scalar(options: ScalarOptions): Field {
  const { column, description, required = false, absent = null } = options;
  const checker = Compile(options.schema);
  const nullable = required || absent !== null ? options.schema : orNull(options.schema);
  const pattern = options.pattern === undefined ? {} : { pattern: options.pattern };
  const documented = { ...nullable, ...pattern, description } as TSchema;
  return {
    description,
    schema: documented,
    input: documented,
    required,
    absent,
    parse(value, pointer, { faults }) {
      if (value === null && nullable !== options.schema) return null;
      const before = faults.count;
      reportSchemaFaults(checker, value, pointer, faults);
      if (faults.count > before) return null;
      if (typeof value === "string") {
        const fault = faultOfText(value) ?? options.fault?.(value) ?? null;
        if (fault !== null) faults.pointer(pointer, fault);
      }
      return value;
    },
    columns: options.columns ?? ((content) => ({ [column]: content as SqlValue })),
    reader: () => (row) => row[column] as Json,
  };
}

/** The same schema with `null` admitted, as JSON Schema 2020-12 says it. */
export function orNull(schema: TSchema): TSchema {
  const plain = schema as TSchema & { type?: string; enum?: unknown[] };
  if (plain.enum) {
    return {
      ...plain,
      type: ["string", "null"],
      enum: [...plain.enum, null],
    } as unknown as TSchema;
  }
  return { ...plain, type: [plain.type, "null"] } as unknown as TSchema;
}

/** Characters that no title or summary has, and that break tools further down. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What no text may hold, or null. */
export function faultOfText(text: string): string | null {
  const control = CONTROL.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, "0");
    return `The character U+${code.toUpperCase()} at position ${control.index} can't be stored.`;
  }
  if (/\p{Surrogate}/u.test(text))
    return "This has half of a surrogate pair and is not Unicode text.";
  if (text.trim() === "") return "This may not be blank; write null where there is no value.";
  return null;
}

interface TextOptions {
  description: string;
  example?: string;
  required?: boolean;
  maxLength?: number;
}

const textSchema = (options: TextOptions) =>
  Type.String({
    minLength: 1,
    maxLength: options.maxLength ?? 1000,
    ...(options.example === undefined ? {} : { examples: [options.example] }),
  });

export const text = (column: string, options: TextOptions): Field =>
  scalar({ ...options, column, schema: textSchema(options) });

/** An absolute http(s) URL, kept exactly as given. */
export const url = (
  column: string,
  options: TextOptions & { columns?: (url: Json) => Row },
): Field =>
  scalar({
    ...options,
    column,
    schema: textSchema({ maxLength: 2000, ...options }),
    // An address may be international (RFC 3987), which the format `uri` refuses.
    pattern: "^[Hh][Tt][Tt][Pp][Ss]?://",
    fault: faultOfUrl,
  });

/** A language tag (BCP 47, RFC 5646) in its canonical case. */
export const language = (column: string, options: TextOptions): Field =>
  scalar({
    ...options,
    column,
    schema: textSchema({ maxLength: 35, example: "zh", ...options }),
    fault(tag) {
      try {
        const [canonical] = Intl.getCanonicalLocales(tag);
        return canonical === tag ? null : `Write the language tag as '${canonical}'.`;
      } catch {
        return `'${tag}' is not a language tag; write one of BCP 47, such as en, zh or zh-Hant.`;
      }
    },
  });

/** A code of a fixed form, such as a GB/T 2260 number. */
export const code = (
  column: string,
  options: TextOptions & { pattern: RegExp; form: string },
): Field =>
  scalar({
    ...options,
    column,
    schema: textSchema(options),
    pattern: options.pattern.source,
    fault: (value) => (options.pattern.test(value) ? null : `Write ${options.form}.`),
  });

/** A code of a vocabulary; its meanings go into the description. */
export function vocabulary<T extends string>(
  column: string,
  codes: Readonly<Record<T, string>>,
  options: { description: string; required?: boolean; absent?: NoInfer<T> },
): Field {
  return scalar({
    ...options,
    column,
    description: `${options.description}\n\n${meaningsOf(codes)}`,
    schema: { type: "string", enum: codesOf(codes) } as unknown as TSchema,
  });
}

/** A vocabulary as a Markdown list. */
export const meaningsOf = (codes: Readonly<Record<string, string>>): string =>
  Object.entries(codes)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join("\n");

/** True, false, or null for unknown. */
export const flag = (column: string, options: { description: string }): Field => ({
  ...scalar({
    ...options,
    column,
    schema: Type.Boolean(),
    columns: (content) => ({ [column]: content === null ? null : Number(content) }),
  }),
  reader: () => (row) => (row[column] === null ? null : row[column] === 1),
});

export const wholeNumber = (
  column: string,
  options: { description: string; minimum: number },
): Field =>
  scalar({
    ...options,
    column,
    schema: Type.Integer({ minimum: options.minimum, maximum: LARGEST_NUMBER }),
  });

/** No position is larger, and every database and language has room for it. */
const LARGEST_NUMBER = 2_147_483_647;

/** The columns of a vague date: itself and its period, `""` where there is none. */
export function periodColumnsOf(column: string, content: Json): Row {
  const period = content === null ? { start: "", end: "" } : periodOf(content as string);
  return {
    [column]: content as string | null,
    [`${column}_start`]: period.start,
    [`${column}_end`]: period.end,
  };
}

/** A vague date in EDTF. */
export const date = (column: string, options: { description: string; example?: string }): Field =>
  scalar({
    ...options,
    column,
    schema: Type.String({ examples: [options.example ?? "2020-07-22"] }),
    pattern: EDTF_PATTERN,
    fault: (value) => faultOfDate(value),
    columns: (content) => periodColumnsOf(column, content),
  });

/** What is wrong with a date, or null. */
function faultOfDate(value: string): string | null {
  const period = parsePeriod(value);
  return "fault" in period ? `'${value}' is not a date: ${period.fault}.` : null;
}

/** Checks a plain value by a field's rules, for what is nested in a list. */
export const parseWith = (
  field: Field,
  value: Json | undefined,
  at: string,
  context: ParseContext,
) => (value === undefined ? field.absent : field.parse(value, at, context));
