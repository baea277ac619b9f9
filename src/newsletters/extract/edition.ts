/** What is known of an edition besides its text. */
export interface Edition {
  /** EDTF */
  published_on: string | null;
  language: string | null;
  /** The id of a record: where its developments are unless they say otherwise. */
  jurisdiction: string | null;
}
