# Latency that a proxy adds before an EHR that takes 50 ms, at fixed arrival times.
start_ehr 50
start_issuer
start_proxies "$ehr"
start_gateway "$ehr"
read -r fsync50 fsync99 <<<"$(fsync)"
# a read that shows what is there; and one that hides, and so leaves on the grid (`timing.grid`)
answers="shown hidden"
for round in $(seq "$rounds"); do
  for rate in 100 500; do
    for through in direct nginx undertow gateway; do
      say "round $round: $rate/s, $through"
      echo "shown $rate $through $(load "$through" Patient/P1 dr-pcp 200 "$rate")" >>"$work/results"
    done
    say "round $round: $rate/s, gateway, on the grid"
    echo "hidden $rate gateway $(load gateway DocumentReference/N1 dr-pcp 404 "$rate")" >>"$work/results"
  done
done
echo "| answer, EHR of 50 ms | requests/s, due at fixed times | through | p50 | p99 | added p50 | added p99 | failed |"
echo "|---|---:|---|---:|---:|---:|---:|---:|"
for rate in 100 500; do
  read -r _ _ _ _ base50 _ base99 _ <<<"$(middle "$work/results" "shown $rate direct" 5)"
  for answer in $answers; do
    for through in direct nginx undertow gateway; do
      row=$(middle "$work/results" "$answer $rate $through" 5 || true)
      [ -n "$row" ] || continue
      read -r _ _ _ _ p50 _ p99 refused _ _ failed late <<<"$row"
      case $answer in shown) name="Patient, 2 KB" ;; hidden) name="hidden note, 404, on the grid" ;; esac
      awk -v name="$name" -v rate="$rate" -v through="$through" -v p50="$p50" -v p99="$p99" -v b50="$base50" -v b99="$base99" -v failed=$((failed + refused)) \
        'BEGIN { printf "| %s | %d | %s | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %d |\n", name, rate, through, p50, p99, p50 - b50, p99 - b99, failed }'
      say "$answer $rate $through: the generator was late by $late ms at p99"
    done
  done
done
echo
echo "fsync on the disk of the trail, in this run: p50 $fsync50 ms, p99 $fsync99 ms. Added: more than the EHR alone in the same round; a latency counts from when its request was due. Median of $rounds rounds of $seconds s by p50."
versions
