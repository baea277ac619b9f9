/**
 * Topics and items as plain objects: what a service with one record for each slot would hold. Says
 * of each step what it has to be answered, and what is there afterwards.
 */

export type Kind = "topics" | "items";

export interface Topic {
  name: string;
  description: string | null;
  parent: string | null;
  aliases: string[];
  state: "draft" | "published";
}

export interface Item {
  title: string;
  kind: "legislation" | "other";
  date: string | null;
  topics: string[];
  citations: string[];
  state: "draft" | "published";
}

export type Content = Topic | Item;

/** What became of an id. */
type Fate =
  | { is: "there"; content: Content; wasPublic: boolean }
  | { is: "deleted"; wasPublic: boolean }
  | { is: "merged"; into: string };

export class PlainModel {
  private readonly fates = new Map<string, Fate>();

  /** @param path such as `topics/t1`, in the order in which they were made */
  fate(path: string): Fate | undefined {
    return this.fates.get(path);
  }

  content<T extends Content>(path: string): T | null {
    const fate = this.fates.get(path);
    return fate?.is === "there" ? (fate.content as T) : null;
  }

  paths(kind: Kind): string[] {
    return [...this.fates.keys()].filter(
      (path) => path.startsWith(`${kind}/`) && this.content(path) !== null,
    );
  }

  /** Every id that ever was. */
  known(): string[] {
    return [...this.fates.keys()];
  }

  put(path: string, content: Content): void {
    const before = this.fates.get(path);
    const wasPublic = before?.is === "there" && before.wasPublic;
    const isPublic = content.state === "published";
    this.fates.set(path, { is: "there", content, wasPublic: wasPublic || isPublic });
  }

  remove(path: string): void {
    const before = this.fates.get(path);
    this.fates.set(path, { is: "deleted", wasPublic: before?.is === "there" && before.wasPublic });
  }

  /**
   * What a reference leads to: the topic, or the one that has the id as an alias. Who takes a topic's
   * place has that, until somebody writes it without.
   */
  resolved(id: string | null): string | null {
    if (id === null || this.content(`topics/${id}`) !== null) return id;
    const holds = (path: string) => this.content<Topic>(path)?.aliases.includes(id) === true;
    const path = this.paths("topics").find(holds);
    return path === undefined ? null : idOf(path);
  }

  /** Where the topic is, or who took its place; null where neither is there any more. */
  survivor(id: string): string | null {
    const fate = this.fates.get(`topics/${id}`);
    if (fate?.is === "there") return id;
    return fate?.is === "merged" ? this.survivor(fate.into) : null;
  }

  /** A topic and all below it. */
  within(id: string): Set<string> {
    const found = new Set([id]);
    for (let size = 0; size < found.size; ) {
      size = found.size;
      for (const path of this.paths("topics")) {
        const { parent } = this.content(path) as Topic;
        if (parent !== null && found.has(parent)) found.add(idOf(path));
      }
    }
    return found;
  }

  /** Whether a topic would be within itself. */
  makesCircle(id: string, parent: string | null): boolean {
    return parent !== null && this.within(id).has(parent);
  }

  isReferredTo(id: string): boolean {
    const topics = this.paths("topics").some(
      (path) => idOf(path) !== id && (this.content(path) as Topic).parent === id,
    );
    return topics || this.paths("items").some((path) => this.itemAt(path).topics.includes(id));
  }

  /** Merges a topic into another. Returns whether that can be: nothing is within itself then. */
  merge(from: string, into: string): boolean {
    const [merged, survivor] = [this.topicAt(from), this.topicAt(into)];
    const next = (id: string) => (id === from ? into : id);
    const children = this.paths("topics").filter(
      (path) => this.topicAt(idOf(path)).parent === from,
    );
    for (const path of children) {
      // What was directly below the merged one takes its place, and so is below nothing.
      if (idOf(path) !== into && this.isAbove(idOf(path), into)) return false;
    }
    for (const path of children) {
      const topic = this.topicAt(idOf(path));
      this.put(path, { ...topic, parent: idOf(path) === into ? null : into });
    }
    for (const path of this.paths("items")) {
      const item = this.itemAt(path);
      if (!item.topics.includes(from)) continue;
      this.put(path, { ...item, topics: [...new Set(item.topics.map(next))] });
    }
    const now = this.topicAt(into);
    const aliases = [...survivor.aliases, merged.name, ...merged.aliases, from];
    this.put(`topics/${into}`, { ...now, aliases });
    this.fates.set(`topics/${from}`, { is: "merged", into });
    return true;
  }

  private isAbove(id: string, other: string): boolean {
    return this.within(id).has(other);
  }

  private topicAt(id: string): Topic {
    return this.content(`topics/${id}`) as Topic;
  }

  private itemAt(path: string): Item {
    return this.content(path) as Item;
  }
}

export const idOf = (path: string): string => path.slice(path.indexOf("/") + 1);
