import type { Leaf, SearchTree } from "../../src/search/grammar.ts";
import { indexedText } from "../../src/search/tokens.ts";

/** A leaf's meaning: what to look for in the indexed text with a space at both ends. */
export function needleOf({ tokens, prefix }: Leaf): string {
  return ` ${tokens.join(" ")}${prefix ? "" : " "}`;
}

export function evaluate(tree: SearchTree, text: string): boolean {
  const indexed = ` ${indexedText(text)} `;
  const isTrue = (part: SearchTree): boolean => {
    if ("leaf" in part) return indexed.includes(needleOf(part.leaf));
    if ("not" in part) return !isTrue(part.not);
    return "all" in part ? part.all.every(isTrue) : part.any.some(isTrue);
  };
  return isTrue(tree);
}
