/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at pages: keeps a picture of each, holds it against WCAG 2.2 AA by axe, and collects what is wrong. */
final class Eye {

    private final Chromium chromium;
    private final Path screens;
    private final String name;
    private final String language;
    private final boolean script;
    private final String ours;
    private final List<String> complaints = new ArrayList<>();
    private int pictures;

    /**
     * @param name begins the pictures' names
     * @param script whether the device runs scripts; axe is one itself
     * @param ours pages below it are also looked at in the dark
     */
    Eye(Chromium chromium, Path screens, String name, String language, boolean script, URI ours) {
        this.chromium = chromium;
        this.screens = screens;
        this.name = name;
        this.language = language;
        this.script = script;
        this.ours = ours.toString();
    }

    /** Hears what the device's pages complain of. */
    void watch(BrowserContext context) {
        context.onConsoleMessage(message -> {
            // a page that is told as 40x or 422 is also written to the console; nothing else may be
            if (message.type().equals("error")
                    && !message.text().matches("(?s).*the server responded with a status of (40|422).*")) {
                complaints.add("console of " + message.page().url() + ": " + message.text());
            }
        });
        context.onWebError(error -> complaints.add("script: " + error.error()));
    }

    List<String> complaints() {
        return complaints;
    }

    /** Takes a picture and holds the page against the rules. */
    void look(String picture, Page what) {
        what.waitForLoadState();
        what.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(screens.resolve(name + "-" + String.format("%02d", ++pictures) + "-" + picture + ".png")));
        assertThat(what.locator("html").getAttribute("lang")).isEqualTo(language);
        assertThat(what.locator("body").textContent())
                .as("text read in a wrong encoding, or a key without a text")
                .doesNotContain("Ð", "Ñ", "???", "{0}");
        if (!script) {
            return; // the pages are the same that axe saw with scripts
        }
        Object overflow =
                what.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (((Number) overflow).intValue() > 0) {
            complaints.add(picture + ": wider than the screen by " + overflow + " px");
        }
        what.evaluate("() => { " + chromium.axe() + " }");
        judge(picture, what, "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']", "tag");
        if (what.url().startsWith(ours)) {
            what.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            judge(picture + " in the dark", what, "['color-contrast']", "rule");
            what.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
    }

    private void judge(String picture, Page what, String rules, String kind) {
        Object violations = what.evaluate("async () => (await axe.run(document, {runOnly: {type: '" + kind
                + "', values: " + rules + "}, resultTypes: ['violations']})).violations.map(v => v.id + ' ' +"
                + " v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))");
        for (Object violation : (List<?>) violations) {
            complaints.add(picture + ": " + violation);
        }
    }
}
