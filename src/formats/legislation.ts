import type { Json, JsonObject } from "../fields/field.ts";
import { dayBefore } from "../values/edtf.ts";
import type { InstrumentStatus } from "../vocabularies.ts";
import type { About } from "./format.ts";

const ELI = "http://data.europa.eu/eli/ontology#";

const LINK = { "@type": "@id" };

/**
 * The context of every document: names are schema.org's unless they have a prefix. It is written
 * into each, so that no reader has to fetch one from elsewhere.
 */
export const CONTEXT: JsonObject = {
  "@version": 1.1,
  "@vocab": "https://schema.org/",
  eli: ELI,
  dct: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  url: LINK,
  ...Object.fromEntries(
    [
      ...["in_force", "jurisdiction", "passed_by", "responsibility_of_agent", "is_about"],
      ...["amends", "amended_by", "repeals", "repealed_by", "based_on", "basis_for"],
      ...["ensures_implementation_of", "implementation_ensured_by", "corrects", "corrected_by"],
      ...["consolidates", "consolidated_by", "cites", "cited_by", "is_part_of", "has_part"],
      "related_to",
    ].map((name) => [`eli:${name}`, LINK]),
  ),
  "dct:replaces": LINK,
  "dct:isReplacedBy": LINK,
};

/**
 * What a relation says in each vocabulary. ELI and schema.org have no word for some; those are
 * `eli:related_to`, which promises nothing.
 */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  amends: ["legislationAmends", "eli:amends"],
  amended_by: ["eli:amended_by"],
  repeals: ["legislationRepeals", "eli:repeals"],
  repealed_by: ["eli:repealed_by"],
  replaces: ["dct:replaces"],
  replaced_by: ["dct:isReplacedBy"],
  implements: ["legislationEnsuresImplementationOf", "eli:ensures_implementation_of"],
  implemented_by: ["eli:implementation_ensured_by"],
  based_on: ["eli:based_on"],
  basis_for: ["eli:basis_for"],
  corrects: ["legislationCorrects", "eli:corrects"],
  corrected_by: ["eli:corrected_by"],
  consolidates: ["legislationConsolidates", "eli:consolidates"],
  consolidated_by: ["eli:consolidated_by"],
  cites: ["citation", "eli:cites"],
  cited_by: ["eli:cited_by"],
  translation_of: ["translationOfWork"],
  has_translation: ["workTranslation"],
  part_of: ["isPartOf", "eli:is_part_of"],
  has_part: ["hasPart", "eli:has_part"],
};

/**
 * The statuses that say whether an instrument is in force. The others don't: a draft that was never
 * heard of again may long be law, and must not be shown as not in force.
 */
const FORCE: Partial<Record<InstrumentStatus, "InForce" | "NotInForce">> = {
  in_force: "InForce",
  suspended: "NotInForce",
  expired: "NotInForce",
  repealed: "NotInForce",
  withdrawn: "NotInForce",
};

/** An instrument as schema.org `Legislation` with ELI's terms; a judgment as a `CreativeWork`. */
export function legislation(record: JsonObject, { absolute, day }: About): JsonObject {
  const self = (record["links"] as JsonObject)["self"] as string;
  const judgment = record["type"] === "judgment";
  const node: JsonObject = {
    "@id": absolute(self),
    "@type": judgment ? "CreativeWork" : ["Legislation", "eli:LegalResource"],
    identifier: record["id"] as string,
    name: namesOf(record),
    alternateName: record["aliases"] as Json,
    inLanguage: record["language"] as Json,
    url: record["url"] as Json,
    about: linked(record["topics"], "/topics", "DefinedTerm", absolute),
    subjectOf: (record["citations"] as JsonObject[]).map(citedWork),
    ...(judgment ? ofJudgment(record, absolute) : ofLegislation(record, absolute, day)),
  };
  addRelations(node, record, absolute);
  return withoutEmpty(node);
}

function namesOf({ title, title_native, language }: JsonObject): Json[] {
  const native = { "@value": title_native ?? null, ...(language ? { "@language": language } : {}) };
  return [{ "@value": title as string, "@language": "en" }, ...(title_native ? [native] : [])];
}

function ofJudgment(record: JsonObject, absolute: About["absolute"]): JsonObject {
  return {
    additionalType: "judgment",
    creator: linked(record["issuing_bodies"], "/issuing-bodies", "Organization", absolute),
    dateCreated: dateOf(record, "decided"),
    spatialCoverage: placeOf(record, absolute),
  };
}

