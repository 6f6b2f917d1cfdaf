import type { EventType } from '@deepsentinel/queue-contracts';
import type { DescribedSubject } from './describer.ts';
import { counted, spokenDuration } from './spoken-numbers.ts';

type Evidence = DescribedSubject['event']['evidence'];
type Clause = (who: string, evidence: Evidence, duration: string) => string;

/**
 * Who does what in an event of each type, as far as the rules measured it. Evidence is read defensively: what a rule did
 * not measure, or named otherwise, is left unsaid.
 */
export const clauses: Readonly<Record<EventType, Clause>> = {
  entered: (who, { edge }) => joined(who, 'comes into view', isBorder(edge) && `from the ${edge}`),
  left: (who, { edge }) => joined(who, 'goes out of view', isBorder(edge) && `at the ${edge}`),
  walking: (who, { direction }, duration) => joined(who, 'walks', heading(direction), `for ${duration}`),
  standing: (who, _evidence, duration) => `${who} stands for ${duration}`,
  sitting: (who, _evidence, duration) => `${who} sits for ${duration}`,
  collapse: (who, { downSeconds }) =>
    joined(
      `${who} collapses and stays down`,
      isAmount(downSeconds) && `for at least ${spokenDuration(downSeconds)}`,
    ),
  picking: (who, { zone, reaches }) =>
    joined(
      `${who} picks something from`,
      isName(zone) ? `the shelf "${zone}"` : 'a shelf',
      isAmount(reaches) && reaches > 1 && `and reaches into it ${counted(reaches, 'time')}`,
    ),
  theft: (who, { itemsPicked, exitZone }) =>
    joined(
      `${who} leaves`,
      isName(exitZone) && `by "${exitZone}"`,
      isAmount(itemsPicked) && itemsPicked > 0 && `with ${counted(itemsPicked, 'item')}`,
      'and has not passed the checkout',
    ),
  violent: (who, _evidence, duration) => `${who} moves violently close to somebody else for ${duration}`,
  anomaly: anomalyClause,
};

function anomalyClause(who: string, evidence: Evidence, duration: string): string {
  const { reason, dwellSeconds, persons, limit } = evidence;
  switch (reason) {
    case 'loitering':
      return `${who} loiters for ${isAmount(dwellSeconds) ? spokenDuration(dwellSeconds) : duration}`;
    case 'outside-hours':
      return `${who} is there outside the opening hours`;
    case 'crowd':
      return joined(
        `${isAmount(persons) ? counted(persons, 'person') : 'many persons'} are there at once`,
        isAmount(limit) && `where ${limit} are the limit`,
      );
    default:
      return `${who} does something out of the ordinary for ${duration}`;
  }
}

const isBorder = (edge: unknown): boolean => ['left', 'right', 'top', 'bottom'].includes(String(edge));

const isName = (value: Evidence[string] | undefined): value is string =>
  typeof value === 'string' && value.trim() !== '';

const isAmount = (value: Evidence[string] | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

function heading(direction: Evidence[string] | undefined): string | false {
  if (!isName(direction)) return false;
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}

function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}
