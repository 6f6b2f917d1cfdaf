import { type RawBuilder, sql } from 'kysely';

/** Text queries for full-text search. */
export interface WordQuery {
  /** Any of the words, for `to_tsquery('english', ...)`, which stems them and leaves out stop words. */
  readonly stemmed: string;
  /** Any of the words as a prefix, for `to_tsquery('simple', ...)`. */
  readonly prefixes: string;
}

/**
 * Whether a word is worth searching: shorter prefixes match too much, but one character of Chinese, Japanese or Korean
 * is a word.
 */
const isTelling = (word: string) => word.length > 2 || /[^\p{Script=Latin}\p{N}]/u.test(word);

/** Turns a text into full-text queries; null for a text without words. */
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

/** Turns a word query into one tsquery, for texts that are indexed stemmed and as written. */
export function textQuery({ stemmed, prefixes }: WordQuery): RawBuilder<unknown> {
  return sql`(to_tsquery('english', ${stemmed}) || to_tsquery('simple', ${prefixes}))`;
}
