import type { Row, SqlValue, StatementCache } from "../db/database.ts";
import type { MATCH_ROLES, REFERENCE_STATUSES } from "../vocabularies.ts";
import type { Reference } from "./find.ts";
import type { Reading } from "./scan.ts";

/** A record that is what a reference refers to, or that cites it. */
export interface Match {
  resource: "instruments" | "items" | "sources";
  id: string;
  title: string;
  role: keyof typeof MATCH_ROLES;
  state: string;
  /** The id of the citation by which it cites, else null. */
  citation: string | null;
}

/** A reference of a text, looked up. */
export interface FoundReference {
  start: number;
  end: number;
  text: string;
  normalized: string;
  kind: string;
  locator: string | null;
  status: keyof typeof REFERENCE_STATUSES;
  matches: Match[];
  /** Whether there are more matches than these. */
  more: boolean;
}

/** Of a page that many records cite, the newest so many citations are looked at. */
const MOST_CITATIONS = 400;

/** What is looked up: forms, and the keys of the instruments of that title. */
interface Wanted {
  forms: readonly string[];
  keys: readonly number[];
}

interface Found {
  matches: Match[];
  more: boolean;
}

/** Looks references up; made for one request, in its snapshot. */
export class Matcher {
  private readonly connection: StatementCache;
  private readonly states: string;
  private readonly most: number;
  private readonly found = new Map<string, Found>();
  private stored: ReadonlySet<string> = new Set();

  /**
   * @param states of the records that may be shown
   * @param most so many matches are given of each reference
   */
  constructor(connection: StatementCache, states: readonly string[], most: number) {
    this.connection = connection;
    this.states = JSON.stringify(states);
    this.most = most;
  }

  /** Looks up all the references of a text, which are in order. */
  lookUp(text: string, references: readonly Reference[]): FoundReference[] {
    this.readStored(references);
    let floor = 0;
    return references.map((reference) => {
      const found = this.settle(text, reference, floor);
      floor = found.end;
      return found;
    });
  }

  /** Most forms are nobody's: those that are somebody's, by one query. */
  private readStored(references: readonly Reference[]): void {
    const forms = new Set(
      references.flatMap(({ readings }) =>
        readings.flatMap(({ forms, within }) => [...forms, ...within]),
      ),
    );
    const stored = this.connection.column(
      `select value from json_each(?) j where exists (select 1 from reference_forms f where f.form = j.value)
         or exists (select 1 from citations c where c.url_normalized = j.value)`,
      JSON.stringify([...forms]),
    );
    this.stored = new Set(stored as string[]);
  }

  private settle(text: string, reference: Reference, floor: number): FoundReference {
    const { readings, keys } = reference;
    const [likeliest] = readings;
    let reading: Reading = likeliest;
    let found: Found = { matches: [], more: false };
    for (const each of readings) {
      if (each.start < floor) continue;
      found = this.of({ forms: each.forms, keys });
      if (found.matches.length === 0) found = this.of({ forms: each.within, keys: [] });
      if (found.matches.length === 0) continue;
      reading = each;
      break;
    }
    // Where a place before it is part of it, it begins there.
    const start =
      reference.start < likeliest.start ? reference.start : Math.max(reading.start, floor);
    const same = found.matches.filter(({ role }) => role === "is");
    const [only] = same;
    const isTitle = reference.kind === "title" && same.length === 1 && only !== undefined;
    return {
      start,
      end: reference.end,
      text: text.slice(start, reference.end),
      normalized: isTitle ? only.title : reading.normalized,
      kind: reference.kind,
      locator: reference.locator,
      status: same.length > 1 ? "ambiguous" : found.matches.length > 0 ? "found" : "unknown",
      matches: found.matches,
      more: found.more,
    };
  }

  private of({ forms, keys }: Wanted): Found {
    const stored = forms.filter((form) => this.stored.has(form));
    if (stored.length === 0 && keys.length === 0) return { matches: [], more: false };
    const name = JSON.stringify([stored, keys]);
    let known = this.found.get(name);
    if (known === undefined) {
      known = this.read({ forms: stored, keys });
      this.found.set(name, known);
    }
    return known;
  }

  private read(wanted: Wanted): Found {
    const same = this.same(wanted);
    const { citing, more } = this.citing(wanted.forms);
    const isSame = new Set(same.map(({ resource, id }) => `${resource} ${id}`));
    const others = citing.filter(({ resource, id }) => !isSame.has(`${resource} ${id}`));
    const all = [...same, ...others];
    return { matches: all.slice(0, this.most), more: more || all.length > this.most };
  }

  /** The instruments and sources that are it. */
  private same({ forms, keys }: Wanted): Match[] {
    const parameters: SqlValue[] = [JSON.stringify(forms), this.states, this.most + 1];
    const byForm = (resource: string) =>
      `select record from reference_forms where form in (select value from json_each(?1)) and resource = '${resource}'`;
    const rowsOf = (resource: string, from: string, ...more: SqlValue[]) =>
      this.connection.all(
        `select '${resource}' as resource, id, title, state from ${resource} where key in (${from})
         and +state in (select value from json_each(?2)) order by id limit ?3`,
        ...parameters,
        ...more,
      );
    const instruments = rowsOf(
      "instruments",
      `${byForm("instruments")} union select value from json_each(?4)`,
      JSON.stringify(keys),
    );
    const sources = forms.length === 0 ? [] : rowsOf("sources", byForm("sources"));
    return [...instruments, ...sources].map((row) => matchOf(row, "is", null));
  }

  /** The items and instruments that cite it, the newest citation first. */
  private citing(forms: readonly string[]): { citing: Match[]; more: boolean } {
    const rows = forms.flatMap((form) => [
      ...this.citations(
        "reference_forms f cross join citations c on c.key = f.record",
        "f.form = ?1 and f.resource = 'citations'",
        form,
      ),
      ...this.citations("citations c", "c.url_normalized = ?1", form),
    ]);
    const newest = new Map(rows.map((row) => [row["key"] as number, row]));
    const owners = new Map<string, Match>();
    for (const [, row] of [...newest].sort(([a], [b]) => b - a)) {
      const match = matchOf(row, "cites", row["citation"] as string);
      const owner = `${match.resource} ${match.id}`;
      if (!owners.has(owner)) owners.set(owner, match);
    }
    return { citing: [...owners.values()], more: newest.size >= MOST_CITATIONS };
  }

  private citations(from: string, condition: string, form: string): Row[] {
    return this.connection.all(
      `select c.key, c.id as citation, c.state,
         case when c.item is null then 'instruments' else 'items' end as resource,
         coalesce(o.id, i.id) as id, coalesce(o.title, i.title) as title
       from ${from} left join items o on o.id = c.item left join instruments i on i.id = c.instrument
       where ${condition} and +c.state in (select value from json_each(?2)) order by c.key desc limit ?3`,
      form,
      this.states,
      MOST_CITATIONS,
    );
  }
}

const matchOf = (row: Row, role: Match["role"], citation: string | null): Match => ({
  resource: row["resource"] as Match["resource"],
  id: row["id"] as string,
  title: row["title"] as string,
  role,
  state: row["state"] as string,
  citation,
});
