/**
 * The closed vocabularies of the data set: every code that a client may meet, with its meaning.
 *
 * A vocabulary is data. Validation, the database's CHECK constraints and the OpenAPI document are
 * all derived from here, so a code that is added here exists everywhere.
 */

/** The codes of a vocabulary as a tuple, which is what drizzle and TypeBox want. */
export function codesOf<T extends string>(vocabulary: Readonly<Record<T, string>>): [T, ...T[]] {
  return Object.keys(vocabulary) as [T, ...T[]];
}

export const STATES = {
  draft: "waits for review; only a client with a key sees it",
  published: "open to everybody",
};

export const JURISDICTION_LEVELS = {
  supranational: "a union of countries that makes law, such as the European Union",
  country: "an ISO 3166-1 entry",
  subdivision: "an ISO 3166-2 entry: a province, state, region",
  city: "a city with rules of its own below a subdivision",
  zone: "a special zone with rules of its own",
};

export const BODY_KINDS = {
  legislature: "a parliament, congress or its standing committee",
  government: "a government, cabinet or its general office",
  ministry: "a ministry or department of a government",
  regulator: "an agency that makes or enforces rules in a field",
  court: "a court or tribunal",
  procuratorate: "a public prosecutor's office",
  police: "a police force",
  standards_body: "a body that drafts or issues standards",
  party: "an organ of a political party",
  other: "none of these",
};

export const INSTRUMENT_TYPES = {
  constitution: "a constitution",
  law: "an act of a legislature",
  bill: "a proposal before a legislature that is not expected to keep its identity as a law",
  amendment: "a text whose purpose is to change another",
  regulation: "a regulation of a government or a local legislature; an EU regulation",
  directive: "an EU directive, or a directive to other bodies",
  decision: "a decision with legal effect",
  rule: "a rule of a ministry or an agency",
  judicial_interpretation: "a court's general interpretation of the law",
  opinion: "guiding opinions",
  standard: "a technical standard or a practice guide of a standards body",
  guideline: "guidance without the force of law",
  catalogue: "a list with legal effect",
  plan: "a work, legislative or action plan",
  notice: "a notice or circular",
  treaty: "an international agreement",
  judgment: "a decision of a court in a case",
  other: "none of these",
};

export const INSTRUMENT_BODY_ROLES = {
  issuer: "issued it, alone or jointly",
  drafter: "drafted it",
  approver: "approved or promulgated it",
};

export const EVENT_TYPES = {
  planned: "announced in a plan",
  drafted: "a draft was made or released",
  comment_opened: "public comments were invited",
  comment_closes: "the last day for comments",
  adopted: "passed or approved",
  published: "promulgated",
  in_force: "the first day in force",
  applies: "the first day on which it applies, where that is not the entry into force",
  amended: "changed by another text",
  suspended: "effect suspended from this day",
  resumed: "effect restored from this day",
  expires: "the first day no longer in force, by its own terms",
  repealed: "the first day no longer in force, by another act",
  withdrawn: "given up before or after it took effect",
  decided: "a court decided",
  overturned: "a decision was set aside",
  compliance_deadline: "the last day for something that it requires",
  other: "another dated step",
};

export const INSTRUMENT_STATUSES = {
  planned: "announced, no draft known",
  draft: "a draft exists and is not open for comment",
  open_for_comment: "comments are invited; the closing day is included",
  adopted: "adopted or published, and not yet, or not known to be, in force",
  in_force: "certainly in force",
  suspended: "was in force; its effect is suspended",
  expired: "ended by its own terms",
  repealed: "ended by another act",
  withdrawn: "given up",
  unknown: "its events do not say",
};

/** What is strange about the events of an instrument. */
export const EVENT_WARNINGS = {
  published_before_adopted: "published before it was adopted",
  in_force_before_adopted: "in force before it was adopted",
  applies_before_in_force: "applies before it is in force",
  closed_before_opened: "comments closed before they were opened",
  opened_after_adopted: "opened for comment after it was adopted, published or in force",
  ended_before_in_force: "ended before it was in force",
  several_ends: "ended more than once, without coming into force in between",
  in_force_after_end: "in force again after it had ended",
  suspended_before_in_force: "suspended before it was in force",
  resumed_without_suspension: "resumed without having been suspended",
  ended_before_adopted: "ended before it was adopted; refused on writing",
  overturned_before_decided: "overturned before it was decided; refused on writing",
  not_of_a_judgment: "a judgment is not planned or opened for comment; refused on writing",
};

/** What an instrument does to another. */
export const RELATION_TYPES = {
  amends: "changes parts of its text",
  repeals: "ends its effect",
  replaces: "takes its place and ends its effect",
  implements: "lays down how it is carried out",
  based_on: "is made under a power that it gives",
  interprets: "says how it is to be understood",
  corrects: "mends errors in its text",
  consolidates: "restates it together with the changes to it",
  cites: "names it without changing it",
  plans: "announces that it will be made",
  translation_of: "is its text in another language",
  part_of: "belongs to it, such as an annex or a chapter",
};

