package org.consentgateway.server.adapter.oidc;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/**
 * What a verified token itself says of who asks, before anything is filled in.
 *
 * @param subject      at its issuer
 * @param client       to whom the token was issued
 * @param user         who of the EHR the subject is
 * @param organization for whom they act
 * @param purposes     what for
 * @param scopes       what the client may ask
 * @param patient      launch context
 * @param roles        those that the gateway knows
 */
record CallerClaims(
        String subject,
        String client,
        SourcedClaim<Reference> user,
        SourcedClaim<Reference> organization,
        SourcedClaim<AssertedPurposes> purposes,
        SourcedClaim<Scopes> scopes,
        Optional<Reference> patient,
        Set<Role> roles) {}
