import { runTogether } from "./run-together.ts";

await runTogether(["db", "archive", "backup", "check"]);
