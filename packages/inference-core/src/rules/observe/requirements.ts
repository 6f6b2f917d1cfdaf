import type { OpeningHours } from '../../store/opening-hours.ts';
import type { StoreContext } from '../../store/store-context.ts';
import type { Zone, ZoneKind } from '../../store/zone.ts';

/** Stands where something of a store is not known. */
export class Missing {
  /** Words for it, as in `no shelf zone`. */
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** Looks something up that must be known of a store; answers with what is missing when it is not. */
export type Requirement<Value> = (store: StoreContext) => Value | Missing;

/** Facts that a rule must know of a store, by name. */
export type Requirements = Readonly<Record<string, Requirement<unknown>>>;

/** The answers to all requirements, none of which is missing. */
export type Known<Requires extends Requirements> = {
  readonly [Name in keyof Requires]: Exclude<ReturnType<Requires[Name]>, Missing>;
};

/** Zones of a kind, at least one. */
export const zones =
  (kind: ZoneKind): Requirement<readonly Zone[]> =>
  (store) => {
    const found = store.zones.filter((zone) => zone.kind === kind);
    return found.length > 0 ? found : new Missing(`no ${kind} zone`);
  };

/** From when on something is unusual. */
export const limit =
  (name: keyof StoreContext['limits']): Requirement<number> =>
  ({ limits }) =>
    limits[name] ?? new Missing(`no limit ${name}`);

/** When the store is open. */
export const openingHours: Requirement<OpeningHours> = (store) =>
  store.openingHours ?? new Missing('no opening hours');

/** When the video was recorded, ISO 8601. */
export const recordedAt: Requirement<string> = (store) =>
  store.recordedAt ?? new Missing('not known when the video was recorded');

/** Reasons why a rule cannot watch in a store; empty when it can. */
export function missingOf(requires: Requirements, store: StoreContext | null): string[] {
  const requirements = Object.values(requires);
  if (!store) return requirements.length > 0 ? ['no store configuration'] : [];
  return requirements
    .map((requirement) => requirement(store))
    .flatMap((answer) => (answer instanceof Missing ? answer.what : []));
}

/** Looks up all that a rule requires of a store that misses none of it. */
export function knownOf(requires: Requirements, store: StoreContext | null): Known<Requirements> {
  return Object.fromEntries(
    Object.entries(requires).map(([name, requirement]) => [name, requirement(store!)]),
  );
}
