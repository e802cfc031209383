package org.consentgateway.sandbox.people;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;

/**
 * People sign in to the gateway's own pages with a browser, at Keycloak's login page, and are signed out again: by
 * themselves, and by an administrator of Keycloak (OpenID Connect Back-Channel Logout 1.0). Says of each step what came of it.
 */
public final class SignInWalk {

    private static final By USER = By.id("username");
    private static final By PASSWORD = By.id("password");
    private static final By NAVIGATION = By.cssSelector("nav[aria-label=pages]");
    private static final By TITLE = By.tagName("h1");

    private final String pages;
    private final String realm;
    private final Path admin;
    private final Path folder;
    private final PrintStream out;
    private int failed;

    /** A step, and what it does; true where all is as it should be. */
    private interface Step {
        boolean done() throws IOException, InterruptedException;
    }

    /**
     * @param pages  where the gateway's pages are, without a slash at the end
     * @param realm  the issuer
     * @param admin  the program that ends a user's sessions at Keycloak
     * @param folder where what was shown is left
     */
    public SignInWalk(String pages, String realm, Path admin, Path folder, PrintStream out) {
        this.pages = pages;
        this.realm = realm;
        this.admin = admin;
        this.folder = folder;
        this.out = out;
    }

    /** @return how many steps failed */
    public int run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        officer();
        therapist();
        patient();
        return failed;
    }

    private void officer() throws IOException, InterruptedException {
        try (BrowserWindow window = new BrowserWindow()) {
            step("a wrong password signs nobody in", () -> {
                window.open(pages + "/console");
                login(window, "privacy-1", "not-the-password");
                boolean still =
                        window.see(PASSWORD).isDisplayed() && window.url().startsWith(realm);
                window.open(pages + "/console");
                return still && window.see(USER).isDisplayed();
            });
            step("the privacy officer signs in at Keycloak's page and stands in the console", () -> {
                signIn(window, "privacy-1", "console");
                window.keep(folder.resolve("people-console.html"));
                return window.see(TITLE).getText().equals("Today") && !window.scriptSeesCookies();
            });
            step("and signs out, here and there: the next visit asks who it is", () -> {
                window.click(By.cssSelector("header form button"));
                window.click(By.cssSelector("main a[href^='" + realm + "']"));
                window.see(By.id("kc-page-title"));
                boolean there = window.url().startsWith(realm);
                window.open(pages + "/console");
                return there && window.see(USER).isDisplayed() && window.url().startsWith(realm);
            });
        }
    }

    private void therapist() throws IOException, InterruptedException {
        try (BrowserWindow window = new BrowserWindow()) {
            step("the therapist signs in and stands among the notes that are hers", () -> {
                signIn(window, "dr-o", "therapist");
                window.keep(folder.resolve("people-therapist.html"));
                return window.text().contains("DocumentReference/N1");
            });
            step("the console is not for the therapist", () -> refused(window, "console"));
            step("nor are the pages of patients", () -> refused(window, "my"));
            step("an administrator ends the session at Keycloak: it has ended here too", () -> {
                window.open(pages + "/therapist");
                boolean before = window.see(NAVIGATION).isDisplayed();
                int exit = new ProcessBuilder(List.of(admin.toString(), "logout", "dr-o"))
                        .inheritIO()
                        .start()
                        .waitFor();
                window.open(pages + "/therapist");
                return before && exit == 0 && window.see(USER).isDisplayed();
            });
        }
    }

    private void patient() throws IOException, InterruptedException {
        try (BrowserWindow window = new BrowserWindow()) {
            step("the patient signs in and sees whom the notes are open to", () -> {
                signIn(window, "pt1", "my");
                window.keep(folder.resolve("people-my.html"));
                return window.text().contains("Lena Xavier Your therapy notes");
            });
            step(
                    "neither the console nor the therapists' pages are for the patient",
                    () -> refused(window, "console") && refused(window, "therapist"));
        }
    }

    private void signIn(BrowserWindow window, String user, String landing) {
        window.open(pages + "/" + landing);
        login(window, user, user);
        // a page of ours leads on, and the way on has the focus
        window.see(By.cssSelector("main a.button")).sendKeys(Keys.ENTER);
        window.see(NAVIGATION);
        if (!window.url().equals(pages + "/" + landing))
            throw new IllegalStateException("signed in, but at " + window.url());
    }

    private void login(BrowserWindow window, String user, String password) {
        window.type(USER, user);
        if (!window.url().startsWith(realm)) throw new IllegalStateException("no page of Keycloak: " + window.url());
        window.type(PASSWORD, password + Keys.ENTER);
    }

    private boolean refused(BrowserWindow window, String page) {
        window.open(pages + "/" + page);
        return window.see(TITLE).getText().equals("Not permitted")
                && !window.text().contains("P1");
    }

    private void step(String what, Step step) throws IOException, InterruptedException {
        boolean good = false;
        String why = "";
        try {
            good = step.done();
        } catch (WebDriverException | IllegalStateException e) {
            why = ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        if (!good) failed++;
        out.println((good ? "ok         " : "FAILED     ") + what + why);
    }
}
