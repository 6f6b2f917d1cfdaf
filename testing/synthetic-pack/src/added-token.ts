/** An entry of a tokenizer's `added_tokens` that marks something: it is matched as it stands and is no word. */
export function addedToken(content: string, id: number): object {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}
