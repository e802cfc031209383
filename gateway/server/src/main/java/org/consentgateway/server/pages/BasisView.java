package org.consentgateway.server.pages;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;

/**
 * One legal basis as the pack in force has it.
 *
 * @param takesGrant whether a grant can be filed on it
 * @param needs      what such a grant must bear, as the parameters of the operation are named
 */
public record BasisView(
        String code,
        String citation,
        boolean enabled,
        boolean takesGrant,
        List<String> needs,
        List<String> purposes,
        String lifetime,
        BasisRow row) {

    public BasisView {
        needs = List.copyOf(needs);
        purposes = List.copyOf(purposes);
    }

    static BasisView of(LegalBasis basis, PolicyPack pack, Set<BasisRow.Element> elements) {
        BasisRow row = pack.basis(basis);
        return new BasisView(
                basis.code(),
                basis.citation(),
                row.enabled(),
                basis.takesGrant(),
                elements.stream().map(BasisRow.Element::parameter).sorted().toList(),
                row.purposes().stream().map(Coding::code).sorted().toList(),
                row.grants().lifetime().map(BasisView::words).orElse(""),
                row);
    }

    private static String words(Duration lifetime) {
        long hours = lifetime.toHours();
        return hours % 24 == 0 ? hours / 24 + " days" : hours + " hours";
    }
}
