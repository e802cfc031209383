package org.consentgateway.server.authorize;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Deletions;
import org.consentgateway.server.port.DisclosedAttachments;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.PatientLinks;
import org.consentgateway.server.port.RememberedReferrers;
import org.consentgateway.server.port.Reviews;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WrittenFacts;
import org.consentgateway.server.port.XmlFormat;

/**
 * What is the same for every request: made once at start.
 *
 * @param pack        the law in force
 * @param upstream    the EHR, and how it is spoken to
 * @param permissions where decisions learn what is permitted
 * @param memory      what the gateway itself remembers
 * @param recording   where decisions are recorded
 * @param attachments how it is known whose an attachment is
 * @param settings    how answers are wanted
 * @param clock       wall clock of decisions
 */
public record Site(
        PolicyPack pack,
        EhrAccess upstream,
        PermissionSources permissions,
        GatewayMemory memory,
        DecisionRecording recording,
        AttachmentEvidence attachments,
        ReleaseSettings settings,
        Clock clock) {

    /** Takes the base that clients see back to the EHR's own, in what they send. */
    public Bases inbound() {
        return new Bases(fhir(), ehr().base().toString(), List.of(bases().publicBase()));
    }

    /** What a resource says of itself. */
    public Facts facts(Json.Obj resource) {
        return FactsReader.read(resource, own());
    }

    /** A reference without a base of ours; any other stays as it is. */
    public String relative(String literal) {
        return reference(literal).map(Reference::toString).orElse(literal);
    }

    /** The resource of the EHR that a literal reference names. */
    public Optional<Reference> reference(String literal) {
        return own().resource(literal);
    }

    /** The same with other evidence: for what is asked and never released. */
    Site with(GrantEvidence evidence) {
        return new Site(pack, upstream, permissions.with(evidence), memory, recording, attachments, settings, clock);
    }

    /** The same under another pack: for what is asked and never released. */
    Site with(PolicyPack draft) {
        return new Site(draft, upstream, permissions, memory, recording, attachments, settings, clock);
    }

    /** The version of FHIR that is served. */
    public FhirVersion fhir() {
        return bases().fhir();
    }

    /** The public base, and the bases that the EHR writes for itself. */
    public Bases bases() {
        return upstream.bases();
    }

    /** The same bases, for reading references. */
    public ReferenceResolver own() {
        return upstream.own();
    }

    /** The EHR. */
    public FhirServer ehr() {
        return upstream.server();
    }

    /** The EHR, looked up for a decision. */
    public Chart chart() {
        return upstream.chart();
    }

    /** JSON to XML and back. */
    public XmlFormat xml() {
        return upstream.xml();
    }

    /** What patients have said. */
    public ConsentStore consents() {
        return permissions.consents();
    }

    /** Records of one person under several ids. */
    public PatientLinks links() {
        return permissions.links();
    }

    /** Legal-basis grants. */
    public GrantEvidence grants() {
        return permissions.grants();
    }

    /** How consents that open a note are read. */
    public ConsentStore.Freshness freshness() {
        return permissions.freshness();
    }

    /** The review worklist. */
    public Reviews reviews() {
        return memory.reviews();
    }

    /** What people have to look at. */
    public Worklist worklist() {
        return memory.worklist();
    }

    /** Who wrote which fact. */
    public WrittenFacts written() {
        return memory.written();
    }

    /** What was deleted and is kept for the sake of what its deleter could not see. */
    public Deletions deletions() {
        return memory.deletions();
    }

    /** As which version each caller was shown what is hidden from them in part. */
    public ShownVersions shown() {
        return memory.shown();
    }

    /** Types beyond the pack's list of which one was seen with a label. */
    public LabelledTypes labelled() {
        return memory.labelled();
    }

    /** What refers to a resource and may not be found by a search. */
    public RememberedReferrers referrers() {
        return memory.referrers();
    }

    /** The audit trail. */
    public Trail trail() {
        return recording.trail();
    }

    /** Makes its records. */
    public Records records() {
        return recording.records();
    }

    /** Told of every decision about a resource of an answer. */
    public Consumer<Decision> decided() {
        return recording.decided();
    }

    /** Seals the owners of attachments into their links. */
    public AttachmentSeals seals() {
        return attachments.seals();
    }

    /** Who holds a link to which Binary. */
    public AttachmentHolders holders() {
        return attachments.holders();
    }

    /** Who made a Binary that nothing links yet. */
    public BinaryCreators creators() {
        return attachments.creators();
    }

    /** Contents of notes that readers were given. */
    public DisclosedAttachments disclosed() {
        return attachments.disclosed();
    }

    /** Whether the EHR finds documents by attachment. */
    public AttachmentLocationSearch locations() {
        return attachments.locations();
    }

    /** Whether what was withheld leaves a mark. */
    public boolean marked() {
        return settings.marked();
    }

    /** Entries that may be read beyond a full page. */
    public int lookAhead() {
        return settings.lookAhead();
    }

    /** Whether answers pass as they came. */
    public ObserveMode observing() {
        return settings.observing();
    }
}
