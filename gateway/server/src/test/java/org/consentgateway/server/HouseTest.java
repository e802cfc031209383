package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** How large a piece of the house may be, without exception. */
class HouseTest {

    private static final int FILE = 350;
    private static final int TEST_FILE = 500;
    private static final int METHOD = 40;
    private static final int PARAMETERS = 8;
    private static final int MEDIAN = 80;
    private static final int NINE_OF_TEN = 200;

    @Test
    void no_file_is_larger_than_can_be_read_at_once() throws IOException {
        assertThat(larger(sources("main"), FILE)).isEmpty();
        assertThat(larger(sources("test"), TEST_FILE)).isEmpty();
    }

    @Test
    void half_of_the_files_are_a_page_and_nine_of_ten_are_short() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        for (Path source : sources("main")) sizes.add(lines(source));
        Collections.sort(sizes);
        assertThat(sizes.get(sizes.size() / 2)).isLessThanOrEqualTo(MEDIAN);
        assertThat(sizes.get(sizes.size() * 9 / 10)).isLessThanOrEqualTo(NINE_OF_TEN);
    }

    @Test
    void no_method_is_longer_than_a_screen_but_a_table() throws IOException {
        assertThat(longMethods(main())).isEmpty();
    }

    @Test
    void no_constructor_is_wider_than_can_be_called_without_counting() throws IOException {
        assertThat(wide(main())).isEmpty();
    }

    @Test
    void a_name_stands_for_one_thing() throws IOException {
        Map<String, Long> counts =
                main().types().stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        counts.values().removeIf(count -> count == 1);
        assertThat(counts.keySet()).isEmpty();
    }

    @Test
    void what_is_too_large_is_found() throws IOException {
        String statements = "int i = 0;\n".repeat(METHOD);
        String parameters =
                IntStream.rangeClosed(0, PARAMETERS).mapToObj(i -> "int p" + i).collect(Collectors.joining(", "));
        SourceMeasure measure = SourceMeasure.of(List.of(new Text("class Large {\n void grown() {\n" + statements
                + "}\n Large(" + parameters + ") {}\n record Wide(" + parameters + ") {}\n}\n")));

        assertThat(longMethods(measure)).containsExactly("Large#grown");
        assertThat(wide(measure)).containsExactlyInAnyOrder("Large", "Wide");
    }

    private static List<String> longMethods(SourceMeasure measure) {
        return measure.methods().stream()
                .filter(method -> method.lines() > METHOD && !method.table())
                .map(SourceMeasure.Method::name)
                .toList();
    }

    private static List<String> wide(SourceMeasure measure) {
        return measure.constructors().stream()
                .filter(one -> one.parameters() > PARAMETERS)
                .map(SourceMeasure.Constructor::type)
                .toList();
    }

    private static SourceMeasure main() throws IOException {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            return SourceMeasure.of(files.getJavaFileObjectsFromPaths(sources("main")));
        }
    }

    private static Set<String> larger(List<Path> sources, int most) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path source : sources) if (lines(source) > most) found.add(String.valueOf(source.getFileName()));
        return found;
    }

    private static int lines(Path source) throws IOException {
        return Files.readAllLines(source).size();
    }

    /** The sources of every module, a package's description left out. */
    private static List<Path> sources(String part) throws IOException {
        List<Path> all = new ArrayList<>();
        Path top = Path.of("../..");
        for (Path folder : List.of(top, top.resolve("gateway"), top.resolve("deploy"))) {
            for (Path module : children(folder)) {
                Path java = module.resolve("src").resolve(part).resolve("java");
                if (!Files.isDirectory(java)) continue;
                try (Stream<Path> files = Files.walk(java)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(300);
        all.removeIf(file -> file.endsWith("package-info.java"));
        return all;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    /** A source that is no file. */
    private static final class Text extends SimpleJavaFileObject {

        private final String source;

        Text(String source) {
            super(URI.create("text:///Large.java"), JavaFileObject.Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }
}
