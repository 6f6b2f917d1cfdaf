/**
 * Makes an entry of a tokenizer's `added_tokens` for a token with a special meaning: it is matched as it is and is no
 * word.
 */
export function addedToken(content: string, id: number): object {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}
