/** Small words that only texts in one language have many of. */
const SMALL_WORDS: Readonly<Record<string, RegExp>> = {
  en: /\b(?:the|of|and|to|for|with|that|by|has|was|is)\b/gi,
  de: /\b(?:der|die|das|und|für|von|mit|eine?|den|dem|hat|wird|ist)\b/gi,
  fr: /\b(?:le|la|les|des|du|et|une?|pour|dans|est|sur|par)\b/gi,
  es: /\b(?:el|los|las|del|y|una?|para|por|con|que|se|ha)\b/gi,
  it: /\b(?:il|gli|della|dei|delle|e|una?|per|con|che|ha|nel)\b/gi,
};

const SAMPLE = 2000;

/** The language of a text by its script, or by its small words. */
export function languageOf(text: string, otherwise: string): string {
  const sample = text.slice(0, SAMPLE);
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  if (letters === 0) return otherwise;
  if (count(/[\u3040-\u30ff]/g) * 8 > letters) return "ja";
  if (count(/[\uac00-\ud7a3]/g) * 4 > letters) return "ko";
  if (count(/[\u3400-\u9fff]/g) * 4 > letters) return "zh";
  const [best] = Object.entries(SMALL_WORDS)
    .map(([language, words]) => [language, count(words)] as const)
    .sort((a, b) => b[1] - a[1]);
  return best === undefined || best[1] < 3 ? otherwise : best[0];
}
