/** The database cannot be opened or reached. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
}

/** Another process has the embedded database open. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseBusyError';
}

/** The run is no longer this process's: another process took its lease, or it has ended. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Another process holds the lease of a run and is alive. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError';
}

/** Says in one line which database cannot be opened and why. */
export function unavailable(name: string, cause: unknown): DatabaseUnavailableError {
  const reason = cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause);
  return new DatabaseUnavailableError(`${name}: cannot open the database (${reason})`, { cause });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}

/** Whether the server refused something to the role of the connection. */
export function isDenied(error: unknown): boolean {
  return (error as { code?: unknown }).code === '42501';
}

/** Reason why a request can never be claimed. */
export type ClaimErrorCode = 'video-id-taken' | 'unknown-store' | 'unknown-camera';

/** A request contradicts what is saved; asking again does not help. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError';
  readonly code: ClaimErrorCode;

  constructor(code: ClaimErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Two stores name the same camera. */
export class CameraTakenError extends Error {
  override readonly name = 'CameraTakenError';
}

/** A client sent something that is not PostgreSQL's protocol, or a part of it that is not served. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}
