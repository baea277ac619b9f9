import { runTogether } from "./run-together.ts";

await runTogether(["values", "problems", "search", "sets"]);
