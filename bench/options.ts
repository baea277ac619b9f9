import { parseArgs } from "node:util";

/** Flags that are wrong, said for the person who wrote them. */
export class OptionFault extends Error {}

export interface Options {
  items: number;
  /** A file that is used again if it is there; null for a temporary one. */
  database: string | null;
  seconds: number;
  rounds: number;
  connections: number;
  only: string[];
  /** The folder for a profile of the server's processor time; null for none. */
  profile: string | null;
  check: boolean;
}

const USAGE = `usage: npm run bench -- [flags]

  --items N          synthetic items to make (200000)
  --database PATH    the database: made if it is missing, else used as it is (a temporary one)
  --seconds N        the length of a run (5)
  --rounds N         runs of each scenario and of its constant, of which the median counts (3)
  --connections N    requests under way at a time (16)
  --only NAME        a scenario; can be repeated (all)
  --profile FOLDER   where to write a profile of the server's processor time (none)
  --check            a quick run with few items that only shows that everything works`;

/**
 * Reads the flags.
 * @throws {OptionFault} for one that is wrong
 */
export function readOptions(args: string[]): Options {
  const { values } = parse(args);
  const quick = values.check === true;
  return {
    items: wholeNumber("items", values.items ?? (quick ? "2000" : "200000"), 100, 10_000_000),
    database: values.database ?? null,
    seconds: wholeNumber("seconds", values.seconds ?? "5", 1, 600),
    rounds: wholeNumber("rounds", values.rounds ?? (quick ? "1" : "3"), 1, 99),
    connections: wholeNumber("connections", values.connections ?? "16", 1, 1000),
    only: values.only ?? [],
    profile: values.profile ?? null,
    check: quick,
  };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      options: {
        items: text,
        database: text,
        seconds: text,
        rounds: text,
        connections: text,
        profile: text,
        only: { type: "string", multiple: true },
        check: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new OptionFault(`${(error as Error).message}\n\n${USAGE}`);
  }
}

/**
 * @throws {OptionFault} for what is not a whole number between the two
 */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new OptionFault(`--${name} is a whole number from ${least} to ${most}, not '${text}'.`);
}
