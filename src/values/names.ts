/**
 * The form in which names are compared: compatibility characters (full-width letters, ligatures)
 * unified, case folded, white space collapsed. Unicode Standard Annex 15 (NFKC).
 */
export function foldName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}
