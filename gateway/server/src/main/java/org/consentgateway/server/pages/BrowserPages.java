package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.WebPages;

/**
 * Our own pages. A page is shown to somebody who has signed in and for whom it is; everything that somebody looked at, or
 * was refused, stands in the trail before it leaves.
 */
public final class BrowserPages implements WebPages {

    /**
     * One page.
     *
     * @param path what stands below the root; its groups are the arguments
     */
    record Row(String method, Pattern path, Section section, Audience audience, Visit.Page page) {

        /** @param path in which a {@code {}} stands for an argument: an id, a type with id, a code */
        static Row get(String path, Section section, Audience audience, Visit.Page page) {
            return new Row("GET", pattern(path), section, audience, page);
        }

        /** Something that changes. */
        static Row post(String path, Section section, Audience audience, Visit.Page page) {
            return new Row("POST", pattern(path), section, audience, page);
        }

        private static Pattern pattern(String path) {
            return Pattern.compile(path.replace("{}", "([A-Za-z0-9.-]{1,64})"));
        }
    }

    private final String root;
    private final String origin;
    private final Html html;
    private final SignInPages signIn;
    private final Visitors visitors;
    private final List<Row> rows;
    private final Trail trail;
    private final Records records;
    private final Pattern own;

    BrowserPages(
            String origin,
            Html html,
            SignInPages signIn,
            Visitors visitors,
            List<Row> rows,
            Trail trail,
            Records records) {
        this.root = html.root();
        this.origin = origin;
        this.html = html;
        this.signIn = signIn;
        this.visitors = visitors;
        this.rows = List.copyOf(rows);
        this.trail = trail;
        this.records = records;
        this.own = Pattern.compile(Pattern.quote(root) + "(signin|console|my|therapist|assets)(/.*)?");
    }

    /** All that there is to be shown to somebody who has signed in. */
    List<Row> rows() {
        return rows;
    }

    @Override
    public boolean serves(String path) {
        return own.matcher(path).matches();
    }

    @Override
    public boolean takesForm(PageRequest head) {
        return head.path().equals(root + "signin/backchannel-logout") || visitors.mayBe(head);
    }

    @Override
    public PageAnswer answer(PageRequest request) {
        String path = request.path().substring(root.length());
        return switch (request.method() + " " + path) {
            case "GET assets/style.css" -> Assets.STYLE;
            case "GET signin" -> signIn.start(request);
            case "GET signin/callback" -> signIn.callback(request);
            case "POST signin/backchannel-logout" -> signIn.backChannelLogout(request);
            default -> ofAPerson(request, path);
        };
    }

    private PageAnswer ofAPerson(PageRequest request, String path) {
        Optional<Viewer> viewer = visitors.viewer(request);
        if (viewer.isEmpty()) return nobody(request, path);
        if (request.posts() && !ofOurForm(request, viewer.get()))
            return refused(request, viewer.get(), 403, Reason.OPERATION_NOT_ALLOWED);
        if (request.posts() && path.equals("signin/out"))
            return signIn.signOut(request, viewer.get().session());
        return page(request, viewer.get(), path);
    }

    private PageAnswer nobody(PageRequest request, String path) {
        if (request.posts())
            return html.open(
                    403,
                    "Sign in again",
                    "signin/said.jte",
                    Map.of("text", "Your session has ended. Nothing was changed."));
        String landing = path.replaceFirst("/.*", "");
        return Landing.of(landing)
                .map(to -> PageAnswer.seeOther(root + "signin?to=" + to.path()))
                .orElseGet(
                        () -> html.open(404, "Not found", "signin/said.jte", Map.of("text", "There is no such page.")));
    }

    /** Sent by a form of ours: by what the browser says of it, and by what only our form knows. */
    private boolean ofOurForm(PageRequest request, Viewer viewer) {
        boolean otherOrigin = request.origin().filter(it -> !it.equals(origin)).isPresent();
        boolean otherSite =
                request.fetchSite().filter(it -> !it.equals("same-origin")).isPresent();
        String brought = request.field("csrf").orElse("");
        return !otherOrigin
                && !otherSite
                && MessageDigest.isEqual(
                        brought.getBytes(StandardCharsets.UTF_8),
                        viewer.session().csrf().getBytes(StandardCharsets.UTF_8));
    }

    private PageAnswer page(PageRequest request, Viewer viewer, String path) {
        for (Row row : rows) {
            Matcher matcher = row.path().matcher(path);
            if (!row.method().equals(request.method()) || !matcher.matches()) continue;
            if (!row.audience().admits(viewer.caller()))
                return refused(request, viewer, 403, Reason.OPERATION_NOT_ALLOWED);
            List<String> arguments = IntStream.rangeClosed(1, matcher.groupCount())
                    .mapToObj(matcher::group)
                    .toList();
            Visit.Shown shown;
            try {
                shown = row.page().show(new Visit(request, viewer, arguments));
            } catch (StoreUnavailable e) {
                return refused(request, viewer, 503, Reason.UNAVAILABLE);
            }
            return recorded(request, viewer.caller(), shown.patients(), shown.answer(), shown.because());
        }
        return refused(request, viewer, 404, Reason.NOTHING_THERE);
    }

    private PageAnswer refused(PageRequest request, Viewer viewer, int status, Reason why) {
        PageAnswer answer =
                switch (status) {
                    case 404 -> said(404, "Not found", "There is no such page.");
                    case 503 -> said(503, "Not available", "A store of the gateway does not answer now.");
                    default -> said(403, "Not permitted", "This page is not for you.");
                };
        return recorded(request, viewer.caller(), Set.of(), answer, Set.of(why));
    }

    private PageAnswer said(int status, String title, String text) {
        return html.open(status, title, "signin/said.jte", Map.of("text", text));
    }

    /** INVARIANT: no record, no page. */
    private PageAnswer recorded(
            PageRequest request, Caller caller, Set<Reference> patients, PageAnswer answer, Set<Reason> because) {
        var asked = new Records.Asked("page", request.path().substring(root.length()), request.query());
        try {
            trail.commit(new ArrayList<>(List.of(records.refused(
                    request.id(), Optional.of(caller), asked, patients, "page, status " + answer.status(), because))));
            return answer;
        } catch (Trail.Unavailable e) {
            return html.open(
                    503,
                    "Not available",
                    "signin/said.jte",
                    Map.of("text", "The audit trail cannot be written, so nothing is shown."));
        }
    }
}
