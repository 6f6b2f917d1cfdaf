import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';

/** A store, as its own systems describe it. */
export interface Store {
  readonly id: string;
  readonly name: string;
  /** IANA name, for instance `Asia/Seoul`. */
  readonly timeZone: string;
  readonly openingHours?: object | undefined;
  readonly zones?: object | undefined;
}

export interface Camera {
  readonly id: string;
  readonly storeId: string;
  readonly name: string;
}

/** Makes or replaces the row of a store. */
export async function saveStore(db: Kysely<Database>, store: Store): Promise<void> {
  const facts = {
    name: store.name,
    time_zone: store.timeZone,
    opening_hours: store.openingHours === undefined ? null : JSON.stringify(store.openingHours),
    zones: store.zones === undefined ? null : JSON.stringify(store.zones),
  };
  await db
    .insertInto('stores')
    .values({ id: store.id, ...facts })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
    .execute();
}

/** Makes or replaces the row of a camera, whose store must be known. */
export async function saveCamera(db: Kysely<Database>, { id, storeId, name }: Camera): Promise<void> {
  const facts = { store_id: storeId, name };
  await db
    .insertInto('cameras')
    .values({ id, ...facts })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
    .execute();
}
