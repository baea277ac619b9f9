import { Problem } from "./problems.ts";

/** How soon a writer may try again, in seconds. */
const SOON = "5";

/** The answer to who would write while somebody else does, for longer than it can wait. */
export const busyProblem = (): Problem =>
  new Problem(
    "unavailable",
    "Somebody else is writing to the database, perhaps an import. Nothing was written: try again when that has ended.",
    { headers: { "retry-after": SOON } },
  );
