#!/bin/bash
# What the public image's entry point does with the environment: dotted names become settings.
set -euo pipefail
settings=(-Ecluster.name=docker-cluster -Enetwork.host=0.0.0.0)
while IFS='=' read -r -d '' name value; do
  if [[ $name =~ ^[a-z0-9_]+\.[a-z0-9_.]+$ ]]; then settings+=("-E$name=$value"); fi
done < <(env -0)
export ES_HOME=$PWD ES_PATH_CONF=$PWD/config ES_TMPDIR=/tmp ES_DISTRIBUTION_TYPE=docker JAVA=$PWD/jdk/bin/java JAVA_TYPE=bundled
exec jdk/bin/java -Xms4m -Xmx64m -XX:+UseSerialGC -cp 'lib/tools/server-launcher/*' \
  org.elasticsearch.server.launcher.ServerLauncher "${settings[@]}"
