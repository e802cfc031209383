# What `start`, `token` and `diff` share: where things are, how they are started and ended. Sourced, never run.

SANDBOX=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$SANDBOX/../.." && pwd)
RUN=${SANDBOX_RUN:-$SANDBOX/run}

GATEWAY_PORT=${SANDBOX_GATEWAY_PORT:-8080}
MANAGEMENT_PORT=${SANDBOX_MANAGEMENT_PORT:-9876}
EHR_PORT=${SANDBOX_EHR_PORT:-8090}
ISSUER_PORT=${SANDBOX_ISSUER_PORT:-8091}
APP_PORT=${SANDBOX_APP_PORT:-8092}
KEYCLOAK_PORT=${SANDBOX_KEYCLOAK_PORT:-8180}
KEYCLOAK_MANAGEMENT_PORT=${SANDBOX_KEYCLOAK_MANAGEMENT_PORT:-8190}
KEYCLOAK_VERSION=26.7.3

GATEWAY=http://127.0.0.1:$GATEWAY_PORT/fhir
MANAGEMENT=http://127.0.0.1:$MANAGEMENT_PORT
EHR=http://127.0.0.1:$EHR_PORT/fhir
ISSUER=http://127.0.0.1:$ISSUER_PORT
APP=http://127.0.0.1:$APP_PORT
# another site than the realm's: cookies are as strict as they are between two hosts
PAGES=http://localhost:$GATEWAY_PORT
REALM=http://127.0.0.1:$KEYCLOAK_PORT/realms/gateway

GATEWAY_JAR=$ROOT/gateway/server/target/gateway.jar
SANDBOX_JAR=$SANDBOX/target/sandbox.jar
CLASSPATH_FILE=$SANDBOX/target/classpath

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# the sandbox's own programs: fhir, issuer, app, scan, diff, walk, boot
sandbox() { java ${SANDBOX_JAVA_OPTIONS:-} -cp "$SANDBOX_JAR:$(cat "$CLASSPATH_FILE")" org.consentgateway.sandbox.SandboxMain "$@"; }

running() { [ -f "$RUN/$1.pid" ] && kill -0 "$(cat "$RUN/$1.pid")" 2>/dev/null; }

# launch NAME COMMAND... : in the background, in a process group of its own, output to run/NAME.log
launch() {
  local name=$1
  shift
  if command -v setsid >/dev/null; then
    setsid "$@" >"$RUN/$name.log" 2>&1 </dev/null &
  else
    set -m # where there is no setsid, as on macOS, job control makes the group
    "$@" >"$RUN/$name.log" 2>&1 </dev/null &
    set +m
  fi
  echo $! >"$RUN/$name.pid"
}

# await NAME URL SECONDS WHAT : until the URL answers; ends the script when the process has died
await() {
  local name=$1 url=$2 limit=$3 what=$4 begun=$SECONDS
  say "waiting for $what"
  until curl -sf -o "$RUN/answer" --max-time 5 "$url"; do
    running "$name" || { tail -n 20 "$RUN/$name.log" >&2; fail "$name has ended; its log is $RUN/$name.log"; }
    [ $((SECONDS - begun)) -lt "$limit" ] || { tail -n 20 "$RUN/$name.log" >&2; fail "$name did not answer within $limit s; its log is $RUN/$name.log"; }
    sleep 0.5
  done
  say "  ready after $((SECONDS - begun)) s"
}

# end NAME : asks, waits, insists; only the process that was started here
end() {
  local name=$1 pid
  [ -f "$RUN/$name.pid" ] || return 0
  pid=$(cat "$RUN/$name.pid")
  if kill -0 "$pid" 2>/dev/null; then
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 60); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.5
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$RUN/$name.pid"
}

end_all() {
  local name
  for name in archive app gateway keycloak issuer fhir; do end "$name"; done
}

# token USER[@CLIENT] [PURPOSE] : an access token of the issuer in use; Keycloak issues it to another client than `tour` on request
token() {
  local user=${1%@*} client=tour purpose=${2:-}
  [[ $1 != *@* ]] || client=${1#*@}
  if [ "$(cat "$RUN/issuer-in-use" 2>/dev/null)" = keycloak ]; then
    local wanted="openid user/*.cruds"
    case $user in pt1 | pt2 | par-1) wanted="openid launch/patient patient/*.cruds" ;; esac
    curl -sf "$REALM/protocol/openid-connect/token" -d grant_type=password -d "client_id=$client" \
      -d "username=$user" -d "password=$user" --data-urlencode "scope=$wanted${purpose:+ purpose:$purpose}" |
      sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
  else
    curl -sf -G "$ISSUER/token" -d "user=$user" ${purpose:+-d "purpose=$purpose"}
  fi
}
