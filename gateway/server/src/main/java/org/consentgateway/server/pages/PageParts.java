package org.consentgateway.server.pages;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.SignIn;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.WebPages;

/**
 * What the pages are made of.
 *
 * @param at       where they stand, with the path and a slash at its end
 * @param site     what the hospital says of itself
 * @param console  what the privacy office reads besides
 * @param signIn   how people sign in and out
 * @param audit    where what they do is recorded
 */
public record PageParts(
        URI at,
        Frame.Site site,
        SignInParts signIn,
        Audit audit,
        Clock clock,
        ConsoleParts console,
        PatientParts patients,
        TherapistParts therapists) {

    /**
     * How people sign in at the issuer, and out.
     *
     * @param believed whether a logout token is the issuer's
     */
    public record SignInParts(
            SignIn issuer, AccessTokenVerifier tokens, Predicate<String> believed, SealedTokens seals) {}

    /** Where what people do on the pages is recorded. */
    public record Audit(Trail trail, Records records) {}

    /** The pages. */
    public WebPages pages(FhirRequests fhir) {
        Html html = new Html(at.getRawPath(), site);
        Sessions sessions = new Sessions(
                clock,
                site.languages().stream()
                        .flatMap(code -> Language.of(code).stream())
                        .findFirst()
                        .orElse(Language.ENGLISH));
        List<BrowserPages.Row> rows = new ArrayList<>();
        rows.addAll(new ConsolePages(html, fhir, console, clock).rows());
        rows.addAll(new DecisionPages(html, fhir, console, clock).rows());
        rows.addAll(new GrantPages(html, fhir, console).rows());
        rows.addAll(new ReviewPages(html, fhir, console.pack()).rows());
        rows.addAll(new BreachPages(html, console, clock).rows());
        rows.addAll(new RefusalPages(html, console, clock).rows());
        rows.addAll(new QuestionPages(html, fhir, console).rows());
        rows.addAll(new MyPages(html, fhir, patients, site.languages(), clock).rows());
        rows.addAll(new TherapistPages(html, fhir, therapists, console).rows());
        return new BrowserPages(
                at.getScheme() + "://" + at.getRawAuthority(),
                html,
                new SignInPages(signIn.issuer(), sessions, signIn.seals(), signIn.believed(), clock, html),
                new Visitors(sessions, signIn.issuer(), signIn.tokens(), clock),
                rows,
                audit.trail(),
                audit.records());
    }
}
