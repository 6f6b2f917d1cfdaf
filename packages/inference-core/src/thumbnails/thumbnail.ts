/** A picture of an event: the person marked, faces blurred unless the caller wanted otherwise. */
export interface Thumbnail {
  /** Named by an event of this chunk or a later one; a later picture of the same name takes its place. */
  readonly fileName: string;
  /** JPEG */
  readonly data: Uint8Array;
}
