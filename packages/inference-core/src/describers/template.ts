import type { ModelFamily } from '../onnx/model-family.ts';
import type { DescribedSubject, Describer, EventDescription } from './describer.ts';
import { clauses } from './event-sentences.ts';
import { personPhrase } from './person-phrase.ts';
import { spokenDuration } from './spoken-numbers.ts';

/** Describes by a fixed sentence for each type of event, and verifies nothing. */
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
export function templateSentence({ event, persons: [person] }: DescribedSubject): string {
  const who = person ? personPhrase(person.attributes) : 'somebody';
  const duration = spokenDuration((event.endMs - event.startMs) / 1000);
  const clause = clauses[event.type](who, event.evidence, duration);
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
