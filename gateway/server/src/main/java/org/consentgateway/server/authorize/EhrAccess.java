package org.consentgateway.server.authorize;

import java.util.function.Supplier;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.XmlFormat;

/**
 * The EHR, and how it is spoken to.
 *
 * @param bases  the public base, and the bases that the EHR writes for itself
 * @param own    the same bases, for reading references
 * @param server the EHR
 * @param chart  the EHR, looked up for a decision
 * @param xml    JSON to XML and back
 * @param spools for long contents of an answer
 */
public record EhrAccess(
        Bases bases, ReferenceResolver own, FhirServer server, Chart chart, XmlFormat xml, Supplier<Spool> spools) {}
