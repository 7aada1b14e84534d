#!/usr/bin/env bash
# tests/services.sh up|env|down: a private PostgreSQL and Redis for the tests, on free ports.
#   up     install what is missing (apt) and start both; does nothing where they already run
#   env    print the lines to export:  eval "$(tests/services.sh env)"
#   down   stop both and remove their data
#   install PACKAGE...  only install Debian packages that are missing
# SERVICES_DIR says where they live (default: one place per user, for a developer's long session).
set -euo pipefail
# Not under $HOME: the user postgres may not enter /root.
DIR="${SERVICES_DIR:-/var/tmp/syncportal-services-$(id -u)}"

say() { printf '[services] %s\n' "$*" >&2; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
random_hex() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }
is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port=$((20000 + RANDOM % 12000))
  while is_open "$port"; do port=$((port + 1)); done
  echo "$port"
}

as_admin() {
  if is_root; then "$@"; else sudo -n "$@"; fi
}

# apt_install PACKAGE...: those that are missing, or one sentence.
apt_install() {
  local missing=() package log
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || stop "The tests need ${missing[*]}, and there is no apt-get here to install them."
  is_root || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; } ||
    stop "The tests need ${missing[*]}: install them, or run ./test as root or with sudo that asks no password."
  say "apt-get install ${missing[*]}"
  log=$(mktemp)
  # RUNLEVEL=1 keeps the packages from starting their own servers: ours are private.
  local apt=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -y -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0)
  as_admin "${apt[@]}" install --no-install-recommends "${missing[@]}" >"$log" 2>&1 || {
    as_admin "${apt[@]}" update >>"$log" 2>&1 || true # the lists may be empty or old
    as_admin "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 ||
      stop "apt-get could not install ${missing[*]}: $(grep '^E:' "$log" | tail -1) - all of it is in $log"
  }
  rm -f "$log"
}

pg_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

# PostgreSQL refuses to run as root: then it runs as the user its package made.
as_postgres() {
  if is_root; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

postgres_up() {
  local programs port password
  programs=$(pg_programs)
  [ -n "$programs" ] || stop "PostgreSQL is installed, but not under /usr/lib/postgresql."
  port=$(free_port)
  password=$(random_hex)
  mkdir -p "$DIR/pg"
  (umask 077 && printf '%s' "$password" >"$DIR/password")
  if is_root; then chown -R postgres: "$DIR/pg" "$DIR/password"; fi
  as_postgres "$programs/initdb" -D "$DIR/pg" -U portal -A scram-sha-256 --pwfile="$DIR/password" \
    -E UTF8 --locale=C.UTF-8 --no-sync >"$DIR/initdb.log" 2>&1 || stop "initdb failed: $(tail -1 "$DIR/initdb.log")"
  rm -f "$DIR/password"
  # Data of tests may be lost in a power cut.
  cat >>"$DIR/pg/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
CONF
  as_postgres "$programs/pg_ctl" -D "$DIR/pg" -w -t 60 -l "$DIR/pg/server.log" start >/dev/null ||
    stop "PostgreSQL did not start: $(tail -1 "$DIR/pg/server.log")"
  echo "export DATABASE_URL=postgresql://portal:$password@127.0.0.1:$port/postgres" >>"$DIR/env.new"
}

redis_answers() {
  local answer=""
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&3
  IFS= read -r -t 2 answer <&3 || true
  exec 3>&- 3<&-
  [ "${answer%$'\r'}" = "+PONG" ]
}

redis_up() {
  local port
  port=$(free_port)
  mkdir -p "$DIR/redis"
  redis-server --port "$port" --bind 127.0.0.1 --dir "$DIR/redis" --save '' --appendonly no \
    --maxmemory-policy noeviction --daemonize yes --pidfile "$DIR/redis/pid" --logfile "$DIR/redis/log" >/dev/null
  for _ in $(seq 200); do
    redis_answers "$port" && break
    sleep .05
  done
  redis_answers "$port" || stop "Redis did not start: $(tail -1 "$DIR/redis/log")"
  echo "export REDIS_URL=redis://127.0.0.1:$port/0" >>"$DIR/env.new"
}

is_up() {
  [ -f "$DIR/env" ] || return 1
  local url
  for url in $(sed 's/.*=//' "$DIR/env"); do
    url=${url##*:}
    is_open "${url%%/*}" || return 1
  done
}

up() {
  is_up && return 0
  local missing=()
  [ -n "$(pg_programs)" ] || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
  [ ! -d "$DIR" ] || down
  mkdir -p "$DIR"
  chmod 711 "$DIR"
  (umask 077 && : >"$DIR/env.new")
  postgres_up
  redis_up
  mv "$DIR/env.new" "$DIR/env"
}

down() {
  local pid
  if [ -f "$DIR/pg/postmaster.pid" ]; then
    as_postgres "$(pg_programs)/pg_ctl" -D "$DIR/pg" -m immediate -w stop >/dev/null 2>&1 || true
  fi
  pid=$(cat "$DIR/redis/pid" 2>/dev/null || true)
  if [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = redis-server ]; then kill "$pid"; fi
  rm -rf "$DIR"
}

case "${1:-}" in
  up) up ;;
  env) cat "$DIR/env" 2>/dev/null || stop "Nothing is up: start it with tests/services.sh up" ;;
  down) down ;;
  install) shift && apt_install "$@" ;;
  *) sed -n '2,7p' "$0" && exit 2 ;;
esac
