# The tour: one line for each step. Sourced by `start` and `diff`.
#
#   title | who | purpose | where | method and path | status | must show | must not show
#
# who: a login name, or `-` for no token. where: `gateway` or `ehr`. `revoke` and `restore` change the
# authorization at the EHR before they ask; `logout` and `not-before` have Keycloak withdraw a token that was good. What must (not) show is a list of texts, separated by commas;
# `@N1` is the canary of DocumentReference/N1.
TOUR=(
  "the chart is open|dr-c|TREAT|gateway|GET Patient/P1|200|\"id\":\"P1\"|"
  "the same question asked of the EHR directly: the note is there|-||ehr|GET DocumentReference/N1|200|@N1|"
  "the note does not exist for a doctor who did not write it|dr-c|TREAT|gateway|GET DocumentReference/N1|404|OperationOutcome|@N1"
  "nor does its text|dr-c|TREAT|gateway|GET Binary/N1b|404|OperationOutcome|@N1b"
  "nor is it found by a search; the rest of the chart is|dr-c|TREAT|gateway|GET DocumentReference?patient=P1&_count=100|200|\"id\":\"SUM1\",\"id\":\"N3\"|DocumentReference/N1\""
  "the same search by POST|dr-c|TREAT|gateway|POST DocumentReference/_search patient=P1&_count=100|200|\"id\":\"SUM1\"|DocumentReference/N1\""
  "medication, diagnosis and scores stay visible|dr-c|TREAT|gateway|GET MedicationRequest?patient=P1&_count=100|200|\"id\":\"MR1\"|"
  "a procedure that points at the note comes without the pointer|dr-c|TREAT|gateway|GET Procedure/PR1|200|\"id\":\"PR1\",DocumentReference/SUM1|DocumentReference/N1"
  "everything about the patient, but no note|dr-c|TREAT|gateway|GET Patient/P1/\$everything?_count=500|200|\"id\":\"O1\",\"id\":\"SUM1\"|DocumentReference/N1\""
  "the therapist who wrote it reads it|dr-o|TREAT|gateway|GET DocumentReference/N1|200|@N1|"
  "and its text|dr-o|TREAT|gateway|GET Binary/N1b|200|@N1b|"
  "but not without saying what for; of the reason only the author is told|dr-o||gateway|GET DocumentReference/N1|403|OperationOutcome|@N1"
  "a psychologist elsewhere, whom the patient authorized, reads it|dr-x|TREAT|gateway|GET DocumentReference/N1|200|@N1|"
  "the patient revokes: a moment later it is gone|dr-x|TREAT|revoke|GET DocumentReference/N1|404|OperationOutcome|@N1"
  "the patient authorizes again (a withholding may rest on consents up to 2 s old)|dr-x|TREAT|restore|GET DocumentReference/N1|200|@N1|"
  "an expired authorization opens nothing|dr-x|TREAT|gateway|GET DocumentReference/N15|404|OperationOutcome|@N15"
  "an authorization mixed with another consent opens nothing|dr-x|TREAT|gateway|GET DocumentReference/N16|404|OperationOutcome|@N16"
  "a group note needs every member|dr-x|TREAT|gateway|GET DocumentReference/G1|404|OperationOutcome|@G1"
  "breaking the glass does not open a note|er-1|BTG|gateway|GET DocumentReference/N1|404|OperationOutcome|@N1"
  "no token, no answer|-||gateway|GET Patient/P1|401|OperationOutcome|"
)

