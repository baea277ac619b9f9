import type { Development, Layout } from "../../src/newsletters/layout.ts";
import type { Span } from "../../src/newsletters/passage.ts";
import { Passage } from "../../src/newsletters/passage.ts";

/**
 * The layout of a document whose lines say what they are: `# ` its title, `## ` a section, `### ` a
 * headline; any other is a paragraph, before the first headline a line of the head.
 */
export function layoutByHand(document: string): Layout {
  let title: Passage | null = null;
  const head: Passage[] = [];
  let sections: string[] = [];
  const developments: (Development & { paragraphs: Passage[] })[] = [];
  for (const { 0: line, index } of document.matchAll(/[^\n]+/g)) {
    const marks = /^#{1,3} /.exec(line)?.[0] ?? "";
    const passage = passageOf(document, { start: index + marks.length, end: index + line.length });
    if (marks === "# ") title = passage;
    else if (marks === "## ") sections = [passage.text];
    else if (marks === "### ") {
      const position = developments.length + 1;
      developments.push({ position, sections, headline: passage, paragraphs: [], notes: [] });
    } else if (developments.length === 0) head.push(passage);
    else developments.at(-1)?.paragraphs.push(passage);
  }
  return { title, head, developments, left: [], warnings: [] };
}

/** The layout of a document that is one development of one paragraph. */
export function onlyText(document: string): Layout {
  const text = passageOf(document, { start: 0, end: document.length });
  const development = { position: 1, sections: [], headline: null, paragraphs: [text], notes: [] };
  return { title: null, head: [], developments: [development], left: [], warnings: [] };
}

const passageOf = (document: string, span: Span): Passage => Passage.of(document, [span]);
