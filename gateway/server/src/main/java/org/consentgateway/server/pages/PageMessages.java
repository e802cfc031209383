package org.consentgateway.server.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** What the pages for patients say, in one language. */
public final class PageMessages {

    private static final Map<Language, PageMessages> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) ALL.put(language, read(language));
    }

    private final Properties texts;

    private PageMessages(Properties texts) {
        this.texts = texts;
    }

    static PageMessages in(Language language) {
        PageMessages words = ALL.get(language);
        if (words == null) throw new IllegalStateException("no words in that language");
        return words;
    }

    /** What the language of that code calls itself. */
    public static String named(String code) {
        return code.equals(Language.SPANISH.code()) ? "Español" : "English";
    }

    private static PageMessages read(Language language) {
        String name = "/pages/my." + language.code() + ".properties";
        try (InputStream in = PageMessages.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("`" + name + "` is not on the class path");
            Properties texts = new Properties();
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new PageMessages(texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of that name. */
    public String of(String name) {
        String text = texts.getProperty(name);
        if (text == null) throw new IllegalArgumentException("no text `" + name + "`");
        return text;
    }

    /** The text of that name with what stands in it in the order of {@code {0}}, {@code {1}}. */
    public String of(String name, Object... values) {
        String text = of(name);
        for (int i = 0; i < values.length; i++) text = text.replace("{" + i + "}", String.valueOf(values[i]));
        return text;
    }

    /** The names of all texts. */
    Set<String> names() {
        return texts.stringPropertyNames();
    }
}
