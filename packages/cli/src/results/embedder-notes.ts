import type { EmbedderShare } from '@deepsentinel/db-schema';
import type { QueryEmbedder } from '@deepsentinel/inference-core';

/** Lists what users should know before they search with a set of models, a line each: which events they can compare. */
export function embedderNotes(
  { embedder, imageText }: Pick<QueryEmbedder, 'embedder' | 'imageText'>,
  shares: readonly EmbedderShare[],
): string[] {
  const foreign = countBy(shares, ({ embeddedBy }) => (embeddedBy === embedder.name ? null : embeddedBy));
  const foreignPictures = countBy(shares, ({ imageEmbeddedBy }) =>
    imageEmbeddedBy === imageText?.name ? null : imageEmbeddedBy,
  );
  return [
    ...(embedder.kind === 'lexical' ? ['search is lexical (by words, not by meaning)'] : []),
    ...[...foreign].map(
      ([name, count]) =>
        `${counted(count)} ${count === 1 ? 'was' : 'were'} embedded by ${name}, not by ${embedder.name}: only their words are compared; give --models the pack that has ${name}`,
    ),
    ...[...foreignPictures].map(
      ([name, count]) =>
        `pictures of ${counted(count)} were embedded by ${name}: they are not compared; give --models the pack that has ${name}`,
    ),
  ];
}

/** Adds up events by embedder; events without one are left out. */
function countBy(
  shares: readonly EmbedderShare[],
  nameOf: (share: EmbedderShare) => string | null,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const share of shares) {
    const name = nameOf(share);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + share.events);
  }
  return counts;
}

const counted = (events: number): string => `${events} ${events === 1 ? 'event' : 'events'}`;
