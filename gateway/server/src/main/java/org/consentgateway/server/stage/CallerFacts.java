package org.consentgateway.server.stage;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * What a route and its taps may know of who asks: nothing that names a person.
 *
 * @param client       OAuth client, empty where nobody is known
 * @param organization {@code Organization/x}, empty for none
 * @param purposes     codes of the purposes of use that are asserted, in order
 * @param roles        names of the roles that are held, in order
 * @param breakGlass   whether break-glass is asserted by somebody who may
 */
public record CallerFacts(
        String client, String organization, List<String> purposes, List<String> roles, boolean breakGlass) {

    /** Nobody is known. */
    public static final CallerFacts NOBODY = new CallerFacts("", "", List.of(), List.of(), false);

    public CallerFacts {
        purposes = List.copyOf(purposes);
        roles = List.copyOf(roles);
    }

    /** Of who asks. */
    public static CallerFacts of(Optional<Caller> caller) {
        return caller.map(CallerFacts::of).orElse(NOBODY);
    }

    private static CallerFacts of(Caller caller) {
        return new CallerFacts(
                caller.client(),
                caller.organization().map(Reference::toString).orElse(""),
                caller.purposes().stream().map(Coding::code).distinct().sorted().toList(),
                caller.roles().stream().map(Role::code).sorted().toList(),
                caller.asserts("BTG") && caller.has(Role.BREAK_GLASS));
    }
}
