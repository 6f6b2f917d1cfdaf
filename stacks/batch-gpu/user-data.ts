const boundary = '==DEEPSENTINEL==';

/**
 * What an instance does at its first start, before the ECS agent: the agent's settings. Batch merges it with its own, which
 * works with MIME multi-part only; anything else makes the compute environment INVALID.
 *
 * - From SIGTERM to SIGKILL jobs have two minutes, as long as Spot's notice.
 * - On that notice the agent stops the containers, instead of the host pulling the plug on them.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/launch-templates.html
 */
export function agentUserData(): string {
  const settings = ['ECS_CONTAINER_STOP_TIMEOUT=2m', 'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true'];
  const lines = [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/cloud-config; charset="us-ascii"',
    '',
    'bootcmd:',
    ...settings.map((setting) => ` - echo ${setting} >> /etc/ecs/ecs.config`),
    '',
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\n')).toString('base64');
}