function ofLegislation(record: JsonObject, absolute: About["absolute"], day: string): JsonObject {
  const bodies = record["issuing_bodies"] as JsonObject[];
  const passedBy = bodies.filter(({ role }) => role !== "drafter");
  const drafters = bodies.filter(({ role }) => role === "drafter");
  const bodyNodes = (some: JsonObject[]) =>
    linked(some, "/issuing-bodies", "Organization", absolute);
  const idsOf = (nodes: JsonObject[]) => nodes.map((node) => node["@id"] as string);
  const place = placeOf(record, absolute);
  const force = FORCE[record["status"] as InstrumentStatus];
  const adopted = dateOf(record, "adopted");
  const published = dateOf(record, "published");
  const topics = linked(record["topics"], "/topics", "DefinedTerm", absolute);
  return {
    legislationIdentifier: record["number"] as Json,
    legislationType: [...new Set([record["type"], record["local_type"]])].filter(Boolean) as Json[],
    legislationDate: adopted,
    datePublished: published,
    legislationDateVersion: { "@value": day, "@type": "xsd:date" },
    legislationLegalForce: force ? { "@id": `https://schema.org/${force}` } : null,
    legislationJurisdiction: place,
    legislationPassedBy: bodyNodes(passedBy),
    legislationResponsible: bodyNodes(drafters),
    "eli:id_local": record["number"] as Json,
    "eli:date_document": adopted,
    "eli:date_publication": published,
    "eli:first_date_entry_in_force": dateOf(record, "in_force"),
    "eli:date_applicability": dateOf(record, "applies"),
    "eli:date_no_longer_in_force": lastDayInForce(record),
    "eli:in_force": force
      ? { "@id": `${ELI}InForce-${force === "InForce" ? "inForce" : "notInForce"}` }
      : null,
    "eli:jurisdiction": place === null ? null : { "@id": place["@id"] as string },
    "eli:passed_by": idsOf(bodyNodes(passedBy)),
    "eli:responsibility_of_agent": idsOf(bodyNodes(drafters)),
    "eli:is_about": idsOf(topics),
  };
}

/**
 * ELI's date is the last one on which any of it is in force, and `in_force_to` the first on which that is over. Of a
 * vague end only the first day is known on which it may be over, which says nothing of the last in force.
 */
function lastDayInForce({ in_force_to, events }: JsonObject): JsonObject | null {
  if (in_force_to === null) return null;
  const isKnown = (events as JsonObject[]).some(({ date }) => date === in_force_to);
  return isKnown ? { "@value": dayBefore(in_force_to as string), "@type": "xsd:date" } : null;
}

/** The first date of a type of event that has one, as what it is. */
function dateOf(record: JsonObject, type: string): JsonObject | null {
  const event = (record["events"] as JsonObject[]).find(
    (each) => each["type"] === type && each["date"] !== null,
  );
  return event === undefined ? null : dateValue(event["date"] as string);
}

/** A date with the datatype of its precision: a month must not become its first day. */
function dateValue(date: string): JsonObject {
  if (date.endsWith("~")) {
    return { "@value": date, "@type": "http://id.loc.gov/datatypes/edtf/EDTF-level1" };
  }
  const type = { 4: "xsd:gYear", 7: "xsd:gYearMonth" }[date.length] ?? "xsd:date";
  return { "@value": date, "@type": type };
}

function linked(
  links: Json | undefined,
  path: string,
  type: string,
  absolute: About["absolute"],
): JsonObject[] {
  const seen = new Map<string, JsonObject>();
  for (const { id, name } of (links ?? []) as JsonObject[]) {
    const node = { "@id": absolute(`${path}/${id}`), "@type": type, name: name as string };
    seen.set(id as string, node);
  }
  return [...seen.values()];
}

function placeOf({ jurisdiction }: JsonObject, absolute: About["absolute"]): JsonObject | null {
  const [place] = linked(
    jurisdiction ? [jurisdiction] : [],
    "/jurisdictions",
    "AdministrativeArea",
    absolute,
  );
  return place ?? null;
}

const citedWork = (citation: JsonObject): JsonObject =>
  withoutEmpty({
    "@type": "CreativeWork",
    name: (citation["title"] ?? citation["text"]) as Json,
    url: citation["url"] as Json,
    publisher: citation["publisher"]
      ? { "@type": "Organization", name: citation["publisher"] as string }
      : null,
    datePublished: citation["published_on"] ? dateValue(citation["published_on"] as string) : null,
    inLanguage: citation["language"] as Json,
  });

/** What an instrument does to others once it is in force. A draft amends nothing. */
const EFFECTS = /^(amend|repeal|replace|correct|consolidate)/;

function addRelations(node: JsonObject, record: JsonObject, absolute: About["absolute"]): void {
  for (const { type, instrument, proposed } of record["relations"] as JsonObject[]) {
    if (proposed === true && EFFECTS.test(type as string)) continue;
    const id = absolute(`/instruments/${(instrument as JsonObject)["id"]}`);
    for (const name of RELATIONS[type as string] ?? ["eli:related_to"]) {
      const others = (node[name] ?? []) as Json[];
      others.push(name.includes(":") ? id : { "@id": id });
      node[name] = others;
    }
  }
}

const withoutEmpty = (node: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(node).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
