import type { StoreContext } from '../store/store-context.ts';
import { collapseRule } from './collapse.ts';
import { crowdRule } from './crowd.ts';
import { enteredRule } from './entered.ts';
import type { EventRule } from './event-rule.ts';
import { leftRule } from './left.ts';
import { loiteringRule } from './loitering.ts';
import { outsideHoursRule } from './outside-hours.ts';
import { pickingRule } from './picking.ts';
import { canWatch } from './rule-needs.ts';
import type { SceneRule } from './scene-rule.ts';
import { sittingRule } from './sitting.ts';
import { standingRule } from './standing.ts';
import { theftRule } from './theft.ts';
import { violentRule } from './violent.ts';
import { walkingRule } from './walking.ts';

/** What decides which rules watch a video. */
export interface RuleContext {
  /** Null when nothing is known of the shop: rules that need it are left out. */
  readonly store: StoreContext | null;
  /** `simple`: comings, goings, walking and standing, which need neither joints nor zones. */
  readonly extent: 'simple' | 'all';
}

/** Every rule that watches a track, in the order in which simultaneous events are reported. */
export function eventRules({ store, extent }: RuleContext): readonly EventRule[] {
  if (extent === 'simple') return [enteredRule, walkingRule, standingRule, leftRule];
  const bodyRules = [enteredRule, walkingRule, standingRule, sittingRule, collapseRule];
  return [...bodyRules, ...(store ? storeRules(store) : []), leftRule];
}

function storeRules(store: StoreContext): EventRule[] {
  const { limits, openingHours } = store;
  return [
    canWatch(store, 'picking') && pickingRule,
    canWatch(store, 'theft') && theftRule,
    canWatch(store, 'loitering') && loiteringRule(limits.loiteringSeconds!),
    canWatch(store, 'outside-hours') && outsideHoursRule(openingHours!),
  ].filter((rule) => rule !== false);
}

/** Every rule that watches all tracks together, in the order in which simultaneous events are reported. */
export function sceneRules({ store, extent }: RuleContext): readonly SceneRule[] {
  if (extent === 'simple') return [];
  const isCrowdWatched = store !== null && canWatch(store, 'crowd');
  return isCrowdWatched ? [violentRule, crowdRule(store.limits.crowdPersons!)] : [violentRule];
}
