import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  sql`create index videos_by_camera on videos (camera_id, recorded_at, id)`,
  sql`create index videos_by_store_recording on videos (store_id, recorded_at, id)`,
  sql`create index videos_by_recording on videos (recorded_at, id)`,
  sql`create index videos_by_duration on videos (duration_ms)`,
];

/** Indexes by which visits are read a stretch of time at a time. */
export const recordingsByTimeMigration: Migration = {
  async up(db) {
    for (const statement of statements) await statement.execute(db);
  },
};
