import type { BODY_KINDS, INSTRUMENT_TYPES, ITEM_BODY_ROLES } from "../vocabularies.ts";
import type { EVENT_TYPES, ITEM_INSTRUMENT_ROLES, ITEM_KINDS } from "../vocabularies.ts";
import type { Note, Warning } from "./layout.ts";
import type { Span } from "./passage.ts";

/** What is read from a newsletter: for each development what a draft item is made of. */
export interface Reading {
  developments: readonly ReadDevelopment[];
  unmatched: readonly Unmatched[];
  warnings: readonly Warning[];
}

/** A value, where in the document it comes from, and why it should be looked at. */
export interface Read<T> {
  value: T;
  /** Empty where nothing in the document says it, such as a year that was taken from the edition. */
  spans: readonly Span[];
  /** Why it was guessed; null where the document says it plainly. */
  doubt: string | null;
}

export interface ReadDevelopment {
  position: number;
  /** The headline as it is printed; of a development without one its first sentence, with a doubt. */
  title: Read<string>;
  summary: Read<string | null>;
  kind: Read<keyof typeof ITEM_KINDS>;
  /** EDTF, as everywhere; null where the document gives none, with a doubt that says so. */
  date: Read<string | null>;
  /** Ids of records. */
  jurisdiction: Read<string | null>;
  issuing_bodies: readonly Read<{ id: string; role: keyof typeof ITEM_BODY_ROLES }>[];
  topics: readonly Read<string>[];
  instruments: readonly ReadInstrument[];
  notes: readonly Note[];
  /** Of the text: `en`, `zh`. */
  language: string;
}

/** An instrument that a development is about or names. */
export interface ReadInstrument {
  role: keyof typeof ITEM_INSTRUMENT_ROLES;
  /** The record, where there is one with that title; then only `events` may say something new. */
  id: string | null;
  title: Read<string>;
  title_native: string | null;
  /** Other names that the document gives it: `"Work Plan"`, `数据安全法（草案）`. */
  aliases: readonly string[];
  type: Read<keyof typeof INSTRUMENT_TYPES>;
  number: string | null;
  /** Who issued or drafted it: ids of records. */
  issuing_bodies: readonly { id: string; role: "issuer" | "drafter" | "approver" }[];
  events: readonly Read<{ type: keyof typeof EVENT_TYPES; date: string | null }>[];
}

/** What looks like a name of something that no record has. */
export interface Unmatched {
  kind: "issuing_body" | "instrument" | "jurisdiction" | "topic";
  /** As it is printed. */
  text: string;
  /** An abbreviation that the document defines for it: `CAC`. */
  acronym: string | null;
  span: Span;
  /** The number of the development; null for what stands outside of them. */
  position: number | null;
  /** The record with the nearest name, where one is near. */
  suggestion: { id: string; name: string } | null;
  /** For a body, what it could be created as. */
  body_kind: keyof typeof BODY_KINDS | null;
}
