import { runTogether } from "./run-together.ts";

await runTogether(["commands"], [2, 2]);
