package org.consentgateway.server.adapter.undertow;

import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Reply;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.RequestSummary;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** One request at every stage of the road, and steps of one line. */
final class Stages {

    private static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");

    private static final Coding TREAT = new Coding(Coding.ACT_REASON, "TREAT");

    private Stages() {}

    static Received received(String method, String path) {
        return PARSER.parse(method, "/fhir/" + path, Map.of(), new byte[0])
                .match(
                        request -> new Received(
                                new RequestContext("request-1", request, new byte[0], new Unused(), System.nanoTime()),
                                Optional.empty()),
                        refusal -> {
                            throw new IllegalArgumentException(refusal.diagnostics());
                        });
    }

    static Identified identified(Received received, boolean breakGlass) {
        Caller caller = new Caller(
                "subject",
                "research-app",
                Optional.empty(),
                Optional.of(new Reference("Organization", "org-a")),
                Caller.PurposeOfUse.of(
                        breakGlass ? Set.of(TREAT, new Coding(Coding.ACT_REASON, "BTG")) : Set.of(TREAT)),
                new Caller.Permissions(
                        Scopes.parse(FhirVersion.R4, "system/*.rs"), Optional.empty(), Set.of(Role.BREAK_GLASS)));
        return new Identified(received.ask(), Optional.of(caller), Optional.empty());
    }

    static Permitted permitted(Identified identified) {
        return new Permitted(identified.ask(), identified.caller(), identified.bearer(), new Plan.GatewayAnswer());
    }

    static Answered answered(Permitted permitted) {
        return new Answered(
                permitted.ask(), permitted.caller(), permitted.bearer(), permitted.plan(), Optional.empty());
    }

    static Released released(Answered answered) {
        return new Released(answered.ask(), RequestSummary.now(answered.ask(), answered.caller(), 200));
    }

    static <I extends Stage> Step<I> step(Class<I> takes, Function<I, CompletionStage<? extends Stage>> next) {
        return new Step<>() {
            @Override
            public Class<I> takes() {
                return takes;
            }

            @Override
            public CompletionStage<? extends Stage> apply(I stage) {
                return next.apply(stage);
            }
        };
    }

    private static final class Unused implements Reply {
        @Override
        public OutputStream start(int status, Map<String, String> headers) {
            throw new IllegalStateException("nothing here writes an answer");
        }

        @Override
        public boolean started() {
            return false;
        }

        @Override
        public void cut() {
            throw new IllegalStateException("nothing here writes an answer");
        }
    }
}
