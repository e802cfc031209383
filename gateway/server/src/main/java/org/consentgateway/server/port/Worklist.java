package org.consentgateway.server.port;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.request.Reference;

/** What a person has to look at: told by whoever meets it, never with content. Telling neither blocks nor fails. */
public interface Worklist {

    /** Who is to look at it. */
    enum Addressee {
        OPERATOR,
        PRIVACY_OFFICER
    }

    /** What there is to look at; a closed list. */
    enum Kind {
        /** A coding that is nearly a protected label: protected until a labeller reviews it. */
        LABEL_TO_REVIEW(Addressee.PRIVACY_OFFICER),
        /** Its author says that a note bears a wrong label. */
        LABEL_REPORTED(Addressee.PRIVACY_OFFICER),
        /** A label on a type that the pack says never bears one. */
        LABEL_ON_NEVER_TYPE(Addressee.PRIVACY_OFFICER),
        /** Deleted for all who may not see a part of it, and kept in the EHR because of that part. */
        DELETED_WITH_HIDDEN_PART(Addressee.PRIVACY_OFFICER),
        /** A label was put on a copy of a protected attachment. */
        LABELLED_COPY(Addressee.PRIVACY_OFFICER),
        /** A Consent that cannot be read: the pack's row for it holds. */
        UNREADABLE_CONSENT(Addressee.PRIVACY_OFFICER),
        /** A change of a label, a review or an author that counts after a second person confirmed it. */
        CHANGE_TO_CONFIRM(Addressee.PRIVACY_OFFICER),
        /** A resource of the EHR that cannot be read: hidden from everybody. */
        UNREADABLE_ENTRY(Addressee.OPERATOR),
        /** The EHR did not answer a look-up: what rests on it is withheld. */
        LOOK_UP_FAILED(Addressee.OPERATOR);

        private final Addressee addressee;

        Kind(Addressee addressee) {
            this.addressee = addressee;
        }

        public Addressee addressee() {
            return addressee;
        }

        /** As operations and metrics name it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One thing to look at.
     *
     * @param about  {@code Type/id}, or a type alone where the id cannot be told
     * @param reason a code of who found it, such as the name of a rule
     */
    record Finding(Kind kind, String about, String reason) {

        private static final Pattern ABOUT = Pattern.compile("[A-Za-z]{1,64}(/[A-Za-z0-9._~%:-]{1,256})?");
        private static final Pattern REASON = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

        public Finding {
            if (!ABOUT.matcher(about).matches()) throw new IllegalArgumentException("not a type and id");
            if (!REASON.matcher(reason).matches()) throw new IllegalArgumentException("not a code");
        }
    }

    /** Puts it on the list; a second time counts it. */
    void tell(Finding finding);

    /** Somebody has looked at it: it leaves the list. Blocks. */
    default void done(Kind kind, Reference about) {}

    /** A resource that cannot be read, as far as it can be told which. */
    default void unreadable(Optional<String> type, Optional<String> id, String reason) {
        String known = type.filter(name -> name.matches("[A-Za-z]{1,64}")).orElse("Resource");
        String about = id.filter(one -> one.matches("[A-Za-z0-9._~%:-]{1,256}"))
                .map(one -> known + "/" + one)
                .orElse(known);
        tell(new Finding(Kind.UNREADABLE_ENTRY, about, reason));
    }

    /** As {@link #tell(Finding)}. */
    default void tell(Kind kind, Reference about, String reason) {
        tell(new Finding(kind, about.toString(), reason));
    }
}
