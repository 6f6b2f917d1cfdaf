import { personPhrase } from '../describers/template.ts';
import { localTime } from '../store/local-time.ts';
import type { ZoneDwell } from './dwell.ts';
import type { Visit } from './visit.ts';

/**
 * Puts a visit into words for a store owner: who, in, out, how long, where, reaches and checkout. What is not known is said
 * to be unknown.
 *
 * @param timeZone IANA name by whose clock times are given; UTC when null
 */
export function visitSentence(visit: Visit, timeZone: string | null): string {
  const { attributes, startMs, endMs, reaches, paid, dwell } = visit;
  const who = personPhrase(attributes);
  const stay = [`stayed ${shortDuration(endMs - startMs)}`, ...(dwell ?? []).map(dwellPhrase)].join(', ');
  return [
    `${who.charAt(0).toUpperCase()}${who.slice(1)}`,
    `In: ${entrancePhrase(visit, timeZone)}; out: ${departurePhrase(visit, timeZone)}; ${stay}`,
    `Reaches into shelves: ${reaches ?? 'unknown'}`,
    `Paid: ${paidPhrase({ paid, reaches })}.`,
  ].join('. ');
}

/** Formats a duration briefly: `4 min 10 s`, `1 h 3 min`, `0.6 s`. */
export function shortDuration(ms: number): string {
  if (ms < 1000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const units = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`];
  if (hours === 0 && seconds % 60 > 0) units.push(`${seconds % 60} s`);
  return units.filter((unit) => unit !== false).join(' ');
}

/** Says when and by which way somebody came: `14:03:10 by the left`. */
export function entrancePhrase({ entrance, startMs, startedAt }: Visit, timeZone: string | null): string {
  if (entrance.how === 'already-there') return 'already there';
  return `${clockTime(startMs, startedAt, timeZone)} ${byPhrase(entrance.by)}`;
}

/** Says when and by which way somebody went: `14:07:20 by the door`. */
export function departurePhrase({ departure, endMs, endedAt }: Visit, timeZone: string | null): string {
  if (departure.how === 'still-there') return 'still there';
  if (departure.how === 'unknown') return `lost from sight ${clockTime(endMs, endedAt, timeZone)}`;
  return `${clockTime(endMs, endedAt, timeZone)} ${byPhrase(departure.by)}`;
}

/** Says whether somebody paid. Without a reach there is nothing to say: none was seen, which does not mean that nothing was taken. */
export function paidPhrase({ paid, reaches }: Pick<Visit, 'paid' | 'reaches'>): string {
  if (paid !== null) return paid ? 'yes' : 'no';
  return reaches === 0 ? 'no reach seen' : 'unknown';
}

const byPhrase = (by: string | null): string =>
  by === null ? 'by an unknown way' : `by the ${withoutThe(by)}`;

/** Zones are often named `the door`. */
const withoutThe = (name: string): string => name.replace(/^the /i, '');

const dwellPhrase = ({ zone, dwellMs }: ZoneDwell): string => `${shortDuration(dwellMs)} of it at ${zone}`;

/** Time of day by a clock; position in the video when the time of the recording is not known. */
function clockTime(ms: number, moment: Date | null, timeZone: string | null): string {
  if (!moment) return `at ${shortDuration(ms)}`;
  return `${localTime(moment.toISOString(), 0, timeZone ?? 'UTC').time}${timeZone === null ? ' UTC' : ''}`;
}
