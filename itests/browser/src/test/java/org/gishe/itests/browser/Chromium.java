/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser of a test class. */
final class Chromium implements AutoCloseable {

    private static final double PATIENCE = 30_000;

    private final String axe;
    private final Playwright playwright;
    private final Browser browser;

    Chromium() throws IOException {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static Path executable() {
        for (String folder : System.getenv("PATH").split(":")) {
            Path chromium = Path.of(folder, "chromium");
            if (Files.isExecutable(chromium)) {
                return chromium;
            }
        }
        throw new IllegalStateException("no 'chromium' on PATH; on Debian: apt-get install chromium");
    }

    /** The script that holds a page against the rules. */
    String axe() {
        return axe;
    }

    /** A device of its own, with nothing kept: a phone or a desktop. */
    BrowserContext device(String device, String language, boolean script) {
        boolean phone = device.equals("phone");
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(phone ? 390 : 1280, phone ? 844 : 900)
                .setIsMobile(phone)
                .setHasTouch(phone)
                .setJavaScriptEnabled(script)
                .setLocale(language.equals("bg") ? "bg-BG" : "en-GB"));
        context.setDefaultTimeout(PATIENCE);
        return context;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
