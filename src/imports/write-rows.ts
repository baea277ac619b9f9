import type { JsonObject } from "../fields/field.ts";
import type { Faults } from "../problems/faults.ts";
import type { Fault } from "../problems/problems.ts";
import { Problem } from "../problems/problems.ts";
import { changeRecord, createRecord } from "../records/write.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { withArticle } from "../values/words.ts";
import type { SelfLinks } from "./self-links.ts";
import type { Report, Stub } from "./report.ts";
import { RowFaults } from "./report.ts";
import type { StagedRow, Staging } from "./staging.ts";
import type { Stubs } from "./stubs.ts";

/** What is decided of how rows are written. */
export interface Plan {
  resource: Resource;
  mode: "create" | "upsert";
  selfLinks: SelfLinks | null;
  stubs: Stubs | null;
  /** How often a ring of rows that name one another is tried, each time without those with faults. */
  tries: number;
}

/** After so many rows what follows from them is derived, which bounds the memory that it takes. */
const BATCH = 500;

/** Writes the rows of an import, each after those that it names, whatever their order in the file. */
export class RowWriter {
  private readonly context: WriteContext;
  private readonly settle: () => void;
  private readonly plan: Plan;
  private readonly staging: Staging;
  private readonly report: Report;
  private readonly advance: (done: number) => void;
  private done = 0;

  constructor(
    { context, settle }: { context: WriteContext; settle: () => void },
    plan: Plan,
    { staging, report }: { staging: Staging; report: Report },
    advance: (done: number) => void,
  ) {
    this.context = context;
    this.settle = settle;
    this.plan = plan;
    this.staging = staging;
    this.report = report;
    this.advance = advance;
  }

  writeAll(): void {
    if (!this.staging.hasEdges) {
      for (const row of this.staging.waiting()) this.write(row);
      return;
    }
    for (const row of this.staging.waiting()) {
      if (!this.staging.isDone(row.number) && !this.staging.isBlocked(row.number)) {
        this.writeWithWaiting(row);
      }
    }
    this.writeRings();
  }

  /** Writes a row, and then those that waited for it alone. */
  private writeWithWaiting(first: StagedRow): void {
    const ready = [first];
    for (let row = ready.pop(); row !== undefined; row = ready.pop()) {
      if (this.staging.isDone(row.number)) continue;
      this.write(row);
      for (const number of this.staging.waitingFor(row.number)) {
        if (!this.staging.isBlocked(number)) ready.push(this.staging.row(number));
      }
    }
  }

  private write(row: StagedRow): void {
    const isAlone = this.plan.stubs === null;
    const faults = this.attempt(() => this.put(row), isAlone ? "checked" : "undone");
    if (faults !== null) this.refuse(row, faults);
    this.finish(row, faults !== null);
  }

  private refuse({ line, data }: StagedRow, faults: readonly Fault[]): void {
    const { selfLinks } = this.plan;
    const names = selfLinks === null || this.report.isFull ? [] : selfLinks.needed(data);
    const lines = names.flatMap((name) => this.staging.refusedLine(name) ?? []);
    const more =
      lines.length === 0
        ? []
        : [{ detail: `It names the row at line ${lines[0]}, which has faults.` }];
    this.report.refuse(line, [...faults, ...more], data);
  }

  private finish({ number }: StagedRow, isRefused: boolean): void {
    this.staging.finish(number, isRefused);
    this.done++;
    if (this.done % BATCH !== 0) return;
    this.settle();
    this.advance(this.done);
  }

  /**
   * Does something as a whole or not at all; returns the faults for which it was not done.
   * @param how `checked`: it writes nothing before it has found all its faults, which saves a savepoint
   */
  private attempt(act: () => void, how: "checked" | "undone" = "undone"): Fault[] | null {
    const { writer } = this.context;
    if (how === "undone") writer.run("savepoint import_row");
    try {
      act();
    } catch (error) {
      // What is no fault of the row ends the whole import, and may have ended the transaction already.
      if (!(error instanceof Problem)) throw error;
      if (how === "undone") {
        writer.run("rollback to import_row");
        writer.run("release import_row");
      }
      return error.faults.length > 0 ? error.faults : [{ pointer: "/id", detail: error.message }];
    }
    if (how === "undone") writer.run("release import_row");
    return null;
  }

