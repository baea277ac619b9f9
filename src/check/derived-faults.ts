import { contentOf } from "../archive/lines.ts";
import { restore } from "../archive/restore.ts";
import { archivedTables, DERIVED_TABLES } from "../archive/tables.ts";
import { rowsIn } from "../archive/format.ts";
import type { Advance } from "../files/steps.ts";
import { takeTurns } from "../files/steps.ts";
import type { StatementCache } from "../db/database.ts";
import { Database } from "../db/database.ts";
import { prepareDataset } from "../db/dataset.ts";
import { vanishedOf } from "../history/vanished.ts";
import { Problem } from "../problems/problems.ts";
import { isDerived } from "../records/derived.ts";
import type { Resource } from "../resources/define.ts";
import { resources } from "../resources/index.ts";
import { textTable } from "../search/text-index.ts";
import type { CheckName, Fault } from "./faults.ts";

/**
 * What of a database is not as it would be derived from its records now.
 * @param copy of the database, with the newest schema
 * @param anew where a database can be made
 */
export async function derivedFaults(
  copy: string,
  anew: string,
  signal: AbortSignal,
  advance: Advance,
): Promise<Fault[]> {
  const db = Database.open(anew);
  try {
    prepareDataset(db);
    const invalid = await restoreFrom(copy, db, signal, advance);
    if (invalid !== null) return [invalid];
    db.writer.run("attach ? as was", copy);
    // What is derived by other rules will be by today's when it is next opened.
    const vanished = resources.flatMap((resource) => vanishedFaults(db.writer, resource));
    if (!isDerived(db.writer, "was.dataset")) return vanished;
    return [...vanished, ...(await compareAll(db.writer, signal))];
  } finally {
    db.close();
  }
}

/** Restores what an archive would have; returns why that can't be done. */
async function restoreFrom(
  copy: string,
  db: Database,
  signal: AbortSignal,
  advance: Advance,
): Promise<Fault | null> {
  const content = contentOf(copy, true);
  const total = rowsIn(content.header);
  function* lines() {
    let number = 1;
    for (const text of content.lines()) yield { number: ++number, text };
  }
  try {
    await restore(db, content.header, lines(), {
      keep: true,
      signal,
      advance: (done) => advance({ phase: "checking", done, total }),
    });
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { check: "records", detail: error.message.replaceAll("this archive", "the database") };
  } finally {
    content.close();
  }
}

/** History is compared with the records that are there; what is not there is in history alone. */
function vanishedFaults(connection: StatementCache, resource: Resource): Fault[] {
  const vanished = vanishedOf(connection, resource, "was");
  const [first] = vanished;
  if (first === undefined) return [];
  const many = vanished.length === 1 ? "" : ` and ${vanished.length - 1} more`;
  const detail = `/${resource.name}/${first.id}${many}: not there, and no change says that it was deleted.`;
  return [{ check: "history", detail }];
}

async function compareAll(connection: StatementCache, signal: AbortSignal): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const compared of [...ofArchived(), ...ofDerived(connection), ...ofTexts(connection)]) {
    await takeTurns(signal);
    faults.push(...difference(connection, compared));
  }
  return faults;
}

const ofArchived = (): Compared[] =>
  archivedTables(true).map(({ name, columns }) => ({
    check: name === "changes" ? "history" : "columns",
    name,
    rows: `select ${columns.map((column) => `"${column.name}"`).join(", ")} from DB.${name}`,
  }));

const ofDerived = (connection: StatementCache): Compared[] =>
  connection
    .column("select name from main.sqlite_schema where type = 'table' order by name")
    .map(String)
    .flatMap((name) => {
      const check = DERIVED_TABLES.find(({ names }) => names.test(name))?.check;
      if (check === undefined) return [];
      // Numbers of sets are given as they come, so they are another one's.
      const rows = name.endsWith("_members")
        ? `select m.record, s.filter, s.value, s.hidden from DB.${name} m join DB.sets s on s.number = m.set_number`
        : `select * from DB.${name}`;
      return [{ check, name, rows }];
    });

const ofTexts = (connection: StatementCache): Compared[] =>
  resources.map((resource) => {
    const name = textTable(resource);
    for (const schema of ["main", "was"]) {
      connection.run(
        `create virtual table temp.${schema}_${name} using fts5vocab('${schema}', '${name}', 'instance')`,
      );
    }
    // Where each word stands, in short: there are hundreds for each record.
    const rows = `select term, count(*), sum((doc * 31 + offset * 7 + length(col)) % 1000003) from temp.DB_${name} group by term`;
    return { check: "search", name, rows };
  });

interface Compared {
  check: CheckName;
  name: string;
  /** SQL of the rows, with `DB` for where they are. */
  rows: string;
}

/** What either database has that the other has not. */
function difference(connection: StatementCache, { check, name, rows }: Compared): Fault[] {
  const [now, was] = ["main", "was"].map((schema) => rows.replaceAll("DB", schema));
  const missing = counted(connection, `${now} except ${was}`);
  const surplus = counted(connection, `${was} except ${now}`);
  return [
    ...(missing === null ? [] : [{ check, detail: `${name} lacks ${missing}` }]),
    ...(surplus === null ? [] : [{ check, detail: `${name} should not have ${surplus}` }]),
  ];
}

/** How many rows a query gives, with the first; null for none. */
function counted(connection: StatementCache, sql: string): string | null {
  const first = connection.get(`${sql} limit 1`);
  if (first === undefined) return null;
  const count = connection.get(`select count(*) as count from (${sql})`)?.["count"] as number;
  const example = JSON.stringify(first).slice(0, 300);
  return count === 1 ? `${example}.` : `${count} rows, such as ${example}.`;
}
