# From the command to the first ready answer, and what is resident when nothing is asked.
start_ehr 0
start_issuer
"$root/deploy/run" --version >/dev/null 2>&1 || true # makes the archive, where there is none yet
# begin NAME COMMAND... : one line `seconds CPU MB`
begin() {
  local begun ready
  rm -rf "$work/data"
  gateway_settings "$ehr" "$work/data"
  begun=$(date +%s%N)
  "$@" --config "$work/gateway.yaml" >"$work/gateway.log" 2>&1 & pids[gateway]=$!
  for _ in $(seq 3000); do
    curl -sf -o /dev/null "http://127.0.0.1:$management/observe/health/ready" && break
    kill -0 "${pids[gateway]}" 2>/dev/null || { tail -n 20 "$work/gateway.log" >&2; fail "the gateway has ended"; }
    sleep 0.02
  done
  ready=$(date +%s%N)
  local spent
  spent=$(cpu "${pids[gateway]}")
  sleep 5
  awk -v ns=$((ready - begun)) -v cpu="$spent" -v mb="$(memory "${pids[gateway]}" VmRSS)" 'BEGIN { printf "%.2f %.2f %d\n", ns / 1e9, cpu / 1e6, mb }' >"$work/begun"
  stop gateway
}
for round in $(seq "$rounds"); do
  say "round $round"
  begin "$root/deploy/run" && echo "run $(cat "$work/begun")" >>"$work/results"
  begin java -jar "$root/gateway/server/target/gateway.jar" && echo "jar $(cat "$work/begun")" >>"$work/results"
done
echo "| start | ready after | CPU until then | resident, idle for 5 s |"
echo "|---|---:|---:|---:|"
for how in run jar; do
  read -r _ took spent resident <<<"$(middle "$work/results" $how 2)"
  case $how in run) name='`deploy/run`, with its archive' ;; jar) name='`java -jar`' ;; esac
  echo "| $name | $took s | $spent s | $resident MB |"
done
echo
echo "Empty data.dir; median of $rounds starts."
versions
