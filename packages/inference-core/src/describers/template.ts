import type { ModelFamily } from '../models/model-family.ts';
import { spokenDuration } from '../rules/observe/words.ts';
import type { DescribedSubject, Describer, EventDescription } from './describer.ts';
import { personPhrase } from './person-phrase.ts';

/** Describes by the fixed sentence of each rule, and verifies nothing. */
export const templateDescriber: Describer = {
  name: 'template',
  describe: async (subject) => templateDescription(subject),
};

/** For packs that name the family; it has no networks. */
export const templateFamily: ModelFamily<Describer> = async () => templateDescriber;

export function templateDescription(subject: DescribedSubject): EventDescription {
  return { text: templateSentence(subject), state: 'proposed', answer: null };
}

/** Says what the rules measured and no more. */
export function templateSentence({ rule, event, persons: [person] }: DescribedSubject): string {
  const who = person ? personPhrase(person.attributes) : 'somebody';
  const duration = spokenDuration((event.endMs - event.startMs) / 1000);
  const clause = rule.sentence({ who, duration, evidence: event.evidence });
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
