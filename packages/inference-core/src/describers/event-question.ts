import { eventTypes } from '@deepsentinel/queue-contracts';
import type { DescribedSubject } from './describer.ts';

const types = [...eventTypes, 'none'].map((type) => `"${type}"`).join(', ');

/**
 * Makes the question to a vision-language model about an event: whether it happened, or, about a fact that has been
 * measured, what can be seen. `parseAnswer` reads the answer.
 *
 * @param pictureCount number of pictures shown to the model before the question
 */
export function eventQuestion({ rule, event }: DescribedSubject, pictureCount: number): string {
  const shown =
    pictureCount === 1
      ? 'The picture is from a camera in a store.'
      : `The ${pictureCount} pictures, in the order of time, are from a camera in a store.`;
  if (rule.fact) return [shown, ...description(rule.fact(event.evidence))].join(' ');
  const claim = rule.claim === null ? '' : `: ${rule.claim}`;
  return [
    shown,
    `A rule takes what happens for "${event.type}"${claim}. Is it so?`,
    'Answer with one line of JSON and nothing else:',
    '{"happened": true or false, "type": what you see, "sentence": one English sentence that says what the person does,',
    '"confidence": a number from 0 to 1}.',
    `The type is one of ${types}.`,
  ].join(' ');
}

function description(fact: string): string[] {
  return [
    `It has been measured that ${fact}. Describe what can be seen of it.`,
    'Answer with one line of JSON and nothing else:',
    '{"sentence": one English sentence that says what the persons do}.',
  ];
}
