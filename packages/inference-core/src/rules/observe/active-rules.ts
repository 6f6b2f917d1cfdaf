import type { AnalysisStage, Box } from '@deepsentinel/queue-contracts';
import type { StoreContext } from '../../store/store-context.ts';
import type { FrameRule, Rule, TrackRule } from '../define-rule.ts';
import type { Observation } from './observation.ts';
import { type Known, knownOf, missingOf, type Requirements } from './requirements.ts';

/** A rule with what it requires of the store. */
export interface ActiveRule<R extends Rule> {
  readonly rule: R;
  readonly known: Known<Requirements>;
}

/** The rules that watch a video, in the order in which simultaneous events are reported. */
export interface ActiveRules {
  readonly tracks: readonly ActiveRule<TrackRule>[];
  readonly frames: readonly ActiveRule<FrameRule>[];
}

/** Circumstances that decide which rules watch a video. */
export interface RuleContext {
  /** Null when nothing is known of the store. */
  readonly store: StoreContext | null;
  /** Stages that the analysis has. */
  readonly stages: readonly AnalysisStage[];
}

/**
 * Finds the rules whose stages are there and whose store is known well enough.
 *
 * @throws {RangeError} two rules have the same name
 */
export function activeRules(rules: readonly Rule[], { store, stages }: RuleContext): ActiveRules {
  const twice = rules.find(({ name }, index) => rules.findIndex((other) => other.name === name) < index);
  if (twice) throw new RangeError(`rules: expected every name once, found "${twice.name}" twice`);
  const active = rules
    .filter((rule) => rule.stages.every((stage) => stages.includes(stage)))
    .filter((rule) => missingOf(rule.requires, store).length === 0);
  const withKnown = <R extends Rule>(rule: R) => ({ rule, known: knownOf(rule.requires, store) });
  return {
    tracks: active.filter((rule) => rule.watches === 'track').map(withKnown),
    frames: active.filter((rule) => rule.watches === 'frame').map(withKnown),
  };
}

/** Whether a rule needs the joints of the person in a box in this frame. */
export function needsJoints({ tracks, frames }: ActiveRules, box: Box, frame: Observation['frame']): boolean {
  return [...tracks, ...frames].some(({ rule, known }) => rule.needsJoints(box, frame, known));
}
