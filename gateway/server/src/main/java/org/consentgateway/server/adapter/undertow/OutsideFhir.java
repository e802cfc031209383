package org.consentgateway.server.adapter.undertow;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.consentgateway.server.oauth.OAuthPass;
import org.consentgateway.server.port.WebPages;

/**
 * What the listener answers beside FHIR.
 *
 * @param open         pages that are open to anyone, by path: {@code /confidentiality}, {@code /.well-known/jwks.json}
 * @param oauth        the EHR's OAuth endpoints, where they are passed
 * @param oauthThreads where these wait for the EHR
 * @param pages        pages of people who sign in
 * @param pageThreads  where these wait for workers: none of them is one
 */
public record OutsideFhir(
        Function<String, Optional<OpenPage>> open,
        Optional<OAuthPass> oauth,
        Executor oauthThreads,
        WebPages pages,
        Executor pageThreads) {}
