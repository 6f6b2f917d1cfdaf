import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, iou } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { nearestEdge } from '../frame-border.ts';
import type { Polygon } from '../store/polygon.ts';
import { type FallenRedetector, searchRegion } from './redetect-fallen.ts';
import { relightScene } from './relight-scene.ts';
import { isAtExit } from './scene.ts';
import {
  coarsePicture,
  isChanged,
  type Lesson,
  learnScene,
  mayHoldPerson,
  type StillScene,
} from './still-scene.ts';
import type { TrackObservation, UnseenTrack } from './tracker.ts';

/** A person less high than this is too far off to be found lying, share of the picture's height. */
const minHeightShare = 0.2;
/** Confidence of a find from which it begins to count, 0..1: higher than that of later ones. */
const minFirstConfidence = 0.25;
/** IoU from which two finds are of one person in one place. */
const minAgreement = 0.3;
/** Looks of which two must agree. */
const looks = 3;

/** Search for one person who was lost. A JSON value. */
interface Search {
  readonly trackId: number;
  /** Boxes found by the last looks, null for those that found nothing. */
  readonly finds: readonly (Box | null)[];
  /** The last find that counted; null while none has. */
  readonly counted: Box | null;
}

const noSearch = { finds: [], counted: null } as const;

/** JSON value of the search at a chunk border. */
export interface FallenSearchState {
  readonly searches: readonly Search[];
  /** Base64 of the still scene; null before the first frame. */
  readonly scene: { readonly rows: number; readonly cells: string } | null;
  /** Frames that have been passed over without their pictures since the last one. */
  readonly passedOver: number;
}

export const initialFallenSearch: FallenSearchState = { searches: [], scene: null, passedOver: 0 };

/** A frame in which persons have been tracked. */
export interface SearchedFrame {
  readonly frame: Frame;
  readonly persons: readonly PersonDetection[];
  readonly unseen: readonly UnseenTrack[];
  /** Exit zones in pixels of the frame. */
  readonly exits: readonly Polygon[];
}

/**
 * Searches for people who were there a moment ago and may have fallen. A find counts if two of three looks agree on it
 * and the picture has changed there: a cloth on a lawn has been there before. Nobody is searched for where nothing has
 * changed, who was last seen at an exit or at the side of the picture, or is far off.
 */
export class FallenSearch {
  readonly #redetect: FallenRedetector;
  #searches: ReadonlyMap<number, Search>;
  #scene: StillScene | null;
  #passedOver: number;

  constructor(redetect: FallenRedetector, { searches, scene, passedOver }: FallenSearchState) {
    this.#passedOver = passedOver;
    this.#redetect = redetect;
    this.#searches = new Map(searches.map((search) => [search.trackId, search]));
    this.#scene = scene && { rows: scene.rows, cells: Uint8Array.from(Buffer.from(scene.cells, 'base64')) };
  }

  get state(): FallenSearchState {
    const scene = this.#scene;
    return {
      searches: [...this.#searches.values()],
      scene: scene && { rows: scene.rows, cells: Buffer.from(scene.cells).toString('base64') },
      passedOver: this.#passedOver,
    };
  }

  /** Takes in a frame in which nothing happens, without its picture. */
  passOver(): void {
    this.#searches = new Map();
    this.#passedOver++;
  }

  /** Takes in the next frame, and returns the fallen that it shows. */
  async search({ frame, persons, unseen, exits }: SearchedFrame): Promise<TrackObservation[]> {
    const others = persons.filter(({ highConfidence }) => highConfidence);
    const now = coarsePicture(frame);
    this.#scene = relightScene(this.#scene, now);
    this.#catchUp(now, { frame, people: persons.map(({ box }) => box) });
    const searches = new Map<number, Search>();
    const found: TrackObservation[] = [];
    for (const track of unseen) {
      const { trackId } = track;
      const before = this.#searches.get(trackId) ?? { trackId, ...noSearch };
      if (!isWorthwhile(track, { frame, exits, before })) continue;
      const isPromising = boxesOf(before).length > 0 || this.#mayLieThere(track, { now, frame, others });
      const candidate = isPromising ? await this.#redetect(frame, track.lastBox, others) : null;
      const person = candidate && this.#isPlausible(candidate, { now, frame, before }) ? candidate : null;
      const finds = [...before.finds, person?.box ?? null].slice(1 - looks);
      const counts = person !== null && isAgreed(person.box, before);
      searches.set(trackId, { trackId, finds, counted: counts ? person.box : before.counted });
      if (counts) found.push({ trackId, timeMs: frame.timeMs, person });
    }
    this.#searches = searches;
    const searched = [...searches.values()].flatMap(boxesOf);
    const people = [...persons, ...unseen.map(({ lastBox: box }) => ({ box }))].map(({ box }) => box);
    this.#scene = learnScene(this.#scene, now, { people: [...people, ...searched], frame });
    return found;
  }

  /** Learns how the light has changed since the last picture, as the frames that were passed over show it. */
  #catchUp(now: StillScene, lesson: Lesson): void {
    if (this.#passedOver > 0) {
      this.#scene = learnScene(this.#scene, now, { ...lesson, frames: this.#passedOver });
    }
    this.#passedOver = 0;
  }

  /** Whether the picture has changed around the place where somebody was lost. */
  #mayLieThere(
    { lastBox }: UnseenTrack,
    { now, frame, others }: Omit<Look, 'before'> & { readonly others: readonly PersonDetection[] },
  ): boolean {
    return mayHoldPerson(this.#scene, now, {
      region: searchRegion(lastBox, frame),
      person: lastBox,
      others: others.map(({ box }) => box),
      frame,
    });
  }

  #isPlausible({ box, confidence }: PersonDetection, { now, frame, before }: Look): boolean {
    const isFirst = boxesOf(before).length === 0;
    return (!isFirst || confidence >= minFirstConfidence) && isChanged(this.#scene, now, { box, frame });
  }
}

interface Look {
  readonly now: StillScene;
  readonly frame: Frame;
  readonly before: Search;
}

/** Boxes in which the last looks, and the last one that counted, found the person. */
function boxesOf({ finds, counted }: Search): Box[] {
  return [...finds, counted].filter((box) => box !== null);
}

function isAgreed(box: Box, before: Search): boolean {
  return boxesOf(before).some((find) => iou(find, box) >= minAgreement);
}

/** Whether somebody who was lost may lie there. */
function isWorthwhile(
  { lastBox }: UnseenTrack,
  { frame, exits, before }: { frame: Frame; exits: readonly Polygon[]; before: Search },
): boolean {
  if (boxesOf(before).length > 0) return true;
  if (boxHeight(lastBox) < minHeightShare * frame.height) return false;
  const edge = nearestEdge(lastBox, frame);
  return edge !== 'left' && edge !== 'right' && !exits.some((exit) => isAtExit(exit, lastBox));
}
