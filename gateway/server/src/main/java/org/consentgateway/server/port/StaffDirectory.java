package org.consentgateway.server.port;

import java.util.Set;
import org.consentgateway.core.request.Reference;

/** What the EHR says of the people who ask: who they are, and where they work. Blocks. */
public interface StaffDirectory {

    /** Those of the type who bear that very identifier and are not out of use; what they wrote of themselves is left out. */
    Set<Reference> identified(String type, String system, String value) throws Unknown;

    /** The organisations in which somebody has a role today; none where one of them cannot be told. */
    Set<Reference> organizationsOf(Reference person) throws Unknown;

    /** The EHR does not answer now. */
    final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        public Unknown(Throwable cause) {
            super(cause);
        }
    }

    /** Of an EHR that is not asked. */
    StaffDirectory NONE = new StaffDirectory() {
        @Override
        public Set<Reference> identified(String type, String system, String value) {
            return Set.of();
        }

        @Override
        public Set<Reference> organizationsOf(Reference person) {
            return Set.of();
        }
    };
}
