#!/usr/bin/env bash
# Writes server.properties from the variables, formats the storage once and becomes Kafka.
set -euo pipefail
file=/tmp/server.properties
{
  [ -n "${KAFKA_LOG_DIRS:-}" ] || echo log.dirs=/var/lib/kafka/data
  while IFS='=' read -r name value; do
    key=${name#KAFKA_}
    if [ "$key" != "$name" ] && [ "$key" != HEAP_OPTS ]; then echo "$(tr 'A-Z_' 'a-z.' <<<"$key")=$value"; fi
  done < <(env)
} >"$file"
java -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$file"
exec java ${KAFKA_HEAP_OPTS:--Xmx512m} -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' kafka.Kafka "$file"
