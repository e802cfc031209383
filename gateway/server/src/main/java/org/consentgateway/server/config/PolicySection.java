package org.consentgateway.server.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.config.PolicyConfig.LabelProbing;
import org.consentgateway.server.config.PolicyConfig.Law;
import org.consentgateway.server.config.PolicyConfig.Mode;
import org.consentgateway.server.config.PolicyConfig.Observe;
import org.consentgateway.server.config.PolicyConfig.Withholding;

/** The law in force: {@code organization}, {@code policy}, {@code mode} and what goes with them. */
final class PolicySection {

    private final Values values;
    private final List<String> remarks;

    PolicySection(Values values, List<String> remarks) {
        this.values = values;
        this.remarks = remarks;
    }

    /** Empty only where a problem was reported. */
    Optional<PolicyConfig> policy(Optional<Server> upstream, Map<String, Server> upstreams) {
        Optional<Reference> organization = organization();
        Law law = law();
        Optional<Observe> observe = observe(upstream, upstreams);
        return organization.map(entity -> new PolicyConfig(entity, law, observe));
    }

    private Optional<Reference> organization() {
        values.required("organization");
        return organizationGiven();
    }

    Optional<Reference> organizationGiven() {
        return values.read("organization", "a reference such as `Organization/org-a`", text -> Reference.parse(text)
                .filter(reference -> reference.type().equals("Organization")));
    }

    Law law() {
        List<String> packs = values.given("policy") ? values.list("policy") : List.of("us-hipaa");
        if (packs.isEmpty()) values.problem("`policy` names no policy pack");
        ZoneId zone = values.read("zone", "a time zone such as `America/New_York`", text -> {
                    try {
                        return Optional.of(ZoneId.of(text));
                    } catch (DateTimeException e) {
                        return Optional.empty();
                    }
                })
                .orElse(ZoneId.of("UTC"));
        return new Law(
                packs,
                zone,
                values.choice("withholding", Withholding.class, Withholding.SILENT),
                values.choice("labels.probe", LabelProbing.class, LabelProbing.AT_START));
    }

    /** What is not withheld is what the EHR gives the caller for their own credential: the gateway lends none. */
    private Optional<Observe> observe(Optional<Server> upstream, Map<String, Server> upstreams) {
        boolean observes = values.choice("mode", Mode.class, Mode.ENFORCE) == Mode.OBSERVE;
        List<String> further = List.of("mode.accepted-by.name", "mode.accepted-by.reason", "mode.until");
        if (!observes) {
            for (String key : further)
                if (values.given(key)) values.problem("`" + key + "` is for `mode: observe` alone");
            return Optional.empty();
        }
        if (upstream.filter(server -> !ownCredential(server)).isPresent())
            values.problem("`mode: observe` needs `upstream.auth: forward` or `exchange`: nothing is withheld, so the"
                    + " EHR has to decide what the caller may have");
        upstreams.forEach((name, server) -> {
            if (!ownCredential(server))
                values.problem("`mode: observe` needs `upstreams." + name + ".auth: forward` or `exchange` as well");
        });
        further.forEach(values::required);
        Optional<Instant> until = values.read("mode.until", "an instant such as `2030-01-31T00:00:00Z`", text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
        Optional<String> name = values.text("mode.accepted-by.name");
        Optional<String> reason = values.text("mode.accepted-by.reason");
        if (until.isEmpty() || name.isEmpty() || reason.isEmpty()) return Optional.empty();
        until.ifPresent(end -> remarks.add("`mode` is `observe`: NOTHING IS WITHHELD until " + end));
        return Optional.of(new Observe(name.get(), reason.get(), until.get()));
    }

    private static boolean ownCredential(Server server) {
        return server.auth() instanceof CalledServerAuth.Forward || server.auth() instanceof CalledServerAuth.Exchange;
    }
}
