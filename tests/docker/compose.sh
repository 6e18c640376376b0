#!/usr/bin/env bash
# Docker Compose v2 as a plugin of the docker command, built from its Go module (some 4 minutes on two cores), for a
# machine without it. Does nothing where it is there. (`go install` refuses: Compose's go.mod has an exclude line.)
set -euo pipefail
docker compose version 2>/dev/null && exit
VERSION=v2.39.4
PLUGINS=$HOME/.docker/cli-plugins
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"
export CGO_ENABLED=0
go mod init composebuild
go get "github.com/docker/compose/v2/cmd@$VERSION"
mkdir -p "$PLUGINS"
go build -trimpath -tags fsnotify -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$VERSION" \
  -o "$PLUGINS/docker-compose" github.com/docker/compose/v2/cmd
docker compose version
