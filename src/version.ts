import { readFileSync } from "node:fs";
import { packageFile } from "./paths.ts";

/** The version of this program. */
export const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
