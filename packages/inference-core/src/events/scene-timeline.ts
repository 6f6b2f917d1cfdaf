import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import type { EndedEvent } from './ended-event.ts';
import type { Observation } from './observation.ts';
import { RuleStates, type StoredRuleStates, type Subject } from './rule-state.ts';
import type { Scene } from './scene.ts';
import type { SceneRule } from './scene-rule.ts';

/** JSON value of the scene's timeline at a chunk border. */
export type SceneTimelineState = StoredRuleStates;

/** What the rules that watch all tracks together remember. */
export class SceneTimeline {
  readonly #states: RuleStates<SceneRule>;

  /** @param stored of a timeline with the same rules; none when it begins */
  constructor(rules: readonly SceneRule[], stored?: SceneTimelineState) {
    this.#states = new RuleStates(rules, stored);
  }

  /**
   * Takes in a frame; one without anybody, too.
   *
   * @param observations of all tracks that the frame shows, in any order
   * @returns the events that it ended
   */
  observe(observations: readonly Observation[], scene: Scene): EndedEvent[] {
    const seen = {
      timeMs: scene.frame.timeMs,
      observations: observations.toSorted((a, b) => a.trackId - b.trackId),
    };
    return this.#states.step((rule, before) => {
      const { state, event } = rule.observe(before, seen);
      return { state, event, subject: subjectOf(rule.trackIds(state), seen.observations, scene) };
    });
  }

  /** The events that the end of the video ends. */
  finish(): EndedEvent[] {
    return this.#states.finish((rule, state) => rule.finish(state));
  }

  /** What a chunk border asks for: pictures of events that are still open, each emitted once; and a JSON value. */
  async checkpoint(): Promise<{
    readonly thumbnails: readonly Thumbnail[];
    readonly state: SceneTimelineState;
  }> {
    const { thumbnails, stored } = await this.#states.checkpoint();
    return { thumbnails, state: stored };
  }
}

/** Those of the event whom the frame shows, as one subject. */
function subjectOf(
  trackIds: readonly number[],
  observations: readonly Observation[],
  scene: Scene,
): Subject | null {
  const persons = observations
    .filter(({ trackId }) => trackIds.includes(trackId))
    .map(({ person }) => person);
  return persons.length === 0 ? null : { scene, person: union(persons), trackId: trackIds[0]! };
}

function union(persons: readonly PersonDetection[]): PersonDetection {
  const least = (side: keyof Box) => Math.min(...persons.map(({ box }) => box[side]));
  const most = (side: keyof Box) => Math.max(...persons.map(({ box }) => box[side]));
  const mean = (key: 'confidence' | 'detectorConfidence') =>
    persons.reduce((sum, person) => sum + person[key], 0) / persons.length;
  return {
    box: { x1: least('x1'), y1: least('y1'), x2: most('x2'), y2: most('y2') },
    confidence: mean('confidence'),
    detectorConfidence: mean('detectorConfidence'),
    highConfidence: true,
  };
}
