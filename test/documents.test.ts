import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import t from "tap";

/** What the documents point to is there. */

const documents = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const text = readFileSync(path, "utf8").replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

for (const document of documents) {
  t.test(`links of ${document}`, async (t) => {
    const links = readFileSync(document, "utf8").matchAll(/\]\(([^)\s]+)\)/g);
    for (const [, link = ""] of links) {
      if (/^https?:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? document : join(dirname(document), path);
      t.ok(existsSync(file), `${link}: the file`);
      if (anchor !== undefined) t.ok(anchorsOf(file).includes(anchor), `${link}: the heading`);
    }
  });
}

t.test("each document is reached from the README", async (t) => {
  const readme = readFileSync("README.md", "utf8");
  for (const document of documents) {
    if (document !== "README.md") t.ok(readme.includes(`](${document}`), document);
  }
});
