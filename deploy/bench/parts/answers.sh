# CPU per request of the proxy process alone, requests/s and latency, in interleaved rounds.

# --- a 2 KB Patient, and a 300 KB Bundle of 100 entries of which every fifth is a protected note
mkdir "$work/fhir"
long=$(head -c 1500 /dev/zero | tr '\0' 'x')
printf '{"resourceType":"Patient","id":"P1","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z"},"active":true,"name":[{"family":"Shanahan","given":["Adam"]}],"gender":"male","birthDate":"2004-06-08","address":[{"line":["%s"],"city":"Boston"}],"telecom":[{"system":"phone","value":"555-0100"}]}' "$long" >"$work/fhir/patient.json"
bundle() { # $1: every so many entries one is a protected note; 0: none
  printf '{"resourceType":"Bundle","id":"b","type":"searchset","total":100,"link":[{"relation":"self","url":"http://127.0.0.1:%s/fhir/Observation?patient=P1"}],"entry":[' "$upstream"
  filler=$(head -c 2400 /dev/zero | tr '\0' 'y')
  for i in $(seq 100); do
    [ "$i" = 1 ] || printf ','
    label=
    [ "$1" = 0 ] || [ $((i % $1)) != 0 ] || label=',"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSYTHPN"}]'
    printf '{"fullUrl":"http://127.0.0.1:%s/fhir/Observation/o%s","resource":{"resourceType":"Observation","id":"o%s","meta":{"versionId":"1"%s},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":"Patient/P1"},"effectiveDateTime":"2026-03-10T15:00:00Z","performer":[{"reference":"Practitioner/dr-c"}],"valueQuantity":{"value":14.0,"unit":"{score}"},"note":[{"text":"%s"}]},"search":{"mode":"match"}}' "$upstream" "$i" "$i" "$label" "$filler"
  done
  printf ']}'
}
bundle 5 >"$work/fhir/bundle.json"
bundle 0 | sed "s#Patient/P1#Patient/P2#g; s#patient=P1#patient=P2#" >"$work/fhir/ordinary.json"
cat >"$work/write.lua" <<'EOF'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/fhir+json"
wrk.body = '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":"Patient/P3"},"effectiveDateTime":"2026-03-10T15:00:00Z","performer":[{"reference":"Practitioner/dr-pcp"}],"valueQuantity":{"value":14.0}}'
EOF

