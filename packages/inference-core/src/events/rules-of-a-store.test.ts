import { describe, expect, test } from '@jest/globals';
import { openingHours, storeContext, zone } from '../testing/factories.ts';
import { rulesOff } from './rule-needs.ts';
import { eventRules, sceneRules } from './rules.ts';

const full = storeContext({
  zones: [
    zone('shelf', [0, 0, 0.1, 0.1]),
    zone('checkout', [0.2, 0, 0.3, 0.1]),
    zone('exit', [0.4, 0, 0.5, 0.1]),
  ],
  openingHours: openingHours(),
  limits: { loiteringSeconds: 300, crowdPersons: 8 },
  recordedAt: '2026-05-01T12:00:00Z',
});
const namesOf = (rules: readonly { readonly name: string }[]) => rules.map(({ name }) => name);

describe('the rules of a video', () => {
  test('are all there when everything is known of the shop, each under a name of its own', () => {
    const context = { store: full, extent: 'all' } as const;
    const names = [...namesOf(eventRules(context)), ...namesOf(sceneRules(context))];
    expect(new Set(names).size).toBe(names.length);
    expect(names.toSorted()).toEqual([
      'anomaly-crowd',
      'anomaly-loitering',
      'anomaly-outside-hours',
      'collapse',
      'entered',
      'left',
      'picking',
      'sitting',
      'standing',
      'theft',
      'violent',
      'walking',
    ]);
    expect(rulesOff(full)).toEqual([]);
  });

  test('are four in the simple extent', () => {
    const context = { store: full, extent: 'simple' } as const;
    expect(namesOf(eventRules(context))).toEqual(['entered', 'walking', 'standing', 'left']);
    expect(sceneRules(context)).toEqual([]);
  });

  test('are those that need no shop when nothing is known of it', () => {
    const context = { store: null, extent: 'all' } as const;
    expect(namesOf(eventRules(context))).toEqual([
      'entered',
      'walking',
      'standing',
      'sitting',
      'collapse',
      'left',
    ]);
    expect(namesOf(sceneRules(context))).toEqual(['violent']);
    expect(rulesOff(null)).toContain('theft: no store configuration');
  });

  test('leave out what misses something, and say what', () => {
    const store = { ...full, zones: full.zones.slice(0, 2), recordedAt: null };
    const names = namesOf(eventRules({ store, extent: 'all' }));
    expect(names).toEqual(expect.arrayContaining(['picking', 'anomaly-loitering']));
    expect(names).not.toContain('theft');
    expect(rulesOff(store)).toEqual([
      'theft: no exit zone',
      'outside-hours: not known when the video was recorded',
    ]);
    expect(rulesOff(storeContext())).toEqual([
      'picking: no shelf zone',
      'theft: no shelf zone, no checkout zone, no exit zone',
      'loitering: no limit loiteringSeconds',
      'outside-hours: no opening hours, not known when the video was recorded',
      'crowd: no limit crowdPersons',
    ]);
  });
});
