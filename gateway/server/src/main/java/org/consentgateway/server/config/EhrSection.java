package org.consentgateway.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.server.config.GatewayConfig.Server;

/** The EHR: {@code upstream} and {@code lookup}. */
final class EhrSection {

    private static final Pattern OPERATION = Pattern.compile("([A-Z][A-Za-z]{1,63}/)?\\$[a-z][a-z0-9-]{0,63}");

    private final FhirVersion fhir;
    private final Values values;
    private final CalledServerSection servers;

    EhrSection(FhirVersion fhir, Values values) {
        this.fhir = fhir;
        this.values = values;
        this.servers = new CalledServerSection(values);
    }

    /** Empty only where a problem was reported. */
    Optional<EhrConfig> ehr() {
        values.required("upstream.url");
        Optional<Server> upstream = servers.server("upstream");
        List<URI> bases = bases();
        Map<String, OperationOutput> operations = operations();
        CalledServerAuth lookup = lookup(upstream);
        GatewayConfig.ExtraHeaders headers = new HeadersSection(values).headers();
        GatewayConfig.Budget budget = new BudgetSection(values).budget();
        int lookAhead = values.number("search.look-ahead", 500, 0, 10_000);
        return upstream.map(
                server -> new EhrConfig(fhir, server, bases, operations, lookup, headers, budget, lookAhead));
    }

    /** What the gateway asks the EHR for itself bears no caller's token: without a credential of its own it would lose consents. */
    CalledServerAuth lookup(Optional<Server> upstream) {
        CalledServerAuth own = new AuthSection(values, "lookup").auth(values.flag("upstream.allow-plain-http"));
        boolean ofCaller = upstream.filter(server -> server.auth().ofCaller()).isPresent();
        if (own.ofCaller())
            values.problem("`lookup.auth` cannot be `forward`, `exchange` or `jwt-bearer`:"
                    + " what the gateway asks for itself bears no caller's token");
        else if (ofCaller && !values.given("lookup.auth"))
            values.problem("`upstream.auth: " + values.text("upstream.auth").orElseThrow()
                    + "` needs `lookup.auth`: the gateway looks up consents, authors and"
                    + " what is pointed at for itself, without a caller's token");
        return values.given("lookup.auth") ? own : upstream.map(Server::auth).orElse(own);
    }

    private Map<String, OperationOutput> operations() {
        Map<String, OperationOutput> operations = new TreeMap<>();
        for (String one : values.list("upstream.operations")) {
            String[] part = one.split("=", 2);
            Optional<OperationOutput> output =
                    part.length == 2 && OPERATION.matcher(part[0]).matches()
                            ? OperationOutput.of(fhir, part[1])
                            : Optional.empty();
            if (output.isPresent()) operations.put(part[0], output.get());
            else
                values.problem("`upstream.operations` holds `" + one + "`, which is not `Type/$name=OUTPUT`,"
                        + " OUTPUT being `searchset`, `document` or a resource type other than Bundle and Parameters");
        }
        return operations;
    }

    private List<URI> bases() {
        List<URI> bases = new ArrayList<>();
        for (String base : values.list("upstream.bases"))
            Values.webUrl(base)
                    .ifPresentOrElse(
                            bases::add,
                            () -> values.problem("`upstream.bases` holds `" + base + "`, which is no FHIR base"));
        return bases;
    }
}
