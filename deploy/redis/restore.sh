#!/bin/sh
# Puts the snapshot of a backup where Redis begins with it. What was there is set aside, not removed.
# usage: restore.sh BACKUP DATA      (docker-compose.yml, service restore-redis: Redis has to be stopped)
set -eu
backup=$1 data=$2 begins=$2/appendonlydir

[ -f "$backup/manifest.json" ] || { echo "$backup has no manifest.json: it is no backup, or one that was not finished." >&2; exit 3; }
[ -f "$backup/redis.rdb" ] || { echo "$backup has no redis.rdb (is it encrypted? Decrypt it first: quotewire decrypt)." >&2; exit 3; }
if command -v redis-cli >/dev/null && redis-cli -h "${REDIS_HOST:-redis}" ping 2>/dev/null | grep -q .; then
  echo "Redis runs: docker compose stop, then again." >&2
  exit 3
fi

rm -rf "$begins.new"
mkdir -m 700 "$begins.new"
cp "$backup/redis.rdb" "$begins.new/appendonly.aof.1.base.rdb"
echo "file appendonly.aof.1.base.rdb seq 1 type b" >"$begins.new/appendonly.aof.manifest"
[ "$(id -u)" != 0 ] || chown -R --reference="$data" "$begins.new" 2>/dev/null || chown -R redis:redis "$begins.new"
sync
if [ -e "$begins" ]; then
  aside=$data/before-restore-$(date -u +%Y%m%d-%H%M%S)
  mv "$begins" "$aside"
  echo "What was there is now in $aside; remove it when all is well."
fi
mv "$begins.new" "$begins"
echo "Restored. Start it with: docker compose up --wait"
