/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses under which the portal draws pages, read from its sources, so that a new page cannot be forgotten. */
final class Routes {

    /** Drawn for a machine, for download, or only a way to another page. */
    private static final Set<String> NO_PAGES = Set.of(
            "services",
            "previews *",
            "drafts",
            "drafts *",
            "submissions * status",
            "submissions * signed",
            "submissions * approval",
            "signing *",
            "messages * document",
            "messages * evidence");

    private static final Pattern ROUTE = Pattern.compile("case \"GET ([^\"]+)\"");

    private Routes() {}

    /** Every page's address, its ids as stars; the pages of a form, which no case names, as {@code drafts * *}. */
    static Set<String> all(Path root) {
        var routes = new TreeSet<String>();
        try {
            Matcher cases = ROUTE.matcher(Files.readString(
                    root.resolve("bundles/web/portal/src/main/java/org/gishe/web/portal/internal/Portal.java")));
            while (cases.find()) {
                routes.add(cases.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!routes.containsAll(NO_PAGES)) {
            throw new IllegalStateException("the portal's addresses are written in another way now: " + routes);
        }
        routes.removeAll(NO_PAGES);
        routes.add("drafts * *");
        routes.add("check");
        routes.add("oversight");
        routes.add("oversight *");
        routes.add("not found");
        return routes;
    }

    static String of(String address, int status) {
        String[] way = Arrays.stream(URI.create(address).getPath().split("/"))
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
        if (status == 404) {
            return "not found";
        }
        if (way.length == 0) {
            return "/";
        }
        if (way[0].equals("drafts") && way.length == 3) {
            return way[2].equals("check") ? "drafts * check" : "drafts * *";
        }
        return way[0] + (way.length > 1 ? " *" : "") + (way.length > 2 ? " " + way[2] : "");
    }
}
