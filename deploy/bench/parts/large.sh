# Searchsets of 55 MB through a heap of 256 MB.
start_ehr 0
start_issuer
start_gateway "$ehr" -Xmx256m
bearer=$(token dr-pcp)
long='DocumentReference?patient=long'
entries() { grep -o '"resourceType":"DocumentReference"' "$1" | wc -l; }
curl -sf "http://127.0.0.1:$ehr/fhir/$long" -o "$work/whole"
notes=$(grep -o '"code":"PSYTHPN"' "$work/whole" | wc -l)
wanted=$(($(entries "$work/whole") - notes))
# take N : so many at once; one line `seconds failed`
take() {
  local i begun failed=0 clients=()
  begun=$(date +%s%N)
  for i in $(seq "$1"); do
    curl -sf --max-time 600 -H "Authorization: Bearer $bearer" "http://127.0.0.1:$gateway/fhir/$long" -o "$work/long-$i" & clients+=($!)
  done
  for i in "${!clients[@]}"; do
    wait "${clients[$i]}" || true
    [ "$(entries "$work/long-$((i + 1))")" = "$wanted" ] && [ "$(tail -c 1 "$work/long-$((i + 1))")" = "}" ] || failed=$((failed + 1))
  done
  awk -v ns=$(($(date +%s%N) - begun)) -v failed="$failed" 'BEGIN { printf "%.1f %d\n", ns / 1e9, failed }'
}
size=$(($(stat -c %s "$work/whole") / 1000000))
echo "| $size MB, $wanted entries shown and $notes notes hidden, -Xmx256m | all after | failed | resident at most |"
echo "|---|---:|---:|---:|"
for count in 1 8; do
  say "$count at once"
  read -r took failed <<<"$(take "$count")"
  echo "| $count at once | $took s | $failed | $(memory "${pids[gateway]}" VmHWM) MB |"
done
versions
