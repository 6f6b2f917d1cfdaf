/** A call to AWS that a role made. */
export interface RecordedCall {
  /** Action by IAM's name, e.g. `s3:GetObject`. */
  readonly action: string;
  /** ARN of the resource, or `*` for an action that IAM does not restrict to a resource. */
  readonly resource: string;
  /** Values of condition keys, by key: `s3:prefix`, `aws:RequestTag/tier`. */
  readonly parameters: Readonly<Record<string, string>>;
}
