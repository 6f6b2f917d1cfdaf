import { describe, expect, test } from '@jest/globals';
import { during, watch } from '../testing/watch.ts';
import { theftRule } from './theft.ts';

const aisle = { reachesInto: [] };
const picks = [...during(1, aisle), ...during(1, { reachesInto: ['drinks'] }), ...during(1, aisle)];
const atCheckout = (seconds: number) => during(seconds, { ...aisle, standsIn: ['checkout' as const] });
const leaves = during(1, { ...aisle, exit: 'the door' });

describe('theft', () => {
  test('is proposed of those who pick something and leave without a stop at the checkout', () => {
    expect(watch(theftRule, [...picks, ...picks, ...leaves])).toEqual([
      {
        startMs: 6000,
        endMs: 11_800,
        confidence: 0.4,
        evidence: { itemsPicked: 2, exitZone: 'the door', checkoutSeconds: 0 },
      },
    ]);
  });

  test('is proposed of those who only pass the checkout', () => {
    expect(watch(theftRule, [...picks, ...atCheckout(2), ...leaves])).toMatchObject([
      { evidence: { checkoutSeconds: 2 } },
    ]);
  });

  test('is proposed of those who pick more after they have paid', () => {
    expect(watch(theftRule, [...picks, ...atCheckout(4), ...picks, ...leaves])).toMatchObject([
      { startMs: 13_000, evidence: { itemsPicked: 1, checkoutSeconds: 0 } },
    ]);
  });

  test.each([
    ['stop at the checkout', [...picks, ...atCheckout(4), ...leaves]],
    ['pick nothing', [...during(3, aisle), ...leaves]],
    ['are lost in the aisle', picks],
    ['turn round at the door', [...picks, ...leaves, ...during(1, aisle)]],
  ])('is not proposed of those who %s', (_case, observations) => {
    expect(watch(theftRule, observations)).toEqual([]);
  });

  test('is not proposed of those who stand in the door when the video ends', () => {
    expect(watch(theftRule, [...picks, ...leaves], { end: 'video-ended' })).toEqual([]);
  });
});