# What only a real Keycloak shows; added with --keycloak.
KEYCLOAK_TOUR=(
  "a lightweight token names nobody: the realm tells the gateway who asks, for whom and what for|dr-o@lightweight|TREAT|gateway|GET DocumentReference/N1|200|@N1|"
  "the same kind of token opens nothing for a doctor who did not write the note|dr-c@lightweight|TREAT|gateway|GET DocumentReference/N1|404|OperationOutcome|@N1"
  "without a purpose in the realm's answer the note stays shut|dr-o@lightweight||gateway|GET DocumentReference/N1|403|OperationOutcome|@N1"
  "the organisation comes that way too: authorized elsewhere|dr-x@lightweight|TREAT|gateway|GET DocumentReference/N1|200|@N1|"
  "and the role: a privacy officer asks why|privacy-1@lightweight|HOPERAT|gateway|GET Patient/P1/\$explain-access?resource=DocumentReference/N1&caller=Practitioner/dr-c&organization=Organization/org-a&purpose=TREAT|200|withhold|@N1"
  "who has no such role may not ask|dr-c@lightweight|HOPERAT|gateway|GET Patient/P1/\$explain-access?resource=DocumentReference/N1&caller=Practitioner/dr-c&organization=Organization/org-a&purpose=TREAT|403|OperationOutcome|@N1"
  "signed out by the administrator: the token is worth nothing at the next request|dr-c|TREAT|logout|GET Patient/P1|401|OperationOutcome|"
  "a lightweight token of a session that has ended: within 30 s|dr-c@lightweight|TREAT|logout|GET Patient/P1|401|OperationOutcome|"
  "all tokens issued so far are withdrawn: at the next request|dr-pcp|TREAT|not-before|GET Patient/P1|401|OperationOutcome|"
  "a token issued after that works|dr-pcp|TREAT|gateway|GET Patient/P1|200|\"id\":\"P1\"|"
)

# ask STEP FILE : carries out a step, the answer's body goes to FILE, the status is printed
ask() {
  local title who purpose where what status shows hides method path form base=$GATEWAY
  IFS='|' read -r title who purpose where what status shows hides <<<"${TOUR[$1]}"
  read -r method path form <<<"$what"
  case $where in
    ehr) base=$EHR ;;
    revoke) consent inactive ;;
    restore) consent active ;;
  esac
  local arguments=(-s -g -o "$2" -D "$2.headers" -w '%{http_code}' --max-time 60 -H 'Accept: application/fhir+json')
  if [ "$who" != - ]; then
    local bearer
    bearer=$(token "$who" "$purpose") || true
    arguments+=(-H "Authorization: Bearer $bearer")
  fi
  [ "$purpose" != BTG ] || arguments+=(-H 'X-Break-Glass-Reason: unconscious in the emergency room')
  [ "$method" != POST ] || arguments+=(-H 'Content-Type: application/x-www-form-urlencoded' -d "$form")
  local got begun
  case $where in
    logout | not-before)
      got=$(curl "${arguments[@]}" "$base/$path") || true
      [ "$got" = 200 ] || { printf '%s before it was withdrawn' "$got"; return; }
      if [ "$where" = logout ]; then "$SANDBOX/admin" logout "${who%@*}"; else "$SANDBOX/admin" not-before; fi
      ;;
  esac
  begun=$SECONDS
  while true; do
    got=$(curl "${arguments[@]}" "$base/$path") || got="no answer"
    # what is withheld may rest on the cache for consent.max-age
    case $where in
      restore) [ "$got" != "$status" ] && [ $((SECONDS - begun)) -lt 10 ] || break ;;
      # what the realm said of a lightweight token may be remembered for 30 s; any other is withdrawn at once
      logout) [[ $who == *@lightweight ]] && [ "$got" != "$status" ] && [ $((SECONDS - begun)) -lt 31 ] || break ;;
      *) break ;;
    esac
    sleep 0.5
  done
  printf '%s' "$got"
}

# consent STATUS : sets the status of the authorization of P1, at the EHR
consent() {
  curl -sf "$EHR/Consent/C-AUTH" | sed "s/\"status\":\"[a-z]*\"/\"status\":\"$1\"/" >"$RUN/consent.json"
  curl -sf -o /dev/null -X PUT -H 'Content-Type: application/fhir+json' --data-binary @"$RUN/consent.json" "$EHR/Consent/C-AUTH"
}

# canary NAME : the canary of the seed's file
canary() { sed -n "s/.*\"key\": \"$1\", \"canary\": \"\([^\"]*\)\".*/\1/p" "$SANDBOX/src/main/resources/canaries.json"; }

# holds FILE TEXT : whether the file holds the text; @KEY is a canary, in plain text or base64
holds() {
  case $2 in
    @*)
      local text
      text=$(canary "${2#@}")
      grep -qF "$text" "$1" || grep -oE '"data" ?: ?"[A-Za-z0-9+/=]+"' "$1" | sed 's/.*"\([^"]*\)"$/\1/' | while read -r data; do
        printf '%s' "$data" | base64 -d 2>/dev/null
      done | grep -qF "$text"
      ;;
    *) grep -qF "$2" "$1" ;;
  esac
}
