import type { OpenDatabase } from '@deepsentinel/db-schema';
import type { VisitQuery } from '@deepsentinel/results-api';
import type { Command } from 'commander';
import { durationValue, momentValue } from '../option-values.ts';
import { checkStore, type StoreOptions } from '../store/store-options.ts';
import { findVideo } from './find-video.ts';

/** Options that name videos, and a stretch of time. */
export interface PlaceOptions extends StoreOptions {
  readonly video?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** Options that name visits by what they were like. */
export interface ConditionOptions {
  readonly zone?: string;
  readonly stayed?: number;
  readonly unpaid?: true;
}

/** Adds the options of videos and times. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--store <id>', 'only this store')
    .option('--camera <id>', 'only this camera of the store')
    .option('--from <moment>', 'from this time on, for instance 2026-05-01T14:03:00+02:00', momentValue)
    .option('--to <moment>', 'before this time', momentValue);
}

/** Adds the options of what visits were like. */
export function addConditionOptions(command: Command): Command {
  return command
    .option('--zone <name>', 'only visits with time in this zone')
    .option(
      '--stayed <duration>',
      'only visits of at least this time, in the zone if one is given',
      durationValue,
    )
    .option('--unpaid', 'only visits with reaches into shelves and no payment');
}

/**
 * Makes a filter of options.
 *
 * @throws {InputError} there is no such video, store or camera
 */
export async function filterOf(db: OpenDatabase['db'], { video, store, camera, from, to }: PlaceOptions) {
  await checkStore(db, { store, camera });
  const videoId = video === undefined ? undefined : await findVideo(db, video);
  return { videoId, storeId: store, cameraId: camera, from, to };
}

/** Makes conditions of options. */
export function conditionsOf({
  zone,
  stayed,
  unpaid,
}: ConditionOptions): Pick<VisitQuery, 'zone' | 'minStayMs' | 'unpaid'> {
  return { zone, minStayMs: stayed, unpaid };
}
