#!/usr/bin/env bash
# A PostgreSQL 17 with pgvector for the tests that need a real server, in a Debian trixie chroot: this machine's own
# release may be older, and there may be no container engine.
#
#   .ci/postgres.sh start   starts a fresh server on a free port of the loopback interface and prints its URL
#   .ci/postgres.sh stop    stops it and removes its data
#
# One server for each checkout; the chroot is installed once (about a minute) and shared. Needs root and Debian.
# TEST_DATABASE_URL, when set, is printed instead and nothing is started.
set -euo pipefail

root=${SENTINEL_POSTGRES_ROOT:-/var/tmp/deepsentinel-postgres-17}
checkout=$(cd "$(dirname "$0")/.." && pwd)
# Inside the chroot.
server=/srv/pg/$(cksum <<<"$checkout" | cut -d ' ' -f 1)

inside() {
  chroot --userspec=postgres:postgres "$root" env -i PATH=/usr/lib/postgresql/17/bin:/usr/bin:/bin LC_ALL=C.UTF-8 HOME="$server" "$@"
}

fail() {
  echo "postgres.sh: $*" >&2
  exit 1
}

# The mirror that this machine's own apt uses.
mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' '
}

# Another checkout may be installing at the same time; what an interrupted installation left is removed.
install_server() {
  exec 9>"$root.lock"
  flock 9
  if [ ! -f "$root/.complete" ]; then
    [ ! -e "$root" ] || fail "$root is no complete chroot of this script; remove it"
    local unfinished=$root.unfinished url
    url=$(mirror) || fail "no Debian mirror in this machine's apt sources; set TEST_DATABASE_URL"
    command -v debootstrap >/dev/null || { apt-get update && apt-get install -y --no-install-recommends debootstrap; } >&2
    umount "$unfinished/proc" 2>/dev/null || true
    rm -rf --one-file-system "$unfinished"
    debootstrap --variant=minbase --include=postgresql-17,postgresql-17-pgvector trixie "$unfinished" "$url" >&2
    touch "$unfinished/.complete"
    mv "$unfinished" "$root"
  fi
  exec 9>&-
  inside postgres --version >&2 || fail "the server in $root does not run; remove $root"
}

start_server() {
  local port
  port=$(node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
  chroot "$root" install -d -o postgres -g postgres "$server"
  inside initdb -D "$server/data" -U app --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >&2
  cat >>"$root$server/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$server'
dynamic_shared_memory_type = mmap
fsync = off
CONF
  inside pg_ctl -D "$server/data" -l "$server/log" -w start >&2 || { cat "$root$server/log" >&2; fail "the server did not start"; }
  echo "postgres://app@127.0.0.1:$port/postgres"
}

stop() {
  [ -d "$root$server" ] || return 0
  [ "$(id -u)" = 0 ] || fail "stopping the server needs root"
  [ ! -f "$root$server/data/postmaster.pid" ] || inside pg_ctl -D "$server/data" -m immediate stop >&2 || true
  rm -rf "${root:?}$server"
}

start() {
  [ -z "${TEST_DATABASE_URL:-}" ] || { echo "$TEST_DATABASE_URL"; return; }
  [ "$(id -u)" = 0 ] || fail "needs root, or a server named by TEST_DATABASE_URL"
  [ -f /etc/debian_version ] || fail "needs Debian, or a server named by TEST_DATABASE_URL"
  install_server
  stop
  start_server
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *) fail "usage: .ci/postgres.sh start|stop" ;;
esac
