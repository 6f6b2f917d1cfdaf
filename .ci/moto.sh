#!/usr/bin/env bash
# A moto server, another emulation of AWS, in a Debian trixie chroot: a second opinion on our own.
#
#   .ci/moto.sh start   starts a fresh server on a free port of the loopback interface and prints its URL
#   .ci/moto.sh stop    stops it
#
# One server for each checkout; the chroot is installed once (about two minutes) and shared. Needs root and Debian.
# TEST_MOTO_URL, when set, is printed instead and nothing is started.
set -euo pipefail

root=${SENTINEL_MOTO_ROOT:-/var/tmp/deepsentinel-moto}
checkout=$(cd "$(dirname "$0")/.." && pwd)
pid_file=$root/run/moto-$(cksum <<<"$checkout" | cut -d ' ' -f 1).pid
# Moto imports the last three only when a call needs them, and Debian does not make it depend on all of them.
packages=python3-moto,python3-flask,python3-flask-cors,python3-cffi-backend,python3-jsonpath-ng,python3-docker

inside=(chroot "$root" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test)

fail() {
  echo "moto.sh: $*" >&2
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
    url=$(mirror) || fail "no Debian mirror in this machine's apt sources; set TEST_MOTO_URL"
    command -v debootstrap >/dev/null || { apt-get update && apt-get install -y --no-install-recommends debootstrap; } >&2
    umount "$unfinished/proc" 2>/dev/null || true
    rm -rf --one-file-system "$unfinished"
    debootstrap --variant=minbase --include="$packages" trixie "$unfinished" "$url" >&2
    touch "$unfinished/.complete"
    mv "$unfinished" "$root"
  fi
  exec 9>&-
  "${inside[@]}" python3 -c 'import moto; print("moto", moto.__version__)' >&2 || fail "moto in $root does not run; remove $root"
}

# Waits for the server, and tells it to run jobs without containers.
configure() {
  "${inside[@]}" python3 - "$1" <<'PYTHON'
import sys, time, urllib.request
request = urllib.request.Request(
    sys.argv[1] + "/moto-api/config",
    data=b'{"batch": {"use_docker": false}}',
    headers={"Content-Type": "application/json"},
)
for attempt in range(100):
    try:
        urllib.request.urlopen(request)
        sys.exit(0)
    except OSError:
        time.sleep(0.2)
sys.exit("no answer")
PYTHON
}

start_server() {
  local port url
  port=$(node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
  url=http://127.0.0.1:$port
  "${inside[@]}" python3 -m moto.server -H 127.0.0.1 -p "$port" >"$root/run/moto.log" 2>&1 </dev/null &
  echo "$!" >"$pid_file"
  configure "$url" >&2 || { cat "$root/run/moto.log" >&2; fail "the server did not start"; }
  echo "$url"
}

# Only a process that runs in the chroot is the server.
stop() {
  [ -f "$pid_file" ] || return 0
  local pid
  pid=$(<"$pid_file")
  [ "$(readlink "/proc/$pid/root")" != "$root" ] || kill "$pid"
  rm -f "$pid_file"
}

start() {
  [ -z "${TEST_MOTO_URL:-}" ] || { echo "$TEST_MOTO_URL"; return; }
  [ "$(id -u)" = 0 ] || fail "needs root, or a server named by TEST_MOTO_URL"
  [ -f /etc/debian_version ] || fail "needs Debian, or a server named by TEST_MOTO_URL"
  install_server
  stop
  start_server
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *) fail "usage: .ci/moto.sh start|stop" ;;
esac
