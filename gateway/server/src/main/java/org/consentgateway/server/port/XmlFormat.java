package org.consentgateway.server.port;

/** FHIR XML to and from FHIR JSON, for clients that speak XML; upstream stays JSON. */
public interface XmlFormat {

    /** The body is no FHIR R4 XML, or is refused for a DOCTYPE, an entity or its size. */
    final class NotFhir extends Exception {
        private static final long serialVersionUID = 1L;

        public NotFhir(String rule) {
            super(rule);
        }
    }

    /** JSON as XML. */
    byte[] toXml(byte[] json) throws NotFhir;

    /** XML as JSON. */
    byte[] toJson(byte[] xml) throws NotFhir;
}
