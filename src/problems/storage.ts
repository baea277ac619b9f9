import { DatabaseFault, kindOf } from "../db/faults.ts";
import { busyProblem } from "./busy.ts";
import { Problem } from "./problems.ts";

/** When room is made, or a file given back, is up to a person: in seconds. */
const LATER = "60";

/**
 * The answer where the database can't be used as it should be; null where the fault is another. Whatever was
 * being written was taken back, so it can be sent again as it was.
 */
export function storageProblem(error: unknown): Problem | null {
  // What it says is for who runs the service, with paths.
  if (error instanceof DatabaseFault) return unusable();
  switch (kindOf(error)) {
    case "BUSY":
      return busyProblem();
    case "FULL":
      return new Problem(
        "storage-full",
        "There is no room left to write. Nothing was written; reading goes on.",
        { headers: { "retry-after": LATER } },
      );
    case "READONLY":
    case "PERM":
    case "CANTOPEN":
      return unusable();
    case "IOERR":
      return new Problem("unavailable", "The disk failed to read or write. Nothing was written.", {
        headers: { "retry-after": LATER },
      });
    default:
      return null;
  }
}

const unusable = () =>
  new Problem(
    "unavailable",
    "The service may not write to its database at present. Nothing was written; reading goes on.",
    { headers: { "retry-after": LATER } },
  );
