import type { SearchQuery } from '@deepsentinel/db-schema';
import { createQueryEmbedder, type QueryEmbedder } from '@deepsentinel/inference-core';
import { checkLicenses } from '@deepsentinel/model-pack';
import type { ModelOptions } from './commands/model-options.ts';
import { openPack, sessionSettings } from './open-analyzer.ts';

/**
 * Loads the models of a pack that searching needs; only their licenses must be accepted.
 *
 * @throws {ModelPackError} one cannot be loaded, or its license is not accepted
 */
export async function openQueryEmbedder({
  models,
  acceptLicense = [],
}: ModelOptions): Promise<QueryEmbedder> {
  const pack = await openPack(models);
  const used = (['embedder', 'imageText'] as const).flatMap((slot) => pack.models.get(slot) ?? []);
  checkLicenses(used, acceptLicense);
  return await createQueryEmbedder(pack, sessionSettings('cpu'));
}

/** Turns a text into a query for the database; pictures are searched when the text has words. */
export async function embedSearch(
  { embedder, imageText }: QueryEmbedder,
  text: string,
): Promise<SearchQuery> {
  const embedding = await embedder.embedQuery(text);
  const hasWords = embedding.some((value) => value !== 0);
  return {
    text,
    embedding,
    embeddedBy: embedder.name,
    ...(imageText &&
      hasWords && {
        image: { embedding: await imageText.embedText(text), embeddedBy: imageText.name },
      }),
  };
}
