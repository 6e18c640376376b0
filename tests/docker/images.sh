#!/usr/bin/env bash
# Stand-ins for the public images that docker-compose.yml and the Dockerfile name, for an engine that cannot pull:
#   DOCKER_HOST=unix://... images.sh ELASTICSEARCH_FOLDER PYTHON_3_12_PREFIX JDK_21_OR_NEWER
# They are made of Debian's packages and of the three folders, and tagged as the public ones, so that the project's own
# files are tested as they are. They are not the public images: sizes and patch versions differ.
set -euo pipefail
ELASTICSEARCH=$1 PYTHON=$2 JDK=$3
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export DOCKER_BUILDKIT=0 # the classic builder needs no plugin

missing() { ! docker image inspect "$1" >/dev/null 2>&1; }
build() { # TAG FOLDER: build images/FOLDER with what was laid into $WORK/FOLDER
  cp -r "$HERE/images/$2/." "$WORK/$2/"
  docker build --quiet --tag "$1" "$WORK/$2" 2>&1 | grep -vE '^$|DEPRECATED|BuildKit|environment-variable' || true
  docker image inspect "$1" >/dev/null
  rm -rf "${WORK:?}/$2"
}

if missing debian:bookworm-slim; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$WORK/debian" >"$WORK/debootstrap.log" || { cat "$WORK/debootstrap.log"; exit 1; }
  rm -rf "$WORK"/debian/var/cache/apt/archives/*.deb "$WORK"/debian/var/lib/apt/lists/*
  # The containers trust what this machine trusts, or pip could not install through a proxy of its network.
  CERTIFICATES=/etc/ssl/certs/ca-certificates.crt
  cp -L "$CERTIFICATES" "$WORK/debian$CERTIFICATES"
  printf '[global]\ncert = %s\ndisable-pip-version-check = true\n' "$CERTIFICATES" >"$WORK/debian/etc/pip.conf"
  tar -C "$WORK/debian" --numeric-owner -c . | docker import --change 'CMD ["bash"]' --change 'ENV LANG=C.UTF-8' \
    --change "ENV SSL_CERT_FILE=$CERTIFICATES" --change "ENV REQUESTS_CA_BUNDLE=$CERTIFICATES" - debian:bookworm-slim
  rm -rf "$WORK/debian"
fi

if missing python:3.12-slim; then
  mkdir -p "$WORK/python/python/bin"
  tar -C "$PYTHON" --exclude='bin/*' --exclude='lib/libpython3.12.a' --exclude='lib/python3.12/config-*' --exclude='__pycache__' \
    --exclude='lib/python3.12/test' --exclude='lib/python3.12/site-packages/*' -c . | tar -x -C "$WORK/python/python"
  cp "$PYTHON/bin/python3.12" "$WORK/python/python/bin/"
  build python:3.12-slim python
fi

if missing redis:7.4-alpine; then
  mkdir "$WORK/redis"
  build redis:7.4-alpine redis
fi

if missing docker.elastic.co/elasticsearch/elasticsearch:9.4.3; then
  mkdir -p "$WORK/elasticsearch/jdk"
  cp -a "$ELASTICSEARCH" "$WORK/elasticsearch/elasticsearch"
  tar -C "$JDK" --exclude=lib/src.zip --exclude=lib/ct.sym --exclude=man --exclude=jmods -c . | tar -x -C "$WORK/elasticsearch/jdk"
  build docker.elastic.co/elasticsearch/elasticsearch:9.4.3 elasticsearch
fi
docker images
