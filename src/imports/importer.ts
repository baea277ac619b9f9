import type { TSchema } from "typebox";
import type { Database } from "../db/database.ts";
import type { Faults } from "../problems/faults.ts";
import type { Json, JsonObject } from "../fields/field.ts";

/** How far an import is: bytes that were read of the file, then rows that were written of all. */
export interface Progress {
  phase: "reading" | "writing";
  done: number;
  total: number;
}

/** One import to be made. */
export interface Job {
  db: Database;
  /** The path of what is imported. */
  file: string;
  /** By name, each parameter of the importer and those of all: as given, else as is usual. */
  options: Options;
  /** The API key that imports; null for the command line. */
  writtenBy: string | null;
  /**
   * Says how far it is; to be called every few hundred rows.
   * @throws {Cancelled} if it is to end with nothing written
   */
  advance(progress: Progress): void;
}

export type Options = Readonly<Record<string, Json>>;

/** That an import was told to end: whoever catches it rolls back. */
export class Cancelled extends Error {}

/** What came of an import. */
export interface Outcome {
  /** What is answered. */
  answer: JsonObject;
  /** The same for a terminal, in words. */
  words: string;
  /** Whether everything that was in the file is in the data now, or would be. */
  isComplete: boolean;
}

interface Described {
  description: string;
  /** How its value is called in a command's help, such as `NAME`. */
  placeholder?: string;
}

/** What a client decides about an import, in the query or as an option of the command. */
export type Parameter =
  | (Described & { kind: "text"; check?(value: string): string | null })
  | (Described & { kind: "flag" })
  | (Described & { kind: "choice"; choices: readonly string[]; usual: string | null })
  /** A JSON document: in the query as it is, for the command a file. */
  | (Described & { kind: "document" });

/** What can be imported: a line of the table in `importers.ts`. */
export interface Importer {
  /** The value of the command's option `--format`. */
  name: string;
  mediaType: string;
  /** Of files of it, each with its dot. */
  extensions: readonly string[];
  /** For people; goes into the OpenAPI document. */
  description: string;
  /** Beside those of all importers. */
  parameters: Readonly<Record<string, Parameter>>;
  /** What is wrong with parameters together, before anything is read; each by itself is right. */
  check?(options: Options, faults: Faults): void;
  /** What it answers with, a component of the OpenAPI document: its `$id` is the name. */
  answer: TSchema;
  /**
   * Makes the import, in one transaction. It runs where it may take its time.
   * @throws {Problem} where nothing was written, with why
   */
  run(job: Job): Promise<Outcome>;
}
