import { analysisStages } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { openingHours, storeContext, zone } from '../testing/factories.ts';
import { rulesOff, standardRules } from './index.ts';
import { activeRules, type RuleContext } from './observe/active-rules.ts';

const full = storeContext({
  zones: [
    zone('shelf', [0, 0, 0.1, 0.1]),
    zone('checkout', [0.2, 0, 0.3, 0.1]),
    zone('exit', [0.4, 0, 0.5, 0.1]),
  ],
  openingHours: openingHours(),
  limits: { loiteringSeconds: 300, crowdPersons: 8, violentSeconds: 0.6 },
  recordedAt: '2026-05-01T12:00:00Z',
});

function namesOf({ store, stages = analysisStages }: Partial<RuleContext> & Pick<RuleContext, 'store'>) {
  const { tracks, frames } = activeRules(standardRules, { store, stages });
  return {
    tracks: tracks.map(({ rule }) => rule.name),
    frames: frames.map(({ rule }) => rule.name),
  };
}

describe('the rules of a video', () => {
  test('are all there when everything is known of the store, in the order of the list', () => {
    const { tracks, frames } = namesOf({ store: full });
    expect([...tracks, ...frames]).toEqual([
      'entered',
      'walking',
      'standing',
      'sitting',
      'lying',
      'collapse',
      'picking',
      'theft',
      'anomaly-loitering',
      'anomaly-outside-hours',
      'left',
      'violent',
      'anomaly-crowd',
    ]);
    expect(rulesOff(full)).toEqual([]);
  });

  test('are four without the stage "rules"', () => {
    const { tracks, frames } = namesOf({ store: full, stages: ['pose', 'attributes'] });
    expect(tracks).toEqual(['entered', 'walking', 'standing', 'left']);
    expect(frames).toEqual([]);
  });

  test('are those that need no joints without the stage "pose"', () => {
    const { tracks, frames } = namesOf({ store: full, stages: ['rules'] });
    expect(tracks).toEqual([
      'entered',
      'walking',
      'standing',
      'lying',
      'collapse',
      'anomaly-loitering',
      'anomaly-outside-hours',
      'left',
    ]);
    expect(frames).toEqual(['anomaly-crowd']);
  });

  test('are those that need no store when nothing is known of it', () => {
    const { tracks, frames } = namesOf({ store: null });
    expect(tracks).toEqual(['entered', 'walking', 'standing', 'sitting', 'lying', 'collapse', 'left']);
    expect(frames).toEqual([]);
    expect(rulesOff(null)).toContain('theft: no store configuration');
  });

  test('leave out what misses something, and say what', () => {
    const store = { ...full, zones: full.zones.slice(0, 2), recordedAt: null };
    const { tracks } = namesOf({ store });
    expect(tracks).toEqual(expect.arrayContaining(['picking', 'anomaly-loitering']));
    expect(tracks).not.toContain('theft');
    expect(rulesOff(store)).toEqual([
      'theft: no exit zone',
      'outside-hours: not known when the video was recorded',
    ]);
    expect(rulesOff(storeContext())).toEqual([
      'picking: no shelf zone',
      'theft: no shelf zone, no checkout zone, no exit zone',
      'loitering: no limit loiteringSeconds',
      'outside-hours: no opening hours, not known when the video was recorded',
      'violent: no limit violentSeconds',
      'crowd: no limit crowdPersons',
    ]);
  });
});

test('two rules of one name are refused', () => {
  const twice = [...standardRules, standardRules[0]!];
  expect(() => activeRules(twice, { store: null, stages: [] })).toThrow(
    'rules: expected every name once, found "entered" twice',
  );
});
