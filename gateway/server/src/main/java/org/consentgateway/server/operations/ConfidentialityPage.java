package org.consentgateway.server.operations;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.consentgateway.core.law.PolicyPack;

/**
 * The limits of confidentiality in plain words, made from the pack in force: what patients are told is what runs. One
 * UTF-8 page without script, to be printed and handed over at the first session.
 */
public final class ConfidentialityPage {

    /** The media type to serve it with. */
    public static final String CONTENT_TYPE = "text/html; charset=utf-8";

    /** The only content that a browser may load for the page: its own styles. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter LONG_DATE = DateTimeFormatter.ofPattern("MMMM d, uuuu", Locale.US);

    private static final String STYLE = """
            body { font: 1.1rem/1.5 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff;
                   max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.8rem; line-height: 1.2; margin-bottom: .5rem; }
            h2 { font-size: 1.25rem; margin: 1.6rem 0 .3rem; border-bottom: 1px solid #767676; }
            li { margin: .35rem 0; }
            cite { font: normal .75em/1.2 Helvetica, Arial, sans-serif; color: #595959; }
            footer { margin-top: 2rem; border-top: 1px solid #767676; padding-top: .5rem; font-size: .85rem; }
            .signature { margin: 2.5rem 0 0; }
            @page { margin: 18mm; }
            @media print {
              body { font-size: 10.5pt; line-height: 1.35; margin: 0; padding: 0; max-width: none; }
              h2 { break-after: avoid; margin-top: 1rem; }
              li { break-inside: avoid; }
            }
            """;

    private static final String OBSERVES = """
            <p class="observing"><strong>These rules are not in force yet.</strong> Our computers are on trial: they
            write down what the rules would keep back, but they do not keep it back. What is said below begins when the
            trial ends.</p>
            """;

    /** The page for the pack in force, as of the day it is asked for. */
    public String html(PolicyPack pack, LocalDate day) {
        return html(pack, day, false);
    }

    /** @param observes whether nothing is withheld at this moment: the page must not promise what is not kept */
    public String html(PolicyPack pack, LocalDate day, boolean observes) {
        String sections = PlainWords.of(pack).stream().map(this::section).collect(Collectors.joining());
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>What stays between you and your therapist</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>What stays between you and your therapist</h1>
                %s<p>Your therapist may keep notes about what you say in a session. These notes are kept apart from the
                rest of your chart. The law calls them psychotherapy notes. On this page we call them
                <strong>your therapy notes</strong>.</p>
                <main>
                %s</main>
                <footer>
                <p>This page is made from the rules that our computers run right now.</p>
                <p>Rules: %s, version %s. Date of this page: <time datetime="%s">%s</time>.</p>
                <p class="signature">I was given this page: ______________________________ Date: ______________</p>
                </footer>
                </body>
                </html>
                """.formatted(
                        STYLE,
                        observes ? OBSERVES : "",
                        sections,
                        HtmlText.escaped(pack.id()),
                        HtmlText.escaped(pack.version()),
                        day,
                        LONG_DATE.format(day));
    }

    private String section(PlainWords.Section section) {
        return "<section id=\"%s\">\n<h2>%s</h2>\n<ul>\n%s</ul>\n</section>\n"
                .formatted(
                        HtmlText.escaped(section.id()), HtmlText.escaped(section.title()), items(section.sentences()));
    }

    private String items(List<PlainWords.Sentence> sentences) {
        return sentences.stream()
                .map(sentence -> "<li>" + HtmlText.escaped(sentence.plain())
                        + sentence.citation()
                                .map(law -> " <cite>" + HtmlText.escaped(law) + "</cite>")
                                .orElse("")
                        + "</li>\n")
                .collect(Collectors.joining());
    }
}
