#!/usr/bin/env bash
# A private Docker engine in a folder, for a machine that has Docker's packages but no engine running. Root only.
#   engine.sh up DIR     then: export DOCKER_HOST=unix://DIR/docker.sock
#   engine.sh down DIR   stops it and takes its bridge and firewall rules away again; the images stay in DIR
set -euo pipefail
ACTION=$1 ROOT=$2

up() {
  mkdir -p "$ROOT"
  # Address ranges that a machine's own networks seldom use.
  setsid dockerd --data-root "$ROOT/data" --exec-root "$ROOT/exec" -H "unix://$ROOT/docker.sock" --pidfile "$ROOT/docker.pid" \
    --bip 172.31.250.1/24 --default-address-pool base=172.31.240.0/21,size=26 >"$ROOT/dockerd.log" 2>&1 </dev/null &
  local engine=$!
  for _ in $(seq 150); do
    DOCKER_HOST="unix://$ROOT/docker.sock" docker info >/dev/null 2>&1 && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.2
  done
  echo "The Docker engine does not start. Its log:"
  cat "$ROOT/dockerd.log"
  return 1
}

down() {
  if [ -f "$ROOT/docker.pid" ]; then
    local pid
    pid=$(cat "$ROOT/docker.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 150); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  fi
  ip link del docker0 2>/dev/null || true
  iptables -P FORWARD ACCEPT # the engine had set it to DROP
  local table chain rule
  for table in filter nat; do
    iptables -t $table -S | { grep -E '^-A.*(DOCKER|docker0|172\.31\.2[45])' || true; } | sed 's/^-A/-D/' |
      while read -r rule; do eval "iptables -t $table $rule"; done
    for chain in DOCKER-USER DOCKER-ISOLATION-STAGE-1 DOCKER-ISOLATION-STAGE-2 DOCKER; do
      iptables -t $table -F $chain 2>/dev/null && iptables -t $table -X $chain 2>/dev/null || true
    done
  done
}

"$ACTION"
