import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Programs of before save no observations: their runs cannot have their rules run again. */
const statements = [
  sql`create table chunk_observations (
    run_id text not null references analysis_runs on delete cascade,
    chunk_index integer not null,
    data bytea not null,
    primary key (run_id, chunk_index)
  )`,
  sql`alter table chunk_observations alter column data set storage external`,
  sql`create table hand_overs (
    run_id text primary key references analysis_runs on delete cascade,
    hand_over jsonb not null
  )`,
  sql`alter table events add column continued_in text references videos on delete cascade`,
  sql`create index events_by_continuation on events (continued_in) where continued_in is not null`,
  sql`comment on table chunk_observations is 'What the rules looked at in one chunk, so that they can be run again; compressed, read by inference-core only'`,
  sql`comment on table hand_overs is 'Tracks in view at the end of a run''s recording, with the states of their rules; the next recording of the camera goes on from them'`,
  sql`comment on column events.continued_in is 'Video of a later recording into which the event lasts; null for an event of one recording'`,
];

export const observationsMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
