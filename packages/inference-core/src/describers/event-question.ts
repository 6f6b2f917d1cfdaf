import { type EventType, eventTypes } from '@deepsentinel/queue-contracts';

/** What a rule takes an event of each type for. */
const claims: Readonly<Record<EventType, string>> = {
  entered: 'a person comes into view',
  left: 'a person goes out of view',
  walking: 'a person walks',
  standing: 'a person stands',
  sitting: 'a person sits',
  collapse: 'a person falls and stays on the floor',
  picking: 'a person takes something from a shelf',
  theft: 'a person leaves with goods and has not paid',
  violent: 'people fight, or one attacks another',
  anomaly: 'something happens that is out of the ordinary in a store',
};

const types = [...eventTypes, 'none'].map((type) => `"${type}"`).join(', ');

/**
 * Asks a vision-language model whether a rule is right; `parseAnswer` reads what it says.
 *
 * @param pictureCount pictures that the model is shown before the question
 */
export function eventQuestion(type: EventType, pictureCount: number): string {
  const shown =
    pictureCount === 1
      ? 'The picture is from a camera in a store.'
      : `The ${pictureCount} pictures, in the order of time, are from a camera in a store.`;
  return [
    shown,
    `A rule takes what happens for "${type}": ${claims[type]}. Is it so?`,
    'Answer with one line of JSON and nothing else:',
    '{"happened": true or false, "type": what you see, "sentence": one English sentence that says what the person does,',
    '"confidence": a number from 0 to 1}.',
    `The type is one of ${types}.`,
  ].join(' ');
}
