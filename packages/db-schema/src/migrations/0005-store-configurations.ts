import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`create table store_configurations (
    store_id text not null references stores on delete cascade,
    version integer not null check (version > 0),
    configuration jsonb not null,
    created_at timestamptz not null default now(),
    primary key (store_id, version)
  )`,
  sql`comment on table store_configurations is 'What operators said of a store and its cameras, all of it; the latest version counts, none ever changes'`,
  sql`comment on column stores.opening_hours is 'Not used any more: see store_configurations'`,
  sql`comment on column stores.zones is 'Not used any more: see store_configurations'`,
];

export const storeConfigurationsMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
