import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Faults } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import { faultOfLookUp, lookUp } from "../records/look-up.ts";
import type { LinkableName } from "../resources/linkable.ts";
import { EDTF_PATTERN, parsePeriod } from "../values/edtf.ts";
import { canBeWritten } from "../values/times.ts";
import { faultOfUrl, hostOf, normalizeUrl } from "../values/urls.ts";
import { codesOf } from "../vocabularies.ts";
import type { ValueReader } from "./filter.ts";

/** Values of parameters: what each kind looks like and how it is read. */

/** Text, compared as a whole. */
export const anyText: ValueReader = {
  schema: Type.String({ minLength: 1 }),
  read: (text) => text,
};

export const oneOfVocabulary = (vocabulary: Readonly<Record<string, string>>): ValueReader =>
  oneOfCodes(codesOf(vocabulary));

export function oneOfCodes(codes: readonly string[]): ValueReader {
  return {
    schema: { type: "string", enum: codes } as unknown as TSchema,
    read(text, parameter, { faults }) {
      const code = codes.find((known) => known === text.toLowerCase());
      if (code !== undefined) return code;
      faults.parameter(parameter, `'${text}' is not a value of '${parameter}'.`, () =>
        oneOf(codes, text),
      );
      return null;
    },
  };
}

const FLAGS = ["true", "false"];

/** Reads a parameter that is true or false, false where it is not given. Reports a fault. */
export function flag(parameter: string, text: string | null, faults: Faults): boolean {
  if (text !== null && !FLAGS.includes(text)) {
    faults.parameter(parameter, `Write true or false, not '${text}'.`, oneOf(FLAGS, text));
  }
  return text === "true";
}

export const trueOrFalse: ValueReader = {
  schema: Type.Boolean(),
  read(text, parameter, { faults }) {
    const value = flag(parameter, text, faults);
    return FLAGS.includes(text) ? Number(value) : null;
  },
};

export const wholeNumber: ValueReader = {
  schema: Type.Integer(),
  read(text, parameter, { faults }) {
    if (/^-?\d{1,15}$/.test(text)) return Number(text);
    faults.parameter(parameter, `'${text}' is not a whole number.`);
    return null;
  },
};

/** A web address, in the form in which two citations of one page are alike. */
export const pageUrl: ValueReader = {
  schema: { type: "string", format: "uri" } as unknown as TSchema,
  read(text, parameter, { faults }) {
    const fault = faultOfUrl(text);
    if (fault === null) return normalizeUrl(text);
    faults.parameter(parameter, `'${text}' is not a web address: ${fault}.`);
    return null;
  },
};

/** A host without `www.`, as it is kept. */
export const hostName: ValueReader = {
  schema: Type.String({ minLength: 1 }),
  read(text, parameter, { faults }) {
    const address = `https://${text}/`;
    // A user, a port, a query or a fragment would be taken off without a word.
    const isHost = !/[/\\?#@]|:\d*$/.test(text) && URL.canParse(address);
    if (isHost) return hostOf(address);
    faults.parameter(parameter, `'${text}' is not a host; write one such as gov.cn.`);
    return null;
  },
};

/** A vague date; the text itself is passed on, since each comparison wants another end of it. */
export const vagueDate: ValueReader = {
  schema: Type.String({ pattern: EDTF_PATTERN }),
  read(text, parameter, { faults }) {
    const period = parsePeriod(text);
    if (!("fault" in period)) return text;
    faults.parameter(parameter, `'${text}' is not a date: ${period.fault}.`);
    return null;
  },
};

/** `YYYY`, read as the vague date that it is. */
export const fourDigitYear: ValueReader = {
  schema: Type.String({ pattern: "^\\d{4}$" }),
  read(text, parameter, { faults }) {
    if (/^\d{4}$/.test(text)) return text;
    faults.parameter(parameter, `'${text}' is not a year; write four digits, such as 2020.`);
    return null;
  },
};

export const monthOfYear: ValueReader = {
  schema: Type.String({ pattern: "^\\d{4}-\\d{2}$" }),
  read(text, parameter, { faults }) {
    if (/^\d{4}-\d{2}$/.test(text) && !("fault" in parsePeriod(text))) return text;
    faults.parameter(parameter, `'${text}' is not a month; write YYYY-MM, such as 2020-07.`);
    return null;
  },
};

const TIMESTAMP =
  /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** An RFC 3339 timestamp, or a day in UTC, which is passed on as `YYYY-MM-DD`. */
export const timestamp: ValueReader = {
  schema: Type.String({ format: "date-time" }),
  read(text, parameter, { faults }) {
    // A plus sign that was not escaped arrives as a space.
    const written = text.replace(/ (\d{2}:\d{2})$/, "+$1");
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written);
    const realDay = !("fault" in parsePeriod(written.slice(0, 10)));
    const time = new Date(written);
    if (TIMESTAMP.test(written) && realDay && canBeWritten(time.getTime())) {
      return isDay ? written : time.toISOString();
    }
    faults.parameter(
      parameter,
      `'${text}' is not a time; write one of RFC 3339, such as 2020-07-22T00:00:00Z.`,
    );
    return null;
  },
};

/** A record of another resource, by id or, where it has them, by name, acronym or alias. */
export function record(resource: LinkableName): ValueReader {
  return {
    schema: Type.String({ minLength: 1 }),
    read(text, parameter, { connection, view, faults }) {
      const found = lookUp(connection, resource, text, view);
      if (found !== null && "id" in found) return found.id;
      if (!faults.takeComparison()) {
        faults.parameter(parameter, `There is no '${text}'.`);
        return null;
      }
      const { detail, ...more } = faultOfLookUp(connection, resource, text, found, view);
      faults.parameter(parameter, detail, more);
      return null;
    },
  };
}

/** A day without vagueness. */
export const wholeDay: ValueReader = {
  schema: Type.String({ format: "date" }),
  read(text, parameter, { faults }) {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !("fault" in parsePeriod(text))) return text;
    faults.parameter(parameter, `'${text}' is not a day; write YYYY-MM-DD, such as 2020-08-01.`);
    return null;
  },
};
