import type { PersonAttributes } from '@deepsentinel/queue-contracts';
import { expect, test } from '@jest/globals';
import { standardRules } from '../rules/index.ts';
import { seenPerson, subject } from '../testing/described-subject.ts';
import { templateSentence } from './template.ts';

const woman: Partial<PersonAttributes> = {
  gender: 'female',
  genderConfidence: 0.9,
  ageBand: { minYears: 25, maxYears: 45 },
  faceSamples: 4,
};
const ruleNamed = (name: string) => standardRules.find((rule) => rule.name === name)!;

test.each<[string, Record<string, string | number>, string]>([
  ['entered', { edge: 'left' }, 'A person comes into view from the left.'],
  ['left', { edge: 'right' }, 'A person goes out of view at the right.'],
  ['walking', { direction: 'left' }, 'A person walks to the left for 4 seconds.'],
  ['walking', { direction: 'towards the camera' }, 'A person walks towards the camera for 4 seconds.'],
  ['standing', {}, 'A person stands for 4 seconds.'],
  ['sitting', {}, 'A person sits for 4 seconds.'],
  ['collapse', { downSeconds: 1.6 }, 'A person collapses and stays down for at least 2 seconds.'],
  ['picking', { zone: 'snacks', reaches: 1 }, 'A person picks something from the shelf "snacks".'],
  [
    'picking',
    { zone: 'snacks', reaches: 3 },
    'A person picks something from the shelf "snacks" and reaches into it 3 times.',
  ],
  [
    'theft',
    { itemsPicked: 2, exitZone: 'door' },
    'A person leaves by "door" with 2 items and has not passed the checkout.',
  ],
  [
    'violent',
    { persons: 2, fastSeconds: 1 },
    'A person moves violently close to somebody else for 4 seconds.',
  ],
  ['anomaly-loitering', { dwellSeconds: 754 }, 'A person loiters for 12 minutes 34 seconds.'],
  ['anomaly-outside-hours', {}, 'A person is there outside the opening hours.'],
  ['anomaly-crowd', { persons: 9, limit: 6 }, '9 persons are there at once where 6 are the limit.'],
])('the template describes %s with %j', (name, evidence, sentence) => {
  const rule = ruleNamed(name);
  const event = { type: rule.type, startMs: 1000, endMs: 5000, evidence };
  expect(templateSentence(subject({ rule, event }))).toBe(sentence);
});

test.each([
  ['entered', 'A person comes into view.'],
  ['left', 'A person goes out of view.'],
  ['walking', 'A person walks about for 12 minutes 34 seconds.'],
  ['collapse', 'A person collapses and stays down.'],
  ['picking', 'A person picks something from a shelf.'],
  ['theft', 'A person leaves and has not passed the checkout.'],
  ['anomaly-loitering', 'A person loiters for 12 minutes 34 seconds.'],
  ['anomaly-crowd', 'Many persons are there at once.'],
])('the template of %s leaves out what the evidence lacks', (name, sentence) => {
  const rule = ruleNamed(name);
  const event = { type: rule.type, startMs: 0, endMs: 754_000, evidence: {} };
  expect(templateSentence(subject({ rule, event }))).toBe(sentence);
});

test.each<[Partial<PersonAttributes>, string]>([
  [woman, 'A woman of about 25 to 45'],
  [{ gender: 'male', ageBand: { minYears: 0, maxYears: 15 } }, 'A boy of about 0 to 15'],
  [{ ageBand: { minYears: 5, maxYears: 20 } }, 'A person of about 5 to 20'],
  [{ gender: 'female', ageBand: { minYears: 60, maxYears: 85 } }, 'An older woman of about 60 to 85'],
])('a person with the attributes %j is called "%s"', (attributes, name) => {
  const event = { type: 'sitting', startMs: 0, endMs: 59_600, evidence: {} } as const;
  const persons = [seenPerson(attributes)];
  const described = subject({ rule: ruleNamed('sitting'), event, persons });
  expect(templateSentence(described)).toBe(`${name} sits for 1 minute.`);
});

test('a person whose track has ended is called somebody', () => {
  expect(templateSentence(subject({ persons: [] }))).toBe('Somebody picks something from a shelf.');
});
