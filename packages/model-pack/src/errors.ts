/** A model file or its manifest is missing, unreadable or not what the manifest promises. Retrying does not help. */
export class ModelPackError extends Error {
  override readonly name = 'ModelPackError';
}
