# What the record costs. There is no configuration without it: no record, no release. So the trail on the disk stands beside one in memory.
start_ehr 0
start_issuer
in_memory=/dev/shm/$(basename "$work")
[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] || fail "/dev/shm is no tmpfs: there is no trail in memory to compare with"
for round in $(seq "$rounds"); do
  for trail in disk memory; do
    case $trail in disk) data=$work/data ;; memory) data=$in_memory ;; esac
    start_gateway "$ehr" "" "$data"
    for turn in warm measured; do
      say "round $round: trail on $trail, $turn"
      wrk -t1 -c"$connections" -d"${seconds}s" --latency -H "Authorization: Bearer $(token dr-pcp)" "http://127.0.0.1:$gateway/fhir/Patient/P1" >"$work/wrk"
    done
    echo "$trail $(figures)" >>"$work/results"
    stop gateway
    rm -rf "$data"
  done
done
read -r fsync50 fsync99 <<<"$(fsync)"
echo "| Patient, 2 KB, $connections connections | requests/s | p50 | p99 | failed | beside memory |"
echo "|---|---:|---:|---:|---:|---:|"
read -r _ base _ <<<"$(middle "$work/results" memory 2)"
for trail in memory disk; do
  read -r _ rate p50 p99 bad _ <<<"$(middle "$work/results" "$trail" 2)"
  echo "| trail on $trail | $rate | $p50 ms | $p99 ms | $bad | $(awk -v a="$rate" -v b="$base" 'BEGIN { printf "%.2f", b ? a / b : 0 }') |"
done
echo "| no trail | | | | | no configuration has none: no record, no release |"
echo
echo "fsync on the disk of the trail, in this run: p50 $fsync50 ms, p99 $fsync99 ms. Median of $rounds rounds of $seconds s, after as long to warm up."
versions
