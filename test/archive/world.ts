import type { FastifyInstance } from "fastify";
import type { Headers } from "../app-under-test.ts";
import { create, KEYED, patch, read, walk, write } from "../app-under-test.ts";
import { bring, CORRECTED, FIRST } from "../imports/newsletters/letters.ts";

/** What an archive has to carry beside records, and how what is restored is compared. */

export interface Change {
  seq: number;
  resource: string;
  id: string;
  action: string;
}

/** A letter with a person's edit, a corrected edition, and what that proposes. */
export async function bringLetters(world: FastifyInstance): Promise<void> {
  const first = await bring(world, FIRST, "?published_on=2021-09");
  await patch(world, `/items/${first.items[0]?.id}`, { summary: "The law is there." });
  await write(world, "POST", `/items/${first.items[2]?.id}/doubts/settle`, {});
  await patch(world, `/items/${first.items[2]?.id}`, { state: "published" });
  await bring(world, CORRECTED, `?source=${first.source.id}`);
}

/** Merges, deletions and purges, open to everybody and not, and a chain of merges. */
export async function changeIds(world: FastifyInstance, items: readonly string[]): Promise<void> {
  const topic = (name: string, state: string) => create(world, "topics", { name, state });
  const [one, two, three, hidden] = await Promise.all([
    topic("Merged first", "published"),
    topic("Merged second", "published"),
    topic("Survivor", "published"),
    topic("Hidden survivor", "draft"),
  ]);
  const answers = [
    await write(world, "POST", `/topics/${one.id}/merge`, { into: two.id }),
    await write(world, "POST", `/topics/${two.id}/merge`, { into: three.id }),
  ];
  const fourth = await topic("Merged into a draft", "published");
  answers.push(await write(world, "POST", `/topics/${fourth.id}/merge`, { into: hidden.id }));
  const last = await create(world, "items", { title: "To be erased", kind: "other" });
  answers.push(await write(world, "DELETE", `/items/${last.id}`));
  answers.push(await write(world, "POST", `/items/${last.id}/purge`));
  const kept = (await walk(world, "/items?limit=200&state=draft,published", KEYED)).records.map(
    ({ id }) => id,
  );
  const gone = items.filter((id) => kept.includes(id)).at(-1) as string;
  answers.push(await write(world, "DELETE", `/items/${gone}`));
  const bad = answers.find(({ statusCode }) => statusCode >= 300);
  if (bad) throw new Error(bad.body);
}

export const views: [string, Headers][] = [
  ["everybody", {}],
  ["a key", KEYED],
];

/** A cursor is signed by the service that gave it. */
export const withoutCursors = (text = "") => text.replaceAll(/cursor=[\w-]+/g, "cursor=");

export async function changesOf(app: FastifyInstance, headers: Headers): Promise<Change[]> {
  const changes: Change[] = [];
  for (let after: string | null = "0"; after !== null; ) {
    const url: string = `/changes?after=${after}&limit=1000`;
    const page: { data: Change[]; page: { next: string | null } } = await read(app, url, headers);
    changes.push(...page.data);
    after = page.page.next;
  }
  return changes;
}
