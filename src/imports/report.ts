import type { Json, JsonObject } from "../fields/field.ts";
import { isObject } from "../fields/field.ts";
import { Faults } from "../problems/faults.ts";
import type { Fault } from "../problems/problems.ts";
import { Problem } from "../problems/problems.ts";

/** More faults, and more stubs, than this are counted and not listed. */
export const MOST_LISTED = 100;

/** More of a value than this is no help. */
const LONGEST_VALUE = 200;

/** A record that was made since a row names it. */
export interface Stub {
  resource: string;
  id: string;
  name: string;
}

/** What became of the rows that were written. */
export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
  stubs: number;
}

/** Collects what becomes of each row. */
export class Report {
  read = 0;
  private written: Counts = { created: 0, updated: 0, unchanged: 0, stubs: 0 };
  private skipped = 0;
  /** How many faults there are in all. */
  count = 0;
  readonly faults: Fault[] = [];
  readonly stubs: Stub[] = [];
  private readonly columnOf: (field: string) => string | null;

  /** @param columnOf the column of a table that a field is read from; null where there is none */
  constructor(columnOf: (field: string) => string | null) {
    this.columnOf = columnOf;
  }

  /** Whether no more faults will be listed, so that looking for what was meant is no use. */
  get isFull(): boolean {
    return this.faults.length >= MOST_LISTED;
  }

  /** Notes what is wrong with a row, which is not written. */
  refuse(line: number, faults: readonly Fault[], data: Json): void {
    this.skipped++;
    this.count += faults.length;
    for (const fault of faults) {
      if (this.isFull) return;
      this.faults.push(this.placed(line, fault, data));
    }
  }

  private placed(line: number, { pointer, ...fault }: Fault, data: Json): Fault {
    const steps = stepsOf(pointer ?? "");
    const column = fault.column ?? (steps[0] === undefined ? null : this.columnOf(steps[0]));
    const value = valueAt(data, steps);
    return {
      line,
      ...(column === null ? {} : { column }),
      ...(pointer === undefined || pointer === "" ? {} : { pointer }),
      ...(value === undefined ? {} : { value: shown(value) }),
      ...fault,
    };
  }

  /** Notes that a row was written, and what was made since it names it. */
  add(outcome: "created" | "updated" | "unchanged", stubs: readonly Stub[]): void {
    this.written[outcome]++;
    this.written.stubs += stubs.length;
    this.stubs.push(...stubs.slice(0, Math.max(0, MOST_LISTED - this.stubs.length)));
  }

  get counts(): Counts {
    return { ...this.written };
  }

  /** Takes back what was noted since. */
  returnTo(counts: Counts): void {
    this.written = { ...counts };
    this.stubs.length = Math.min(this.stubs.length, counts.stubs);
  }

  get summary(): JsonObject {
    const { created, updated, unchanged, stubs } = this.written;
    const { read, skipped, count: faults } = this;
    return { read, created, updated, unchanged, skipped, faults, stubs };
  }

  /** The same for a terminal. */
  inWords(resource: string, isDry: boolean): string {
    const { created, updated, unchanged, stubs } = this.written;
    const what = [
      `${created} created`,
      `${updated} updated`,
      `${unchanged} unchanged`,
      `${this.skipped} skipped`,
      ...(stubs > 0 ? [`${stubs} drafts made of what rows name`] : []),
    ];
    const lines = [`${resource}: ${this.read} rows: ${what.join(", ")}.`];
    if (isDry) lines.push("This was a dry run: nothing was written.");
    lines.push(...this.faults.map(inWords));
    const more = this.count - this.faults.length;
    if (more > 0) lines.push(`… and ${more} more faults.`);
    return lines.join("\n");
  }

  /** The problem with which nothing was written. */
  get problem(): Problem {
    const { count, skipped, read, faults } = this;
    const [first] = faults;
    const where = `${skipped} of ${read} rows`;
    const detail =
      count === 1
        ? `There is a fault in line ${first?.line}: ${first?.detail} Nothing was written.`
        : `There are ${count} faults in ${where}; ${count > faults.length ? `the first ${faults.length} are` : "all are"} in \`errors\`. Nothing was written.`;
    return new Problem("invalid-request", detail, { faults: [...faults] });
  }
}

/** Collects the faults of a row; help is not looked for where it would not be listed. */
export class RowFaults extends Faults {
  private readonly report: Report;

  constructor(report: Report) {
    super();
    this.report = report;
  }

  override get isCrowded(): boolean {
    return this.report.isFull || super.isCrowded;
  }
}

const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

function valueAt(data: Json, steps: readonly string[]): Json | undefined {
  if (steps.length === 0) return undefined;
  let value: Json | undefined = data;
  for (const step of steps) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value)) value = Object.hasOwn(value, step) ? value[step] : undefined;
    else return undefined;
  }
  return value ?? undefined;
}

function shown(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** A longer list of what is allowed is no help on a terminal. */
const MOST_NAMED = 12;

/** A fault as a line for a terminal: where it is, what is wrong, and what would be right. */
export function inWords({ line, column, pointer, parameter, ...fault }: Fault): string {
  const { detail, suggestion, allowed = [] } = fault;
  const places = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column '${column}'`]),
    ...(column === undefined && pointer ? [pointer.slice(1)] : []),
    ...(parameter === undefined ? [] : [`--${parameter.replaceAll("_", "-")}`]),
  ];
  const isSaid = suggestion === undefined || detail.includes(suggestion);
  const meant = isSaid ? "" : ` Perhaps '${suggestion}'?`;
  const isList = suggestion === undefined && allowed.length > 0 && allowed.length <= MOST_NAMED;
  const list = isList ? ` One of: ${allowed.join(", ")}.` : "";
  return `${places.length > 0 ? `${places.join(", ")}: ` : ""}${detail}${meant}${list}`;
}
