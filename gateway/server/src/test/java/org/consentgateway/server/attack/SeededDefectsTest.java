package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The tests are tested: each defect of {@code attack/seeded-defects.yaml} turns one of them red. */
class SeededDefectsTest {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path CORE_TESTS = ROOT.resolve("gateway/core/target/test-classes");

    /**
     * One change in one place.
     *
     * @param line    as it stands in the file, once
     * @param becomes what is seeded in its place
     * @param test    class, or {@code class#method}, that must be red then
     */
    record Defect(String id, String title, String file, String line, String becomes, String test) {

        String seeded() throws IOException {
            return source().replace(line, becomes);
        }

        String source() throws IOException {
            return Files.readString(ROOT.resolve(file));
        }

        Path testSource() {
            String name = test.split("#", 2)[0].replace('.', '/') + ".java";
            boolean core = test.startsWith("org.consentgateway.core.");
            return ROOT.resolve((core ? "gateway/core" : "gateway/server") + "/src/test/java/" + name);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_defect_has_its_line_and_its_test() throws IOException {
        return defects().stream()
                .map(defect -> DynamicTest.dynamicTest(defect.id() + " " + defect.title(), () -> {
                    assertThat(defect.source().split(java.util.regex.Pattern.quote(defect.line()), -1))
                            .as("the line stands once in `%s`", defect.file())
                            .hasSize(2);
                    String test = Files.readString(defect.testSource());
                    String[] part = defect.test().split("#", 2);
                    if (part.length == 2) assertThat(test).contains(" " + part[1] + "(");
                }));
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> every_defect_turns_its_test_red(@TempDir Path folder) throws IOException {
        return defects().stream()
                .map(defect -> DynamicTest.dynamicTest(defect.id() + " " + defect.title(), () -> {
                    // Given the source as it is: the test is green in the same surroundings
                    assertThat(run(defect, defect.source(), folder.resolve(defect.id() + "-sound")))
                            .as("without the defect")
                            .isZero();

                    // When the defect is seeded, then it is red
                    assertThat(run(defect, defect.seeded(), folder.resolve(defect.id())))
                            .as("with the defect")
                            .isEqualTo(1);
                    System.out.printf("seeded: %s is caught by %s%n", defect.id(), defect.test());
                }));
    }

    private static int run(Defect defect, String source, Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve(Path.of(defect.file()).getFileName().toString());
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(file, source);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        int compiled = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-cp",
                classPath(),
                "-d",
                classes.toString(),
                file.toString());
        assertThat(compiled).as("it compiles").isZero();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Duser.timezone=UTC",
                        "-Djazzer.hooks=false",
                        "-cp",
                        classes + File.pathSeparator + classPath(),
                        RunTest.class.getName(),
                        defect.test())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) process.destroyForcibly();
        return process.waitFor();
    }

    /** Core's tests as well, which a build of this module has compiled before. */
    private static String classPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return own + File.pathSeparator + CORE_TESTS;
    }

    private static List<Defect> defects() throws IOException {
        try (InputStream table = Objects.requireNonNull(
                SeededDefectsTest.class.getResourceAsStream("/attack/seeded-defects.yaml"), "seeded-defects.yaml")) {
            return new YAMLMapper().readValue(table, new TypeReference<List<Defect>>() {});
        }
    }
}
