/** One thing that a request to the local cloud would need to be allowed to do in an account. */
export interface AwsCall {
  /** Access key that signed the request: who called. */
  readonly principal: string;
  /** As IAM names it, e.g. `s3:GetObject`. Not always the name of the operation. */
  readonly action: string;
  /** ARN; `*` for an action that IAM does not restrict to a resource. */
  readonly resource: string;
  /** What the request says that IAM has condition keys for, by key: `s3:prefix`, `aws:RequestTag/tier`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A call before it is known who makes it. */
export type NeededPermission = Omit<AwsCall, 'principal'>;

/** Is told of each call when its request has been answered; a request may need several permissions. */
export type CallListener = (call: AwsCall) => void;
