/** What full-text search is asked for. */
export interface WordQuery {
  /** Any of the words, for `to_tsquery('english', ...)`, which stems them and leaves out the small ones. */
  readonly stemmed: string;
  /** Any of the words as a beginning, for `to_tsquery('simple', ...)`. */
  readonly prefixes: string;
}

/** Shorter ones begin too many words; one character of Chinese, Japanese or Korean is a word. */
const isTelling = (word: string) => word.length > 2 || /[^\p{Script=Latin}\p{N}]/u.test(word);

/** @returns null for a text without words */
export function wordQuery(text: string): WordQuery | null {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.length === 0) return null;
  const distinct = [...new Set(words)];
  const quoted = (word: string) => `'${word}'`;
  return {
    stemmed: distinct.map(quoted).join(' | '),
    prefixes: distinct
      .filter(isTelling)
      .map((word) => `${quoted(word)}:*`)
      .join(' | '),
  };
}
