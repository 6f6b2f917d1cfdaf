const boundary = '==DEEPSENTINEL==';

/**
 * Makes the user data that configures the ECS agent at an instance's first start. Batch merges it with its own, which
 * works with MIME multi-part only; anything else makes the compute environment INVALID.
 *
 * - Jobs have two minutes between SIGTERM and SIGKILL, as long as Spot's notice.
 * - On that notice the agent stops the containers, before the host is reclaimed.
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
