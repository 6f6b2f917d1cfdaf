import type { StoreContext } from '../store/store-context.ts';
import type { ZoneKind } from '../store/zone.ts';

/** What must be known of a shop for a rule to work; each answers with what is missing. */
const needs = {
  picking: (store) => [zone(store, 'shelf')],
  theft: (store) => [zone(store, 'shelf'), zone(store, 'checkout'), zone(store, 'exit')],
  loitering: ({ limits }) => [limits.loiteringSeconds === null && 'no limit loiteringSeconds'],
  'outside-hours': ({ openingHours, recordedAt }) => [
    openingHours === null && 'no opening hours',
    recordedAt === null && 'not known when the video was recorded',
  ],
  crowd: ({ limits }) => [limits.crowdPersons === null && 'no limit crowdPersons'],
} as const satisfies Record<string, (store: StoreContext) => readonly (string | false)[]>;
type NeedyRule = keyof typeof needs;

const zone = ({ zones }: StoreContext, wanted: ZoneKind) =>
  zones.every(({ kind }) => kind !== wanted) && `no ${wanted} zone`;

/** Whether a rule has what it needs. */
export function canWatch(store: StoreContext, rule: NeedyRule): boolean {
  return missing(store, rule).length === 0;
}

/**
 * The rules that are off because something is not known of the shop, each with what is missing: "picking: no shelf zone".
 *
 * @param store null when nothing is known
 */
export function rulesOff(store: StoreContext | null): string[] {
  const rules = Object.keys(needs) as NeedyRule[];
  if (!store) return rules.map((rule) => `${rule}: no store configuration`);
  return rules
    .map((rule) => ({ rule, reasons: missing(store, rule) }))
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ rule, reasons }) => `${rule}: ${reasons.join(', ')}`);
}

function missing(store: StoreContext, rule: NeedyRule): string[] {
  return needs[rule](store).filter((reason) => reason !== false);
}
