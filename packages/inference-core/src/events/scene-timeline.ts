import type { Box } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import type { EndedEvent } from './ended-event.ts';
import {
  checkpointMemories,
  endEvent,
  freshMemory,
  type RuleMemory,
  remember,
  restoreMemory,
  type StoredMemory,
  type Subject,
} from './rule-memory.ts';
import type { Scene } from './scene.ts';
import type { SceneRule } from './scene-rule.ts';
import type { Sight } from './sight.ts';

/** JSON value of the scene's timeline at a chunk border, by name of the rule. */
export type SceneTimelineState = Readonly<Record<string, StoredMemory>>;

/** What the rules that watch all tracks together remember. */
export class SceneTimeline {
  readonly #rules: readonly SceneRule[];
  #memories: ReadonlyMap<string, RuleMemory>;

  constructor(rules: readonly SceneRule[]) {
    this.#rules = rules;
    this.#memories = new Map(rules.map((rule) => [rule.name, freshMemory(rule)]));
  }

  /** @param rules the same as of the timeline that was stored */
  static restore(stored: SceneTimelineState, rules: readonly SceneRule[]): SceneTimeline {
    const timeline = new SceneTimeline(rules);
    timeline.#memories = new Map(rules.map(({ name }) => [name, restoreMemory(stored[name]!)]));
    return timeline;
  }

  /**
   * Takes in a frame; one without anybody, too.
   *
   * @param sights of all tracks that the frame shows, in any order
   * @returns the events that it ended
   */
  observe(sights: readonly Sight[], scene: Scene): EndedEvent[] {
    const seen = {
      timeMs: scene.frame.timeMs,
      sights: sights.toSorted((a, b) => a.trackId - b.trackId),
    };
    const steps = this.#rules.map((rule) => {
      const before = this.#memories.get(rule.name)!;
      const { state, event } = rule.observe(before.state, seen);
      const subject = subjectOf(rule.trackIds(state), seen.sights, scene);
      const memory = remember(rule, before, { state, subject });
      const ended = event && endEvent(rule, event, before.candidate ? before : memory);
      return { name: rule.name, memory, ended };
    });
    this.#memories = new Map(steps.map(({ name, memory }) => [name, memory]));
    return steps.flatMap(({ ended }) => ended ?? []);
  }

  /** The events that the end of the video ends. */
  finish(): EndedEvent[] {
    const ended = this.#rules.flatMap((rule) => {
      const memory = this.#memories.get(rule.name)!;
      const event = rule.finish(memory.state);
      return event ? [endEvent(rule, event, memory)] : [];
    });
    this.#memories = new Map(this.#rules.map((rule) => [rule.name, freshMemory(rule)]));
    return ended;
  }

  /** What a chunk border asks for: pictures of events that are still open, each handed out once; and a JSON value. */
  async checkpoint(): Promise<{
    readonly thumbnails: readonly Thumbnail[];
    readonly state: SceneTimelineState;
  }> {
    const { thumbnails, memories, stored } = await checkpointMemories(this.#memories);
    this.#memories = memories;
    return { thumbnails, state: stored };
  }
}

/** Those of the event whom the frame shows, as one subject. */
function subjectOf(trackIds: readonly number[], sights: readonly Sight[], scene: Scene): Subject | null {
  const persons = sights.filter(({ trackId }) => trackIds.includes(trackId)).map(({ person }) => person);
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
    verified: true,
  };
}
