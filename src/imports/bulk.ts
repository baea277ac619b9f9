import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../fields/field.ts";
import { lastSeq } from "../history/history.ts";
import { Faults, oneOf } from "../problems/faults.ts";
import { rehearse, writeTransaction } from "../records/write.ts";
import type { Resource } from "../resources/define.ts";
import { resourceNamed, resources } from "../resources/index.ts";
import { bulkImportSchema } from "./answer.ts";
import type { Importer, Job, Options, Outcome, Parameter } from "./importer.ts";
import { Mapping } from "./mapping/mapping.ts";
import type { Reading, RecordReader } from "./records-of.ts";
import { recordsOfLines, recordsOfTable } from "./records-of.ts";
import { OF_ROWS } from "./parameters.ts";
import { Report } from "./report.ts";
import { faultOfFile } from "./rows.ts";
import { selfLinksOf } from "./self-links.ts";
import { Staging } from "./staging.ts";
import { Stubs } from "./stubs.ts";
import { RowWriter } from "./write-rows.ts";

const RESOURCES = resources.map(({ name }) => name);

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  resource: {
    kind: "choice",
    choices: RESOURCES,
    usual: null,
    placeholder: "resource",
    description: "What the rows are. A mapping can say it as well.",
  },
  mapping: {
    kind: "document",
    description:
      "How rows of another shape become records: for each field where it comes from. See *Mappings* in `docs/importing.md`; in a query it is the JSON text itself.",
  },
  create_missing: {
    kind: "flag",
    description:
      "Make a draft of each issuing body and topic that a row names and nobody knows, with the name and nothing else.",
  },
  ...OF_ROWS,
};

/** How often a ring of rows that name one another is tried, where those with faults are skipped. */
const TRIES = 10;

/** Progress is told after so many bytes or rows. */
const STEP = { bytes: 1_048_576, rows: 500 };

export const ndjsonRows: Importer = {
  name: "ndjson",
  mediaType: "application/x-ndjson",
  extensions: [".ndjson", ".jsonl"],
  description:
    "Newline-delimited JSON: a record a line, as `POST /{resource}` takes it or as the export in NDJSON has it.",
  parameters: PARAMETERS,
  answer: bulkImportSchema,
  check: checkReading,
  run: (job) => importRows(job, recordsOfLines, () => null),
};

export const csvRows: Importer = {
  name: "csv",
  mediaType: "text/csv",
  extensions: [".csv"],
  description:
    "Comma-separated values (RFC 4180) in UTF-8, with the columns of the export in CSV, or some of them.",
  parameters: PARAMETERS,
  answer: bulkImportSchema,
  check: checkReading,
  run: (job) => importRows(job, recordsOfTable, (field) => field),
};

/** Reads all rows first, since a row may name one that comes later; then writes them in one transaction. */
async function importRows(
  job: Job,
  read: RecordReader,
  columnOf: (field: string) => string | null,
): Promise<Outcome> {
  const reading = readingOf(job.options);
  const { resource, mapping } = reading;
  const report = new Report(mapping === null ? columnOf : (field) => mapping.columnOf(field));
  const folder = mkdtempSync(join(tmpdir(), "legal-developments-rows-"));
  const staging = new Staging(join(folder, "rows.db"));
  try {
    await stage(job, reading, read, staging, report);
    return write(job, resource, staging, report);
  } finally {
    staging.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkReading(options: Options, faults: Faults): void {
  const { resource = null, mapping = null } = options;
  if (mapping !== null) void new Mapping(mapping, resource as string | null, faults);
  else if (resource === null) {
    const detail = "'resource' is missing: say what the rows are.";
    faults.parameter("resource", detail, oneOf(RESOURCES, ""));
  }
}

/** What the file is read as, by options that were checked. */
function readingOf({ resource = null, mapping: document = null }: Options): Reading {
  const name = resource as string | null;
  const mapping = document === null ? null : new Mapping(document, name, new Faults());
  return { mapping, resource: mapping?.resource ?? resourceNamed(name as string) };
}

async function stage(
  job: Job,
  reading: Reading,
  read: RecordReader,
  staging: Staging,
  report: Report,
): Promise<void> {
  const selfLinks = selfLinksOf(reading.resource);
  const { size } = statSync(job.file);
  if (size === 0) throw faultOfFile("This file is empty.");
  let done = 0;
  let told = 0;
  const passed = (bytes: number) => {
    done += bytes;
    if (done - told < STEP.bytes) return;
    told = done;
    job.advance({ phase: "reading", done, total: size });
  };
  for await (const { line, data, faults } of read(job.file, reading, passed)) {
    report.read++;
    if (data === undefined) report.refuse(line, faults, null);
    else {
      const called = selfLinks?.called(data) ?? [];
      staging.add(line, data, { called, needed: selfLinks?.needed(data) ?? [] });
    }
  }
  if (selfLinks !== null) staging.link();
}

function write(job: Job, resource: Resource, staging: Staging, report: Report): Outcome {
  const isDry = job.options["dry_run"] === true;
  const isWhole = job.options["on_error"] === "abort";
  const plan = {
    resource,
    mode: job.options["mode"] as "create" | "upsert",
    selfLinks: selfLinksOf(resource),
    stubs: job.options["create_missing"] === true ? new Stubs(resource) : null,
    tries: isWhole ? 1 : TRIES,
  };
  const total = staging.count;
  const run = isDry ? rehearse : writeTransaction;
  const changes = run(job.db, job.writtenBy, (context, settle): JsonObject | null => {
    const after = lastSeq(context.writer);
    new RowWriter({ context, settle }, plan, { staging, report }, (done) =>
      job.advance({ phase: "writing", done, total }),
    ).writeAll();
    if (isWhole && report.count > 0) throw report.problem;
    if (isDry) return null;
    settle();
    return { after, reached: lastSeq(context.writer) };
  });
  const answer = {
    resource: resource.name,
    dry_run: isDry,
    summary: report.summary,
    stubs: report.stubs.map((stub) => ({ ...stub })),
    errors: report.faults.map((fault) => ({ ...fault })),
    changes,
  } as JsonObject;
  return { answer, words: report.inWords(resource.name, isDry), isComplete: report.count === 0 };
}
