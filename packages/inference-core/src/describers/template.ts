import type { EventType } from '../event.ts';
import type { Gender, PersonAttributes } from '../track.ts';
import type { DescribedSubject, Describer } from './describer.ts';

type Evidence = DescribedSubject['event']['evidence'];
type AgeGroup = 'child' | 'adult' | 'older';

/** Evidence is read defensively: what a rule did not measure, or named otherwise, is left unsaid. */
const predicates: Readonly<Record<EventType, (evidence: Evidence, duration: string) => string>> = {
  entered: ({ edge }) => joined('comes into view', isBorder(edge) && `from the ${edge}`),
  left: ({ edge }) => joined('goes out of view', isBorder(edge) && `at the ${edge}`),
  walking: ({ direction }, duration) => joined('walks', heading(direction), `for ${duration}`),
  standing: (_evidence, duration) => `stands for ${duration}`,
  sitting: (_evidence, duration) => `sits for ${duration}`,
  collapse: ({ downSeconds }) =>
    joined(
      'collapses and stays down',
      typeof downSeconds === 'number' && `for at least ${spokenDuration(downSeconds)}`,
    ),
};

const nouns: Readonly<Record<AgeGroup, Readonly<Record<Gender, string>>>> = {
  child: { male: 'a boy', female: 'a girl', unknown: 'a child' },
  adult: { male: 'a man', female: 'a woman', unknown: 'a person' },
  older: { male: 'an older man', female: 'an older woman', unknown: 'an older person' },
};

/** Describes by a fixed sentence for each type of event: says what the rules measured and no more. */
export const templateDescriber: Describer = {
  name: 'template',
  describe: async ({ event, track }) => {
    const duration = spokenDuration((event.endMs - event.startMs) / 1000);
    return `${capitalised(nounPhrase(track.attributes))} ${predicates[event.type](event.evidence, duration)}.`;
  },
};

function nounPhrase({ gender, ageBand }: PersonAttributes): string {
  const noun = nouns[ageGroup(ageBand)][gender];
  return ageBand ? `${noun} of about ${ageBand.minYears} to ${ageBand.maxYears}` : noun;
}

/** Names a group only when the whole band lies within it. */
function ageGroup(ageBand: PersonAttributes['ageBand']): AgeGroup {
  if (!ageBand) return 'adult';
  if (ageBand.maxYears < 18) return 'child';
  return ageBand.minYears >= 60 ? 'older' : 'adult';
}

const isBorder = (edge: unknown): boolean => ['left', 'right', 'top', 'bottom'].includes(String(edge));

function heading(direction: Evidence[string] | undefined): string | false {
  if (typeof direction !== 'string') return false;
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}

function spokenDuration(durationSeconds: number): string {
  const whole = Math.max(1, Math.round(durationSeconds));
  const minutes = Math.floor(whole / 60);
  return joined(minutes > 0 && counted(minutes, 'minute'), whole % 60 > 0 && counted(whole % 60, 'second'));
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

const joined = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(' ');

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
