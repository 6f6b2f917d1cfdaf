/** The environment of the process lacks something or is wrong; every process started the same way fails. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}
