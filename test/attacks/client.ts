import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { KEYED, write } from "../app-under-test.ts";
import type { Content, Item, Topic } from "./plain-model.ts";
import { idOf, type Kind, type PlainModel } from "./plain-model.ts";
import { type Drawn, idIn, type Step, type Tag, topicId } from "./steps.ts";

/** Takes steps against a service and its model, and complains where they differ. */

interface Served extends Record<string, unknown> {
  id: string;
  revision: number;
  updated_at: string;
  links: { self: string };
}

export class Client {
  private readonly app: FastifyInstance;
  private readonly model: PlainModel;
  /** Names are never had twice: which of two is meant is not what is asked here. */
  private names = 0;
  /** Each record as it was answered last, by its path. */
  private readonly last = new Map<string, Served>();
  readonly met: Record<string, number> = {};

  constructor(app: FastifyInstance, model: PlainModel) {
    this.app = app;
    this.model = model;
  }

  async take(step: Step): Promise<void> {
    const status = await this.tell(step);
    const name = `${step.does} ${status}`;
    this.met[name] = (this.met[name] ?? 0) + 1;
    await this.compareAll();
  }

  private async tell(step: Step): Promise<number> {
    if (step.does === "merge") return this.merge(topicId(step.slot), topicId(step.into));
    const path = `${step.kind}/${idIn(step.kind, step.slot)}`;
    const { does } = step;
    if (does === "create") return this.create(path, step.kind, step.content);
    if (does === "race") return this.race(path, step.kind);
    if (does === "sendBack") return this.sendBack(path);
    if (does === "purge") {
      const fate = this.model.fate(path);
      const wanted = fate === undefined ? 404 : fate.is === "there" ? 409 : 204;
      return this.expect(await write(this.app, "POST", `/${path}/purge`), wanted);
    }
    if (does === "delete") return this.remove(path, step.kind, step.tag);
    const whole = this.named(step.kind, step.content);
    const before = this.model.content(path);
    if (does === "put") return this.change("PUT", path, step.kind, whole, whole, step.tag);
    const names = Object.keys(whole);
    const field = names[step.field % names.length] ?? "";
    const part = { [field]: whole[field as keyof Content] };
    const changed = { ...(before ?? whole), ...part } as Content;
    return this.change("PATCH", path, step.kind, part, changed, step.tag);
  }

  private async create(path: string, kind: Kind, drawn: Drawn): Promise<number> {
    const content = this.named(kind, drawn);
    const answer = await write(this.app, "POST", `/${kind}`, { id: idOf(path), ...sent(content) });
    const linked = this.resolved(content);
    if (linked === null) return this.expect(answer, 400);
    if (this.model.fate(path) !== undefined) return this.expect(answer, 409);
    this.model.put(path, linked);
    return this.expect(answer, 201);
  }

  private async change(
    method: "PUT" | "PATCH",
    path: string,
    kind: Kind,
    body: object,
    whole: Content,
    tag: Tag,
  ): Promise<number> {
    const answer = await write(this.app, method, `/${path}`, sent(body), this.tag(path, tag));
    const status = this.notThere(path);
    if (status !== null) return this.expect(answer, status);
    if (tag === "stale") return this.expect(answer, 412);
    const linked = this.resolved(whole);
    const isCircle =
      kind === "topics" && linked && this.model.makesCircle(idOf(path), (linked as Topic).parent);
    if (linked === null || isCircle) return this.expect(answer, 400);
    this.model.put(path, linked);
    return this.expect(answer, 200);
  }

  private async remove(path: string, kind: Kind, tag: Tag): Promise<number> {
    const headers = this.tag(path, tag);
    const answer = await write(this.app, "DELETE", `/${path}`, undefined, headers);
    const status = this.notThere(path);
    if (status !== null) return this.expect(answer, status);
    if (tag === "stale") return this.expect(answer, 412);
    if (kind === "topics" && this.model.isReferredTo(idOf(path))) return this.expect(answer, 409);
    this.model.remove(path);
    return this.expect(answer, 204);
  }

  private async merge(from: string, into: string): Promise<number> {
    const answer = await write(this.app, "POST", `/topics/${from}/merge`, { into });
    const survivor = this.model.resolved(into);
    if (survivor === null || survivor === from) return this.expect(answer, 400);
    const status = this.notThere(`topics/${from}`);
    if (status !== null) return this.expect(answer, status);
    return this.expect(answer, this.model.merge(from, survivor) ? 200 : 409);
  }

  /** Two who have read the same: exactly one of them wins. */
  private async race(path: string, kind: Kind): Promise<number> {
    const headers = this.tag(path, "right");
    const field = kind === "topics" ? "name" : "title";
    const texts = [1, 2].map(() => `Raced ${this.names++}`);
    const answers = await Promise.all(
      texts.map((text) => write(this.app, "PATCH", `/${path}`, { [field]: text }, headers)),
    );
    const status = this.notThere(path);
    const [first, second] = answers as [LightMyRequestResponse, LightMyRequestResponse];
    if (status !== null) return this.expect(first, status);
    const winner = first.statusCode === 200 ? 0 : 1;
    this.expect(winner === 0 ? second : first, 412);
    this.model.put(path, {
      ...(this.model.content(path) as Content),
      [field]: texts[winner],
    } as Content);
    return this.expect(winner === 0 ? first : second, 200);
  }

