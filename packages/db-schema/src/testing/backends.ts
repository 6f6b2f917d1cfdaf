import type { OpenDatabase } from '../opened-database.ts';
import { freshEmbedded, freshOnServer } from './fresh-database.ts';

/** A kind of database that the conformance tests run on. */
export interface Backend {
  readonly name: string;
  /** Opens a fresh database; disposing of it removes it. */
  open(): Promise<OpenDatabase>;
}

/** URL of a server whose user may create databases; undefined when there is none. */
export const { TEST_DATABASE_URL } = process.env;

const embedded: Backend = { name: 'embedded', open: freshEmbedded };

/** The embedded database, and a server when `TEST_DATABASE_URL` names one. */
export const backends: readonly Backend[] = TEST_DATABASE_URL
  ? [embedded, { name: 'server', open: () => freshOnServer(TEST_DATABASE_URL!) }]
  : [embedded];
