# What the parts of `run` share: where things are, how they are started and measured. Sourced, never run.

root=$(cd "$here/../.." && pwd)
upstream=18700 undertow=18705 proxy=18701 gateway=18702 management=18703 issuer=18704 ehr=18706
work=$(mktemp -d)
chmod 755 "$work"
declare -A pids
say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# stop NAME : only what was started here; waits until it has ended
stop() {
  [ -n "${pids[$1]:-}" ] || return 0
  kill "${pids[$1]}" 2>/dev/null || true
  wait "${pids[$1]}" 2>/dev/null || true
  unset "pids[$1]"
}
finish() {
  local name
  for name in "${!pids[@]}"; do stop "$name"; done
  rm -rf "$work"
}
trap finish EXIT

if ! command -v nginx >/dev/null || ! command -v wrk >/dev/null; then
  say "installing nginx and wrk"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light wrk; } >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log" >&2; exit 1; }
fi
for needed in gateway/server/target/gateway.jar deploy/sandbox/target/sandbox.jar deploy/sandbox/target/classpath; do
  [ -f "$root/$needed" ] || fail "$needed is missing: build with \`mvn -DskipTests package\`"
done
lib=$root/gateway/server/target/lib
# Undertow and what it needs, and no logger that would write every exchange
undertow_classes=$(printf '%s:' "$lib"/undertow-core-*.jar "$lib"/xnio-*.jar "$lib"/jboss-*.jar "$lib"/wildfly-*.jar "$lib"/smallrye-*.jar)
sandbox_classes=$root/deploy/sandbox/target/sandbox.jar:$(cat "$root/deploy/sandbox/target/classpath")

# until_ready NAME COMMAND... : waits until the command succeeds; ends the run when the process has died
until_ready() {
  local name=$1
  shift
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "${pids[$name]}" 2>/dev/null || { tail -n 20 "$work/$name.log" >&2; fail "$name has ended"; }
    sleep 0.1
  done
  tail -n 20 "$work/$name.log" >&2
  fail "$name is not ready"
}

# start_ehr DELAY [PORT OF ITS LINKS] : Ehr.java, which answers after so many milliseconds
start_ehr() {
  java -Xmx1g -cp "$sandbox_classes" "$here/Ehr.java" "$ehr" "http://127.0.0.1:${2:-$ehr}/fhir" "$1" >"$work/ehr.log" 2>&1 &
  pids[ehr]=$!
  until_ready ehr curl -sf "http://127.0.0.1:$ehr/fhir/metadata"
}

# start_proxies UPSTREAM : nginx and Undertow as plain reverse proxies of that port
start_proxies() {
  sed "s#@work@#$work#; s#@port@#$proxy#; s#@upstream@#$1#" "$here/nginx.conf" >"$work/proxy.conf"
  nginx -c "$work/proxy.conf" >"$work/nginx.log" 2>&1 & pids[nginx]=$!
  java -Xmx256m -cp "$undertow_classes" "$here/UndertowProxy.java" "$undertow" "http://127.0.0.1:$1" >"$work/undertow.log" 2>&1 & pids[undertow]=$!
  until_ready nginx curl -sf "http://127.0.0.1:$proxy/fhir/metadata"
  until_ready undertow curl -sf "http://127.0.0.1:$undertow/fhir/metadata"
}

start_issuer() {
  "$root/deploy/sandbox/program" issuer --port "$issuer" --audience "http://127.0.0.1:$gateway/fhir" >"$work/issuer.log" 2>&1 & pids[issuer]=$!
  until_ready issuer curl -sf "http://127.0.0.1:$issuer/jwks"
}

gateway_settings() { # $1: the upstream's port, $2: data.dir
  cat >"$work/gateway.yaml" <<EOF
http.port: $gateway
management.port: $management
upstream.url: http://127.0.0.1:$1/fhir
issuer.url: http://127.0.0.1:$issuer
audience: http://127.0.0.1:$gateway/fhir
organization: Organization/org-a
upstream.budget.calls-per-minute: 100000000
data.dir: $2
EOF
}
# start_gateway UPSTREAM [JAVA OPTIONS] [DATA] : every check on; its trail is in DATA, default on the disk of the temporary folder
start_gateway() {
  gateway_settings "$1" "${3:-$work/data}"
  RUN_JAVA_OPTIONS=${2:--Xmx512m} "$root/deploy/run" --config "$work/gateway.yaml" >"$work/gateway.log" 2>&1 & pids[gateway]=$!
  until_ready gateway curl -sf "http://127.0.0.1:$management/observe/health/ready"
}

token() { curl -sf "http://127.0.0.1:$issuer/token?user=$1&purpose=TREAT"; }
port_of() { case $1 in direct) echo "$ehr" ;; nginx) echo "$proxy" ;; *) echo "${!1}" ;; esac; }

# CPU of a process and its children, in microseconds; nginx works in a child of its master
cpu() {
  local pid total=0 fields
  for pid in "$1" $(pgrep -P "$1" || true); do
    read -r -a fields <<<"$(sed 's/.*) //' "/proc/$pid/stat")"
    total=$((total + fields[11] + fields[12]))
  done
  echo $((total * 1000000 / $(getconf CLK_TCK)))
}

# figures : of the last run of wrk one line `requests/s p50 p99 failed requests`, times in milliseconds
figures() {
  awk '
    function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text ~ /m$/ ? text * 60000 : text * 1000 }
    /Requests\/sec/ { rate = $2 } $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } / requests in / { n = $1 }
    /Non-2xx/ { bad = $NF } /Socket errors/ { gsub(/,/, ""); for (i = 4; i <= NF; i += 2) bad += $i }
    END { printf "%.0f %.2f %.2f %d %d\n", rate, p50, p99, bad, n }' "$work/wrk"
}

# memory PID FIELD : what the system says of a process (VmRSS: now, VmHWM: the most so far), in MB
memory() { awk -v field="$2:" '$1 == field { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

# load TARGET PATH USER STATUS RATE : one line of Load.java
load() {
  java -Xmx512m -cp "$undertow_classes" "$here/Load.java" "http://127.0.0.1:$(port_of "$1")/fhir/$2" "$(token "$3")" "$4" "$5" "$seconds" "$seconds" 2>"$work/load.log" ||
    { cat "$work/load.log" >&2; exit 1; }
}

# middle FILE KEYS COLUMN : of the lines that begin with the keys the one in the middle by that column
middle() { grep "^$2 " "$1" | sort -n -k"$3" | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

fsync() { java "$here/Fsync.java" "$work"; }

# what was measured, with what, on what
versions() {
  local java_version nginx_version
  java_version=$(java -version 2>&1 | head -n 1 | cut -d'"' -f2)
  nginx_version=$(nginx -v 2>&1 | sed 's#.*/##')
  echo
  echo "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown) on $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), Linux $(uname -r))" \
    "that client, proxy and upstream share; Java $java_version, nginx $nginx_version, $(basename "$lib"/undertow-core-*.jar .jar); load average before: $load_before; $(date -u +%F)."
}
load_before=$(cut -d' ' -f1-3 /proc/loadavg)
