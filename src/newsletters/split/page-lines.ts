import type { Line } from "./lines.ts";
import { PAGE_LINE, PAGE_PART } from "./words.ts";

/** A line that stands on so many pages is theirs. */
const FEWEST_PAGES = 3;

/** Longer lines are texts. */
const LONGEST = 160;

/** Which lines are those of pages: numbers, and what is printed at the head or foot of each. */
export function pageLinesOf(document: string, lines: readonly Line[]): Set<number> {
  const found = new Set<number>();
  const numbered = new Map<string, number[]>();
  const beside = new Map<string, number[]>();
  for (const [i, line] of lines.entries()) {
    const length = line.end - line.start;
    if (length === 0 || length > LONGEST) continue;
    const text = document.slice(line.start, line.end);
    if (length <= 40 && PAGE_LINE.test(text)) found.add(i);
    else if (PAGE_PART.test(text)) {
      const key = text.replace(/\d+/g, "#");
      const same = numbered.get(key) ?? [];
      same.push(i);
      numbered.set(key, same);
    }
  }
  for (const same of numbered.values()) if (same.length > 1) for (const i of same) found.add(i);
  const add = (i: number | null): void => {
    if (i === null || found.has(i)) return;
    const { start, end } = lines[i] as Line;
    if (end - start > LONGEST) return;
    const key = document.slice(start, end).replace(/\d+/g, "#");
    const same = beside.get(key) ?? [];
    if (same.at(-1) !== i) same.push(i);
    beside.set(key, same);
  };
  for (const i of found) {
    add(nextLine(lines, i, 1));
    add(nextLine(lines, i, -1));
  }
  for (const [i, line] of lines.entries()) {
    if (!line.isPageStart) continue;
    add(line.end > line.start ? i : nextLine(lines, i, 1));
    add(nextLine(lines, i, -1));
  }
  for (const same of beside.values()) {
    if (same.length >= FEWEST_PAGES) for (const i of same) found.add(i);
  }
  return found;
}

function nextLine(lines: readonly Line[], from: number, step: 1 | -1): number | null {
  for (let i = from + step; i >= 0 && i < lines.length && Math.abs(i - from) <= 4; i += step) {
    const line = lines[i] as Line;
    if (line.end > line.start) return i;
  }
  return null;
}
