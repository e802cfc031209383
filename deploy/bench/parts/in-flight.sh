# A thousand requests open at once before an EHR that takes 200 ms.
start_ehr 200
start_issuer
start_proxies "$ehr"
start_gateway "$ehr"
for round in 0 $(seq "$rounds"); do # round 0 warms up
  for through in nginx undertow gateway; do
    say "round $round: 1,000 in flight, $through"
    wrk -t1 -c1000 -d"${seconds}s" --timeout 30s --latency -H "Authorization: Bearer $(token dr-pcp)" "http://127.0.0.1:$(port_of "$through")/fhir/Patient/P1" >"$work/wrk"
    [ "$round" = 0 ] || echo "$through $(figures)" >>"$work/results"
  done
done
echo "| 1,000 in flight, EHR of 200 ms | requests/s | p50 | p99 | failed | beside nginx: requests/s | p99 |"
echo "|---|---:|---:|---:|---:|---:|---:|"
read -r _ base _ base99 _ <<<"$(middle "$work/results" nginx 2)"
for through in nginx undertow gateway; do
  read -r _ rate p50 p99 bad _ <<<"$(middle "$work/results" "$through" 2)"
  awk -v through="$through" -v rate="$rate" -v p50="$p50" -v p99="$p99" -v bad="$bad" -v base="$base" -v base99="$base99" \
    'BEGIN { printf "| %s | %.0f | %.0f ms | %.0f ms | %d | %.2f | %.2f |\n", through, rate, p50, p99, bad, base ? rate / base : 0, base99 ? p99 / base99 : 0 }'
done
echo
echo "Patient of 2 KB, closed loop, median of $rounds rounds of $seconds s."
versions
