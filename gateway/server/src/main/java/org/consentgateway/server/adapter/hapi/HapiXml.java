package org.consentgateway.server.adapter.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.port.XmlFormat;

/**
 * FHIR XML to JSON and back, for clients that speak XML; upstream stays JSON. Both ways are strict: what HAPI does not
 * know is refused, because to drop it would change what was written or released.
 */
public final class HapiXml implements XmlFormat {

    /** Bytes that a document may have in either form. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    /** As {@link org.consentgateway.core.json.JsonReader#EXPONENT} bounds a number in JSON. */
    private static final Pattern LARGE = Pattern.compile("\\s*[+-]?[0-9.]{1,256}[eE][+-]?[0-9]{4,}\\s*");

    private static final int MOST_DEPTH = 128;
    private static final String FHIR = "http://hl7.org/fhir";
    private static final String XHTML = "http://www.w3.org/1999/xhtml";
    private static final Set<Integer> FORBIDDEN = Set.of(
            XMLStreamConstants.DTD,
            XMLStreamConstants.ENTITY_DECLARATION,
            XMLStreamConstants.ENTITY_REFERENCE,
            XMLStreamConstants.NOTATION_DECLARATION,
            XMLStreamConstants.PROCESSING_INSTRUCTION);

    private final FhirVersion fhir;
    private final FhirVersionEnum version;

    /** @param fhir the version that documents are of, one that HAPI knows */
    public HapiXml(FhirVersion fhir) {
        this.fhir = fhir;
        this.version = Optional.ofNullable(FhirVersionEnum.forVersionString(fhir.number()))
                .orElseThrow(() -> new IllegalArgumentException("HAPI knows no FHIR `" + fhir.number() + "`"));
    }

    @Override
    public byte[] toJson(byte[] xml) throws NotFhir {
        check(xml);
        FhirContext context = FhirContext.forCached(version);
        return convert(parser(context.newXmlParser()), parser(context.newJsonParser()), xml);
    }

    @Override
    public byte[] toXml(byte[] json) throws NotFhir {
        if (json.length > MOST_BYTES) throw new NotFhir("too large");
        FhirContext context = FhirContext.forCached(version);
        return convert(parser(context.newJsonParser()), parser(context.newXmlParser()), json);
    }

    private byte[] convert(IParser from, IParser to, byte[] document) throws NotFhir {
        try {
            String text = new String(document, StandardCharsets.UTF_8);
            byte[] converted =
                    to.encodeResourceToString(from.parseResource(text)).getBytes(StandardCharsets.UTF_8);
            if (converted.length > MOST_BYTES) throw new NotFhir("too large");
            return converted;
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new NotFhir("not a FHIR " + fhir.name() + " resource");
        }
    }

    private static IParser parser(IParser parser) {
        parser.setParserErrorHandler(new StrictErrorHandler());
        parser.setStripVersionsFromReferences(false);
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        return parser;
    }

    /** Walks the whole document first, with a reader that knows no DTD and no entities but the five of XML. */
    private static void check(byte[] xml) throws NotFhir {
        if (xml.length > MOST_BYTES) throw new NotFhir("too large");
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml), "UTF-8");
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (FORBIDDEN.contains(event)) throw new NotFhir("a construct that is not allowed");
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (++depth > MOST_DEPTH) throw new NotFhir("too deep");
                    String namespace = String.valueOf(reader.getNamespaceURI());
                    if (!namespace.equals(FHIR) && !namespace.equals(XHTML)) throw new NotFhir("namespace");
                    String value = reader.getAttributeValue(null, "value");
                    if (value != null && LARGE.matcher(value).matches()) throw new NotFhir("an exponent is too large");
                }
                if (event == XMLStreamConstants.END_ELEMENT) depth--;
            }
            reader.close();
        } catch (XMLStreamException | RuntimeException e) {
            throw new NotFhir("not well-formed");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entities are not resolved");
        });
        return factory;
    }
}