# --- the upstream: nginx for these, and for all else the EHR of the sandbox's charts behind it
cat >"$work/upstream.conf" <<EOF
daemon off; error_log $work/error.log; worker_processes 1; user root; pid $work/upstream.pid;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 1000000; keepalive_timeout 300s; sendfile on; tcp_nopush on; open_file_cache max=10;
  client_body_temp_path $work/u1; proxy_temp_path $work/u2; fastcgi_temp_path $work/u3; uwsgi_temp_path $work/u4; scgi_temp_path $work/u5;
  map \$request_method:\$arg_patient \$body { default none; GET:P1 bundle; GET:P2 ordinary; }
  upstream ehr { server 127.0.0.1:$ehr; keepalive 64; keepalive_requests 1000000; }
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 64 16k; proxy_buffer_size 16k; proxy_busy_buffers_size 256k;
  server { listen 127.0.0.1:$upstream; default_type application/fhir+json;
    location = /fhir/Patient/P1 { alias $work/fhir/patient.json; add_header ETag 'W/"1"'; }
    location = /fhir/Observation { alias $work/fhir/\$body.json; log_not_found off; error_page 404 405 = @ehr; }
    location @ehr { proxy_pass http://ehr; }
    location / { proxy_pass http://ehr; }
  }
}
EOF
start_ehr 0 "$upstream"
nginx -c "$work/upstream.conf" >"$work/upstream.log" 2>&1 & pids[upstream]=$!
until_ready upstream curl -sf "http://127.0.0.1:$upstream/fhir/metadata"
start_issuer
start_proxies "$upstream"
start_gateway "$upstream"

# --- the answers: name, who asks, what, and what the table calls it
answers="patient ordinary bundle mixed search note write"
who() { case $1 in note) echo dr-x ;; *) echo dr-pcp ;; esac; }
path_of() {
  case $1 in
    patient) echo 'fhir/Patient/P1' ;;
    ordinary) echo 'fhir/Observation?patient=P2&_count=100' ;;
    bundle) echo 'fhir/Observation?patient=P1&_count=100' ;;
    mixed) echo 'fhir/Patient/P3/$everything?_count=100' ;;
    search) echo 'fhir/Procedure?patient=P3&_count=50' ;;
    note) echo 'fhir/DocumentReference/N1' ;;
    write) echo 'fhir/Observation' ;;
  esac
}
title() {
  case $1 in
    patient) echo "Patient, 2 KB" ;;
    ordinary) echo "Bundle, 300 KB, 100 ordinary entries" ;;
    bundle) echo "Bundle, 300 KB, 100 entries, 20 protected" ;;
    mixed) echo "Bundle, $(size_of mixed), 100 mixed entries of Synthea" ;;
    search) echo "search of 50 Procedures of Synthea, references looked up" ;;
    note) echo "note released under authorization, consents read past every cache" ;;
    write) echo "write: an Observation is created" ;;
  esac
}
ask() { # THROUGH ANSWER : the answer itself
  local arguments=(-s -g -H "Authorization: Bearer $(token "$(who "$2")")")
  [ "$2" != write ] || arguments+=(-H 'Content-Type: application/fhir+json' --data "$(sed -n "s/^wrk.body = '\(.*\)'/\1/p" "$work/write.lua")")
  curl "${arguments[@]}" "http://127.0.0.1:$(port_of "$1")/$(path_of "$2")"
}
size_of() { awk -v bytes="$(ask nginx "$1" | wc -c)" 'BEGIN { printf "%.0f KB", bytes / 1000 }'; }

# what is measured must be the right answer: all of it from the plain proxies, from the gateway what the caller may see
seen() { ask "$1" "$2" | { grep -oE "\"resourceType\":\"$3\"" || true; } | wc -l; }
expect() { # THROUGH ANSWER TYPE LEAST MOST
  local got
  got=$(seen "$1" "$2" "$3")
  [ "$got" -ge "$4" ] && [ "$got" -le "$5" ] && return
  ask "$1" "$2" | head -c 600 >&2
  tail -n 20 "$work/gateway.log" >&2
  fail "$1 answers \`$2\` with $got of $3, not $4 to $5"
}
for through in nginx undertow; do
  expect $through bundle Observation 100 100
  expect $through mixed '[A-Z][A-Za-z]*' 101 10000
  expect $through note DocumentReference 1 1
done
expect gateway patient Patient 1 1
expect gateway ordinary Observation 100 100
expect gateway bundle Observation 80 80
expect gateway mixed '[A-Z][A-Za-z]*' 90 10000
expect gateway search Procedure 50 50
expect gateway note DocumentReference 1 1
expect gateway write Observation 1 1

# measure THROUGH ANSWER SECONDS : one line `requests/s p50 p99 microseconds-per-request failed`
measure() {
  local before after rate p50 p99 bad n pid=${pids[$1]} arguments=()
  [ "$2" != write ] || arguments=(-s "$work/write.lua")
  before=$(cpu "$pid")
  wrk -t1 -c"$connections" -d"${3}s" --timeout 10s --latency "${arguments[@]}" -H "Authorization: Bearer $(token "$(who "$2")")" "http://127.0.0.1:$(port_of "$1")/$(path_of "$2")" >"$work/wrk"
  after=$(cpu "$pid")
  read -r rate p50 p99 bad n <<<"$(figures)"
  echo "$rate $p50 $p99 $((n > 0 ? (after - before) / n : 0)) $bad"
}

