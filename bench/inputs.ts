import SqliteConnection from "better-sqlite3";
import type { Random } from "./random.ts";
import type { BenchRequest } from "./scenarios.ts";

/** About how many pages a walk has, as far as the largest page allows. */
const WALK_PAGES = 400;
const LARGEST_LIMIT = 200;

/** The pages at the beginning of a walk are not deep. */
const SHALLOW = 5;

/** However few items there are, a word that fewer than so many of them have is rare. */
const FEW = 6;

/** More pages than this add nothing. */
const MOST_PAGES = 2000;

/**
 * What scenarios ask for, drawn from the data: a topic that twice as many items have is asked for
 * twice as often.
 */
export class Inputs {
  /** The number of items that everybody sees. */
  readonly published: number;
  private readonly path: string;
  private readonly random: Random;
  private readonly base: string;
  private readonly share: number;
  private readonly columns = new Map<string, string[]>();
  private vocabulary: { term: string; documents: number }[] | undefined;

  /**
   * @param path the database that is served
   * @param base where it is served, such as `http://127.0.0.1:3000`
   * @param share of the inputs that a scenario wants, for a quick run
   */
  constructor(path: string, base: string, random: Random, share: number) {
    this.path = path;
    this.base = base;
    this.random = random;
    this.share = share;
    this.published = this.column("select id from items where state = 'published'").length;
  }

  topics(count: number): string[] {
    return this.some(count, this.column("select target from item_topics"));
  }

  authorities(count: number): string[] {
    return this.some(
      count,
      this.column("select target from item_issuing_bodies where role <> 'mentioned'"),
    );
  }

  /** Instruments by how many relations they have. */
  related(count: number): string[] {
    const sql =
      "select owner from instrument_relations union all select target from instrument_relations";
    return this.some(count, this.column(sql));
  }

  /** Instruments by how many items are about them. */
  discussed(count: number): string[] {
    return this.some(count, this.column("select target from item_instruments"));
  }

  /** The titles of all instruments. */
  titles(): string[] {
    return this.column("select title from instruments where state = 'published'");
  }

  /** Days on which texts came into force or ceased to be. */
  turningDays(count: number): string[] {
    return this.some(
      count,
      this.column(
        "select date from events where type in ('in_force', 'expires', 'repealed') and length(date) = 10",
      ),
    );
  }

  jurisdictions(count: number): string[] {
    return this.some(
      count,
      this.column("select jurisdiction from items where jurisdiction is not null"),
    );
  }

  items(count: number): string[] {
    return this.some(count, this.column("select id from items where state = 'published'"));
  }

  /** Pairs that at least one item has. */
  topicsWithAuthorities(count: number): { topic: string; authority: string }[] {
    const pairs = this.column(
      `select t.target || ' ' || b.target from item_topics t join item_issuing_bodies b using (owner)
       where b.role <> 'mentioned'`,
    );
    return this.some(count, pairs).map((pair) => {
      const [topic = "", authority = ""] = pair.split(" ");
      return { topic, authority };
    });
  }

  /** Filters that an item has, of which the last one is rare: a text that few are about. */
  withRareInstrument(count: number): { topic: string; jurisdiction: string; instrument: string }[] {
    const triples = this.column(
      `select t.target || ' ' || substr(r.jurisdiction, 1, 2) || ' ' || i.target
       from item_instruments i join item_topics t using (owner) join items r on r.id = i.owner
       where r.state = 'published' and r.jurisdiction is not null
         and i.target in (select target from item_instruments group by target having count(*) < 50)`,
    );
    return this.some(count, triples).map((triple) => {
      const [topic = "", jurisdiction = "", instrument = ""] = triple.split(" ");
      return { topic, jurisdiction, instrument };
    });
  }

  /** Words of the items' texts that a share of them has, English ones or pairs of characters. */
  words(count: number, script: "latin" | "han", share: { least: number; most: number }): string[] {
    this.vocabulary ??= this.readVocabulary();
    const isHan = (term: string) => /^\p{Script=Han}{2}$/u.test(term);
    const isWord = (term: string) => /^[a-z]{3,}$/.test(term);
    const fitting = this.vocabulary.filter(({ term, documents }) => {
      const few = Math.max(share.most * this.published, FEW);
      const isFitting = documents >= share.least * this.published && documents < few;
      return isFitting && (script === "han" ? isHan : isWord)(term);
    });
    return this.some(
      count,
      fitting.map(({ term }) => term),
    );
  }

  private readVocabulary(): { term: string; documents: number }[] {
    const connection = new SqliteConnection(this.path);
    try {
      connection.exec(
        "create virtual table temp.vocabulary using fts5vocab('main', 'items_text', 'row')",
      );
      return connection
        .prepare<[], { term: string; documents: number }>(
          "select term, doc as documents from temp.vocabulary where doc > 1",
        )
        .all();
    } finally {
      connection.close();
    }
  }

  /** Cursors of pages all over a walk through everything, but not at its beginning. */
  async cursors(count: number): Promise<string[]> {
    const cursors: string[] = [];
    const limit = Math.min(LARGEST_LIMIT, Math.ceil(this.published / WALK_PAGES));
    const walk = `limit=${limit}&count=none&fields=id`;
    let query = walk;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await fetch(`${this.base}/items?${query}`);
      const body = (await answer.json()) as { page: { next: string | null } };
      if (body.page.next === null) break;
      if (page >= SHALLOW) cursors.push(body.page.next);
      query = `${walk}&cursor=${body.page.next}`;
    }
    return this.some(count, cursors);
  }

  /** The same requests by a client that holds the answers and asks whether they still hold. */
  async withTags(requests: readonly BenchRequest[]): Promise<BenchRequest[]> {
    const tagged: BenchRequest[] = [];
    for (const { path } of requests) {
      const answer = await fetch(`${this.base}${path}`);
      await answer.arrayBuffer();
      tagged.push({ path, headers: { "if-none-match": answer.headers.get("etag") ?? "" } });
    }
    return tagged;
  }

  shuffled<T>(list: readonly T[]): T[] {
    return this.random.shuffled(list);
  }

  private some(count: number, from: readonly string[]): string[] {
    return Array.from({ length: Math.ceil(count * this.share) }, () => this.random.pick(from));
  }

  /** The first column of a query, which is read once: it may have millions of rows. */
  private column(sql: string): string[] {
    const known = this.columns.get(sql);
    if (known !== undefined) return known;
    const read = this.readColumn(sql);
    this.columns.set(sql, read);
    return read;
  }

  private readColumn(sql: string): string[] {
    const connection = new SqliteConnection(this.path, { readonly: true });
    try {
      return connection.prepare<[], string>(sql).pluck().all();
    } finally {
      connection.close();
    }
  }
}
