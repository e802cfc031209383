package org.consentgateway.sandbox.apps;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferReturnEnum;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.ReferenceClientParam;
import ca.uhn.fhir.rest.gclient.StringClientParam;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** What programs ask with HAPI's generic client, one call a line. Each works on resources of its own where it writes. */
final class HapiClientCalls {

    /** One call; what it answers is compared. */
    interface Call {
        Object with(IGenericClient client, String own);
    }

    private static final TokenClientParam ID = new TokenClientParam("_id");
    private static final ReferenceClientParam PATIENT = new ReferenceClientParam("patient");

    private final Map<String, Call> all = new LinkedHashMap<>();

    HapiClientCalls() {
        reads();
        searches();
        pages();
        writes();
        bundles();
        operations();
    }

    Map<String, Call> all() {
        return Map.copyOf(all);
    }

    private void add(String name, Call call) {
        all.put(name, call);
    }

    private void reads() {
        add(
                "read",
                (client, own) ->
                        client.read().resource(Patient.class).withId("P1").execute());
        add("read by url", (client, own) -> client.read()
                .resource(Patient.class)
                .withUrl(client.getServerBase() + "/Patient/P1")
                .execute());
        add("vread", (client, own) -> client.read()
                .resource(Patient.class)
                .withIdAndVersion("P1", "1")
                .execute());
        add("read as XML", (client, own) -> client.read()
                .resource(Procedure.class)
                .withId("PR2")
                .encoded(EncodingEnum.XML)
                .execute());
        // the elements; HAPI's server also leaves extensions out that stand inside them
        add("read a summary", (client, own) -> {
            Patient summary = client.read()
                    .resource(Patient.class)
                    .withId("P1")
                    .summaryMode(SummaryEnum.TRUE)
                    .execute();
            return List.of(
                    summary.getBirthDateElement().getValueAsString(),
                    summary.hasIdentifier(),
                    summary.hasName(),
                    summary.hasAddress(),
                    summary.hasMaritalStatus(),
                    summary.hasCommunication(),
                    summary.hasText());
        });
        add("read some elements", (client, own) -> client.read()
                .resource(Patient.class)
                .withId("P1")
                .elementsSubset("birthDate")
                .execute());
        add("read what is not there", (client, own) -> client.read()
                .resource(Patient.class)
                .withId("none-such")
                .execute());
        add("history of a resource", (client, own) -> {
            String id = create(client, own);
            client.update().resource(observation(own, "amended").setId(id)).execute();
            return client.history()
                    .onInstance("Observation/" + id)
                    .returnBundle(Bundle.class)
                    .execute()
                    .getEntry()
                    .size();
        });
        add("history of a type", (client, own) -> client.history()
                .onType(Patient.class)
                .returnBundle(Bundle.class)
                .execute());
        add(
                "history of the server",
                (client, own) ->
                        client.history().onServer().returnBundle(Bundle.class).execute());
        add("capabilities", (client, own) -> client.capabilities()
                .ofType(CapabilityStatement.class)
                .execute()
                .getFhirVersion()
                .toCode());
    }

