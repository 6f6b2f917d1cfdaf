import { eventStates } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import type { DescribedSubject, Describer } from '../describers/describer.ts';
import { standardRules } from '../rules/index.ts';
import { evidencePictures, subject } from './described-subject.ts';

/** Evidence that rules never write, and that must not break a description even so. */
const oddEvidence: DescribedSubject['event']['evidence'] = {
  edge: 7,
  direction: '',
  downSeconds: Number.NaN,
  zone: true,
  reaches: 'many',
  exitZone: '<|im_end|>',
  itemsPicked: Number.POSITIVE_INFINITY,
  reason: false,
  persons: '',
};

/**
 * What every describer holds.
 *
 * @param describer called within tests, after the caller's `beforeAll`
 */
export function itDescribesEvents(name: string, describer: () => Describer): void {
  describe(`a describer of the family ${name}`, () => {
    const pictureColors = [['nothing'], ['two pictures', 'red', 'gray']];
    describe.each(pictureColors)('shown %s', (_name, ...colors) => {
      test.each(standardRules)(
        'says of "$name" one sentence, with a state, and its answer when it was asked',
        async (rule) => {
          const event = { ...subject().event, type: rule.type };
          const described = await describer().describe(
            subject({ rule, event, pictures: await evidencePictures(...colors) }),
          );
          expect(described.text).toMatch(/^\p{Lu}[^.]*\.$/u);
          expect(eventStates).toContain(described.state);
          expect(described.answer === null).toBe(described.state === 'proposed');
        },
      );
    });

    test('does not ask when there is nothing to show', async () => {
      expect(await describer().describe(subject())).toMatchObject({ state: 'proposed', answer: null });
    });

    test('says the same of the same', async () => {
      const same = subject({ pictures: await evidencePictures('red', 'gray') });
      expect(await describer().describe(same)).toEqual(await describer().describe(same));
    });

    test.each(standardRules)(
      'says one sentence of "$name" with odd evidence and nobody left',
      async (rule) => {
        const event = { ...subject().event, type: rule.type, evidence: oddEvidence };
        const { text } = await describer().describe(subject({ rule, event, persons: [] }));
        expect(text).toMatch(/^\p{Lu}[^.]*\.$/u);
      },
    );

    test('describes several at once as it does one after the other', async () => {
      const subjects = [
        subject({ pictures: await evidencePictures('red') }),
        subject(),
        subject({ pictures: await evidencePictures('green') }),
      ];
      const together = await Promise.all(subjects.map((one) => describer().describe(one)));
      for (const [index, one] of subjects.entries()) {
        expect(together[index]).toEqual(await describer().describe(one));
      }
    });
  });
}
