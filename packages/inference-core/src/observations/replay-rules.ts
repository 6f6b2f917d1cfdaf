import type { Proposal } from '../describe-and-embed.ts';
import { EvidenceBook } from '../evidence/evidence-book.ts';
import { RuleEngine, type RuleEngineState } from '../rule-engine.ts';
import type { Rule } from '../rules/define-rule.ts';
import { activeRules } from '../rules/observe/active-rules.ts';
import type { StoreContext } from '../store/store-context.ts';
import type { ObservationFacts, ObservedFrame } from './saved-observations.ts';

/** Rules and the store for which they are run. */
export interface ReplayOptions extends ObservationFacts {
  readonly store: StoreContext | null;
  readonly rules: readonly Rule[];
}

/** The state of rules that have seen nothing. */
export const nothingSeen: RuleEngineState = { timelines: [], frameRules: null };

/** Has rules watch saved observations, in the place of a video. */
export class RuleReplay {
  readonly #engine: RuleEngine;

  /** @param state of an earlier replay with the same options, or `nothingSeen` */
  constructor({ store, rules, active, ageErrorYears }: ReplayOptions, state = nothingSeen) {
    this.#engine = new RuleEngine(state, {
      store,
      ageErrorYears,
      rules: activeRules(rules, { store, stages: active }),
      evidence: new EvidenceBook({ findHeads: null, showClear: false, imageText: null }, []),
    });
  }

  watch(observed: ObservedFrame): Proposal[] {
    this.#engine.begin(observed.observations);
    for (const { trackId, sample } of observed.samples) {
      this.#engine.timelineOf(trackId).addSample(sample, observed.frame.timeMs);
    }
    return this.#engine.watch(observed, null);
  }

  /** Ends all tracks: the video is over. */
  finish(): Proposal[] {
    return this.#engine.finish();
  }

  get state(): RuleEngineState {
    return this.#engine.state;
  }
}
