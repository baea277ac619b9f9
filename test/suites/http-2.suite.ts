import { runTogether } from "./run-together.ts";

await runTogether(["http"], [2, 2]);
