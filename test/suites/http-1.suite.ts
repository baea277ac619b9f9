import { runTogether } from "./run-together.ts";

await runTogether(["http"], [1, 2]);
