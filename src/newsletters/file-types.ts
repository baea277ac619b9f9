/** What files that are no text begin with, and what they are called. */
const FILE_TYPES: readonly (readonly [name: string, beginning: string])[] = [
  ["a PDF", "%PDF-"],
  ["a zip archive", "PK\x03\x04"],
  ["a zip archive", "PK\x05\x06"],
  ["an old Word, Excel or Outlook file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["an RTF document", "{\\rtf"],
  ["a gzip archive", "\x1f\x8b\x08"],
  ["a 7z archive", "7z\xbc\xaf\x27\x1c"],
  ["a RAR archive", "Rar!\x1a\x07"],
  ["a PNG image", "\x89PNG\r\n\x1a\n"],
  ["a JPEG image", "\xff\xd8\xff"],
  ["a GIF image", "GIF8"],
  ["an SQLite database", "SQLite format 3\0"],
  ["a program", "\x7fELF"],
];

/** What a zip archive's list of contents names, where it is a document. */
const ARCHIVED: readonly (readonly [name: string, part: string])[] = [
  ["a Word document (docx)", "word/"],
  ["an Excel workbook (xlsx)", "xl/"],
  ["a PowerPoint presentation (pptx)", "ppt/"],
  ["an OpenDocument file", "application/vnd.oasis.opendocument"],
  ["an EPUB book", "application/epub+zip"],
];

/** Names of what is in an archive stand before its parts, and again at its end. */
const LOOKED_AT = 65_536;

/** What kind of file bytes are, in words, where they are plainly no text; null else. */
export function fileTypeOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1");
  const [name] = FILE_TYPES.find(([, beginning]) => head.startsWith(beginning)) ?? [null];
  if (name !== "a zip archive") return name;
  const tail = Buffer.from(bytes.subarray(-LOOKED_AT)).toString("latin1");
  return ARCHIVED.find(([, part]) => head.includes(part) || tail.includes(part))?.[0] ?? name;
}
