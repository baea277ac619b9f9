import type { Json } from "../fields/field.ts";
import type { Faults, RawQuery } from "../problems/faults.ts";
import { oneOf } from "../problems/faults.ts";
import { single } from "../query/page-parameters.ts";
import { flag } from "../query/values.ts";
import { parseJson } from "../values/json-text.ts";
import type { Importer, Options, Parameter } from "./importer.ts";

/** The parameters that every importer has. */
export const SHARED: Readonly<Record<string, Parameter>> = {
  dry_run: {
    kind: "flag",
    description:
      "Do everything and then take it back: the answer is that of the import, and nothing is written.",
  },
};

/** The parameters of importers of rows. */
export const OF_ROWS: Readonly<Record<string, Parameter>> = {
  mode: {
    kind: "choice",
    choices: ["create", "upsert"],
    usual: "create",
    description: "`create`: a record that is there already is a fault. `upsert`: it is changed.",
  },
  on_error: {
    kind: "choice",
    choices: ["abort", "skip"],
    usual: "abort",
    description:
      "`abort`: with any fault nothing is written. `skip`: what has no fault is written, and the answer lists the faults of the rest.",
  },
};

/** All parameters of an importer, in the order in which they are described. */
export const parametersOf = ({ parameters }: Importer): Record<string, Parameter> => ({
  ...parameters,
  ...SHARED,
});

/** Reads the parameters of an import as a query has them. Reports faults. */
export function parseOptions(importer: Importer, query: RawQuery, faults: Faults): Options {
  const known = parametersOf(importer);
  faults.unknownParameters(query, Object.keys(known));
  const options = Object.fromEntries(
    Object.entries(known).map(([name, parameter]) => [
      name,
      read(parameter, name, single(query, name, faults), faults),
    ]),
  );
  if (faults.count === 0) importer.check?.(options, faults);
  return options;
}

function read(parameter: Parameter, name: string, text: string | null, faults: Faults): Json {
  switch (parameter.kind) {
    case "flag":
      return flag(name, text, faults);
    case "choice": {
      const { choices, usual } = parameter;
      if (text !== null && !choices.includes(text)) {
        faults.parameter(name, `'${text}' is not a value of '${name}'.`, () =>
          oneOf(choices, text),
        );
      }
      return text ?? usual;
    }
    case "document": {
      if (text === null) return null;
      const { value, fault } = parseJson(text);
      if (fault !== null) faults.parameter(name, `'${name}' is no JSON document: ${fault}`);
      return value;
    }
    case "text": {
      const fault = text === null ? null : (parameter.check?.(text) ?? null);
      if (fault !== null) faults.parameter(name, fault);
      return text;
    }
  }
}
