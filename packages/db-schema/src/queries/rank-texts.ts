import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { textQuery, wordQuery } from './search-words.ts';

/** A text that matches a query, by its index, and how well. */
export interface RankedText {
  readonly index: number;
  readonly rank: number;
}

/**
 * Compares texts that no table holds with the words of a query, as the descriptions of events are: English words match
 * in all their forms, others by their beginning.
 *
 * @returns the texts that share a word with the query, in their order
 */
export async function rankTexts(
  db: Kysely<Database>,
  query: string,
  texts: readonly string[],
): Promise<RankedText[]> {
  const words = wordQuery(query);
  if (!words || texts.length === 0) return [];
  const wanted = textQuery(words);
  const { rows } = await sql<RankedText>`
    select given.position::integer - 1 as index, ts_rank_cd(indexed.words, ${wanted}) as rank
    from unnest(${sql.val(texts)}::text[]) with ordinality as given (text, position),
      lateral (select to_tsvector('english', given.text) || to_tsvector('simple', given.text) as words) as indexed
    where indexed.words @@ ${wanted}
    order by given.position
  `.execute(db);
  return rows;
}
