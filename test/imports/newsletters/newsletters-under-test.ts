import { rmSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { Database } from "../../../src/db/database.ts";
import type {
  Newsletter,
  NewsletterOptions,
} from "../../../src/imports/newsletters/import-newsletter.ts";
import { importNewsletter } from "../../../src/imports/newsletters/import-newsletter.ts";
import { appUnderTest, KEYED, read } from "../../app-under-test.ts";
import { seededDatabase } from "../../seeded-database.ts";
import type { Review } from "./letters.ts";

export interface Item {
  id: string;
  title: string;
  summary: string | null;
  state: string;
  revision: number;
  date: string | null;
  sources: { id: string; position: number }[];
  citations: { id: string; url: string }[];
  instruments: { id: string }[];
  review: Review | null;
}
export interface Answer {
  source: { id: string; state: string };
  edition: number;
  items: Item[];
  instruments: {
    id: string;
    title: string;
    state: string;
    events: { type: string; date: string }[];
  }[];
  developments: { position: number; action: string; item: string; detail: string | null }[];
  vanished: string[];
  warnings: { code: string; detail: string }[];
  summary: Record<string, number>;
}

const USUAL: NewsletterOptions = {
  source: null,
  source_title: null,
  publisher: null,
  published_on: null,
  source_url: null,
  language: null,
  dry_run: false,
};

/** A seeded database into which newsletters that were read are brought, and the service over it. */
export function newslettersUnderTest(t: Parameters<typeof appUnderTest>[0]): {
  app: FastifyInstance;
  db: Database;
  bring(what: Newsletter, options?: Partial<NewsletterOptions>): Answer;
  item(id: string): Promise<Item>;
} {
  const seeded = seededDatabase();
  const app = appUnderTest(t, { DATABASE_PATH: seeded.path });
  const db = Database.open(seeded.path);
  t.teardown(() => {
    db.close();
    rmSync(seeded.folder, { recursive: true, force: true });
  });
  return {
    app,
    db,
    bring: (what, options = {}) =>
      importNewsletter(db, { ...USUAL, ...options }, null, what) as unknown as Answer,
    item: (id) => read<Item>(app, `/items/${id}`, KEYED),
  };
}

/** What became of each development. */
export const actions = ({ developments }: Answer): string[] =>
  developments.map(({ action }) => action);
