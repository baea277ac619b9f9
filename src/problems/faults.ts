import { nearest } from "./nearest.ts";
import type { Fault } from "./problems.ts";
import { Problem } from "./problems.ts";

/** Beyond this many, a list of what is allowed is no help in an error. */
const ALLOWED_SHOWN = 100;

/** A query as it was parsed, or none. */
export type RawQuery = Readonly<Record<string, string | string[]>>;

/** Collects all the faults of one request, so that the client learns of every one at once. */
export class Faults {
  private readonly list: Fault[] = [];

  /** The number found so far: compare before and after a step to learn whether it found any. */
  get count(): number {
    return this.list.length;
  }

  parameter(parameter: string, detail: string, more: Omit<Fault, "detail"> = {}): void {
    this.list.push({ parameter, detail, ...more });
  }

  pointer(pointer: string, detail: string, more: Omit<Fault, "detail"> = {}): void {
    this.list.push({ pointer, detail, ...more });
  }

  /** Reports each query parameter that is not among those that the route knows. */
  unknownParameters(query: unknown, known: readonly string[]): void {
    for (const name of Object.keys(query as RawQuery)) {
      if (known.includes(name)) continue;
      if (known.length === 0) {
        this.parameter(name, `'${name}' is not a parameter here: this request takes none.`);
      } else {
        this.parameter(name, `'${name}' is not a parameter of this request.`, oneOf(known, name));
      }
    }
  }

  /** @throws {Problem} `invalid-request` if there are any */
  throwIfAny(): void {
    if (this.list.length === 0) return;
    const [first] = this.list;
    const detail =
      this.list.length === 1
        ? (first?.detail ?? "")
        : `${this.list.length} things are wrong; each is listed in \`errors\`.`;
    throw new Problem("invalid-request", detail, { faults: this.list });
  }
}

/** The `allowed` and `suggestion` of a fault, for a value that is none of a list. */
export function oneOf(allowed: readonly string[], value: string): Omit<Fault, "detail"> {
  const suggestion = nearest(value, allowed);
  return {
    ...(allowed.length <= ALLOWED_SHOWN ? { allowed: [...allowed] } : {}),
    ...(suggestion === null ? {} : { suggestion }),
  };
}
