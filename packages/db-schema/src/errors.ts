/** The database cannot be opened or reached. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
}

/** Another process has the embedded database open. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override readonly name = 'DatabaseBusyError';
}

/** The lease of a run is lost: another process took it, or the run has ended. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Another process holds the lease of a run and is alive. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError';
}

/** Makes an error that names the database and the reason in one line. */
export function unavailable(name: string, cause: unknown): DatabaseUnavailableError {
  const reason = cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause);
  return new DatabaseUnavailableError(`${name}: cannot open the database (${reason})`, { cause });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}

/** Whether the server denied the connection's role something (SQLSTATE 42501). */
export function isDenied(error: unknown): boolean {
  return (error as { code?: unknown }).code === '42501';
}

/** Reason for which a request can never be claimed. */
export type ClaimErrorCode = 'video-id-taken' | 'unknown-store' | 'unknown-camera';

/** A request contradicts the saved data; asking again does not help. */
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

/** Bytes of a client that are not PostgreSQL's protocol, or use a feature that is not served. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}
