import { nearest } from "./nearest.ts";
import type { Fault } from "./problems.ts";
import { Problem } from "./problems.ts";

/** Beyond this many, a list of what is allowed is no help in an error. */
const ALLOWED_SHOWN = 100;

/** More faults than this are counted and not named; a request with so many is not a slip. */
const MOST_NAMED = 100;

/** Beyond this many faults a request gets no more suggestions, which cost more than the rest. */
const MOST_HELPED = 20;

/** A query as it was parsed, or none. */
export type RawQuery = Readonly<Record<string, string | string[]>>;

/** What a fault says beside what is wrong: what would be right. */
export type Help = Pick<Fault, "allowed" | "suggestion">;

/** Collects all the faults of one request, so that the client learns of every one at once. */
export class Faults {
  private readonly list: Fault[] = [];
  private unnamed = 0;

  /** The number found so far: compare before and after a step to learn whether it found any. */
  get count(): number {
    return this.list.length + this.unnamed;
  }

  /** Whether so many were found that looking for what was meant is no use any more. */
  get isCrowded(): boolean {
    return this.list.length >= MOST_HELPED;
  }

  parameter(parameter: string, detail: string, help?: Help | (() => Help)): void {
    this.add({ parameter: shortened(parameter) }, detail, help);
  }

  pointer(pointer: string, detail: string, help?: Help | (() => Help)): void {
    this.add({ pointer: shortened(pointer) }, detail, help);
  }

  /** @param help a function where finding it is work: it isn't called where that is no use */
  private add(place: Omit<Fault, "detail">, detail: string, help: Help | (() => Help) = {}): void {
    if (this.list.length >= MOST_NAMED) this.unnamed++;
    else {
      const found = typeof help !== "function" ? help : this.isCrowded ? {} : help();
      this.list.push({ ...place, ...found, detail: shortened(detail) });
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
    if (this.list.length === 0) return;
    const [first] = this.list;
    const named = this.unnamed === 0 ? "each is" : `the first ${MOST_NAMED} are`;
    const detail =
      this.count === 1
        ? (first?.detail ?? "")
        : `${this.count} things are wrong; ${named} listed in \`errors\`.`;
    throw new Problem("invalid-request", detail, { faults: this.list });
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
