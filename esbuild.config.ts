import { build } from "esbuild";

/**
 * Builds the program: into few files, since Node.js takes three times as long to find and read each
 * module by itself, at every start of a process. Types are checked apart from this (`npm run types`).
 */

/** Programs of their own, by the names that they are started by. */
const ENTRIES = {
  cli: "src/cli.ts",
  app: "src/app.ts",
  worker: "src/imports/worker.ts",
};

/** Native code, packages that read files beside them, and those that change how others are loaded. */
const NOT_BUNDLED = [
  "better-sqlite3",
  "roaring",
  "@fastify/otel",
  "@fastify/swagger-ui",
  "@opentelemetry/*",
];

/** What packages of CommonJS expect to be there. */
const COMMONJS = [
  'import { createRequire as createRequireOfNode } from "node:module";',
  "const require = createRequireOfNode(import.meta.url);",
  "const __filename = import.meta.filename;",
  "const __dirname = import.meta.dirname;",
].join("\n");

await build({
  entryPoints: ENTRIES,
  outdir: process.argv[2] ?? "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  external: NOT_BUNDLED,
  banner: { js: COMMONJS },
  sourcemap: true,
  logLevel: "warning",
});
