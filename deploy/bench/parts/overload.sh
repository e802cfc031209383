# Five times as many requests as the gateway can answer, at fixed arrival times.
start_ehr 0
start_issuer
start_gateway "$ehr"
answer='Procedure?patient=P3&_count=100' # dear enough that the generator can ask five times as often as the gateway answers
for round in 0 $(seq "$rounds"); do # round 0 warms up
  wrk -t1 -c"$connections" -d"${seconds}s" --timeout 30s --latency -H "Authorization: Bearer $(token dr-pcp)" "http://127.0.0.1:$gateway/fhir/$answer" >"$work/wrk"
  read -r peak _ <<<"$(figures)"
  say "round $round: at most $peak/s"
  [ "$round" != 0 ] || continue
  [ "$peak" -gt 0 ] || fail "the gateway answers nothing"
  echo "gateway $peak $(load gateway "$answer" dr-pcp 200 $((peak * 5)))" >>"$work/results"
done
read -r _ peak goodput p50 _ p99 refused refused50 refused99 failed late <<<"$(middle "$work/results" gateway 3)"
echo "| overload five times | figure |"
echo "|---|---:|"
echo "| most answers/s, closed loop, $connections connections | $peak |"
echo "| asked/s, due at fixed times | $((peak * 5)) |"
awk -v goodput="$goodput" -v peak="$peak" 'BEGIN { printf "| answered 200/s | %.0f (%.0f %% of the most) |\n", goodput, 100 * goodput / peak }'
echo "| their latency from when they were due, p50 and p99 | $p50 ms, $p99 ms |"
echo "| refused, 503 with Retry-After | $refused |"
if [ "$refused" = 0 ]; then
  echo "| their latency, p50 and p99 | none was refused |"
else
  echo "| their latency, p50 and p99 | $refused50 ms, $refused99 ms |"
fi
echo "| any other answer, or none within 30 s of the end | $failed |"
echo "| the generator itself was late, p99 | $late ms |"
echo
echo "Search of 100 Procedures; median of $rounds rounds of $seconds s by answers/s, after as long at the same rate."
versions
