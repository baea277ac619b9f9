import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./src/resources/*/table.ts", "./src/keys/table.ts", "./src/db/dataset-table.ts"],
  out: "./migrations",
});
