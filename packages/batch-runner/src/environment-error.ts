/** A variable of the process's environment is missing or wrong; every process that is started in the same way fails. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}
