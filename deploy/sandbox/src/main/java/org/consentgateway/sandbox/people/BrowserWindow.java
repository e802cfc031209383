package org.consentgateway.sandbox.people;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.consentgateway.server.browser.HeadlessChrome;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A window of Chromium that one person sits before; nothing is kept from one to the next. */
final class BrowserWindow implements AutoCloseable {

    private final ChromeDriver browser = HeadlessChrome.open();

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
        return new WebDriverWait(browser, HeadlessChrome.PATIENCE).until(condition);
    }

    @Override
    public void close() {
        browser.quit();
    }
}
