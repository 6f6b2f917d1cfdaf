import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Programs of before go on storing events that nobody verified, embedded by hashing. */
const statements = [
  sql`alter table events
    add column embedded_by text not null default 'hashing',
    add column image_embedding vector(768),
    add column image_embedded_by text,
    add column state text not null default 'proposed'
      check (state in ('proposed', 'confirmed', 'rejected', 'unverified')),
    add column answer jsonb,
    add column frames jsonb not null default '[]',
    add check ((image_embedding is null) = (image_embedded_by is null))`,
  sql`create index events_by_image_embedding on events using hnsw (image_embedding vector_cosine_ops)`,
  sql`comment on column events.embedded_by is 'Name of the embedder: vectors of different embedders are never compared'`,
  sql`comment on column events.image_embedding is 'Of the thumbnail, in the space that pictures share with texts; null without such a model'`,
  sql`comment on column events.state is 'Proposed by a rule; confirmed or rejected by a model that saw pictures of it; unverified when its answer could not be read'`,
  sql`comment on column events.answer is 'What that model said: {model, text, verdict: {happened, type, confidence} | null}'`,
  sql`comment on column events.frames is 'What it was shown: an array of {timeMs, box, thumbnailKey}'`,
];

export const embeddingsMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
