package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.browser.HeadlessChrome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * A real browser walks every page as everybody for whom it is; axe-core finds no violation of WCAG 2.2 AA. Pictures of the
 * pages are left in {@code target/pages}. Where {@code GATEWAY_REQUIRE_BROWSER} is true there must be a browser.
 */
class BrowserWalkTest {

    private static final By RECORD = By.cssSelector("main form button[value=record]");

    static boolean thereIsOne() {
        return "true".equals(System.getenv("GATEWAY_REQUIRE_BROWSER")) || HeadlessChrome.isInstalled();
    }

    /** One window of one person. */
    private static final class Walker implements AutoCloseable {

        private final ChromeDriver browser;
        private final String base;
        private final String axe;
        private final Path pictures;
        final Map<String, String> violations = new LinkedHashMap<>();

        Walker(int port) throws IOException {
            pictures = Files.createDirectories(Path.of("target", "pages").toAbsolutePath());
            base = "http://localhost:" + port;
            browser = HeadlessChrome.open();
            try (InputStream in = BrowserWalkTest.class.getResourceAsStream(
                    "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
                axe = new String(Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        void signIn(String person, String landing) {
            enter(person, landing);
            until(By.tagName("nav"));
        }

        /** Signs in and goes on, to whatever page there is for them. */
        void enter(String person, String landing) {
            browser.get(base + "/" + landing);
            click(By.linkText(person));
            until(By.cssSelector("main a.button"));
            browser.switchTo().activeElement().sendKeys(Keys.ENTER); // the way on has the focus
            until(By.tagName("h1"));
        }

        void open(String path) {
            browser.get(base + path);
            until(By.tagName("h1"));
        }

        /** Looks at the page as it is now: its picture, and what axe says of it. */
        void look(String name) throws IOException {
            Path taken = browser.getScreenshotAs(OutputType.FILE).toPath();
            Files.move(taken, pictures.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
            browser.executeScript(axe);
            Object found = browser.executeAsyncScript(
                    "const done = arguments[arguments.length - 1]; axe.run(document, {runOnly: {type: 'tag', values: "
                            + "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}}).then(r => done("
                            + "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')).join('\\n')))");
            if (!String.valueOf(found).isEmpty()) violations.put(name, String.valueOf(found));
        }

        String text() {
            return browser.findElement(By.tagName("main")).getText();
        }

        /** With the keyboard alone: to the element by Tab, then the key. */
        void press(By what, CharSequence keys) {
            WebElement wanted = until(what);
            for (int i = 0; i < 120; i++) {
                if (browser.switchTo().activeElement().equals(wanted)) {
                    wanted.sendKeys(keys);
                    return;
                }
                browser.switchTo().activeElement().sendKeys(Keys.TAB);
            }
            throw new AssertionError("not reached by the keyboard: " + what);
        }

        void click(By what) {
            until(what).click();
        }

        WebElement until(By what) {
            return await().atMost(HeadlessChrome.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> browser.findElement(what), found -> true);
        }

        void untilText(String text) {
            await().atMost(HeadlessChrome.PATIENCE).ignoreExceptions().until(() -> text().contains(text));
        }

        List<String> console() {
            return browser.manage().logs().get("browser").getAll().stream()
                    .map(entry -> entry.getMessage())
                    // axe measures colours on a canvas; a refused form is what one test is about
                    .filter(message -> !message.contains("Canvas2D") && !message.contains("status of 422"))
                    .filter(message -> !message.contains("favicon"))
                    .toList();
        }

        boolean scriptSeesCookies() {
            return !String.valueOf(((JavascriptExecutor) browser).executeScript("return document.cookie"))
                    .isEmpty();
        }

        @Override
        public void close() {
            browser.quit();
        }
    }

    /** The pages stand where the browser is: the public URL is the port itself. */
    private static Office office() throws IOException {
        int port = freePort();
        Office office = new Office(Map.of(
                "GATEWAY_HTTP_PORT",
                Integer.toString(port),
                "GATEWAY_PUBLIC_URL",
                "http://localhost:" + port + "/fhir",
                "GATEWAY_POLICY",
                "us-hipaa, us-ca"));
        Chart.all().forEach(office.world.ehr::put);
        office.world.ehr.put(Chart.authorization("A1"));
        return office;
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    @EnabledIf("thereIsOne")
    void every_page_is_walked_and_none_shuts_anybody_out() throws Exception {
        try (Office office = office()) {
            office.world.get("/fhir/DocumentReference/N1", office.world.tokens.authorised());
            String id = office.world
                    .get("/fhir/DocumentReference/N1", office.world.tokens.clinician())
                    .header("x-request-id")
                    .orElseThrow();
            Map<String, String> violations = new LinkedHashMap<>();
            try (Walker officer = new Walker(office.world.gateway.port())) {
                officer.signIn("officer", "console");
                grantByKeyboard(officer);
                for (String page : List.of(
                        "console",
                        "console/decisions?patient=P1",
                        "console/decisions/" + id + "?patient=P1",
                        "console/grants?patient=P1",
                        "console/grants/new?patient=P1&basis=serious-threat",
                        "console/reviews",
                        "console/break-glass",
                        "console/simulator?patient=P1&resource=DocumentReference/N1&caller=Practitioner/dr-c&purpose=TREAT",
                        "console/accounting?patient=P1",
                        "console/breach",
                        "console/refusals",
                        "console/policy",
                        "console/system")) {
                    officer.open("/" + page);
                    officer.look(page.replaceAll("\\?.*", "").replace("/", "-").replace(id, "one"));
                }
                assertThat(officer.scriptSeesCookies()).isFalse();
                assertThat(officer.console())
                        .as("what the browser complains about")
                        .isEmpty();
                violations.putAll(officer.violations);
            }
            try (Walker labeller = new Walker(office.world.gateway.port())) {
                reviewByKeyboard(labeller, office);
                violations.putAll(labeller.violations);
            }
            try (Walker second = new Walker(office.world.gateway.port())) {
                second.signIn("second-officer", "console");
                approveAndRevokeByKeyboard(second);
                violations.putAll(second.violations);
            }
            try (Walker therapist = new Walker(office.world.gateway.port())) {
                therapist.signIn("author", "therapist");
                for (String page : List.of("therapist", "therapist/notes/DocumentReference/N1", "therapist/refusals")) {
                    therapist.open("/" + page);
                    therapist.look(page.replace("/", "-"));
                }
                violations.putAll(therapist.violations);
            }
            try (Walker patient = new Walker(office.world.gateway.port())) {
                patient.signIn("patient", "my");
                for (String page : List.of(
                        "my", "my/seen", "my/law", "my/print", "my/revoke/A1", "my?lang=es", "my/seen", "my/law")) {
                    patient.open("/" + page);
                    patient.look(Stream.of(page.replaceAll("[/?=]", "-"), "")
                                    .findFirst()
                                    .orElseThrow()
                            + (patient.text().contains("ficha")
                                            || patient.text().contains("notas")
                                    ? "-es"
                                    : ""));
                }
                revokeByKeyboard(patient, office);
                violations.putAll(patient.violations);
            }
            assertThat(violations).as("WCAG 2.2 AA, by axe-core").isEmpty();
        }
    }

    private static void grantByKeyboard(Walker officer) throws IOException {
        officer.open("/console/grants/new?patient=P1&basis=legal-defence");
        officer.press(By.name("recipient"), "Practitioner/dr-x");
        officer.press(By.name("plaintiff"), "Patient/P1");
        officer.press(By.name("defendant"), "Organization/org-a");
        officer.press(By.name("end"), LocalDate.now(ZoneOffset.UTC).plusDays(9).toString());
        officer.press(By.name("privilegeReview"), Keys.SPACE);
        officer.press(RECORD, Keys.ENTER);
        officer.untilText("`reference.number` is missing");
        officer.look("console-grants-new-lacking");
        officer.press(By.name("number"), "case-9");
        officer.press(By.name("test"), "DocumentReference/N1");
        officer.press(By.cssSelector("main form button[value=test]"), Keys.ENTER);
        officer.untilText("Tested, not recorded");
        officer.look("console-grants-new-tested");
        officer.press(RECORD, Keys.ENTER);
        officer.untilText("pending");
    }

    private static void approveAndRevokeByKeyboard(Walker second) throws IOException {
        second.press(By.linkText("legal-defence"), Keys.ENTER);
        second.untilText("Approve as second person");
        second.look("console-grant");
        second.press(By.cssSelector("form[action$=approve] button"), Keys.ENTER);
        second.untilText("active");
        second.press(By.cssSelector("form[action$=revoke] button"), Keys.ENTER);
        second.untilText("revoked");
    }

    private static void reviewByKeyboard(Walker labeller, Office office) throws Exception {
        office.world.ehr.put(Chart.document("SUS1", "P1", "34865-6"));
        office.world.get("/fhir/DocumentReference/SUS1", office.world.tokens.clinician());
        labeller.enter("labeller", "console/reviews");
        labeller.open("/console/reviews");
        labeller.untilText("DocumentReference/SUS1");
        labeller.look("console-reviews-one");
        labeller.press(By.cssSelector("input[name=resource][value='DocumentReference/SUS1']"), Keys.SPACE);
        labeller.press(By.cssSelector("button[name=answer][value=psychotherapy-note]"), Keys.ENTER);
        await().atMost(HeadlessChrome.PATIENCE).ignoreExceptions().until(() -> !labeller.text()
                .contains("DocumentReference/SUS1"));
    }

    private static void revokeByKeyboard(Walker patient, Office office) throws IOException {
        patient.open("/my?lang=en");
        patient.press(By.cssSelector("a[href$='/my/revoke/A1']"), Keys.ENTER);
        patient.untilText("can not be undone");
        patient.press(By.cssSelector("main form button"), Keys.ENTER);
        patient.untilText("It counts now");
        patient.look("my-done");
        assertThat(office.world
                        .get("/fhir/DocumentReference/N1", office.world.tokens.authorised())
                        .status())
                .isEqualTo(404);
    }
}
