package org.consentgateway.sandbox.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A window of Chromium that one person sits before; nothing is kept from one to the next. */
final class BrowserWindow implements AutoCloseable {

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver browser;

    BrowserWindow() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--window-size=1280,1000");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
        browser.manage().timeouts().pageLoadTimeout(PATIENCE);
    }

    void open(String url) {
        browser.get(url);
    }

    String url() {
        return browser.getCurrentUrl();
    }

    /** What a reader sees. */
    String text() {
        return browser.findElement(By.tagName("body")).getText();
    }

    void type(By where, String text) {
        until(ExpectedConditions.elementToBeClickable(where)).sendKeys(text);
    }

    void click(By what) {
        until(ExpectedConditions.elementToBeClickable(what)).click();
    }

    WebElement see(By what) {
        return until(ExpectedConditions.visibilityOfElementLocated(what));
    }

    /** Whether it is there now. */
    boolean shows(By what) {
        return !browser.findElements(what).isEmpty();
    }

    /** Whether a script of the page could read a cookie. */
    boolean scriptSeesCookies() {
        return !String.valueOf(browser.executeScript("return document.cookie")).isEmpty();
    }

    /** The page as it came, for whoever looks for what must not be in it. */
    void keep(Path file) throws IOException {
        Files.writeString(file, String.valueOf(browser.getPageSource()));
    }

    private <T> T until(ExpectedCondition<T> condition) {
        return new WebDriverWait(browser, PATIENCE).until(condition);
    }

    @Override
    public void close() {
        browser.quit();
    }
}
