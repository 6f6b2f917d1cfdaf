import { eventStates } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import type { DescribedSubject, Describer } from '../describers/describer.ts';
import { standardRules } from '../rules/index.ts';
import { evidencePictures, subject } from './described-subject.ts';

/** Evidence that no rule writes, and that must not break a description. */
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
 * Defines the tests that every describer must pass.
 *
 * @param describer is called within tests only, after the caller's `beforeAll`
 */
export function itDescribesEvents(name: string, describer: () => Describer): void {
  describe(`the describer "${name}"`, () => {
    const pictureColors = [['no pictures'], ['two pictures', 'red', 'gray']];
    describe.each(pictureColors)('given %s', (_name, ...colors) => {
      test.each(standardRules)(
        'describes "$name" in one sentence, with a state, and with an answer if the model was asked',
        async (rule) => {
          const event = { ...subject().event, type: rule.type };
          const described = await describer().describe(
            subject({ rule, event, pictures: await evidencePictures(...colors) }),
          );
          expect(described.text).toMatch(/^\p{Lu}[^.]*\.$/u);
          expect(eventStates).toContain(described.state);
          if (rule.fact) expect(described.state).toBe('proposed');
          else expect(described.answer === null).toBe(described.state === 'proposed');
        },
      );
    });

    test('does not ask the model about an event without pictures', async () => {
      expect(await describer().describe(subject())).toMatchObject({ state: 'proposed', answer: null });
    });

    test('describes the same event in the same words', async () => {
      const same = subject({ pictures: await evidencePictures('red', 'gray') });
      expect(await describer().describe(same)).toEqual(await describer().describe(same));
    });

    test.each(standardRules)(
      'describes "$name" in one sentence even with malformed evidence and no persons',
      async (rule) => {
        const event = { ...subject().event, type: rule.type, evidence: oddEvidence };
        const { text } = await describer().describe(subject({ rule, event, persons: [] }));
        expect(text).toMatch(/^\p{Lu}[^.]*\.$/u);
      },
    );

    test('describes several events at once as it does one after the other', async () => {
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
