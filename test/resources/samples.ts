/** A record of each resource, as a client would write it. */

export interface Sample {
  /** A record with every field that can be written. */
  whole: Record<string, unknown>;
  /** The least that is a record. */
  least: Record<string, unknown>;
  /** A change of one field. */
  change: Record<string, unknown>;
}

export const SAMPLES: Record<string, Sample> = {
  items: {
    whole: {
      title: "A whole item",
      summary: "What happened.",
      kind: "enforcement",
      date: "2020-07~",
      jurisdiction: "CN-GD",
      issuing_bodies: [{ id: "MIIT", role: "enforcer" }, "CAC"],
      instruments: [{ id: "criminal-law", role: "applied" }],
      topics: ["personal-information"],
      citations: [
        { url: "https://example.org/a", title: "A", locator: "page 3" },
        { text: "90 FR 17225" },
      ],
      sources: [{ id: "china-data-law-developments-2020-07", position: 18 }],
      language: "en",
      state: "published",
    },
    least: { title: "A title", kind: "other" },
    change: { summary: "Changed." },
  },
  instruments: {
    whole: {
      title: "A whole instrument",
      title_native: "整部法律",
      aliases: ["Whole"],
      type: "regulation",
      local_type: "departmental rule",
      binding: true,
      number: "No. 1",
      language: "zh",
      url: "https://example.org/law",
      jurisdiction: "CN",
      issuing_bodies: [{ id: "miit", role: "drafter" }],
      topics: ["apps"],
      events: [
        { type: "published", date: "2020-01-02" },
        { type: "in_force", date: "2020-02" },
      ],
      relations: [{ type: "amends", instrument: "criminal-law", locator: "Article 334" }],
      citations: [{ url: "https://example.org/law" }],
      state: "published",
    },
    least: { title: "A law", type: "law" },
    change: { number: "No. 2" },
  },
  "issuing-bodies": {
    whole: {
      name: "A whole body",
      name_native: "整个机构",
      acronym: "AWB",
      aliases: ["Whole Body"],
      kind: "regulator",
      jurisdiction: "CN",
      parent: "miit",
      website: "https://example.org",
      active_from: "1998",
      active_to: "2018-03",
      succeeded_by: ["cac"],
      state: "published",
    },
    least: { name: "A body", kind: "other" },
    change: { acronym: "CHG" },
  },
  jurisdictions: {
    whole: {
      name: "A whole place",
      name_native: "整个地方",
      level: "city",
      parent: "CN-GD",
      iso_3166: null,
      gb_t_2260: "445300",
      aliases: ["Wholeville"],
    },
    least: { name: "A place", level: "zone" },
    change: { name_native: "地方" },
  },
  topics: {
    whole: {
      name: "A whole topic",
      description: "All of it.",
      parent: "apps",
      aliases: ["Wholeness"],
      state: "published",
    },
    least: { name: "A topic" },
    change: { description: "Changed." },
  },
  events: {
    whole: {
      instrument: "civil-code",
      type: "compliance_deadline",
      date: "2021-06-30",
      note: "A note.",
      item: "2020-07-22-tc260-app-self-assessment",
    },
    least: { instrument: "civil-code", type: "other" },
    change: { note: "Changed." },
  },
  citations: {
    whole: {
      item: "2020-07-22-tc260-app-self-assessment",
      position: 7,
      url: "https://www.example.org/a?utm_source=x#top",
      text: "90 FR 17225",
      title: "A page",
      publisher: "A publisher",
      published_on: "2020-07",
      language: "en",
      archived_url: "https://archive.example.org/a",
      locator: "Article 1",
    },
    least: { instrument: "civil-code", text: "A reference" },
    change: { title: "Changed." },
  },
  sources: {
    whole: {
      title: "A whole source",
      publisher: "A publisher",
      published_on: "2020-08-01",
      url: "https://example.org/s",
      language: "en",
      state: "published",
    },
    least: { title: "A source" },
    change: { publisher: "Changed." },
  },
};
