import { runTogether } from "./run-together.ts";

await runTogether(["."], [2, 2]);