    private void searches() {
        add(
                "search by reference",
                (client, own) -> found(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("Patient/P1"))
                        .count(100)));
        add(
                "search by token",
                (client, own) -> found(client.search()
                        .forResource(Patient.class)
                        .where(ID.exactly().code("P1"))));
        add(
                "search by string",
                (client, own) -> found(client.search()
                        .forResource(Patient.class)
                        .where(new StringClientParam("name").matches().value("a"))
                        .count(100)));
        add(
                "search by date",
                (client, own) -> found(client.search()
                        .forResource(Patient.class)
                        .where(Patient.BIRTHDATE.after().day("1900-01-01"))
                        .count(100)));
        add(
                "search by POST",
                (client, own) -> found(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("P1"))
                        .count(100)
                        .usingStyle(SearchStyleEnum.POST)));
        add(
                "search by GET at _search",
                (client, own) -> found(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("P1"))
                        .count(100)
                        .usingStyle(SearchStyleEnum.GET_WITH_SEARCH)));
        add("search by url", (client, own) -> found(client.search().byUrl("Encounter?patient=P1&_count=100")));
        add(
                "search in a compartment",
                (client, own) ->
                        found(client.search().byUrl(client.getServerBase() + "/Patient/P1/Procedure?_count=100")));
        add(
                "search with an include",
                (client, own) -> found(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("P1"))
                        .include(new Include("Procedure:patient"))
                        .count(100)));
        add(
                "search with a reverse include",
                (client, own) -> found(client.search()
                        .forResource(Patient.class)
                        .where(ID.exactly().code("P2"))
                        .revInclude(new Include("Condition:patient"))
                        .count(100)));
        add(
                "search in order",
                (client, own) -> sorted(client.search()
                        .forResource(Encounter.class)
                        .where(PATIENT.hasId("P1"))
                        .sort(new SortSpec("_id"))
                        .count(100)));
        add(
                "search through a reference",
                (client, own) -> found(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasChainedProperty(ID.exactly().code("P1")))
                        .count(100)));
        add(
                "search by last update",
                (client, own) ->
                        found(client.search().byUrl("Encounter?patient=P1&_lastUpdated=gt2020-01-01&_count=100")));
        add("count", (client, own) -> bundle(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("P1"))
                        .summaryMode(SummaryEnum.COUNT))
                .getTotal());
        add("total", (client, own) -> bundle(client.search()
                        .forResource(Procedure.class)
                        .where(PATIENT.hasId("P1"))
                        .totalMode(SearchTotalModeEnum.ACCURATE)
                        .count(100))
                .getTotal());
        add("search for some elements", (client, own) -> bundle(client.search()
                        .forResource(Patient.class)
                        .where(ID.exactly().code("P1"))
                        .elementsSubset("birthDate"))
                .getEntryFirstRep()
                .getResource());
        add(
                "search for what is not there",
                (client, own) -> found(client.search()
                        .forResource(Patient.class)
                        .where(ID.exactly().code("none-such"))));
    }

    private void pages() {
        add("all pages", (client, own) -> {
            List<String> ids = new ArrayList<>();
            Bundle page = bundle(client.search()
                    .forResource(Observation.class)
                    .where(PATIENT.hasId("P1"))
                    .sort(new SortSpec("_id"))
                    .count(13));
            while (true) {
                ids.addAll(ids(page));
                if (page.getLink(Bundle.LINK_NEXT) == null) return ids;
                page = client.loadPage().next(page).execute();
            }
        });
        add("a page by its url", (client, own) -> {
            Bundle first = bundle(client.search()
                    .forResource(Observation.class)
                    .where(PATIENT.hasId("P1"))
                    .sort(new SortSpec("_id"))
                    .count(5));
            return ids(client.loadPage()
                    .byUrl(first.getLink(Bundle.LINK_NEXT).getUrl())
                    .andReturnBundle(Bundle.class)
                    .execute());
        });
    }

    private void writes() {
        add("create", (client, own) -> {
            MethodOutcome made =
                    client.create().resource(observation(own, "final")).execute();
            return List.of(
                    made.getCreated(),
                    made.getId().getResourceType(),
                    made.getId().hasVersionIdPart());
        });
        add("create, and the whole comes back", (client, own) -> client.create()
                .resource(observation(own, "final"))
                .prefer(PreferReturnEnum.REPRESENTATION)
                .execute()
                .getResource());
        add("conditional create", (client, own) -> {
            Encounter one = encounter(own);
            MethodOutcome first = client.create()
                    .resource(one)
                    .conditional()
                    .where(Encounter.IDENTIFIER.exactly().systemAndIdentifier("urn:apps", own))
                    .execute();
            MethodOutcome second = client.create()
                    .resource(one)
                    .conditionalByUrl("Encounter?identifier=urn:apps|" + own)
                    .execute();
            return second.getId().getIdPart().equals(first.getId().getIdPart());
        });
        add("conditional create of what can carry notes", (client, own) -> client.create()
                .resource(observation(own, "final"))
                .conditionalByUrl("Observation?identifier=urn:apps|" + own)
                .execute()
                .getCreated());
        add("update", (client, own) -> {
            String id = create(client, own);
            MethodOutcome changed = client.update()
                    .resource(observation(own, "amended").setId(id))
                    .execute();
            return List.of(
                    changed.getId().getIdPart().equals(id), changed.getId().getVersionIdPart());
        });
        add("update of a version that is no more", (client, own) -> {
            String id = create(client, own);
            client.update().resource(observation(own, "amended").setId(id)).execute();
            return client.update()
                    .resource(observation(own, "corrected").setId("Observation/" + id + "/_history/1"))
                    .execute()
                    .getId();
        });
        add("conditional update", (client, own) -> {
            Encounter one = encounter(own);
            client.create().resource(one).execute();
            return client.update()
                    .resource(one.setStatus(Encounter.EncounterStatus.FINISHED))
                    .conditional()
                    .where(Encounter.IDENTIFIER.exactly().systemAndIdentifier("urn:apps", own))
                    .execute()
                    .getId()
                    .getVersionIdPart();
        });
        add("patch in JSON", (client, own) -> {
            String id = create(client, own);
            client.patch()
                    .withBody("[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]")
                    .withId("Observation/" + id)
                    .execute();
            return client.read()
                    .resource(Observation.class)
                    .withId(id)
                    .execute()
                    .getStatus();
        });
        add("patch in FHIRPath", (client, own) -> {
            String id = create(client, own);
            Parameters patch = new Parameters();
            Parameters.ParametersParameterComponent operation =
                    patch.addParameter().setName("operation");
            operation.addPart().setName("type").setValue(new StringType("replace"));
            operation.addPart().setName("path").setValue(new StringType("Observation.status"));
            operation.addPart().setName("value").setValue(new StringType("amended"));
            client.patch().withFhirPatch(patch).withId("Observation/" + id).execute();
            return client.read()
                    .resource(Observation.class)
                    .withId(id)
                    .execute()
                    .getStatus();
        });
        add("delete", (client, own) -> {
            String id = create(client, own);
            client.delete().resourceById("Observation", id).execute();
            return ids(bundle(client.search()
                    .forResource(Observation.class)
                    .where(ID.exactly().code(id))));
        });
        add("conditional delete", (client, own) -> {
            client.create().resource(encounter(own)).execute();
            client.delete()
                    .resourceConditionalByUrl("Encounter?identifier=urn:apps|" + own)
                    .execute();
            return found(client.search().byUrl("Encounter?identifier=urn:apps|" + own));
        });
    }

    private void bundles() {
        add("transaction of resources", (client, own) -> client.transaction()
                .withResources(List.<IBaseResource>of(observation(own, "final"), observation(own, "amended")))
                .execute()
                .size());
        add(
                "transaction of a Bundle",
                (client, own) -> statuses(client.transaction()
                        .withBundle(bundle(Bundle.BundleType.TRANSACTION, own))
                        .execute()));
        add("batch", (client, own) -> {
            Bundle batch = bundle(Bundle.BundleType.BATCH, own);
            batch.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl("Patient/P1");
            batch.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl("Patient/none-such");
            return statuses(client.transaction().withBundle(batch).execute());
        });
    }

    private void operations() {
        add("everything by POST", (client, own) -> ids(client.operation()
                        .onInstance("Patient/P2")
                        .named("$everything")
                        .withNoParameters(Parameters.class)
                        .returnResourceType(Bundle.class)
                        .execute())
                .contains("Patient/P2"));
        add("everything by GET", (client, own) -> ids(client.operation()
                        .onInstance("Patient/P2")
                        .named("$everything")
                        .withNoParameters(Parameters.class)
                        .useHttpGet()
                        .returnResourceType(Bundle.class)
                        .execute())
                .contains("Patient/P2"));
        add(
                "validate",
                (client, own) -> client.validate()
                                .resource(observation(own, "final"))
                                .execute()
                                .getOperationOutcome()
                        != null);
        add("expand a value set", (client, own) -> client.operation()
                .onType("ValueSet")
                .named("$expand")
                .withParameter(Parameters.class, "url", new StringType("http://none-such"))
                .execute());
        add("meta of a resource", (client, own) -> client.meta()
                .get(Meta.class)
                .fromResource(new IdType("Patient/P1"))
                .execute()
                .getTag()
                .size());
        add("meta of a type", (client, own) -> client.meta()
                .get(Meta.class)
                .fromType("Patient")
                .execute()
                .getTag()
                .size());
    }

    private static String create(IGenericClient client, String own) {
        return client.create()
                .resource(observation(own, "final"))
                .execute()
                .getId()
                .getIdPart();
    }

    private static Observation observation(String own, String status) {
        Observation one = new Observation();
        one.setStatus(Observation.ObservationStatus.fromCode(status));
        one.getCode().addCoding().setSystem("http://loinc.org").setCode("44261-6");
        one.setSubject(new Reference("Patient/P3"));
        one.addNote().setText(own);
        return one;
    }

    private static Encounter encounter(String own) {
        Encounter one = new Encounter();
        one.setStatus(Encounter.EncounterStatus.PLANNED);
        one.getClass_()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("AMB");
        one.setSubject(new Reference("Patient/P3"));
        one.addIdentifier().setSystem("urn:apps").setValue(own);
        return one;
    }

    private static Bundle bundle(Bundle.BundleType type, String own) {
        Bundle bundle = new Bundle().setType(type);
        bundle.addEntry()
                .setFullUrl("urn:uuid:0b5a7f2e-3f6c-4d8b-9a51-3f1c53f0a6d1")
                .setResource(observation(own, "final"))
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Observation");
        return bundle;
    }

    private static Bundle bundle(ca.uhn.fhir.rest.gclient.IQuery<?> query) {
        return query.returnBundle(Bundle.class).execute();
    }

    private static List<String> found(ca.uhn.fhir.rest.gclient.IQuery<?> query) {
        return ids(bundle(query)).stream().sorted().toList();
    }

    private static List<String> sorted(ca.uhn.fhir.rest.gclient.IQuery<?> query) {
        return ids(bundle(query));
    }

    private static List<String> ids(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> entry.getResource().fhirType() + "/"
                        + entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    private static List<String> statuses(Bundle answer) {
        return answer.getEntry().stream()
                .map(entry -> entry.getResponse().getStatus().substring(0, 3))
                .toList();
    }
}
