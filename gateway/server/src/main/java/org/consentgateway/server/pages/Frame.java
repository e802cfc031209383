package org.consentgateway.server.pages;

import java.util.List;

/**
 * What every page has around its content.
 *
 * @param root    path of the pages, with a slash at its end
 * @param current path of the tab that is open
 * @param csrf    for its forms
 */
public record Frame(
        String title,
        String language,
        String root,
        List<Tab> tabs,
        String current,
        String csrf,
        String who,
        Site site) {

    /** A page beside this one. */
    public record Tab(String path, String name) {}

    /**
     * What the hospital says of itself.
     *
     * @param languages codes, in which patients may read; the first is the one they begin with
     */
    public record Site(String name, String contact, List<String> languages) {
        public Site {
            languages = List.copyOf(languages);
        }
    }

    public Frame {
        tabs = List.copyOf(tabs);
    }

    /** The path of one of our pages. */
    public String link(String path) {
        return root + path;
    }

    /** Whether somebody has signed in. */
    public boolean signedIn() {
        return !who.isEmpty();
    }
}
