package org.consentgateway.server.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.port.PageAnswer;

/** Writes pages from the templates that were compiled with the program; every value is escaped for where it stands. */
final class Html {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
    private final String root;
    private final Frame.Site site;

    /** @param root path of the pages, with a slash at its end */
    Html(String root, Frame.Site site) {
        this.root = root;
        this.site = site;
    }

    String root() {
        return root;
    }

    /** A page for somebody who has signed in. */
    PageAnswer page(int status, Visit visit, Section section, String title, String template, Map<String, Object> with) {
        Viewer viewer = visit.viewer();
        Language language = section.language(viewer);
        List<Frame.Tab> tabs = section.tabs(language);
        Frame frame = new Frame(
                title,
                language.code(),
                root,
                tabs,
                open(tabs, visit.request().path().substring(root.length())),
                viewer.session().csrf(),
                viewer.name(),
                site);
        return PageAnswer.html(status, render(template, frame, with));
    }

    /** A page for anybody. */
    PageAnswer open(int status, String title, String template, Map<String, Object> with) {
        Frame frame = new Frame(title, Language.ENGLISH.code(), root, List.of(), "", "", "", site);
        return PageAnswer.html(status, render(template, frame, with));
    }

    /** The tab that a path belongs to: the longest that it begins with. */
    private static String open(List<Frame.Tab> tabs, String path) {
        return tabs.stream()
                .map(Frame.Tab::path)
                .filter(tab -> path.equals(tab) || path.startsWith(tab + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private String render(String template, Frame frame, Map<String, Object> with) {
        Map<String, Object> all = new HashMap<>(with);
        all.put("page", frame);
        StringOutput out = new StringOutput();
        engine.render(template, all, out);
        return out.toString();
    }
}