# until the compiler has settled: it works in the background for minutes, so at least six turns, and then until one turn
# is no more than a twentieth cheaper than the one before; a smoke test does not wait for it
warm() {
  local last=0 cost turn
  for turn in $(seq 20); do
    read -r _ _ _ cost _ <<<"$(measure gateway "$1" "$seconds")"
    say "warming up: $1, turn $turn, $cost us per request"
    [ "$seconds" -gt 2 ] || break
    [ "$turn" -lt 6 ] || [ $(((last - cost) * 20)) -ge "$last" ] || break
    last=$cost
  done
}
targets="nginx undertow gateway"
for answer in $answers; do
  warm "$answer"
  measure nginx "$answer" 2 >/dev/null
  measure undertow "$answer" "$seconds" >/dev/null
done
for round in $(seq "$rounds"); do
  for answer in $answers; do
    for target in $targets; do
      say "round $round: $answer through $target"
      echo "$target $answer $(measure "$target" "$answer" "$seconds")" >>"$work/results"
    done
  done
done

echo "| answer | through | requests/s | p50 | p99 | CPU per request | beside nginx |"
echo "|---|---|---:|---:|---:|---:|---:|"
for answer in $answers; do
  read -r _ _ _ _ _ base _ <<<"$(middle "$work/results" "nginx $answer" 6)"
  for target in $targets; do
    read -r _ _ rate p50 p99 cost bad <<<"$(middle "$work/results" "$target $answer" 6)"
    [ "$bad" = 0 ] || say "$target, $answer: $bad answers failed or came after 10 s"
    times=$(awk -v a="$cost" -v b="$base" 'BEGIN { printf "%.1f", b ? a / b : 0 }')
    if [ "$rate" = 0 ]; then
      echo "| $(title "$answer") | $target | 0 | | | | no answer came within a round of $seconds s |"
      continue
    fi
    echo "| $(title "$answer") | $target | $rate | $p50 ms | $p99 ms | $cost us | $times |"
    printf '%s\t%s\t%s\n' "$(title "$answer")" "$target" "$times" >>"$work/bars"
  done
done
echo
echo "| one answer, asked again | calls to the EHR and to the consent server, which it is too |"
echo "|---|---|"
for answer in mixed search note write; do
  curl -sf "http://127.0.0.1:$ehr/calls" -o /dev/null
  ask gateway "$answer" >/dev/null
  echo "| $(title "$answer") | $(curl -sf "http://127.0.0.1:$ehr/calls" | awk '$2 > 0 { printf "%s%d %s", sep, $2, $1; sep = ", " }') |"
done
echo
echo "$connections connections; median of $rounds interleaved rounds of $seconds s by CPU per request; token, consents and audit on (fsync before each release)."
versions

# bars of CPU beside nginx, each twice as long as one of half
if [ -n "$plot" ]; then
  awk -F'\t' '
    { n++; title[n] = $1; target[n] = $2; times[n] = $3 }
    END {
      printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n", n * 22 + 40
      print "<text x=\"10\" y=\"20\" font-size=\"14\">CPU per request beside nginx</text>"
      for (i = 1; i <= n; i++) if (times[i] > most) most = times[i]
      for (i = 1; i <= n; i++) {
        y = i * 22 + 14
        if (title[i] != title[i - 1]) printf "<text x=\"10\" y=\"%d\">%s</text>\n", y + 13, title[i]
        printf "<text x=\"440\" y=\"%d\">%s</text>\n", y + 13, target[i]
        width = most ? 360 * times[i] / most : 0
        printf "<rect x=\"520\" y=\"%d\" width=\"%.0f\" height=\"16\" fill=\"%s\"/>\n", y, width < 1 ? 1 : width, target[i] == "gateway" ? "#b5532a" : "#8a9a9e"
        printf "<text x=\"%.0f\" y=\"%d\">%s</text>\n", 526 + width, y + 13, times[i]
      }
      print "</svg>"
    }' "$work/bars" >"$plot"
  say "drawn: $plot"
fi
