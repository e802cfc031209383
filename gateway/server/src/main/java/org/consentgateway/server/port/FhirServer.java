package org.consentgateway.server.port;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.consentgateway.core.request.ServerLink;
import org.jspecify.annotations.Nullable;

/** One server that the gateway calls: the EHR, the consent server, the audit repository. */
public interface FhirServer {

    /** The FHIR base, without a trailing slash. */
    URI base();

    /** Further bases under which it writes links. */
    default List<String> otherBases() {
        return List.of();
    }

    /** Sends; completes with the head, or exceptionally with {@link Broken}. No thread waits meanwhile. */
    CompletionStage<HttpAnswer> send(HttpCall call);

    /** The URI of a relative request such as {@code Patient/1} or {@code Patient?_id=1}. */
    default URI resolve(String relative) {
        return URI.create(relative.isEmpty() ? base().toString() : base() + "/" + relative);
    }

    /**
     * Where a link that this server wrote leads on this server: always to our own configured host, whatever host the link
     * names; empty when it is under none of its bases.
     */
    default Optional<URI> own(String link) {
        return ServerLink.on(base(), otherBases(), link);
    }

    /** The same relative to the base, such as {@code Patient/1/_history/2}; empty when it leads to the base itself too. */
    default Optional<String> ownRelative(String link) {
        String root = base() + "/";
        return own(link)
                .map(URI::toString)
                .filter(whole -> whole.startsWith(root))
                .map(whole -> whole.substring(root.length()).replaceFirst("/$", ""));
    }

    /** Sends and waits for the head; for workers. */
    default HttpAnswer call(HttpCall call) throws Broken {
        return await(send(call));
    }

    /** Waits for the head of what was sent; for workers. */
    default HttpAnswer await(CompletionStage<HttpAnswer> sent) throws Broken {
        try {
            return sent.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Broken broken) throw broken;
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e);
        }
    }

    /** Reads of this server by the gateway itself, with its own credential. */
    default FhirHttp reads() {
        FhirServer server = this;
        return new FhirHttp() {
            @Override
            public Answer get(URI target) throws IOException {
                HttpAnswer answer = call(HttpCall.get(target, "gateway"));
                return new Answer(answer.status(), answer.body());
            }

            @Override
            public List<String> otherBases() {
                return server.otherBases();
            }
        };
    }

    /** The call could not be made, or what came back cannot be used. */
    final class Broken extends IOException {
        private static final long serialVersionUID = 1;
        private final Fault fault;
        private final @Nullable String retryAfter;

        public Broken(Fault fault, @Nullable Throwable cause) {
            this(fault, cause, null);
        }

        private Broken(Fault fault, @Nullable Throwable cause, @Nullable String retryAfter) {
            super(fault.name(), cause);
            this.fault = fault;
            this.retryAfter = retryAfter;
        }

        /** By an answer which says that now is not the time, and perhaps when it will be. */
        public static Broken by(HttpAnswer answer, Fault fault) {
            return new Broken(fault, null, answer.retryAfter().orElse(null));
        }

        /** Which fault it is. */
        public Fault fault() {
            return fault;
        }

        /** After how many seconds the server wants to be asked again, where it said so. */
        public Optional<String> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }
}
