import type { KnownInstrument } from "../../gazetteer.ts";
import type { Place } from "../part.ts";
import type { InstrumentType } from "./heads.ts";

/** A title as it stands in a text. */
export interface TitleMention extends Place {
  /** Without what says that it is a draft. */
  title: string;
  /** Where the title ends with the brackets after it: a draft's mark, a short form. */
  outerEnd: number;
  /** Short forms that are defined after it, and its name as a draft. */
  aliases: string[];
  isDraft: boolean;
  type: InstrumentType | null;
  number: string | null;
  /** The records that it may mean. */
  known: readonly KnownInstrument[];
  /** It counts only where somebody issues it. */
  isWeak: boolean;
  /** Its script says that it is one: 《》. */
  isMarked: boolean;
  /** By initials alone, such as GDPR: what is reported is done under it. */
  isInitials: boolean;
  doubt: string | null;
}
