import type { Gender, PersonAttributes } from '@deepsentinel/queue-contracts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { spokenDuration } from '../rules/observe/words.ts';
import type { DescribedSubject, Describer, EventDescription } from './describer.ts';

/** Describes by the fixed sentence of each rule, and verifies nothing. */
export const templateDescriber: Describer = {
  name: 'template',
  describe: async (subject) => templateDescription(subject),
};

/** Family `template`, without networks. */
export const templateFamily: ModelFamily<Describer> = async () => templateDescriber;

/** Describes an event by template, without verification. */
export function templateDescription(subject: DescribedSubject): EventDescription {
  return { text: templateSentence(subject), state: 'proposed', answer: null };
}

/** Makes a sentence of what the rule measured. */
export function templateSentence({ rule, event, persons: [person] }: DescribedSubject): string {
  const who = person ? personPhrase(person.attributes) : 'somebody';
  const duration = spokenDuration((event.endMs - event.startMs) / 1000);
  const clause = rule.sentence({ who, duration, evidence: event.evidence });
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

type AgeGroup = 'child' | 'adult' | 'older';

const nouns: Readonly<Record<AgeGroup, Readonly<Record<Gender, string>>>> = {
  child: { male: 'a boy', female: 'a girl', unknown: 'a child' },
  adult: { male: 'a man', female: 'a woman', unknown: 'a person' },
  older: { male: 'an older man', female: 'an older woman', unknown: 'an older person' },
};

/** Describes a person by gender and age, for instance `a woman of about 25 to 45`. */
export function personPhrase({ gender, ageBand }: PersonAttributes): string {
  const noun = nouns[ageGroup(ageBand)][gender];
  return ageBand ? `${noun} of about ${ageBand.minYears} to ${ageBand.maxYears}` : noun;
}

/** Age group of a band; `child` and `older` only when the whole band lies within. */
function ageGroup(ageBand: PersonAttributes['ageBand']): AgeGroup {
  if (!ageBand) return 'adult';
  if (ageBand.maxYears < 18) return 'child';
  return ageBand.minYears >= 60 ? 'older' : 'adult';
}
