import type { Label } from "./labels.ts";
import { labelOf } from "./labels.ts";
import type { Line } from "./lines.ts";

/** What a line begins with that says what it is, before what it says. */
export interface LineMarks {
  /** `---` and the like: a line that only parts others. */
  isRule: boolean;
  /** 1 to 6 for a heading of Markdown or HTML; 0 else. */
  level: number;
  /** The sign of a bullet; null where there is none. */
  bullet: string | null;
  label: Label | null;
  /** Where its words would begin if the label were none. */
  labelStart: number;
  /** Where what it says begins. */
  start: number;
  /** Where that ends: a heading of Markdown may be closed by its signs. */
  end: number;
}

const RULE = /^(?:[-–—_=*·~•.…─━═#＊－＝～※★☆◆◇] ?){3,300}$/;

const QUOTE = /^(?:> ?){1,5}/;
const HEADING = /^(#{1,6})(?:\s{1,9}|(?=[^#\s\d!]))/;
const BULLET = /^(?:[-*+–—·・‧]\s{1,9}|[•▪◦‣●■◆▶►➢➤➔→○□◇❖✓✔☑►⁃∙▸▹▻★☆※][\ufe0e\ufe0f]?\s{0,9}|o\t)/u;

/** Beyond this a line's beginning is not looked at: no label is longer. */
const LONGEST_MARK = 120;

export function lineMarksOf(document: string, line: Line): LineMarks {
  const text = document.slice(line.start, Math.min(line.end, line.start + 400));
  const marks: LineMarks = {
    isRule: line.end - line.start <= 300 && (RULE.test(text) || text === "--"),
    level: line.level,
    bullet: line.tag === "bullet" ? "<li>" : null,
    label: null,
    labelStart: line.start,
    start: line.start,
    end: line.end,
  };
  if (marks.isRule) return marks;
  const skip = (pattern: RegExp): string | null => {
    const rest = document.slice(marks.start, Math.min(line.end, marks.start + LONGEST_MARK));
    const found = pattern.exec(rest);
    if (found === null || found[0].length >= line.end - marks.start) return null;
    marks.start += found[0].length;
    return found[0];
  };
  skip(QUOTE);
  const heading = skip(HEADING);
  if (heading !== null) {
    marks.level = heading.trim().length;
    const closing = /\s#{1,6}$/.exec(document.slice(Math.max(marks.start, line.end - 8), line.end));
    if (closing !== null) marks.end -= closing[0].length;
  } else if (line.tag !== "heading") marks.bullet = skip(BULLET)?.trim() ?? marks.bullet;
  marks.labelStart = marks.start;
  // Emphasis may stand around the number as well: `**1. Headline**`.
  const emphasis = /^(?:\*{1,3}|__)?(?:<(?:b|strong|span|font|u)(?:\s[^<>]{0,80})?>)?/.exec(
    document.slice(marks.start, Math.min(line.end, marks.start + LONGEST_MARK)),
  );
  const from = marks.start + (emphasis?.[0].length ?? 0);
  marks.label = labelOf(document.slice(from, Math.min(line.end, from + LONGEST_MARK)));
  if (marks.label !== null && from === marks.start) marks.start += marks.label.length;
  return marks;
}
