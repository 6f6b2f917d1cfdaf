import { personPhrase } from '../describers/template.ts';
import { localTime } from '../store/local-time.ts';
import type { ZoneDwell } from './dwell.ts';
import type { StateSpan } from './state-timeline.ts';
import type { Visit } from './visit.ts';

/**
 * Puts a visit into words for a store owner: who, in, out, how long, where, states, reaches and checkout. What is not known
 * is said to be unknown.
 *
 * @param timeZone IANA name by whose clock times are given; UTC when null
 */
export function visitSentence(visit: Visit, timeZone: string | null): string {
  const { attributes, startMs, endMs, reaches, paid, dwell, timeline } = visit;
  const who = personPhrase(attributes);
  const stay = [`stayed ${shortDuration(endMs - startMs)}`, ...(dwell ?? []).map(dwellPhrase)].join(', ');
  return [
    capitalized(who),
    `In: ${entrancePhrase(visit, timeZone)}; out: ${departurePhrase(visit, timeZone)}; ${stay}`,
    ...(timeline.some(({ state }) => state !== 'unknown') ? [capitalized(statesPhrase(timeline))] : []),
    `Reaches into shelves: ${reaches ?? 'unknown'}`,
    `Paid: ${paidPhrase({ paid, reaches })}.`,
  ].join('. ');
}

/**
 * Puts a visit into the words by which it is searched: its sentence, and what somebody would call the rest of it.
 *
 * @param timeZone IANA name by whose clock times are given; UTC when null
 */
export function visitText(visit: Visit, timeZone: string | null): string {
  const { reaches, paid, crossings, events } = visit;
  return [
    visitSentence(visit, timeZone),
    reaches && 'Took something from a shelf.',
    paid === true && 'Stood at the checkout.',
    paid === false && 'Unpaid: left without paying.',
    ...(crossings ?? []).map(({ line, direction }) => `Crossed ${line}, ${direction}.`),
    ...new Set(events.map(({ type }) => `${type}.`)),
  ]
    .filter((words) => typeof words === 'string')
    .join(' ');
}

/** Lists the states of a visit with the total time in each, the longest first: `standing 3 min, walking 40 s`. */
export function statesPhrase(timeline: readonly StateSpan[]): string {
  return [...Map.groupBy(timeline, ({ state }) => state)]
    .map(([state, spans]) => ({
      state: state === 'unknown' ? 'unclear' : state,
      ms: spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    }))
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ state, ms }) => `${state} ${shortDuration(ms)}`)
    .join(', ');
}

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Formats a duration briefly: `4 min 10 s`, `1 h 3 min`, `0.6 s`. */
export function shortDuration(ms: number): string {
  if (ms < 1000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const units = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`];
  if (hours === 0 && seconds % 60 > 0) units.push(`${seconds % 60} s`);
  return units.filter((unit) => unit !== false).join(' ');
}

/** Says when and by which way somebody came: `14:03:10 by the left edge`. */
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

/** Borders of the picture, as entrances and departures name them. */
const borders: readonly string[] = ['left', 'right', 'top', 'bottom'];

function byPhrase(by: string | null): string {
  if (by === null) return 'by an unknown way';
  return borders.includes(by) ? `by the ${by} edge` : `by the ${withoutThe(by)}`;
}

/** Zones are often named `the door`. */
const withoutThe = (name: string): string => name.replace(/^the /i, '');

const dwellPhrase = ({ zone, dwellMs }: ZoneDwell): string => `${shortDuration(dwellMs)} of it at ${zone}`;

/** Time of day by a clock; position in the video when the time of the recording is not known. */
function clockTime(ms: number, moment: Date | null, timeZone: string | null): string {
  if (!moment) return `at ${shortDuration(ms)}`;
  return `${localTime(moment.toISOString(), 0, timeZone ?? 'UTC').time}${timeZone === null ? ' UTC' : ''}`;
}
