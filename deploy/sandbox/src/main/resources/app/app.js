// SMART App Launch 2.2, standalone launch of a public app: discovery, authorization code with PKCE, then FHIR.
"use strict";

const iss = document.body.dataset.iss;
const here = location.origin + "/";
const show = text => { document.getElementById("state").textContent = text; };
const encoded = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => encoded(crypto.getRandomValues(new Uint8Array(32)));
const json = async answer => {
  if (!answer.ok) throw new Error("answered " + answer.status);
  return answer.json();
};

async function signIn() {
  const { authorization_endpoint } = await json(await fetch(iss + "/.well-known/smart-configuration"));
  const state = random(), verifier = random();
  sessionStorage.setItem(state, verifier);
  const challenge = encoded(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const asked = new URLSearchParams({
    response_type: "code", client_id: "chart-app", redirect_uri: here, state, aud: iss,
    scope: "openid fhirUser launch/patient patient/*.rs", code_challenge: challenge, code_challenge_method: "S256",
  });
  const chosen = new URLSearchParams(location.search);
  for (const name of ["login_hint", "patient"]) if (chosen.has(name)) asked.set(name, chosen.get(name));
  location.assign(authorization_endpoint + "?" + asked);
}

async function token(code, state) {
  const { token_endpoint } = await json(await fetch(iss + "/.well-known/smart-configuration"));
  const verifier = sessionStorage.getItem(state);
  sessionStorage.removeItem(state);
  if (verifier === null) throw new Error("not asked for by this window");
  return json(await fetch(token_endpoint, { method: "POST", body: new URLSearchParams({
    grant_type: "authorization_code", client_id: "chart-app", code, redirect_uri: here, code_verifier: verifier }) }));
}

async function chart({ access_token, patient }) {
  const get = async target => json(await fetch(iss + "/" + target,
    { headers: { Authorization: "Bearer " + access_token, Accept: "application/fhir+json" } }));
  const found = await Promise.all(["Patient?_id=", "DocumentReference?patient=", "Procedure?patient=", "Observation?_count=5&patient="]
    .map(search => get(search + patient)));
  for (const { resource } of found.flatMap(bundle => bundle.entry ?? [])) {
    const item = document.createElement("li");
    item.textContent = resource.resourceType + "/" + resource.id + " "
      + (resource.description ?? resource.code?.text ?? resource.code?.coding?.[0]?.display ?? "");
    document.getElementById("chart").append(item);
  }
  show("Patient " + patient);
}

const answered = new URLSearchParams(location.search);
document.getElementById("sign-in").addEventListener("click", () => signIn().catch(error => show(error.message)));
if (answered.has("code")) {
  history.replaceState(null, "", "/"); // a code is used once
  token(answered.get("code"), answered.get("state")).then(chart).catch(error => show("Failed: " + error.message));
} else if (answered.has("error")) show("Refused: " + answered.get("error"));
else if (answered.has("login_hint")) signIn().catch(error => show("Failed: " + error.message));
