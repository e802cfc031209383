package org.consentgateway.server.pages;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The languages of the pages for patients. */
enum Language {
    ENGLISH("en", Locale.US),
    SPANISH("es", Locale.forLanguageTag("es-US"));

    private final String code;
    private final Locale locale;

    Language(String code, Locale locale) {
        this.code = code;
        this.locale = locale;
    }

    /** As HTML names it. */
    String code() {
        return code;
    }

    Locale locale() {
        return locale;
    }

    static Optional<Language> of(String code) {
        return Stream.of(values()).filter(one -> one.code.equals(code)).findFirst();
    }
}
