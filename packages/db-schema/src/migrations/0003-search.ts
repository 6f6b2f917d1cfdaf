import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Words of events, twice: stemmed as English, and as they are for every other language. PostgreSQL brings no dictionary for
 * Korean; its words are found by their beginnings, as particles follow them.
 */
const statements = [
  sql`alter table events add column words tsvector generated always as (
    to_tsvector('english', event_type || ' ' || description) || to_tsvector('simple', event_type || ' ' || description)
  ) stored`,
  sql`create index events_by_words on events using gin (words)`,
  sql`comment on column events.words is 'For full-text search: stemmed as English, and as written'`,
];

export const searchMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