  /** @throws {Problem} with the faults of the row */
  private put(row: StagedRow): void {
    const { resource, mode } = this.plan;
    const { data, number } = row;
    const faults = new RowFaults(this.report);
    const id = typeof data["id"] === "string" ? data["id"] : null;
    const twin = id === null ? null : this.staging.lineBefore(number, id);
    if (twin !== null) faults.pointer("/id", `The row at line ${twin} has this id already.`);
    if (mode === "upsert" && id === null) {
      faults.pointer(
        "/id",
        "An upsert finds the record by its `id`, and this row has none: give each row one, in the file or by the mapping, or use mode=create.",
      );
    }
    const isThere = id !== null && this.isThere(id);
    if (isThere && mode === "create" && twin === null) {
      faults.pointer(
        "/id",
        `There is ${withArticle(resource.singular)} '${id}' already: use mode=upsert to change it, or leave the id out.`,
      );
    }
    faults.throwIfAny();
    const { body, made } = this.filled(data, faults);
    if (!isThere) {
      createRecord(this.context, resource, { body, faults }, "allow");
      this.report.add("created", made);
      return;
    }
    const isChanged = changeRecord(this.context, resource, id, { body, faults });
    this.report.add(isChanged ? "updated" : "unchanged", made);
  }

  private filled(data: JsonObject, faults: Faults): { body: JsonObject; made: Stub[] } {
    return this.plan.stubs?.fill(this.context, data, faults) ?? { body: data, made: [] };
  }

  private isThere(id: string): boolean {
    const sql = `select 1 from ${this.plan.resource.table} where id = ?`;
    return this.context.writer.get(sql, id) !== undefined;
  }

  /**
   * What is left names one another in rings: each is made without the links to what is not there yet,
   * and then whole. Faults of one are faults of the ring, which is tried again without it. Nothing is
   * settled meanwhile, so that history knows of no record in part.
   */
  private writeRings(): void {
    this.settle();
    let isWritten = false;
    for (let tries = 1; !isWritten && tries <= this.plan.tries; tries++) {
      const refused: Refused[] = [];
      const before = this.report.counts;
      const failed = this.attempt(() => {
        this.makeParts();
        this.completeParts(refused);
        if (refused.length > 0) throw new Problem("conflict", "A row of a ring has faults.");
      });
      isWritten = failed === null;
      if (isWritten) break;
      this.report.returnTo(before);
      for (const { row } of refused) this.staging.finish(row, true);
      for (const { row, faults } of refused) this.refuse(this.staging.row(row), faults);
    }
    for (const row of this.staging.waiting()) {
      if (!isWritten) this.report.refuse(row.line, [{ detail: NOT_TRIED }], row.data);
      this.finish(row, !isWritten);
    }
  }

  private makeParts(): void {
    const { resource, selfLinks, mode } = this.plan;
    const { staging } = this;
    for (const row of staging.waiting()) {
      const { number, data } = row;
      staging.keepRecord(number, null);
      const id = typeof data["id"] === "string" ? data["id"] : null;
      // An upsert without an id is a fault, which is said when the row is put.
      if (id === null ? mode === "upsert" : this.isThere(id)) continue;
      const part = selfLinks?.without(data, (name) => staging.isComing(name, number)) ?? data;
      // What is wrong with it is said when it is made whole.
      this.attempt(() => {
        const faults = new RowFaults(this.report);
        const { body } = this.filled(part, faults);
        staging.keepRecord(number, createRecord(this.context, resource, { body, faults }, "allow"));
      });
    }
  }

  private completeParts(refused: Refused[]): void {
    const { resource } = this.plan;
    for (const row of this.staging.waiting()) {
      const record = this.staging.recordOf(row.number);
      const faults = this.attempt(() => {
        if (record === null) return this.put(row);
        const found = new RowFaults(this.report);
        const { body, made } = this.filled(row.data, found);
        const given = { body: { ...body, id: record }, faults: found };
        changeRecord(this.context, resource, record, given);
        this.context.writer.run(`update ${resource.table} set revision = 1 where id = ?`, record);
        this.report.add("created", made);
      });
      if (faults !== null)
        refused.push({ row: row.number, faults: this.report.isFull ? [] : faults });
    }
  }
}

const NOT_TRIED = "This row and others name one another, and some of those have faults.";

interface Refused {
  row: number;
  faults: Fault[];
}
