import { KeySet } from "../sets/key-set.ts";
import type { View } from "../db/dataset.ts";
import type { Resource } from "../resources/define.ts";
import type { AllSets } from "../sets/all-sets.ts";
import type { Leaf, SearchTree } from "./grammar.ts";
import type { Leaves } from "./leaves.ts";
import type { Part } from "./text-index.ts";
import { hasPart, PARTS } from "./text-index.ts";

/** What a search looks at: parts of the record's own text, then the names of what it links to. */
type Field = Part | "linked";

const EVERYWHERE: readonly Field[] = ["title", "summary", "owner", "linked"];

/**
 * How well a record matches, the best first: everything that was asked for is in the title; in the
 * title and the summary; in those and the names of what the record belongs or links to. This
 * depends on the record and the query alone, so that a cursor holds while others write.
 */
const TIERS: readonly (readonly Field[])[] = [["title"], ["title", "summary"], EVERYWHERE];

/** Finds the records that match a search. */
export class Search {
  private readonly sets: AllSets;
  private readonly leaves: Leaves;

  constructor(sets: AllSets, leaves: Leaves) {
    this.sets = sets;
    this.leaves = leaves;
  }

  /** The records of each tier, in any state; they must not be changed. */
  tiers(resource: Resource, tree: SearchTree, view: View): readonly KeySet[] {
    return this.sets.remember(`tiers ${resource.name} ${view} ${JSON.stringify(tree)}`, () => {
      // Each tier's fields are among the next one's: what finds nothing in those needs no look at these.
      const found: KeySet[] = [];
      for (const fields of [...TIERS].reverse()) {
        const isFruitless = found[0]?.isEmpty === true;
        found.unshift(isFruitless ? new KeySet() : this.evaluate(resource, tree, fields, view));
      }
      return found.map((tier, i) => {
        const better = found[i - 1];
        return better === undefined ? tier : KeySet.andNot(tier, better);
      });
    });
  }

  /**
   * Reads what a search will look at, with turns for others in between; `tiers` then only combines
   * what is in memory.
   */
  async prepare(resource: Resource, tree: SearchTree): Promise<void> {
    await this.leaves.prepare(this.lookedAt(resource, tree));
  }

  /** What `tiers` will look at, one by one: each was read when the next is asked for. */
  private *lookedAt(resource: Resource, tree: SearchTree): Iterable<[string, Part, Leaf]> {
    const parts: [string, Part][] = [
      ...PARTS.filter((part) => hasPart(resource, part)).map((part): [string, Part] => [
        resource.name,
        part,
      ]),
      ...(resource.search.linked ?? []).map((link): [string, Part] => [link.resource, "title"]),
    ];
    for (const operand of "all" in tree ? tree.all : [tree]) {
      let isMatched = excludes(operand);
      for (const leaf of leavesOf(operand)) {
        for (const [name, part] of parts) {
          yield [name, part, leaf];
          isMatched ||= !this.leaves.keys(name, part, leaf).isEmpty;
        }
      }
      // Nor does `evaluate` go on: of a page that was pasted, the first unknown word decides.
      if (!isMatched) return;
    }
  }

  /** The records of all tiers. */
  all(tiers: readonly KeySet[]): KeySet {
    return tiers.reduce((some, each) => KeySet.or(some, each));
  }

  private evaluate(
    resource: Resource,
    tree: SearchTree,
    fields: readonly Field[],
    view: View,
  ): KeySet {
    if ("leaf" in tree) return this.found(resource, tree.leaf, fields, view);
    if ("not" in tree) {
      // What must not be there must not be anywhere.
      const lacking = this.evaluate(resource, tree.not, EVERYWHERE, view);
      return KeySet.andNot(this.everything(resource), lacking);
    }
    if ("any" in tree) {
      const found = new KeySet();
      for (const part of tree.any) found.orInPlace(this.evaluate(resource, part, fields, view));
      return found;
    }
    let found: KeySet | null = null;
    for (const part of tree.all) {
      const also: KeySet = this.evaluate(resource, part, fields, view);
      found = found === null ? also : KeySet.and(found, also);
      // Of thousands of words, most are not looked for once there is nothing that has them all.
      if (found.isEmpty) return found;
    }
    return found ?? this.everything(resource);
  }

  private everything(resource: Resource): KeySet {
    const { published, draft } = this.sets.of(resource.name).states;
    return KeySet.or(published, draft);
  }

  private found(resource: Resource, leaf: Leaf, fields: readonly Field[], view: View): KeySet {
    const found = new KeySet();
    for (const field of fields) {
      if (field === "linked") found.orInPlace(this.linkedTo(resource, leaf, view));
      else if (hasPart(resource, field)) {
        found.orInPlace(this.leaves.keys(resource.name, field, leaf));
      }
    }
    return found;
  }

  /** The records that link to what has matching titles. */
  private linkedTo(resource: Resource, leaf: Leaf, view: View): KeySet {
    const key = `linked ${resource.name} ${view} ${JSON.stringify(leaf)}`;
    return this.sets.remember(key, () => {
      const found = new KeySet();
      for (const { family, resource: other } of resource.search.linked ?? []) {
        const links = this.sets.of(resource.name).linked(family);
        for (const target of this.leaves.keys(other, "title", leaf).toUint32Array()) {
          const members = links.get(target);
          if (members === undefined) continue;
          found.orInPlace(members.open);
          if (view === "full") found.orInPlace(members.hidden);
        }
      }
      return found;
    });
  }
}

/** All words and phrases of a search, also those that must not be there. */
function leavesOf(tree: SearchTree): Leaf[] {
  if ("leaf" in tree) return [tree.leaf];
  if ("not" in tree) return leavesOf(tree.not);
  return ("all" in tree ? tree.all : tree.any).flatMap(leavesOf);
}

/** Whether something must not be there, so that what is nowhere can match all the same. */
function excludes(tree: SearchTree): boolean {
  if ("leaf" in tree) return false;
  return "not" in tree || ("all" in tree ? tree.all : tree.any).some(excludes);
}
