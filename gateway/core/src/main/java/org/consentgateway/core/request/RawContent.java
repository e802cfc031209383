package org.consentgateway.core.request;

import java.util.Optional;

/**
 * What the headers say of raw bytes that are sent to {@code Binary}.
 *
 * @param mediaType       {@code Content-Type}, as {@code Binary.contentType} has it
 * @param securityContext {@code X-Security-Context}: the resource whose rules apply to the Binary
 * @see <a href="http://hl7.org/fhir/R4/binary.html#rest">FHIR R4 Binary, serving raw content</a>
 */
public record RawContent(String mediaType, Optional<Reference> securityContext) {}