/** Stored form of each relation → the name under which the other side shows it. */
export const RELATION_INVERSES: Readonly<Record<RelationType, string>> = {
  amends: "amended_by",
  repeals: "repealed_by",
  replaces: "replaced_by",
  implements: "implemented_by",
  based_on: "basis_for",
  interprets: "interpreted_by",
  corrects: "corrected_by",
  consolidates: "consolidated_by",
  cites: "cited_by",
  plans: "planned_by",
  translation_of: "has_translation",
  part_of: "has_part",
};

/**
 * The relations in which no text can lead back to itself, with the reason; writing one that would
 * close a circle is refused. The others may be mutual: two laws can amend, cite or partly repeal one
 * another over the years.
 */
export const RELATIONS_WITHOUT_CYCLES: Readonly<Partial<Record<RelationType, string>>> = {
  replaces: "what takes a text's place comes after it",
  based_on: "a power does not rest on what was made under it",
  consolidates: "what is restated was there before",
  translation_of: "an original is no translation of its translations",
  part_of: "a whole does not belong to one of its parts",
};

export const ITEM_KINDS = {
  legislation: "a text was planned, drafted, issued, came into force …",
  enforcement: "an authority acted: a campaign, an inspection, a penalty",
  case: "a court or a prosecutor acted in a case",
  other: "none of these",
};

export const ITEM_BODY_ROLES = {
  issuer: "issued the text, alone or jointly",
  drafter: "drafted the text",
  enforcer: "took the enforcement action",
  court: "decided the case",
  prosecutor: "prosecuted the case",
  participant: "took part",
  mentioned: "is named without having acted; the `authority` filter leaves it out",
};

export const ITEM_INSTRUMENT_ROLES = {
  subject: "the development is about it",
  amended: "was changed by the development",
  applied: "was applied or enforced",
  mentioned: "is named",
};

export const SCOPES = {
  read: "see drafts, who wrote what, and the texts of imported newsletters",
  write: "create, change and delete records; includes `read`",
  admin: "manage keys and webhooks, erase what was deleted; includes `write`",
};

/** Why a webhook is switched off. */
export const DISABLED_REASONS = {
  requested: "a client asked for it",
  failing: "for days nothing that was sent was taken",
  gone: "its URL answered 410 Gone",
  query: "its query names something that is not there any more",
};

export const DELIVERY_STATES = {
  waiting: "is to be sent, for the first time or again",
  delivered: "was taken: the URL answered 2xx",
  failed: "was given up",
};

export type EventType = keyof typeof EVENT_TYPES;
export type EventWarning = keyof typeof EVENT_WARNINGS;
export type InstrumentStatus = keyof typeof INSTRUMENT_STATUSES;
export type RelationType = keyof typeof RELATION_TYPES;
export type Scope = keyof typeof SCOPES;

export const REFERENCE_KINDS = {
  url: "a web address",
  title: "an instrument's title, native title or alias",
  document_number: "the number of a Chinese document or order, such as 国办发〔2020〕18号",
  case_number: "the number of a case: of a Chinese court, or of the Court of Justice (C-131/12)",
  standard: "a standard, such as GB/T 35273-2020 or ISO/IEC 27001:2013",
  federal_register: "a page of the Federal Register, such as 85 FR 44773",
  us_code: "a section of the United States Code, such as 15 U.S.C. § 1681",
  cfr: "a part or section of the Code of Federal Regulations, such as 16 CFR 314.4",
  public_law: "a Public Law of the United States, such as Pub. L. 116-283",
  statutes_at_large: "a page of the United States Statutes at Large, such as 134 Stat. 3388",
  eu_act: "an act of the European Union, by CELEX number, ELI or short title",
  ecli: "a European Case Law Identifier, such as ECLI:EU:C:2014:317",
};

export const REFERENCE_STATUSES = {
  found: "one instrument is what is referred to, or, with none, something cites it",
  ambiguous: "several records are what is referred to",
  unknown: "no record is it, and none cites it",
};

export const MATCH_ROLES = {
  is: "the record is what is referred to",
  cites: "the record cites it",
};

/** What became of a development of a newsletter that was imported. */
export const IMPORT_ACTIONS = {
  created: "a draft was made of it",
  updated: "the draft that was made of it before has changed, or an instrument that came with it",
  proposed: "its item was edited or published since: what differs waits there as proposals",
  unchanged: "its item says the same already",
  reported_before:
    "another source had reported it: that item has this source and its citations as proposals",
  left_out: "the item that was made of it before was deleted since, and is not made again",
};

/** What an item's `review` can have. */
export const REVIEW_PARTS = {
  imported: "it is a draft that an import made",
  doubts: "something that was guessed or is missing should be looked at",
  proposals: "an import would change something, and nobody has decided yet",
};
