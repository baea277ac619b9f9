import { nearest } from "./nearest.ts";
import type { Fault } from "./problems.ts";
import { Problem } from "./problems.ts";

/** Beyond this many, a list of what is allowed is no help in an error. */
const ALLOWED_SHOWN = 100;

/** More faults than this are counted and not named; a request with so many is not a slip. */
const MOST_NAMED = 100;

/** Beyond this many faults a request gets no more suggestions, which cost more than the rest. */
const MOST_HELPED = 20;

/** For so many of one body or query thousands of records are compared with what was written, and for no more. */
const MOST_COMPARED = 5;

/** A query as it was parsed, or none. */
export type RawQuery = Readonly<Record<string, string | string[]>>;

/** What a fault says beside what is wrong: what would be right. */
export type Help = Pick<Fault, "allowed" | "suggestion">;

type Place = Pick<Fault, "parameter" | "pointer" | "column" | "line">;

/** Where a parameter is in a request, or one of its values, counted from 0. */
export type PlaceOf = (parameter: string, element: number | null) => Place;

/** In a URL the parameter's name says where. */
const inUrl: PlaceOf = (parameter) => ({ parameter });

interface Found {
  list: Fault[];
  unnamed: number;
  /** How often what was meant was looked for among all records. */
  compared: number;
}

/** Collects all the faults of one request, so that the client learns of every one at once. */
export class Faults {
  private readonly found: Found;
  private readonly placeOf: PlaceOf;
  private readonly element: number | null;

  /** All is set by the methods below, for faults that are collected together with others. */
  constructor(
    placeOf: PlaceOf = inUrl,
    found: Found = { list: [], unnamed: 0, compared: 0 },
    element: number | null = null,
  ) {
    this.placeOf = placeOf;
    this.found = found;
    this.element = element;
  }

  /** The same collection, for parameters that are sent elsewhere than in the URL. */
  placedBy(placeOf: PlaceOf): Faults {
    return new Faults(placeOf, this.found);
  }

  /** The same collection, for the faults of one of a parameter's values. */
  ofElement(element: number): Faults {
    return this.placeOf === inUrl ? this : new Faults(this.placeOf, this.found, element);
  }

  /** The number found so far: compare before and after a step to learn whether it found any. */
  get count(): number {
    return this.found.list.length + this.found.unnamed;
  }

  /** Whether so many were found that looking for what was meant is no use any more. */
  get isCrowded(): boolean {
    return this.found.list.length >= MOST_HELPED;
  }

  /** Takes one of the few times that what was meant is looked for among all records; false where none is left. */
  takeComparison(): boolean {
    return !this.isCrowded && this.found.compared++ < MOST_COMPARED;
  }

  parameter(parameter: string, detail: string, help?: Help | (() => Help)): void {
    this.add(this.placeOf(shortened(parameter), this.element), detail, help);
  }

  pointer(pointer: string, detail: string, help?: Help | (() => Help)): void {
    this.add({ pointer: shortened(pointer) }, detail, help);
  }

  /** A fault of a column, at the line where it is met: a table's header, unless it says otherwise. */
  column(column: string, detail: string, help?: Help | (() => Help), line = 1): void {
    this.add({ line, column: shortened(column) }, detail, help);
  }

  /** Hands on each that is named. */
  passTo(take: (fault: Fault) => void): void {
    for (const fault of this.found.list) take(fault);
  }

  /** @param help a function where finding it is work: it isn't called where that is no use */
  private add(place: Place, detail: string, help: Help | (() => Help) = {}): void {
    const { list } = this.found;
    if (list.length >= MOST_NAMED) this.found.unnamed++;
    else {
      const helped = typeof help !== "function" ? help : this.isCrowded ? {} : help();
      list.push({ ...place, ...helped, detail: shortened(detail) });
    }
  }

  /** Reports each query parameter that is not among those that the route knows. */
  unknownParameters(query: unknown, known: readonly string[]): void {
    for (const name of Object.keys(query as RawQuery)) {
      if (known.includes(name)) continue;
      if (known.length === 0) {
        this.parameter(name, `'${name}' is not a parameter here: this request takes none.`);
      } else {
        this.parameter(name, `'${name}' is not a parameter of this request.`, () =>
          oneOf(known, name),
        );
      }
    }
  }

  /** @throws {Problem} `invalid-request` if there are any */
  throwIfAny(): void {
    const { list, unnamed } = this.found;
    if (list.length === 0) return;
    const [first] = list;
    const named = unnamed === 0 ? "each is" : `the first ${MOST_NAMED} are`;
    const detail =
      this.count === 1
        ? (first?.detail ?? "")
        : `${this.count} things are wrong; ${named} listed in \`errors\`.`;
    throw new Problem("invalid-request", detail, { faults: list });
  }
}

/** What a client sent is repeated to it, but not at any length. */
const LONGEST_REPEATED = 1000;

const shortened = (text: string): string =>
  text.length <= LONGEST_REPEATED ? text : `${text.slice(0, LONGEST_REPEATED)}…`;

/**
 * Refuses every query parameter, for requests that take none.
 * @throws {Problem} `invalid-request`
 */
export function refuseParameters({ query }: { query: unknown }): void {
  const faults = new Faults();
  faults.unknownParameters(query, []);
  faults.throwIfAny();
}

/** The `allowed` and `suggestion` of a fault, for a value that is none of a list. */
export function oneOf(allowed: readonly string[], value: string): Help {
  const suggestion = nearest(value, allowed);
  return {
    ...(allowed.length <= ALLOWED_SHOWN ? { allowed: [...allowed] } : {}),
    ...(suggestion === null ? {} : { suggestion }),
  };
}
