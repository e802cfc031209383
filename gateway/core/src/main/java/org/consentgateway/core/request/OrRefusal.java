package org.consentgateway.core.request;

import java.util.Optional;
import java.util.function.Function;

/**
 * What was asked for, or the refusal that stands in its place.
 *
 * @param <T> what was asked for
 */
public sealed interface OrRefusal<T> {

    /** It was made. */
    record Made<T>(T made) implements OrRefusal<T> {
        @Override
        public <R> R match(Function<? super T, ? extends R> onMade, Function<Refusal, ? extends R> onRefused) {
            return onMade.apply(made);
        }
    }

    /** It was refused. */
    record Refused<T>(Refusal why) implements OrRefusal<T> {
        @Override
        public <R> R match(Function<? super T, ? extends R> onMade, Function<Refusal, ? extends R> onRefused) {
            return onRefused.apply(why);
        }
    }

    /** Continues with the one or the other. */
    <R> R match(Function<? super T, ? extends R> onMade, Function<Refusal, ? extends R> onRefused);

    /** The value as an answer. */
    static <T> OrRefusal<T> of(T made) {
        return new Made<>(made);
    }

    /** The refusal as an answer. */
    static <T> OrRefusal<T> refused(Refusal.Why why, String diagnostics) {
        return new Refused<>(new Refusal(why, diagnostics));
    }

    /** The next step where there is a value, else the same refusal. */
    default <R> OrRefusal<R> then(Function<? super T, OrRefusal<R>> next) {
        return match(next, Refused::new);
    }

    /** The value, empty where it was refused. */
    default Optional<T> value() {
        return match(Optional::of, refusal -> Optional.empty());
    }

    /** The refusal, empty where there is a value. */
    default Optional<Refusal> refusal() {
        return match(made -> Optional.empty(), Optional::of);
    }
}
