import type { Newsletter } from "../../../src/imports/newsletters/import-newsletter.ts";
import type {
  Read,
  ReadDevelopment,
  ReadInstrument,
  Unmatched,
} from "../../../src/newsletters/reading.ts";

/** Readings of newsletters, as the extraction gives them, for what is written of them. */

export const read = <T>(value: T, doubt: string | null = null): Read<T> => ({
  value,
  spans: [],
  doubt,
});

export interface Said {
  title: string;
  summary?: string;
  date?: string | null;
  bodies?: string[];
  topics?: string[];
  urls?: string[];
  instruments?: ReadInstrument[];
  doubt?: string;
  kind?: "legislation" | "enforcement" | "case" | "other";
}

export const instrument = (
  title: string,
  more: Partial<ReadInstrument> & {
    steps?: [ReadInstrument["events"][0]["value"]["type"], string][];
  } = {},
): ReadInstrument => {
  const { steps = [], ...rest } = more;
  return {
    role: "subject",
    id: null,
    title: read(title),
    title_native: null,
    aliases: [],
    type: read("rule"),
    number: null,
    issuing_bodies: [],
    events: steps.map(([type, date]) => read({ type, date })),
    ...rest,
  };
};

/** A text with these developments, and what is read of it. */
export function newsletter(
  title: string | null,
  said: readonly Said[],
  unmatched: readonly Unmatched[] = [],
): Newsletter {
  let text = title === null ? "" : `${title}\n\n`;
  const developments = said.map((each, i): ReadDevelopment => {
    const start = text.length;
    text += `${each.title}\n${each.summary ?? ""}\n`;
    const spans = [{ start, end: start + each.title.length }];
    const notes = (each.urls ?? []).map((url) => {
      const from = text.length;
      text += `${url}\n`;
      const span = { start: from, end: from + url.length };
      return { mark: null, marked: null, url, text: null, span };
    });
    text += "\n";
    return {
      position: i + 1,
      title: { value: each.title, spans, doubt: null },
      summary: read(each.summary ?? null),
      kind: read(each.kind ?? "legislation"),
      date: read(each.date ?? null, each.doubt ?? null),
      jurisdiction: read<string | null>("CN"),
      issuing_bodies: (each.bodies ?? []).map((id) => read({ id, role: "issuer" as const })),
      topics: (each.topics ?? []).map((id) => read(id)),
      instruments: each.instruments ?? [],
      notes,
      language: "en",
    };
  });
  return {
    text,
    layout: {
      title: title === null ? null : ({ text: title } as Newsletter["layout"]["title"]),
    },
    reading: { developments, unmatched, warnings: [] },
  };
}
