package org.consentgateway.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.port.PeriodicTasks;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of ARCHITECTURE.md, as rules. */
class ArchitectureTest {

    private static final String CORE = "org.consentgateway.core.";
    private static final String CORE_ALL = "org.consentgateway.core..";
    private static final String SERVER = "org.consentgateway.server.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.consentgateway");

    private static final String SERVER_ROOT = "org.consentgateway.server";
    private static final String SERVER_ALL = SERVER_ROOT + "..";
    private static final Pattern LISTED = Pattern.compile("    ([a-z.]+) +→ ([a-z., ]+)");
    private static final Pattern COMMA = Pattern.compile(", *");

    private static final ArchRule core_is_pure = classes()
            .that()
            .resideInAPackage(CORE_ALL)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            CORE_ALL,
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "java.io..",
                            "java.math..",
                            "java.nio",
                            "java.nio.charset..",
                            "com.fasterxml.jackson.core..",
                            "org.jspecify.annotations..")
                    .or(equivalentTo(URI.class))
                    .or(equivalentTo(Normalizer.class))
                    .or(equivalentTo(Normalizer.Form.class)));

    private static final ArchRule core_has_no_clock = noClasses()
            .that()
            .resideInAPackage(CORE_ALL)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    private static final ArchRule core_opens_no_file_and_no_socket = noClasses()
            .that()
            .resideInAPackage(CORE_ALL)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                    .and(not(equivalentTo(URI.class))))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File");

    private static final ArchRule requests_know_only_json_and_fhir = below("request", "fhir", "json");

    private static final ArchRule labels_know_requests = below("label", "request", "fhir", "json");

    private static final ArchRule consents_know_labels = below("consent", "label", "request", "json");

    private static final ArchRule law_knows_labels = below("law", "label", "request", "json");

    private static final ArchRule decisions_know_law_and_consents =
            below("decision", "law", "consent", "label", "request", "json");

    private static final ArchRule nothing_in_core_goes_in_a_circle =
            slices().matching(CORE + "(*)..").should().beFreeOfCycles();

    private static final ArchRule only_the_listener_sees_camel = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.undertow..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.camel.."));

    private static final ArchRule only_the_listener_sees_undertow = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.undertow..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.undertow..", "org.xnio.."));

    private static final ArchRule only_hapi_sees_hapi = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.hapi..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("ca.uhn..", "org.hl7.."));

    private static final ArchRule only_ehcache_sees_ehcache = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.ehcache..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.ehcache.."));

    private static final ArchRule only_oidc_sees_keycloak = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.oidc..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.keycloak.."));

    private static final ArchRule only_jdbc_sees_sql = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.jdbc..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "com.zaxxer..", "org.flywaydb.."));

    private static final ArchRule the_rooms_of_a_request_know_no_vendor = classes()
            .that()
            .resideInAnyPackage(
                    SERVER + "pipeline..",
                    SERVER + "interaction..",
                    SERVER + "authorize..",
                    SERVER + "stage..",
                    SERVER + "port..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    SERVER_ALL,
                    CORE_ALL,
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    "com.flipkart.zjsonpatch..",
                    "com.fasterxml.jackson.."));

    private static final ArchRule only_the_audit_trail_forces_a_disk = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER + "adapter.audit..")
            .should()
            .callMethod(FileChannel.class, "force", boolean.class)
            .orShould()
            .callMethod(FileDescriptor.class, "sync");

    /** R5 is another value there, and nothing else. */
    private static final ArchRule one_class_chooses_the_version_of_fhir = noClasses()
            .that()
            .resideInAnyPackage(CORE_ALL, SERVER_ALL)
            .and(not(equivalentTo(FhirVersion.class)))
            .and(not(equivalentTo(ConfigReader.class)))
            .should()
            .accessField(FhirVersion.class, "R4");

    /** {@code init} has no configuration yet that could tell. */
    private static final ArchRule the_configuration_carries_the_version_of_fhir = noClasses()
            .that()
            .resideInAPackage(SERVER_ALL)
            .and(not(equivalentTo(ConfigReader.class)))
            .and()
            .doNotHaveFullyQualifiedName(SERVER + "Commands")
            .should()
            .accessField(ConfigReader.class, "SERVED");

    private static final ArchRule what_is_run_again_and_again_outlasts_a_failure = noClasses()
            .that()
            .resideInAPackage(SERVER_ALL)
            .and(not(equivalentTo(PeriodicTasks.class)))
            .should()
            .callMethodWhere(target(name("scheduleWithFixedDelay")))
            .orShould()
            .callMethodWhere(target(name("scheduleAtFixedRate")));

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of("core is pure", core_is_pure),
                Named.of("core has no clock", core_has_no_clock),
                Named.of("core opens no file and no socket", core_opens_no_file_and_no_socket),
                Named.of("requests know only json and the tables of FHIR", requests_know_only_json_and_fhir),
                Named.of("labels know requests", labels_know_requests),
                Named.of("consents know labels", consents_know_labels),
                Named.of("law knows labels", law_knows_labels),
                Named.of("decisions know law and consents", decisions_know_law_and_consents),
                Named.of("nothing in core goes in a circle", nothing_in_core_goes_in_a_circle),
                Named.of("only the listener sees camel", only_the_listener_sees_camel),
                Named.of("only the listener sees undertow", only_the_listener_sees_undertow),
                Named.of("only hapi sees hapi", only_hapi_sees_hapi),
                Named.of("only ehcache sees ehcache", only_ehcache_sees_ehcache),
                Named.of("only oidc sees keycloak", only_oidc_sees_keycloak),
                Named.of("only jdbc sees sql", only_jdbc_sees_sql),
                Named.of("the rooms of a request know no vendor", the_rooms_of_a_request_know_no_vendor),
                Named.of("only the audit trail forces a disk", only_the_audit_trail_forces_a_disk),
                Named.of("one class chooses the version of FHIR", one_class_chooses_the_version_of_fhir),
                Named.of(
                        "the configuration carries the version of FHIR", the_configuration_carries_the_version_of_fhir),
                Named.of(
                        "what is run again and again outlasts a failure",
                        what_is_run_again_and_again_outlasts_a_failure));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_house_keeps_its_rule(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void the_rooms_of_the_server_know_those_that_the_architecture_page_lists() throws IOException {
        assertThat(arrows()).isEqualTo(listedArrows());
    }

    /** So that nothing goes in a circle. */
    @Test
    void a_room_knows_only_rooms_that_are_listed_below_it() throws IOException {
        List<String> order = List.copyOf(listedArrows().keySet());
        listedArrows().forEach((room, known) -> assertThat(order.subList(order.indexOf(room) + 1, order.size()))
                .as(room)
                .containsAll(known));
    }

    /** What each package of the server depends on in the server; the outermost, which wires them, left out. */
    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass one : CLASSES.that(resideInAPackage(SERVER + "*.."))) {
            Set<String> known = arrows.computeIfAbsent(room(one), room -> new TreeSet<>());
            one.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(resideInAPackage(SERVER_ALL))
                    .map(ArchitectureTest::room)
                    .filter(room -> !room.equals(room(one)))
                    .forEach(known::add);
        }
        return arrows;
    }

    private static String room(JavaClass one) {
        String name = one.getPackageName();
        return name.equals(SERVER_ROOT) ? "(outermost)" : name.substring(SERVER.length());
    }

    /** {@code room → room, room}, a line each, in the order of the page. */
    private static Map<String, Set<String>> listedArrows() throws IOException {
        Map<String, Set<String>> listed = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("../ARCHITECTURE.md"))) {
            Matcher arrow = LISTED.matcher(line);
            if (arrow.matches())
                listed.put(
                        arrow.group(1),
                        new TreeSet<>(COMMA.splitAsStream(arrow.group(2))
                                .filter(room -> !room.equals("core"))
                                .toList()));
        }
        return listed;
    }

    private static ArchRule below(String name, String... known) {
        String[] allowed = new String[known.length + 3];
        for (int i = 0; i < known.length; i++) allowed[i] = CORE + known[i] + "..";
        allowed[known.length] = CORE + name + "..";
        allowed[known.length + 1] = "java..";
        allowed[known.length + 2] = "org.jspecify..";
        return classes()
                .that()
                .resideInAPackage(CORE + name + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed));
    }
}
