import { defineConfig } from "drizzle-kit";

// Tables with a key of several columns are WITHOUT ROWID in the migrations: they are kept once, in
// the order of their key, and not twice. drizzle has no word for that, so it is added by hand to
// what `drizzle-kit generate` writes, also where it rebuilds such a table; a test sees to it.
export default defineConfig({
  dialect: "sqlite",
  schema: [
    "./src/resources/*/table.ts",
    "./src/imports/newsletters/table.ts",
    "./src/idempotency/table.ts",
    "./src/keys/table.ts",
    "./src/references/table.ts",
    "./src/db/dataset-table.ts",
    "./src/db/sets-table.ts",
    "./src/history/table.ts",
    "./src/mirror/table.ts",
    "./src/webhooks/table.ts",
  ],
  out: "./migrations",
});
