/** A permission that a request to the local cloud would need in an account, and the caller who would need it. */
export interface AwsCall {
  /** Access key that signed the request. */
  readonly principal: string;
  /** IAM action, e.g. `s3:GetObject`. Not always the name of the operation. */
  readonly action: string;
  /** ARN; `*` for an action that IAM does not restrict to a resource. */
  readonly resource: string;
  /** Values of the request by IAM condition key: `s3:prefix`, `aws:RequestTag/tier`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A permission that a request needs, whoever makes it. */
export type NeededPermission = Omit<AwsCall, 'principal'>;

/** Receives each call once its request has been answered; a request may need several permissions. */
export type CallListener = (call: AwsCall) => void;
