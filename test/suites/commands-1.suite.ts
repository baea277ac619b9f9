import { runTogether } from "./run-together.ts";

await runTogether(["commands"], [1, 2]);
