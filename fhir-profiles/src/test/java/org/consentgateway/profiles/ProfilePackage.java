package org.consentgateway.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.npm.NpmPackage;

/** {@code target/package.tgz}, read by HL7's own package reader, and a validator that knows it. */
final class ProfilePackage {

    private static final FhirContext R4 = FhirContext.forR4Cached();
    private static final ProfilePackage BUILT = new ProfilePackage(Path.of("target/package.tgz"));

    // the validator wants hl7.fhir.r4.core from HL7's registry for the snapshot of an extension; the tests are offline,
    // and every extension is used by an example, whose validation needs that snapshot from HAPI's own generator
    private static final String NO_CORE_PACKAGE = "Unable to resolve package id hl7.fhir.r4.core";

    private final NpmPackage npm;
    private final Map<String, Resource> definitions = new TreeMap<>();
    private final FhirValidator validator;

    private ProfilePackage(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            npm = NpmPackage.fromPackage(in);
            for (String name : npm.list("package")) {
                if (name.matches("[A-Z].*\\.json")) definitions.put(name, parse(text("package", name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        validator = R4.newValidator().registerValidatorModule(new FhirInstanceValidator(supports()));
    }

    static ProfilePackage built() {
        return BUILT;
    }

    NpmPackage npm() {
        return npm;
    }

    /** The definitions by file name. */
    Map<String, Resource> definitions() {
        return definitions;
    }

    String text(String folder, String name) {
        try (InputStream in = npm.load(folder, name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Resource parse(String json) {
        return (Resource) R4.newJsonParser().parseResource(json);
    }

    /** What is wrong with it, warnings and hints left out. */
    List<String> errors(String json) {
        return validator.validateWithResult(json).getMessages().stream()
                .filter(message -> message.getSeverity() == ResultSeverityEnum.ERROR
                        || message.getSeverity() == ResultSeverityEnum.FATAL)
                .map(SingleValidationMessage::getMessage)
                .filter(message -> !message.contains(NO_CORE_PACKAGE))
                .toList();
    }

    private ValidationSupportChain supports() {
        PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(R4);
        definitions.values().forEach(own::addResource);
        return new ValidationSupportChain(
                own,
                new DefaultProfileValidationSupport(R4),
                new CommonCodeSystemsTerminologyService(R4),
                new InMemoryTerminologyServerValidationSupport(R4),
                new SnapshotGeneratingValidationSupport(R4));
    }
}
