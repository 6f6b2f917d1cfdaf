/** A model file or its manifest is missing, unreadable or not as the manifest describes it. Retrying does not help. */
export class ModelPackError extends Error {
  override readonly name = 'ModelPackError';
}
