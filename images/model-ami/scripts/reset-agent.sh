#!/usr/bin/env bash
# Removes what makes a machine this one: the registration of the ECS agent, without which every host of the image would be
# the same container instance, and identity, keys, history and logs.
#
#   reset-agent.sh ROOT
#
# ROOT is / on the machine itself. Services that write there must have been stopped.
set -euo pipefail
shopt -s nullglob dotglob

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
  echo 'usage: reset-agent.sh ROOT' >&2
  exit 1
fi
root=${1%/}

rm -rf "$root"/var/lib/ecs/data/* "$root"/var/log/ecs/*
rm -rf "$root"/var/lib/cloud/* "$root"/var/log/cloud-init*.log
rm -f "$root"/etc/ssh/ssh_host_*
for home in "$root"/root "$root"/home/*; do
  rm -f "$home/.ssh/authorized_keys" "$home/.bash_history"
done
# An empty file, unlike none, is filled with a new identity at the next start.
[ ! -e "$root/etc/machine-id" ] || : >"$root/etc/machine-id"
# Logs of Image Builder and of Systems Manager (/var/log/amazon) are still being written; Image Builder removes those.
rm -rf "$root"/var/log/journal/* "$root"/var/log/audit/* "$root"/var/log/dnf*.log "$root"/var/log/{messages,secure,cron,wtmp,btmp}
rm -rf "$root"/var/cache/dnf/*
[ ! -e "$root/var/lib/ecs/data/agent.db" ] || {
  echo "reset-agent: $root/var/lib/ecs/data/agent.db is still there; stop ecs first" >&2
  exit 1
}
