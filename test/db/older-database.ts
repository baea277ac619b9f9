import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { migrationsFolder } from "../../src/paths.ts";
import { seededDatabase } from "../seeded-database.ts";

/**
 * A database without rows and with the first so many of the migrations, as drizzle's own migrator makes it.
 * @returns a connection to it, with foreign keys off; to be closed
 */
export function emptyAfter(
  migrations: number,
  folder: string,
  name: string,
): SqliteConnection.Database {
  const some = join(folder, `migrations-of-${name}`);
  mkdirSync(join(some, "meta"), { recursive: true });
  const journal = JSON.parse(
    readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8"),
  ) as { entries: { tag: string }[] };
  journal.entries = journal.entries.slice(0, migrations);
  writeFileSync(join(some, "meta", "_journal.json"), JSON.stringify(journal));
  for (const { tag } of journal.entries) {
    cpSync(join(migrationsFolder, `${tag}.sql`), join(some, `${tag}.sql`));
  }
  const old = new SqliteConnection(join(folder, name));
  old.pragma("foreign_keys = off");
  migrate(drizzle(old), { migrationsFolder: some });
  return old;
}

/**
 * A database with the seed and the first so many of the migrations.
 * @returns its path
 */
export function databaseAfter(migrations: number, folder: string, name: string): string {
  const { path: source, folder: seeded } = seededDatabase();
  const old = emptyAfter(migrations, folder, name);
  old.exec(`attach '${source}' as source`);
  const names = (from: string) =>
    old
      .prepare<[], string>(
        `select name from ${from}.sqlite_schema where type = 'table' and name not like 'sqlite_%'
           and name not like '\\_\\_%' escape '\\'`,
      )
      .pluck()
      .all();
  // What triggers and indexes of texts hold of the rows comes with those.
  const has = new Set(names("source").filter((name) => !/^set_changes$|_text/.test(name)));
  for (const table of names("main").filter((name) => has.has(name))) {
    const columns = old
      .prepare<[], string>(`select name from pragma_table_info('${table}')`)
      .pluck()
      .all()
      .join(", ");
    old.exec(`insert into main.${table} (${columns}) select ${columns} from source.${table}`);
  }
  old.close();
  rmSync(seeded, { recursive: true });
  return old.name;
}
