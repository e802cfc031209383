package org.consentgateway.server.authorize;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentgateway.core.decision.Decision;
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
import org.consentgateway.server.port.Reviews;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WrittenFacts;
import org.consentgateway.server.port.XmlFormat;

/**
 * What is the same for every request: made once at start.
 *
 * @param pack     the law in force
 * @param bases    the public base, and the bases that the EHR writes for itself
 * @param own      the same bases, for reading references
 * @param ehr      the EHR
 * @param chart    the EHR, looked up for a decision
 * @param consents what patients have said
 * @param links    records of one person under several ids
 * @param grants   legal-basis grants
 * @param reviews  the review worklist
 * @param worklist what people have to look at
 * @param written  who wrote which fact
 * @param deletions what was deleted and is kept for the sake of what its deleter could not see
 * @param shown    as which version each caller was shown what is hidden from them in part
 * @param trail    the audit trail
 * @param records  makes its records
 * @param xml      JSON to XML and back
 * @param seals    seals the owners of attachments into their links
 * @param holders  who holds a link to which Binary
 * @param creators who made a Binary that nothing links yet
 * @param disclosed contents of notes that readers were given
 * @param labelled types beyond the pack's list of which one was seen with a label
 * @param locations whether the EHR finds documents by attachment
 * @param decided  told of every decision about a resource of an answer
 * @param clock    wall clock of decisions
 * @param freshness how consents that open a note are read
 * @param marked   whether what was withheld leaves a mark
 * @param lookAhead entries that may be read beyond a full page
 * @param observing whether answers pass as they came
 */
public record Site(
        PolicyPack pack,
        Bases bases,
        ReferenceResolver own,
        FhirServer ehr,
        Chart chart,
        ConsentStore consents,
        PatientLinks links,
        GrantEvidence grants,
        Reviews reviews,
        Worklist worklist,
        WrittenFacts written,
        Deletions deletions,
        ShownVersions shown,
        Trail trail,
        Records records,
        XmlFormat xml,
        AttachmentSeals seals,
        AttachmentHolders holders,
        BinaryCreators creators,
        DisclosedAttachments disclosed,
        LabelledTypes labelled,
        AttachmentLocationSearch locations,
        Consumer<Decision> decided,
        Clock clock,
        ConsentStore.Freshness freshness,
        boolean marked,
        int lookAhead,
        ObserveMode observing) {

    /** Takes the base that clients see back to the EHR's own, in what they send. */
    public Bases inbound() {
        return new Bases(ehr.base().toString(), List.of(bases.publicBase()));
    }

    /** What a resource says of itself. */
    public Facts facts(Json.Obj resource) {
        return FactsReader.read(resource, own);
    }

    /** A reference without a base of ours; any other stays as it is. */
    public String relative(String literal) {
        return reference(literal).map(Reference::toString).orElse(literal);
    }

    /** The resource of the EHR that a literal reference names. */
    public Optional<Reference> reference(String literal) {
        return own.resource(literal);
    }

    /** The same with other evidence: for what is asked and never released. */
    Site with(GrantEvidence evidence) {
        return new Site(
                pack, bases, own, ehr, chart, consents, links, evidence, reviews, worklist, written, deletions, shown,
                trail, records, xml, seals, holders, creators, disclosed, labelled, locations, decided, clock,
                freshness, marked, lookAhead, observing);
    }

    /** The same under another pack: for what is asked and never released. */
    Site with(PolicyPack draft) {
        return new Site(
                draft, bases, own, ehr, chart, consents, links, grants, reviews, worklist, written, deletions, shown,
                trail, records, xml, seals, holders, creators, disclosed, labelled, locations, decided, clock,
                freshness, marked, lookAhead, observing);
    }
}