  /** What was read is sent back: nothing changes. */
  private async sendBack(path: string): Promise<number> {
    const read = await this.app.inject({ url: `/${path}`, headers: KEYED });
    if (read.statusCode !== 200) return this.expect(read, this.notFound(path) ?? 200);
    const answer = await write(this.app, "PUT", `/${path}`, read.json<object>());
    if (answer.body !== read.body) throw new Error(`Sent back: ${read.body} ${answer.body}`);
    return this.expect(answer, 200);
  }

  /** Every id that ever was, as it is with a key. */
  private async compareAll(): Promise<void> {
    for (const path of this.model.known()) {
      const full = await this.app.inject({ url: `/${path}`, headers: KEYED });
      const content = this.model.content(path);
      this.expect(full, this.notFound(path) ?? 200);
      if (content !== null) this.compare(path, content, full.json<Served>());
    }
  }

  private compare(path: string, content: Content, served: Served): void {
    const found = contentOf(path, served);
    if (JSON.stringify(found) !== JSON.stringify(content)) {
      throw new Error(`${path} is ${JSON.stringify(found)}, not ${JSON.stringify(content)}`);
    }
    const before = this.last.get(path);
    this.last.set(path, served);
    if (before === undefined) return;
    const isSame =
      JSON.stringify(contentOf(path, before)) === JSON.stringify(found) &&
      JSON.stringify(before["citations"]) === JSON.stringify(served["citations"]);
    if (isSame !== (before.revision === served.revision)) {
      throw new Error(`${path}: ${JSON.stringify(before)} became ${JSON.stringify(served)}`);
    }
    if (isSame && before.updated_at !== served.updated_at) throw new Error(`${path} was touched`);
    if (!isSame && before.revision > served.revision) throw new Error(`${path} went back`);
  }

  /** The same without a key: a draft is not there, or was deleted when it was taken back. */
  async comparePublic(): Promise<void> {
    for (const path of this.model.known()) {
      const fate = this.model.fate(path);
      const answer = await this.app.inject({ url: `/${path}` });
      if (fate === undefined || fate.is === "merged") continue;
      if (fate.is === "there" && fate.content.state === "published") this.expect(answer, 200);
      else this.expect(answer, fate.wasPublic ? 410 : 404);
    }
  }

  /** What a write to what is not there is answered, or null where it is. */
  private notThere(path: string): number | null {
    const fate = this.model.fate(path);
    if (fate?.is === "there") return null;
    return fate === undefined ? 404 : 410;
  }

  /** The same for who reads: to where what was merged is now. */
  private notFound(path: string): number | null {
    const isMerged = this.model.fate(path)?.is === "merged";
    return isMerged && this.model.survivor(idOf(path)) !== null ? 308 : this.notThere(path);
  }

  private tag(path: string, tag: Tag): Record<string, string> {
    if (tag === "none") return {};
    if (tag === "any") return { "if-match": "*" };
    const revision = this.last.get(path)?.revision ?? 1;
    return { "if-match": `"${tag === "right" ? revision : revision + 7}"` };
  }

  private expect(answer: LightMyRequestResponse, status: number): number {
    if (answer.statusCode === status) return status;
    const { method = "", url = "" } = answer.raw.req as { method?: string; url?: string };
    throw new Error(
      `${method} ${url}: ${status} was wanted, not ${answer.statusCode} ${answer.body}`,
    );
  }

  /** Content with names of its own, and links by the ids of slots. */
  private named(kind: Kind, drawn: Drawn): Content {
    const name = `${drawn.text} ${this.names++}`;
    if (kind === "items") {
      return {
        title: name,
        kind: drawn.isLegislation ? "legislation" : "other",
        date: drawn.date,
        topics: drawn.links.map(topicId),
        citations: drawn.citations.map((text, index) => `${text} ${index}`),
        state: drawn.state,
      };
    }
    return {
      name,
      description: drawn.other,
      parent: drawn.parent === null ? null : topicId(drawn.parent),
      aliases: drawn.citations.map((text) => `${text} alias ${this.names++}`),
      state: drawn.state,
    };
  }

  /** The same with its links led to what is there, or null where one leads nowhere, or two to one. */
  private resolved(content: Content): Content | null {
    if ("parent" in content) {
      const parent = this.model.resolved(content.parent);
      return content.parent !== null && parent === null ? null : { ...content, parent };
    }
    const topics = content.topics.map((id) => this.model.resolved(id));
    const found = topics.filter((id) => id !== null);
    const isRight = found.length === topics.length && new Set(found).size === found.length;
    return isRight ? { ...content, topics: found } : null;
  }
}

/** Content as it is sent. */
const sent = (content: object): object => {
  const { citations } = content as Partial<Item>;
  return citations ? { ...content, citations: citations.map((text) => ({ text })) } : content;
};

/** The content of what was served, in the form and order of the model. */
export function contentOf(path: string, served: Record<string, unknown>): Content {
  const ids = (links: unknown) => (links as { id: string }[]).map(({ id }) => id);
  if (path.startsWith("topics/")) {
    const { name, description, parent, aliases, state } = served;
    const id = (parent as { id: string } | null)?.id ?? null;
    return { name, description, parent: id, aliases, state } as Topic;
  }
  const { title, kind, date, topics, citations, state } = served;
  const texts = (citations as { text: string }[]).map(({ text }) => text);
  return { title, kind, date, topics: ids(topics), citations: texts, state } as Item;
}
