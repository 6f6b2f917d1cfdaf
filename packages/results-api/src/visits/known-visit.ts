import type { OpenDatabase } from '@deepsentinel/db-schema';
import { HTTPException } from 'hono/http-exception';
import { findClipOfVisit } from './find-clip.ts';
import type { SavedVisit } from './open-visit.ts';

/**
 * Finds a visit by its id.
 *
 * @throws {HTTPException} there is no such visit
 */
export async function knownVisit(db: OpenDatabase['db'], visitId: string): Promise<SavedVisit> {
  const found = await findClipOfVisit(db, visitId);
  if (!found) throw new HTTPException(404, { message: `there is no visit ${visitId}` });
  return found.visit;
}
