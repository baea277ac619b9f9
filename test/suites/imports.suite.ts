import { runTogether } from "./run-together.ts";

await runTogether(["imports", "imports/newsletters"]);
