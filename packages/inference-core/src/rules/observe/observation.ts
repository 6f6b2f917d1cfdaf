import type { BodyState } from '@deepsentinel/queue-contracts';
import { boxHeight } from '../../box.ts';
import type { PersonDetection } from '../../detection.ts';
import { type LocalTime, localTime } from '../../store/local-time.ts';
import { distanceTo, isInside, type Point } from '../../store/polygon.ts';
import type { StoreContext } from '../../store/store-context.ts';
import { type Zone, zoneInPixels } from '../../store/zone.ts';
import { exitReach } from '../../tracking/scene.ts';
import { followState, momentaryState, type StateOverTime } from './body-state.ts';
import { reachesInto } from './hands.ts';
import { type FootPosition, type Movement, movement } from './movement.ts';

/** A person in one frame as the rules see it. */
export interface Observation extends Movement {
  readonly trackId: number;
  readonly timeMs: number;
  /** Time since the recording began or its clock jumped, milliseconds. */
  readonly recordingMs: number;
  readonly person: PersonDetection;
  readonly frame: { readonly width: number; readonly height: number };
  /** State over about a second. */
  readonly state: BodyState;
  /** Start of the state, milliseconds: up to a second ago where it has just been recognized. */
  readonly stateSinceMs: number;
  /** State that this frame tells by itself. */
  readonly momentaryState: BodyState;
  /** Kinds of the zones that the person stands in. */
  readonly standsIn: readonly Zone['kind'][];
  /** Name of the exit zone that the person stands in or next to. */
  readonly exit: string | null;
  /** Names of the shelf zones that a hand is stretched into; null when no hand can be seen. */
  readonly reachesInto: readonly string[] | null;
  /** Time by the clock of the store; null when it is not known when the video was recorded. */
  readonly localTime: LocalTime | null;
}

/** Everybody whom one frame shows. */
export interface FrameObservations {
  readonly timeMs: number;
  /** Ascending in track id. */
  readonly observations: readonly Observation[];
}

/** A track in one frame, before it is seen in its surroundings. */
export type BareObservation = Pick<Observation, 'trackId' | 'timeMs' | 'recordingMs' | 'person' | 'frame'>;

/** Knowledge about a track that its observations share. */
export interface ObservationContext {
  /** Positions up to this one. */
  readonly trail: readonly FootPosition[];
  /** State up to the observation before. */
  readonly stateBefore: StateOverTime;
  readonly store: StoreContext | null;
}

/** Looks at a person of a track as the rules need it. */
export function observationOf(
  bare: BareObservation,
  { trail, stateBefore, store }: ObservationContext,
): { readonly observation: Observation; readonly stateOverTime: StateOverTime } {
  const { timeMs, person } = bare;
  const moved = movement(trail);
  const state = momentaryState(person, moved.speedHeightsPerSecond);
  const stateOverTime = followState(stateBefore, { timeMs, state });
  const observation = {
    ...bare,
    ...moved,
    ...{ state: stateOverTime.state, stateSinceMs: stateOverTime.sinceMs, momentaryState: state },
    ...inStore(bare, store),
  };
  return { observation, stateOverTime };
}

type InStore = Pick<Observation, 'standsIn' | 'exit' | 'reachesInto' | 'localTime'>;

/** Looks at where in the store, and when by its clock, a person is. */
function inStore(bare: BareObservation, store: StoreContext | null): InStore {
  const { timeMs, person, frame } = bare;
  const zones = store?.zones ?? [];
  const feet: Point = [(person.box.x1 + person.box.x2) / 2, person.box.y2];
  return {
    standsIn: zones.filter((zone) => isInside(zoneInPixels(zone, frame), feet)).map(({ kind }) => kind),
    exit: nearestExit(zones, bare),
    reachesInto: reachesInto(zones, person, frame),
    localTime: store?.recordedAt ? localTime(store.recordedAt, timeMs, store.timeZone) : null,
  };
}

/** Finds the exit zone that a person stands in or next to, by its name. */
export function nearestExit(
  zones: readonly Zone[],
  { person, frame }: Pick<Observation, 'person' | 'frame'>,
): string | null {
  const feet: Point = [(person.box.x1 + person.box.x2) / 2, person.box.y2];
  const near = zones
    .filter(({ kind }) => kind === 'exit')
    .map((zone) => ({ name: zone.name, distance: distanceTo(zoneInPixels(zone, frame), feet) }))
    .filter(({ distance }) => distance <= exitReach * boxHeight(person.box))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}
