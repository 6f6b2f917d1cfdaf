import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A database in use; disposing of it closes it. */
export interface OpenDatabase extends AsyncDisposable {
  readonly db: Kysely<Database>;
  /** Location of the database, without a password. */
  readonly name: string;
}
